"""What a network holds and what is not known of it: counts, kilometres, shares of length."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from gis.model import BoolArray, ByteArray
from gis.network.connectivity import components
from gis.network.graph import UNKNOWN_CODE, AttributeSource, LinkKind, StreetNetwork


def network_diagnostics(network: StreetNetwork) -> dict[str, object]:
    """
    Describe a network for the people who must judge results made with it.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    dict
        ``nodes``, ``links``, ``length_km``, ``length_km_by_kind``,
        ``unknown_length_share`` by attribute (None where the question arises
        nowhere), ``incline_from_elevation_share``, ``source_length_share``
        (of incline and width: by ``AttributeSource``), ``slope_models`` (name,
        size of a cell and shortest run measured [m]), ``components``,
        ``largest_component_share`` (of the nodes), ``left_out``.

    Notes
    -----
    Unknown kerbs are counted on crossings and kerbs only and uncounted steps on stairs
    only: elsewhere there is nothing to know.
    """
    everywhere = np.ones(network.n_links, dtype=bool)
    crossings = np.isin(network.kind, (LinkKind.CROSSING, LinkKind.KERB))
    stairs = network.kind == LinkKind.STEPS
    unknown = {
        "surface": (network.surface_code == UNKNOWN_CODE, everywhere),
        "smoothness": (network.smoothness_code == UNKNOWN_CODE, everywhere),
        "width": (np.isnan(network.width_m), everywhere),
        "incline": (np.isnan(network.incline_share), everywhere),
        "kerb": (np.isnan(network.kerb_m), crossings),
        "steps": (np.isnan(network.step_count), stairs),
    }
    component = components(network)
    return {
        "nodes": network.n_nodes,
        "links": network.n_links,
        "length_km": _km(network, everywhere),
        "length_km_by_kind": {kind.name.lower(): _km(network, network.kind == kind) for kind in LinkKind},
        "unknown_length_share": {
            name: length_share(network, missing, among) for name, (missing, among) in unknown.items()
        },
        "incline_from_elevation_share": length_share(
            network, network.incline_source == AttributeSource.ELEVATION, everywhere
        ),
        "source_length_share": {
            "incline": _by_source(network, network.incline_source),
            "width": _by_source(network, network.width_source),
        },
        "slope_models": [asdict(model) for model in network.slope_sources],
        "components": int(component.max()) + 1 if component.size else 0,
        "largest_component_share": float((component == 0).mean()) if component.size else None,
        "left_out": dict(network.left_out),
    }


def length_share(network: StreetNetwork, chosen: BoolArray, among: BoolArray) -> float | None:
    """
    Give the part of some links' length that chosen ones make up.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    chosen, among : numpy.ndarray of bool, shape (n_links,)
        Links counted, and links they are a part of.

    Returns
    -------
    float or None
        Between 0 and 1; None where there is no length to divide by.
    """
    whole_m = float(network.length_m[among].sum())
    return float(network.length_m[among & chosen].sum()) / whole_m if whole_m > 0 else None


def _by_source(network: StreetNetwork, source: ByteArray) -> dict[str, float | None]:
    """Give the part of the length for which each source speaks."""
    everywhere = np.ones(network.n_links, dtype=bool)
    return {kind.name.lower(): length_share(network, source == kind, everywhere) for kind in AttributeSource}


def _km(network: StreetNetwork, chosen: BoolArray) -> float:
    """Add up length in kilometres, to the metre."""
    return round(float(network.length_m[chosen].sum()) / 1000.0, 3)
