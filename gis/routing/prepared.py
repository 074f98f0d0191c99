"""A network on disk, ready to be searched: its arrays and its hierarchy in one mapped file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.blob import read_blob, write_blob
from gis.errors import UnreadableFileError
from gis.network.graph import SlopeSource, StreetNetwork
from gis.network.names import Names
from gis.network.polylines import Polylines
from gis.routing.hierarchy import HIERARCHY_ARRAYS, Hierarchy, build_hierarchy
from gis.routing.locality import in_local_order

KIND = "prepared street network"
LAYOUT = 2  # to be raised whenever the arrays or facts below change their names or meaning
PLAIN_FACTS = ("source", "surface_names")


@dataclass(frozen=True, slots=True)
class PreparedNetwork:
    """
    A street network with its hierarchy.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    hierarchy : Hierarchy
        From ``street_hierarchy(network)``.
    remarks : mapping
        What its maker wants to find again beside it, JSON values: how it was made, how well its sources fit.
    """

    network: StreetNetwork
    hierarchy: Hierarchy
    remarks: Mapping[str, Any] = field(default_factory=dict)


def street_hierarchy(network: StreetNetwork) -> Hierarchy:
    """
    Make the hierarchy of a street network: each link is two edges, all forward ones first.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    Hierarchy
        It depends on how the links hang together and on nothing else, so it
        serves every profile, and every change of attributes.
    """
    return build_hierarchy(
        network.n_nodes,
        np.concatenate([network.link_from, network.link_to]).astype(np.int32),
        np.concatenate([network.link_to, network.link_from]).astype(np.int32),
    )


def prepare(network: StreetNetwork, *, remarks: Mapping[str, Any] | None = None) -> PreparedNetwork:
    """
    Make a network ready to be searched: in an order that suits memory, with its hierarchy.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    remarks : mapping, optional
        To be kept with it.

    Returns
    -------
    PreparedNetwork
        The same streets, nodes and links in another order.
    """
    ordered = in_local_order(network)
    return PreparedNetwork(ordered, street_hierarchy(ordered), dict(remarks or {}))


def write_prepared(path: Path, prepared: PreparedNetwork) -> str:
    """
    Write a prepared network into one file, whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        File to make or replace.
    prepared : PreparedNetwork
        The network.

    Returns
    -------
    str
        SHA-256 of the content, the same for the same network.
    """
    network, hierarchy = prepared.network, prepared.hierarchy
    names = Names.of(network.link_ids)
    arrays: dict[str, NDArray[Any]] = {f"network.{name}": getattr(network, name) for name in _array_names()}
    arrays |= {f"hierarchy.{name}": getattr(hierarchy, name) for name in HIERARCHY_ARRAYS}
    arrays |= {"names.text": names.text, "names.start": names.start}
    for name in ("lon_deg", "lat_deg", "start"):
        arrays[f"course.{name}"] = getattr(network.course, name)
    facts: dict[str, Any] = {"kind": KIND, "layout": LAYOUT, "remarks": dict(prepared.remarks)}
    facts |= {name: getattr(network, name) for name in PLAIN_FACTS}
    facts["left_out"] = [list(entry) for entry in network.left_out]
    facts["slope_sources"] = [[item.name, item.cell_m, item.run_m] for item in network.slope_sources]
    return write_blob(path, arrays, facts=facts)


def read_prepared(path: Path, *, verify: bool = False) -> PreparedNetwork:
    """
    Map a prepared network into memory, in milliseconds however large it is.

    Parameters
    ----------
    path : pathlib.Path
        A file that ``write_prepared`` wrote.
    verify : bool
        Whether to read all of it and compare it with its hash, at about a gigabyte a second.

    Returns
    -------
    PreparedNetwork
        The network; its arrays are read from the file when they are touched.

    Raises
    ------
    UnreadableFileError
        If the file is missing, cut short, of another kind or of another layout, or, where
        that is verified, altered.
    """
    blob = read_blob(path, verify=verify)
    if blob.facts.get("kind") != KIND:
        raise UnreadableFileError(path.name, [f"it is no {KIND}"])
    if blob.facts.get("layout") != LAYOUT:
        fault = f"it has layout {blob.facts.get('layout')}, this engine reads {LAYOUT}; prepare it again"
        raise UnreadableFileError(path.name, [fault])
    arrays, facts = blob.arrays, blob.facts
    network = StreetNetwork(
        **{name: arrays[f"network.{name}"] for name in _array_names()},
        link_ids=Names(arrays["names.text"], arrays["names.start"]),
        course=Polylines(arrays["course.lon_deg"], arrays["course.lat_deg"], arrays["course.start"]),
        source=facts["source"],
        surface_names=tuple(facts["surface_names"]),
        left_out=tuple((str(reason), int(count)) for reason, count in facts["left_out"]),
        slope_sources=tuple(SlopeSource(*item) for item in facts["slope_sources"]),
    )
    hierarchy = Hierarchy(**{name: arrays[f"hierarchy.{name}"] for name in HIERARCHY_ARRAYS})
    return PreparedNetwork(network, hierarchy, facts["remarks"])


def _array_names() -> list[str]:
    """Name the fields of a network that are arrays."""
    others = {"link_ids", "course", "left_out", "slope_sources", *PLAIN_FACTS}
    return [item.name for item in fields(StreetNetwork) if item.name not in others]
