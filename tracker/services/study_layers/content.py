"""What a layer holds once read: prepared from its file, kept under the hash of all that made it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from studies.catalogue import Catalogue, DataSet
from studies.schema import Analysis, GroupTable, Layer, StudyDefinition
from tracker.domain.provenance import canonical_json, sha256_of
from tracker.errors import AnalysisError, DataSetError, InvalidInputError
from tracker.services import engine
from tracker.services.datasets import ResolvedFile, read_catalogue, resolve_together
from tracker.services.study_layers.files import LayerFrame, read_layer_file, refused
from tracker.settings import Settings

Progress = Callable[[float, str], None]

FORM = 3  # of the prepared files; raise it when their columns change
FOLDER = "layers"
ROWLESS_KINDS = frozenset({"network", "elevation"})  # read from their own file each time they are used


@dataclass(frozen=True)
class Facts:
    """What is known of a prepared layer besides its rows."""

    feature_count: int
    bounds: list[float]
    notes: list[str]


@dataclass(frozen=True)
class LayerContent:
    """A layer of a definition with the file it was read from and what was found in it."""

    layer: Layer
    source: DataSet
    file: ResolvedFile
    content_sha256: str
    facts: Facts
    rows_path: Path | None  # those of ROWLESS_KINDS have none

    def rows(self) -> geopandas.GeoDataFrame:
        """Read the prepared rows: code, name, geometry, and what belongs to the layer's kind."""
        assert self.rows_path is not None, "networks and elevation have no rows"
        return geopandas.read_parquet(self.rows_path)


