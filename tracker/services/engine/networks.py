"""Street networks of studies: read, given slopes and widths, made ready for searching, and kept on disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import shapely

from gis.errors import UnreadableFileError
from gis.network.conflation import SAO_PAULO_COLUMNS, conflate_polygons, fit_summary
from gis.network.diagnostics import network_diagnostics
from gis.network.elevation import elevation_extent, with_elevation
from gis.network.graph import StreetNetwork
from gis.routing.hierarchy import Hierarchy
from gis.routing.prepared import LAYOUT, PreparedNetwork, prepare, read_prepared, write_prepared
from studies.schema import Layer
from tracker.clock import now
from tracker.domain.provenance import sha256_of
from tracker.errors import AnalysisError
from tracker.services.engine.layers import in_words_of, read_network_layer
from tracker.services.engine.study import engine_version

# What a layer of street polygons must have; see `gis.network.conflation`.
STREET_POLYGON_COLUMNS = tuple(asdict(SAO_PAULO_COLUMNS).values())
FOLDER = "networks"  # within the folder of obtained data
SUFFIX = ".streets"
FORM = 1  # of how layers are laid over streets, and of the remarks beside them; raise it when they change
KEPT_COUNT = 8
UNFINISHED = ".writing-"
ABANDONED_S = 86_400.0  # what is unfinished after a day was left behind by a process that was killed


@dataclass(frozen=True)
class LayerFile:
    """A layer of a definition and the file it is read from."""

    layer: Layer
    path: Path
    content_sha256: str  # of the file's bytes, the reading options and the engine together
    rows_path: Path | None = None  # of street polygons: their rows as `layer_content` prepared them


@dataclass(frozen=True)
class NetworkLayers:
    """The layers that the streets of an analysis are made of."""

    network: LayerFile
    elevation: LayerFile | None = None
    street_polygons: tuple[LayerFile, ...] = ()

    @property
    def sha256(self) -> str:
        """Name the network that they make; see `network_sha256`."""
        return network_sha256(
            self.network.content_sha256,
            elevation=None if self.elevation is None else self.elevation.content_sha256,
            street_polygons=[part.content_sha256 for part in self.street_polygons],
        )


@dataclass(frozen=True)
class KeptNetwork:
    """Streets ready to be searched, and what people must know of how they were made."""

    network: StreetNetwork
    hierarchy: Hierarchy
    sha256: str  # of what it was made of
    street_polygons: Mapping[str, float] = field(default_factory=dict)  # how well they fit; see `fit_summary`
    notes: tuple[str, ...] = ()


def network_sha256(network: str, *, elevation: str | None = None, street_polygons: Sequence[str] = ()) -> str:
    """
    Name a network by what it is made of: the `content_sha256` of its layers, as the record keeps them.

    Whoever has these needs no file to look a kept network up with `find_network`.
    """
    return sha256_of(
        {
            "network": network,
            "elevation": elevation,
            "street_polygons": list(street_polygons),
            "engine": engine_version(),
            "layout": LAYOUT,
            "form": FORM,
        }
    )


def prepared_network(layers: NetworkLayers, folder: Path, *, keep_count: int = KEPT_COUNT) -> KeptNetwork:
    """
    Give the streets that the layers make: mapped from disk where they are kept, made and kept otherwise.

    Any number of processes may ask for the same at once. Those that find nothing make it side by
    side; each file appears whole under its name, and the last one stays. A file that is not what
    was written is made again. Of all networks the `keep_count` last used stay on disk.
    """
    sha256 = layers.sha256
    found = find_network(sha256, folder)
    if found is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    prepared = _made(layers, folder, keep_count)
    with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED) as unfinished:
        partial = Path(unfinished) / f"{sha256}{SUFFIX}"
        write_prepared(partial, prepared)
        # mapped under its first name already: from then on nobody's clearing up can take it away
        kept = read_prepared(partial)
        partial.replace(folder / partial.name)
    _clear_up(folder, keep_count)
    return _told(kept, sha256)


def find_network(sha256: str, folder: Path) -> KeptNetwork | None:
    """Give a network that is kept on disk; None when there is none, or its file is damaged."""
    path = folder / f"{sha256}{SUFFIX}"
    try:
        prepared = read_prepared(path, verify=True)
        path.touch()  # it stays longer than those that nobody asks for
    except (UnreadableFileError, FileNotFoundError):
        return None
    return _told(prepared, sha256)


def elevation_facts(layer: Layer, path: Path) -> tuple[int, list[float]]:
    """Count the cells of an elevation layer and give its bounds [degree], or say what is wrong with it."""
    with in_words_of(layer):
        extent = elevation_extent(path, source_crs=layer.source_crs)
    return extent.columns * extent.rows, [round(degrees, 6) for degrees in extent.bounds_deg]


def _told(prepared: PreparedNetwork, sha256: str) -> KeptNetwork:
    return KeptNetwork(
        network=prepared.network,
        hierarchy=prepared.hierarchy,
        sha256=sha256,
        street_polygons=prepared.remarks["street_polygons"],
        notes=tuple(prepared.remarks["notes"]),
    )


def _clear_up(folder: Path, keep_count: int) -> None:
    """Remove the networks not used for longest, and what killed processes left behind."""
    used_ns = {path: _changed_ns(path) for path in folder.glob(f"*{SUFFIX}")}
    for path in sorted(used_ns, key=used_ns.__getitem__, reverse=True)[max(keep_count, 1) :]:
        path.unlink(missing_ok=True)  # whoever has it mapped keeps it
    oldest_ns = int((now().timestamp() - ABANDONED_S) * 1e9)
    for left in folder.glob(f"{UNFINISHED}*"):
        if 0 < _changed_ns(left) < oldest_ns:
            shutil.rmtree(left, ignore_errors=True)


def _changed_ns(path: Path) -> int:
    """Tell when a file was last changed or touched; 0 when another process has removed it."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _made(layers: NetworkLayers, folder: Path, keep_count: int) -> PreparedNetwork:
    """Read the streets and lay the other layers over them: first the model, then the polygons."""
    if layers.elevation is None and not layers.street_polygons:
        network = read_network_layer(layers.network.layer, layers.network.path)
        return prepare(network, remarks={"street_polygons": {}, "notes": []})
    network = prepared_network(NetworkLayers(layers.network), folder, keep_count=keep_count).network
    faults: list[str] = []
    notes: list[str] = []
    fit: dict[str, float] = {}
    polygons = [_polygons_over(network, part, faults) for part in layers.street_polygons]
    model = layers.elevation
    if model is not None:
        try:
            with in_words_of(model.layer):
                network = with_elevation(network, model.path, source_crs=model.layer.source_crs)
        except AnalysisError as error:
            faults.append(error.detail)
    if faults:
        raise AnalysisError(" ".join(faults))
    if polygons:
        together = geopandas.GeoDataFrame(pd.concat(polygons, ignore_index=True))
        named = ", ".join(part.layer.key for part in layers.street_polygons)
        with in_words_of(layers.street_polygons[0].layer):
            network, quality = conflate_polygons(network, together, source=named)
        fit = fit_summary(network, quality)
        notes.append(_fit_note(named, fit))
    if model is not None:
        notes.insert(0, _model_note(model.layer, network))
    return prepare(network, remarks={"street_polygons": fit, "notes": notes})


