"""A study on three streets in a row: what its elevation model and street polygons make known, by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
import yaml
from rasterio import Affine

from gis.network.graph import AttributeSource, LinkKind, StreetNetwork
from studies.loader import list_studies, load_study
from studies.schema import Analysis, Layer, StudyDefinition
from tracker.errors import InvalidInputError
from tracker.services import engine
from tracker.services.study_layers.content import LayerReader
from tracker.settings import DataSettings, Settings

CRS = "EPSG:31983"  # metres, UTM zone 23 south
EAST_M, NORTH_M = 333_000.0, 7_395_000.0
ENGLISH = {"en": "Words"}
#   A           B           C         each 100 m, from west to east; the ground rises 4 in a hundred
#   0 --------- 100 ------- 200 ------- 300
# Nothing is known of the width and slope of A and C; B is tagged 3 m wide, rising 2 in a hundred. The
# model ends at 210 m, polygons cover A and B.
STREETS = {"id": ["A", "B", "C"], "width": ["", "3", ""], "incline": ["", "2%", ""]}
POLYGONS = {
    "largura_media": [8.0, 9.0],
    "largura_contagem_amostras": [5, 5],
    "cota_minima": [700.0, 704.0],
    "cota_maxima": [704.0, 708.0],
    "cota_contagem_amostras": [20, 20],
}


def moved(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy + np.array((EAST_M, NORTH_M)))


def write_points(path: Path, east_m: float, **columns: list[Any]) -> None:
    frame = geopandas.GeoDataFrame(columns, geometry=[moved(shapely.Point(east_m, 0))], crs=CRS)
    frame.to_file(path)


def write_polygons(path: Path, *, east_m: float = 0.0, crs: str | None = CRS, **changed: list[Any]) -> None:
    boxes = [moved(shapely.box(east_m + 100 * i, -4, east_m + 100 * (i + 1), 4)) for i in (0, 1)]
    frame = geopandas.GeoDataFrame(POLYGONS | changed, geometry=boxes, crs=crs)
    frame.to_parquet(path)


def write_model(path: Path, *, east_m: float = 0.0, crs: str | None = CRS) -> None:
    """Write a plane that rises 0.4 m from each cell of 10 m to the next."""
    heights = np.tile(700.0 + 0.4 * np.arange(26, dtype=np.float32), (20, 1))
    place = Affine(10.0, 0.0, EAST_M + east_m - 50.0, 0.0, -10.0, NORTH_M + 100.0)
    profile = {"driver": "GTiff", "width": 26, "height": 20, "count": 1, "dtype": "float32", "crs": crs}
    with rasterio.open(path, "w", transform=place, **profile) as file:
        file.write(heights, 1)


def catalogue(folder: Path) -> Path:
    """List the files of a folder as they are now; keys are their names without suffix."""
    entries = {
        path.stem: {
            "title": path.stem,
            "producer": "Test",
            "citation": "Test.",
            "licence": "CC0-1.0",
            "licence_class": "A",
            "address_reason": "Made by the test.",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size_bytes": path.stat().st_size,
            "file": path.name,
            "crs": CRS,
            "accessed": "2026-11-25",
        }
        for path in sorted(folder.iterdir())
        if path.suffix != ".yaml"
    }
    path = folder / "catalog.yaml"
    path.write_text(yaml.safe_dump({"datasets": entries}), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Write the town's files."""
    folder = tmp_path / "files"
    folder.mkdir()
    lines = [moved(shapely.LineString([(100 * i, 0), (100 * (i + 1), 0)])) for i in range(3)]
    known = {"highway": "residential", "surface": "asphalt", "smoothness": "excellent"}
    streets = geopandas.GeoDataFrame(STREETS | known, geometry=lines, crs=CRS)
    streets.to_file(folder / "streets.gpkg")
    write_points(folder / "people.gpkg", 5.0, people=[7])
    write_points(folder / "clinics.gpkg", 95.0, name=["Clinic"])
    write_polygons(folder / "carriageways.parquet")
    write_model(folder / "ground.tif")
    return folder


def study(**analysis: Any) -> StudyDefinition:  # noqa: ANN401 - fields of a definition
    """Give a definition over the town's files; every layer is called as its file."""
    kinds: dict[str, dict[str, Any]] = {
        "streets": {"kind": "network"},
        "people": {"kind": "origins", "population_column": "people"},
        "clinics": {"kind": "destinations", "name_column": "name"},
        "carriageways": {"kind": "street_polygons"},
        "ground": {"kind": "elevation"},
    }
    layers = [
        Layer.model_validate({"key": key, "dataset": key, "title": ENGLISH} | options)
        for key, options in kinds.items()
    ]
    asked = Analysis.model_validate(
        {
            "key": "coverage",
            "title": ENGLISH,
            "question": ENGLISH,
            "network": "streets",
            "origins": "people",
            "services": {"clinic": {"title": ENGLISH, "layers": ["clinics"]}},
            "hexagon_resolution": 11,
            "profiles": ["walk", "manual_wheelchair"],
            "cutoffs_min": [30],
        }
        | analysis
    )
    other = load_study(list_studies()["sao_paulo_asnm"])
    return other.model_copy(update={"layers": layers, "analyses": [asked]})