class LayerReader:
    """Reads the layers of one study, each network at most once a process and rarely from its source."""

    def __init__(
        self, definition: StudyDefinition, settings: Settings, *, progress: Progress | None = None
    ) -> None:
        self._definition = definition
        self._tell = progress or (lambda _share, _message: None)
        self._settings = settings
        self._catalogue: Catalogue = read_catalogue(settings.data.catalogue)
        self._folder = settings.data.cache / FOLDER
        self._networks: dict[str, engine.KeptNetwork] = {}
        self._extents: dict[tuple[str, float | None], shapely.Geometry] = {}
        self._files: dict[str, ResolvedFile] | None = None

    def read_all(self) -> list[LayerContent]:
        """Prepare every layer of the study and the streets of every analysis; all faults come together."""
        contents, faults = [], []
        layers = self._definition.layers
        for position, layer in enumerate(layers):
            self._tell(position / len(layers), f"reading {layer.key}")
            try:
                contents.append(self.read(layer))
            except (AnalysisError, DataSetError) as error:
                faults.append((f"/layers/{position}", error.detail))
        if not faults:  # else the same fault would be told twice
            for position, analysis in enumerate(self._definition.analyses):
                self._tell(1.0, f"preparing the streets of {analysis.key}")
                try:
                    self.streets(analysis)
                except AnalysisError as error:
                    faults.append((f"/analyses/{position}", error.detail))
        if faults:
            listed = " ".join(message for _, message in faults)
            raise InvalidInputError(
                f"The layers of {self._definition.slug} cannot be imported. {listed}", faults
            )
        return contents

    def read(self, layer: Layer) -> LayerContent:
        """Give a layer's content, prepared now or kept from before."""
        dataset = self._catalogue[layer.dataset]
        file = self._file(layer.dataset)
        content_sha256 = self._content_sha256(layer)
        facts_path = self._folder / f"{content_sha256}.json"
        rows_path = None if layer.kind in ROWLESS_KINDS else self._folder / f"{content_sha256}.parquet"
        if not facts_path.exists():
            self._prepare(layer, file.path, facts_path, rows_path)
        facts = Facts(**json.loads(facts_path.read_text(encoding="utf-8")))
        source = dataset if not file.synthetic else self._catalogue.sample_of(dataset) or dataset
        return LayerContent(layer, source, file, content_sha256, facts, rows_path)

    def network(self, key: str) -> engine.StreetNetwork:
        """Give a network layer as its own file describes it."""
        return self._kept(engine.NetworkLayers(self._layer_file(self._layer(key)))).network

    def streets(self, analysis: Analysis) -> engine.KeptNetwork:
        """Give the streets of an analysis, with what its other layers say of them, ready to be searched."""
        elevation = analysis.elevation
        return self._kept(
            engine.NetworkLayers(
                network=self._layer_file(self._layer(analysis.network)),
                elevation=None if elevation is None else self._layer_file(self._layer(elevation)),
                street_polygons=tuple(
                    self._layer_file(self._layer(key), rows=True) for key in analysis.street_polygons
                ),
            )
        )

    def _kept(self, layers: engine.NetworkLayers) -> engine.KeptNetwork:
        if layers.sha256 not in self._networks:
            data = self._settings.data
            self._networks[layers.sha256] = engine.prepared_network(
                layers, data.cache / engine.NETWORKS_FOLDER, keep_count=data.networks_kept
            )
        return self._networks[layers.sha256]

    def _layer_file(self, layer: Layer, *, rows: bool = False) -> engine.LayerFile:
        return engine.LayerFile(
            layer=layer,
            path=self._file(layer.dataset).path,
            content_sha256=self._content_sha256(layer),
            rows_path=self.read(layer).rows_path if rows else None,
        )

    def extent(self, layer: Layer) -> shapely.Geometry | None:
        """Give the ground whose rows a layer keeps; None when it keeps all."""
        if layer.within is None:
            return None
        if (layer.within, layer.within_m) not in self._extents:
            network = self.network(layer.within)
            self._extents[layer.within, layer.within_m] = (
                engine.network_extent(network)
                if layer.within_m is None
                else engine.network_corridor(network, layer.within_m)
            )
        return self._extents[layer.within, layer.within_m]

    def _content_sha256(self, layer: Layer) -> str:
        return sha256_of(
            {
                "bytes": self._file(layer.dataset).sha256,
                "reading": layer.model_dump(mode="json", exclude={"title"}),
                "within": self._file(self._layer(layer.within).dataset).sha256 if layer.within else None,
                "groups": self._file(layer.group_table.dataset).sha256 if layer.group_table else None,
                "engine": engine.engine_version(),
                "form": FORM,
            }
        )

    def _layer(self, key: str) -> Layer:
        return self._definition.layer(key)

    def _file(self, dataset: str) -> ResolvedFile:
        if self._files is None:
            layers = self._definition.layers
            wanted = [layer.dataset for layer in layers]
            wanted += [layer.group_table.dataset for layer in layers if layer.group_table]
            self._files = resolve_together(
                [self._catalogue[key] for key in dict.fromkeys(wanted)],
                settings=self._settings,
                progress=lambda done, size: self._tell(
                    0.0, f"fetching {done / 1e6:.1f} of {size / 1e6:.1f} MB"
                ),
            )
        return self._files[dataset]

    def _prepare(self, layer: Layer, path: Path, facts_path: Path, rows_path: Path | None) -> None:
        if layer.kind == "network":
            facts = _network_facts(self.network(layer.key))
        elif rows_path is None:
            facts = Facts(*engine.elevation_facts(layer, path), notes=[])
        else:
            frame = read_layer_file(layer, path)
            extent = self.extent(layer)
            if extent is not None:
                _keep_within(layer, frame, extent)
            if layer.aggregate_h3 is not None:
                before = len(frame.rows)
                frame.rows = engine.aggregate_to_cells(layer, frame.rows, layer.aggregate_h3)
                frame.notes.append(
                    f"Layer {layer.key}: {before} points were added up to {len(frame.rows)} H3 cells of "
                    f"resolution {layer.aggregate_h3}, each placed at the weighted centre of its people."
                )
            if layer.group_table is not None:
                _join_groups(layer, frame, layer.group_table, self._file(layer.group_table.dataset).path)
            bounds = [round(float(value), 6) for value in frame.rows.total_bounds]
            facts = Facts(len(frame.rows), bounds, frame.notes)
            with _written_whole(rows_path) as temporary:
                frame.rows.to_parquet(temporary)
        # last, because its presence says that the rows are there
        with _written_whole(facts_path) as temporary:
            temporary.write_bytes(canonical_json(asdict(facts)))