def _polygons_over(network: StreetNetwork, part: LayerFile, faults: list[str]) -> geopandas.GeoDataFrame:
    """Read the prepared rows of street polygons; a layer that lies elsewhere is a fault."""
    assert part.rows_path is not None, "street polygons are read from their prepared rows"
    rows = geopandas.read_parquet(part.rows_path)
    met = shapely.STRtree(network.geometry).query(rows.geometry.to_numpy(), predicate="intersects")
    if not met.size:
        where = ", ".join(f"{degrees:.4f}" for degrees in rows.total_bounds)
        faults.append(
            f"Layer {part.layer.key} ({part.layer.dataset}), {part.path.name}: none of its {len(rows)} "
            f"polygons (west, south, east, north: {where}) holds any part of a street of {network.source}."
        )
    return rows


def _fit_note(layers: str, fit: Mapping[str, float]) -> str:
    return (
        f"Street polygons ({layers}): links of {fit['matched_length_share']:.0%} of the street length lie in "
        f"them; they give {fit['width_length_share']:.0%} of it the width of its carriageway and "
        f"{fit['slope_length_share']:.0%} a bound of its slope."
    )


def _model_note(layer: Layer, network: StreetNetwork) -> str:
    found: Mapping[str, Any] = network_diagnostics(network)
    source = network.slope_sources[-1]
    share = found["incline_from_elevation_share"] or 0.0
    return (
        f"Elevation ({layer.key}, cells of {source.cell_m:.3g} m): it gives {share:.0%} of the street length "
        f"its slope, measured over no less than {source.run_m:.3g} m."
    )