def reader(definition: StudyDefinition, files: Path) -> LayerReader:
    data = DataSettings(
        catalogue=catalogue(files), cache=files.parent / "cache", mirror=files, download=False
    )
    return LayerReader(definition, Settings(data=data))


def streets_of(files: Path, **analysis: Any) -> engine.KeptNetwork:  # noqa: ANN401 - fields of a definition
    definition = study(**analysis)
    return reader(definition, files).streets(definition.analyses[0])


def by_id(network: StreetNetwork, values: np.ndarray[Any, Any]) -> dict[str, float]:
    return dict(zip(network.link_ids, values.tolist(), strict=True))


def test_without_these_layers_the_tags_are_all_there_is(files: Path) -> None:
    network = streets_of(files).network
    assert set(network.kind.tolist()) == {LinkKind.ROAD}
    assert by_id(network, network.width_m) == pytest.approx({"A": np.nan, "B": 3.0, "C": np.nan}, nan_ok=True)
    known = {"A": np.nan, "B": 0.02, "C": np.nan}
    assert by_id(network, network.incline_share) == pytest.approx(known, nan_ok=True)


def test_polygons_give_what_no_tag_says(files: Path) -> None:
    kept = streets_of(files, street_polygons=["carriageways"])
    network = kept.network
    assert by_id(network, network.width_m) == pytest.approx({"A": 8.0, "B": 3.0, "C": np.nan}, nan_ok=True)
    # 4 m between the lowest and the highest ground over the 100 m of A
    bound = by_id(network, network.incline_bound_share)
    assert bound["A"] == pytest.approx(0.04, rel=2e-3)
    assert np.isnan([bound["B"], bound["C"]]).all()
    assert by_id(network, network.incline_source) == {
        "A": AttributeSource.POLYGON,
        "B": AttributeSource.TAG,
        "C": AttributeSource.NONE,
    }
    # of three streets of one length two lie in polygons, one takes its width and slope from there
    assert kept.street_polygons == pytest.approx(
        {
            "matched_length_share": 2 / 3,
            "inside_length_share": 2 / 3,
            "width_length_share": 1 / 3,
            "slope_length_share": 1 / 3,
        },
        rel=1e-3,
    )
    (note,) = kept.notes
    assert note == (
        "Street polygons (carriageways): links of 67% of the street length lie in them; they give 33% of it "
        "the width of its carriageway and 33% a bound of its slope."
    )


def test_the_model_speaks_before_the_polygons_and_after_the_tags(files: Path) -> None:
    kept = streets_of(files, street_polygons=["carriageways"], elevation="ground")
    network = kept.network
    incline = by_id(network, network.incline_share)
    assert [incline["A"], incline["B"]] == pytest.approx([0.04, 0.02], rel=2e-3)
    sources = by_id(network, network.incline_source)
    assert (sources["A"], sources["B"]) == (AttributeSource.ELEVATION, AttributeSource.TAG)
    assert np.isnan(by_id(network, network.incline_bound_share)["A"])
    assert by_id(network, network.width_m)["A"] == pytest.approx(8.0)
    assert kept.street_polygons["slope_length_share"] == 0.0
    # a piece of C that ends on the model's last cell is known too, so the share is only bounded
    assert kept.notes[0].startswith("Elevation (ground, cells of 10 m): it gives ")
    assert kept.notes[0].endswith("of the street length its slope, measured over no less than 10 m.")
    (model,) = network.slope_sources
    assert (model.name, model.cell_m, model.run_m) == ("ground.tif", 10.0, 10.0)


def test_two_layers_of_polygons_count_together(files: Path) -> None:
    whole = geopandas.read_parquet(files / "carriageways.parquet")
    whole.iloc[:1].to_parquet(files / "carriageways.parquet")
    whole.iloc[1:].to_parquet(files / "more.parquet")
    one = study(street_polygons=["carriageways"])
    more = one.layer("carriageways").model_copy(update={"key": "more", "dataset": "more"})
    both = study(street_polygons=["carriageways", "more"])
    both = both.model_copy(update={"layers": [*both.layers, more]})
    shares = []
    for definition in (one, both):
        kept = reader(definition, files).streets(definition.analyses[0])
        shares.append(kept.street_polygons["matched_length_share"])
    assert shares == pytest.approx([1 / 3, 2 / 3], rel=1e-3)
    assert kept.notes[0].startswith("Street polygons (carriageways, more): links of 67% ")