@contextmanager
def _written_whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; the file appears under its own name only when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        temporary = Path(folder) / path.name
        yield temporary
        temporary.replace(path)


def _network_facts(network: engine.StreetNetwork) -> Facts:
    bounds = [
        round(float(value), 6)
        for value in (
            network.node_lon_deg.min(),
            network.node_lat_deg.min(),
            network.node_lon_deg.max(),
            network.node_lat_deg.max(),
        )
    ]
    return Facts(network.n_links, bounds, [])


def _keep_within(layer: Layer, frame: LayerFrame, extent: shapely.Geometry) -> None:
    shapely.prepare(extent)
    inside = shapely.intersects(extent, frame.rows.geometry.to_numpy())
    if not inside.any():
        raise refused(layer, [f"within: none of {len(inside)} rows lies within the extent of {layer.within}"])
    if inside.all():
        return
    people = ""
    if layer.kind == "origins":
        population = frame.rows["population"]
        people = f" with {population[inside].sum():,.0f} of {population.sum():,.0f} people"
    where = "the extent" if layer.within_m is None else f"{layer.within_m:g} m of the links"
    frame.notes.append(
        f"Layer {layer.key}: {inside.sum()} of {len(inside)} rows{people} lie within {where} of "
        f"{layer.within} and are used, the others are not part of the study."
    )
    frame.rows = frame.rows[inside].reset_index(drop=True)


def _join_groups(layer: Layer, frame: LayerFrame, groups: GroupTable, path: Path) -> None:
    """Give each zone the counts of its groups, added up from the rows of the table that carry its code."""
    try:
        table = engine.read_rows(path)
    except engine.InputError as error:
        raise refused(layer, [f"group_table: {path.name}: {fault}" for fault in error.faults]) from error
    columns = {"people": groups.population_column} | {
        key: group.column for key, group in groups.groups.items()
    }
    missing = [name for name in (groups.key_column, *columns.values()) if name not in table.columns]
    if missing:
        raise refused(layer, [f"group_table: {groups.dataset} has no column {name!r}" for name in missing])
    counts = pd.DataFrame(
        {key: pd.to_numeric(table[column], errors="coerce") for key, column in columns.items()}
    )
    wrong = counts.isna() | (counts < 0)
    if wrong.any(axis=None):
        faults = [
            f"group_table: {columns[key]} is no count in row {int(np.flatnonzero(wrong[key])[0]) + 1}"
            for key in counts.columns
            if wrong[key].any()
        ]
        raise refused(layer, faults)
    summed = counts.groupby(table[groups.key_column].str.strip()).sum()
    absent = [code for code in frame.rows["code"] if code not in summed.index]
    if absent:
        frame.notes.append(f"Layer {layer.key}: {groups.dataset} says nothing of {', '.join(absent)}.")
    frame.rows["properties"] = [
        json.dumps(_group_properties(groups, summed.loc[code]) if code in summed.index else {})
        for code in frame.rows["code"]
    ]


def _group_properties(groups: GroupTable, counts: pd.Series[Any]) -> dict[str, float | None]:
    people = float(counts["people"])
    properties: dict[str, float | None] = {"people": people}
    for key, group in groups.groups.items():
        count = people - float(counts[key]) if group.complement else float(counts[key])
        properties[f"{key}_count"] = count
        properties[f"{key}_share"] = round(count / people, 6) if people > 0 else None
    return properties
