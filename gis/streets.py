"""The streets of a run from files: read, given slopes of an elevation model, laid over by street polygons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas
import pandas as pd

from gis.errors import FaultyInputsError, InputError
from gis.layers import read_layer
from gis.network.conflation import conflate_polygons, fit_summary
from gis.network.elevation import with_elevation
from gis.network.graph import StreetNetwork
from gis.network.reading import read_network
from gis.places import POLYGON_KINDS


@dataclass(frozen=True, slots=True)
class StreetFiles:
    """
    Files that streets are made of.

    Parameters
    ----------
    network : pathlib.Path
        Streets; see ``gis.network.reading.read_network``.
    elevation : pathlib.Path, optional
        Elevation model that gives grades where no tag does.
    street_polygons : tuple of pathlib.Path
        A city's street polygons, whose width and heights streets take over; see ``gis.network.conflation``.
    network_columns : tuple of str, optional
        Names of the columns of a street table without a header.
    source_crs : mapping of str to str
        Reference systems of files that do not state theirs, by role:
        ``network``, ``elevation``, ``street_polygons``.
    layers : mapping of str to str
        Layers to read of files that hold several, by role: ``network``, ``street_polygons``.
    """

    network: Path
    elevation: Path | None = None
    street_polygons: tuple[Path, ...] = ()
    network_columns: tuple[str, ...] | None = None
    source_crs: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)


def read_streets(
    files: StreetFiles, *, progress: Callable[[float, str], None]
) -> tuple[StreetNetwork, dict[str, float]]:
    """
    Read a network, with slopes of an elevation model and what street polygons add.

    Parameters
    ----------
    files : StreetFiles
        What to read.
    progress : callable
        Told the share done (0 to 1) and what is at work.

    Returns
    -------
    network : StreetNetwork
        The streets.
    fit : dict of str to float
        How well the polygons fit, from ``fit_summary``; empty without any.

    Raises
    ------
    FaultyInputsError
        With the faults of all files of street polygons, if several are at fault.
    InputError
        One of its other kinds, naming file, row or column.
    """
    progress(0.0, f"reading {files.network.name}")
    network = read_network(
        files.network,
        columns=files.network_columns,
        source_crs=files.source_crs.get("network"),
        layer=files.layers.get("network"),
    )
    if files.elevation is not None:
        progress(0.6, f"reading {files.elevation.name}")
        network = with_elevation(network, files.elevation, source_crs=files.source_crs.get("elevation"))
    if not files.street_polygons:
        return network, {}
    progress(0.8, "reading street polygons")
    polygons = _read_polygons(files)
    named = ", ".join(path.name for path in files.street_polygons)
    network, quality = conflate_polygons(network, polygons, source=named)
    return network, fit_summary(network, quality)


def _read_polygons(files: StreetFiles) -> geopandas.GeoDataFrame:
    """Read all files of street polygons; the faults of all of them come together."""
    frames: list[geopandas.GeoDataFrame] = []
    errors: list[InputError] = []
    for path in files.street_polygons:
        try:
            frame = read_layer(
                path,
                source_crs=files.source_crs.get("street_polygons"),
                layer=files.layers.get("street_polygons"),
                kinds=POLYGON_KINDS,
            )
        except InputError as error:
            errors.append(error)
        else:
            frames.append(frame)
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    return frames[0] if len(frames) == 1 else geopandas.GeoDataFrame(pd.concat(frames, ignore_index=True))