def run(files: Path, **analysis: Any) -> engine.AnalysisFigures:  # noqa: ANN401 - fields of a definition
    definition = study(**analysis)
    found = reader(definition, files)
    contents = {content.layer.key: content for content in found.read_all()}
    asked = definition.analyses[0]
    streets = found.streets(asked)
    inputs = engine.AnalysisInputs(
        network=streets.network,
        origins=contents["people"].rows(),
        services={"clinic": contents["clinics"].rows()},
        zones=None,
        extent=None,
        hierarchy=streets.hierarchy,
        street_polygons=streets.street_polygons,
        network_notes=streets.notes,
    )
    return engine.run_analysis(asked, inputs)


def covered(figures: engine.AnalysisFigures) -> dict[str, tuple[float, float]]:
    return {row.profile: (row.covered_low, row.covered_high) for row in figures.coverage}


def test_what_becomes_known_becomes_sure(files: Path) -> None:
    # Seven people live on A, 90 m from the clinic on A; a wheelchair asks for the width and slope of A.
    assert covered(run(files)) == {"walk": (7, 7), "manual_wheelchair": (0, 7)}
    # 8 m are wide enough, and 4 in a hundred are not too steep, whichever layer says so
    for layers in ({"street_polygons": ["carriageways"]}, {"elevation": "ground"}):
        expected = (7, 7) if "street_polygons" in layers else (0, 7)  # a model says nothing of widths
        assert covered(run(files, **layers))["manual_wheelchair"] == expected
    both = run(files, street_polygons=["carriageways"], elevation="ground")
    assert covered(both)["manual_wheelchair"] == (7, 7)


def test_the_diagnostics_of_a_run_hold_fit_and_model(files: Path) -> None:
    figures = run(files, street_polygons=["carriageways"], elevation="ground")
    told = figures.diagnostics
    assert told["street_polygons"]["matched_length_share"] == pytest.approx(2 / 3, rel=1e-3)
    assert told["network"]["slope_models"] == [{"name": "ground.tif", "cell_m": 10.0, "run_m": 10.0}]
    assert [note.split(":")[0] for note in told["notes"][:2]] == [
        "Elevation (ground, cells of 10 m)",
        "Street polygons (carriageways)",
    ]
    assert run(files).diagnostics["street_polygons"] is None


def refusal(files: Path) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        reader(study(street_polygons=["carriageways"], elevation="ground"), files).read_all()
    return caught.value


def test_layers_that_lie_elsewhere_are_named_both_at_once(files: Path) -> None:
    write_polygons(files / "carriageways.parquet", east_m=20_000.0)
    write_model(files / "ground.tif", east_m=20_000.0)
    ((place, said),) = refusal(files).faults
    assert place == "/analyses/0"
    assert "Layer carriageways (carriageways), carriageways.parquet: none of its 2 polygons" in said
    assert "Layer ground (ground), ground.tif: it does not cover the network" in said


def test_missing_columns_and_reference_systems_are_named_all_at_once(files: Path) -> None:
    frame = geopandas.read_parquet(files / "carriageways.parquet")
    frame.drop(columns=["largura_media", "cota_minima"]).to_parquet(files / "carriageways.parquet")
    write_model(files / "ground.tif", crs=None)
    faults = dict(refusal(files).faults)
    assert set(faults) == {"/layers/3", "/layers/4"}
    for column in ("largura_media", "cota_minima"):
        assert f"street_polygons: there is no column '{column}'" in faults["/layers/3"]
    assert "Layer ground (ground), ground.tif: it states no reference system" in faults["/layers/4"]


def test_polygons_without_a_reference_system_are_named_with_the_option_that_states_it(files: Path) -> None:
    write_polygons(files / "carriageways.parquet", crs=None)
    said = dict(refusal(files).faults)["/layers/3"]
    assert "Layer carriageways (carriageways): carriageways.parquet: has no reference system" in said
    assert "source_crs" in said
    definition = study(street_polygons=["carriageways"])
    stated = [
        layer.model_copy(update={"source_crs": CRS}) if layer.key == "carriageways" else layer
        for layer in definition.layers
    ]
    definition = definition.model_copy(update={"layers": stated})
    kept = reader(definition, files).streets(definition.analyses[0])
    assert kept.street_polygons["matched_length_share"] == pytest.approx(2 / 3, rel=1e-3)


def test_other_bytes_of_any_layer_are_another_network_and_the_same_are_the_same(files: Path) -> None:
    asked: dict[str, Any] = {"street_polygons": ["carriageways"], "elevation": "ground"}
    first = streets_of(files, **asked)
    assert streets_of(files, **asked).sha256 == first.sha256
    write_polygons(files / "carriageways.parquet", largura_media=[7.0, 7.0])
    second = streets_of(files, **asked)
    assert by_id(second.network, second.network.width_m)["A"] == 7.0
    write_model(files / "ground.tif", east_m=5.0)
    third = streets_of(files, **asked)
    assert len({first.sha256, second.sha256, third.sha256, streets_of(files).sha256}) == 4
