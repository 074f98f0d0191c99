"""`tracker assess` from files to files: the numbers of a town worked by hand, and every kind of bad input."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    Tracker = Callable[..., Any]

# One thousandth of a degree of latitude at the equator on the WGS 84 ellipsoid: 110.574 m.
BLOCK_M = 110.574
WHEELCHAIR_MPS = 0.79
CROSSING_WAIT_S = 30.0


def words(town: Path, **changes: object) -> list[object]:
    """Give the words of a run of Line Town, with some options changed (None leaves one out)."""
    options: dict[str, object] = {
        "network": town / "streets.geojson",
        "origins": town / "homes.csv",
        "population-column": "people",
        "destinations": town / "clinics.geojson",
        "profile": "manual_wheelchair",
        "cutoff-min": "5 10",
        "out": town / "out",
    }
    options |= {name.replace("_", "-"): value for name, value in changes.items()}
    return ["assess"] + [
        word
        for name, value in options.items()
        if value is not None
        for word in (f"--{name}", *(value.split() if isinstance(value, str) else (value,)))
    ]


def test_line_town_comes_out_as_worked_by_hand(tracker: Tracker, line_town: Path) -> None:
    finished = tracker(*words(line_town))
    assert finished.code == 0, finished.err
    origins = geopandas.read_parquet(line_town / "out" / "origins.parquet")
    low = origins["time_to_nearest_s__manual_wheelchair__low"].tolist()
    high = origins["time_to_nearest_s__manual_wheelchair__high"].tolist()
    # h0 stands at the clinic, h1 one block away, h2 beyond the crossing whose kerb nobody recorded
    assert low[0] == pytest.approx(0.0, abs=0.01)
    # times are whole tenths of a second on every link
    assert low[1] == pytest.approx(BLOCK_M / WHEELCHAIR_MPS, abs=0.05)
    assert low[2] != low[2]  # null: what is unknown blocks
    assert high[:2] == low[:2]
    assert high[2] == pytest.approx(2 * BLOCK_M / WHEELCHAIR_MPS + CROSSING_WAIT_S, abs=0.1)
    summary = json.loads((line_town / "out" / "summary.json").read_text())
    # 140 s and 310 s: within 5 minutes h0 and h1 (1 + 2), within 10 also h2 (4) if the kerb lets them
    assert summary["results"] == [
        {
            "profile": "manual_wheelchair",
            "cutoff_s": 300.0,
            "population": 7.0,
            "covered_low": 3.0,
            "covered_high": 3.0,
            "share_low": pytest.approx(3 / 7),
            "share_high": pytest.approx(3 / 7),
        },
        {
            "profile": "manual_wheelchair",
            "cutoff_s": 600.0,
            "population": 7.0,
            "covered_low": 3.0,
            "covered_high": 7.0,
            "share_low": pytest.approx(3 / 7),
            "share_high": 1.0,
        },
    ]
    assert summary["network"]["unknown_length_share"]["kerb"] == pytest.approx(0.5, abs=0.5)
    assert summary["provenance"]["inputs"]["network"]["file"] == "streets.geojson"


def test_zones_get_the_people_inside_them(tracker: Tracker, line_town: Path) -> None:
    finished = tracker(*words(line_town, zones=line_town / "zones.geojson", zone_id="code", cutoff_min="10"))
    assert finished.code == 0, finished.err
    zones = geopandas.read_parquet(line_town / "out" / "zones.parquet")
    assert zones["code"].tolist() == ["south"]
    assert zones["population"].tolist() == [3.0]
    assert zones["share_low"].tolist() == [1.0]


def test_a_pipe_hears_nothing_and_a_terminal_sees_how_far_it_is(
    tracker: Tracker, line_town: Path, without_data: dict[str, str], repository: Path
) -> None:
    finished = tracker(*words(line_town))
    assert finished.out == ""
    assert finished.err == ""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "tracker", *map(str, words(line_town, out=line_town / "again"))],
        cwd=repository,
        env=without_data,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    os.close(ours)
    assert child.wait() == 0
    assert b"100%" in seen or b"[####" in seen
    assert b"manual_wheelchair" in seen


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end of a pseudo-terminal is gone
        return b""


def spoiled(town: Path, name: str, old: str, new: str) -> Path:
    """Copy a file of the town with one piece of text replaced."""
    text = (town / name).read_text()
    assert old in text
    path = town / f"spoiled_{name}"
    path.write_text(text.replace(old, new))
    return path


BAD: dict[str, tuple[Callable[[Path], dict[str, object]], list[str]]] = {
    "a file that is not there": (lambda town: {"network": town / "none.osm.pbf"}, ["none.osm.pbf"]),
    "text that calls itself OpenStreetMap": (
        lambda town: {"network": _written(town / "fake.osm.pbf", "hello")},
        ["fake.osm.pbf"],
    ),
    "a population below zero": (
        lambda town: {"origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,-2\n")},
        ["row 2", "people"],
    ),
    "a population that is no number": (
        lambda town: {"origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,many\n")},
        ["row 2", "people"],
    ),
    "a population left empty": (
        lambda town: {"origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,\n")},
        ["row 2", "people"],
    ),
    "a column that is not there": (lambda _town: {"population-column": "inhabitants"}, ["inhabitants"]),
    "a null geometry": (
        lambda town: {
            "destinations": spoiled(
                town, "clinics.geojson", '{"type": "Point", "coordinates": [0.0, 0.0]}', "null"
            )
        },
        ["clinics.geojson", "row 1"],
    ),
    "a layer without rows": (
        lambda town: {
            "destinations": _written(town / "empty.geojson", '{"type": "FeatureCollection", "features": []}')
        },
        ["empty.geojson"],
    ),
    "metres given as degrees": (
        lambda town: {"origins": spoiled(town, "homes.csv", "h1,0.0,0.001", "h1,333000.0,7395000.0")},
        ["homes.csv", "row 2"],
    ),
    "the only service 40 km away": (
        lambda town: {"destinations": spoiled(town, "clinics.geojson", "[0.0, 0.0]", "[0.36, 0.0]")},
        ["clinics.geojson"],
    ),
    "a profile nobody defined": (lambda _town: {"profile": "unicyclist"}, ["unicyclist"]),
    "a cutoff below zero": (lambda _town: {"cutoff-min": "-5"}, ["-5"]),
    "three files at fault, all told at once": (
        lambda town: {
            "network": _written(town / "fake.gpkg", "hello"),
            "origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,-2\n"),
            "destinations": _written(town / "empty.geojson", '{"type": "FeatureCollection", "features": []}'),
        },
        ["fake.gpkg: ", "row 2", "empty.geojson: "],
    ),
    "a row with more values than columns": (
        lambda town: {"origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,2,9\n")},
        ["homes.csv", "line 3"],
    ),
    "a line of one point": (
        lambda town: {
            "network": _written(
                town / "dot.geojson",
                '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
                '"geometry": {"type": "LineString", "coordinates": [[0, 0]]}}]}',
            )
        },
        ["dot.geojson", "row 1"],
    ),
    "results inside a file": (lambda town: {"out": town / "homes.csv" / "out"}, ["homes.csv is a file"]),
    "a folder where a file belongs": (lambda town: {"origins": town}, ["--origins", "is a folder"]),
    "a layer the file does not have": (
        lambda _town: {"destinations_layer": "hospitals"},
        ["clinics.geojson", "has no layer 'hospitals'; it has clinics"],
    ),
    "an unknown profile and a missing file, both told": (
        lambda town: {"profile": "walk unicyclist", "network": town / "none.gpkg"},
        ["none.gpkg does not exist", "unicyclist is none of walk, "],
    ),
    "a folder that is none and a population below zero, both told": (
        lambda town: {
            "out": town / "clinics.geojson",
            "origins": spoiled(town, "homes.csv", "0.001,2\n", "0.001,-2\n"),
        },
        ["clinics.geojson: is a file", "negative in row 2"],
    ),
    "zones in another place": (
        lambda town: {"zones": _square(town, east=5.0, north=0.0), "zone_id": "code"},
        ["square.geojson", "none of 3 origins of homes.csv lies in a zone"],
    ),
    "origins far from streets and zones alike: the origins are at fault": (
        lambda town: {
            "origins": _written(town / "far.csv", "lon,lat,people\n5,40,1\n"),
            "zones": town / "zones.geojson",
            "zone_id": "code",
        },
        ["far.csv cannot be used", "none of 1 places lies within 500 m"],
    ),
    "zones without their column": (lambda town: {"zones": town / "zones.geojson"}, ["--zone-id"]),
}


def _square(town: Path, *, east: float, north: float) -> Path:
    path = town / "square.geojson"
    square = shapely.box(east - 0.01, north - 0.01, east + 0.01, north + 0.01)
    geopandas.GeoDataFrame({"code": ["s"]}, geometry=[square], crs="EPSG:4326").to_file(path)
    return path


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_place(name: str, tracker: Tracker, line_town: Path) -> None:
    change, expected = BAD[name]
    finished = tracker(*words(line_town, **change(line_town)))
    assert finished.code == 2, finished.err
    assert [part for part in expected if part not in finished.err] == [], finished.err
    assert "Traceback" not in finished.err
    assert not (line_town / "out").exists(), "nothing half-written"


def test_a_file_that_says_no_reference_system_can_be_told_one_and_the_message_says_how(
    tracker: Tracker, line_town: Path
) -> None:
    bare, zone_31_north = line_town / "bare.gpkg", "EPSG:32631"
    clinics = geopandas.read_file(line_town / "clinics.geojson").to_crs(zone_31_north)
    clinics.to_parquet(line_town / "metres.parquet")
    clinics.set_crs("EPSG:4326", allow_override=True).to_file(bare)
    finished = tracker(*words(line_town, destinations=bare))
    assert finished.code == 2
    assert "--origins-crs EPSG:N" in finished.err
    assert tracker(*words(line_town, destinations=bare, destinations_crs=zone_31_north)).code == 0
    told = (line_town / "out" / "summary.json").read_text()
    finished = tracker(*words(line_town, destinations=line_town / "metres.parquet"))
    assert (finished.code, finished.err) == (0, "")
    stated = (line_town / "out" / "summary.json").read_text()
    assert json.loads(told)["results"] == json.loads(stated)["results"]


def test_one_of_several_layers_is_read_when_it_is_named(tracker: Tracker, line_town: Path) -> None:
    city = line_town / "city.gpkg"
    for layer in ("clinics", "planned"):
        geopandas.read_file(line_town / "clinics.geojson").to_file(city, layer=layer)
    finished = tracker(*words(line_town, destinations=city))
    assert finished.code == 2
    assert "  any of its layers could be meant: clinics, planned; name one" in finished.err.splitlines()
    finished = tracker(*words(line_town, destinations=city, destinations_layer="clinics"))
    assert (finished.code, finished.err) == (0, "")


def test_one_service_far_away_is_named_and_the_rest_is_measured(tracker: Tracker, line_town: Path) -> None:
    text = (line_town / "clinics.geojson").read_text()
    collection = json.loads(text)
    far = json.loads(json.dumps(collection["features"][0]))
    far["geometry"]["coordinates"] = [0.36, 0.0]  # 40 km east
    collection["features"].append(far)
    (line_town / "clinics.geojson").write_text(json.dumps(collection))
    finished = tracker(*words(line_town))
    assert finished.code == 0
    assert "row 2" in finished.err
    assert "clinics.geojson" in finished.err


def test_swapped_coordinates_are_recognised(tracker: Tracker, line_town: Path) -> None:
    homes = (line_town / "homes.csv").read_text()
    moved = homes.replace("h0,0.0,0.0,", "h0,0.0,-46.6,").replace("h1,0.0,0.001", "h1,0.001,-46.6")
    moved = moved.replace("h2,0.0,0.002", "h2,0.002,-46.6")
    (line_town / "homes.csv").write_text(moved)
    for name in ("streets.geojson", "clinics.geojson"):
        text = (line_town / name).read_text()
        for y in ("0.002", "0.001", "0.0"):
            text = text.replace(f"[0.0, {y}]", f"[-46.6, {y}]")
        (line_town / name).write_text(text)
    finished = tracker(*words(line_town))
    assert finished.code == 2
    assert "swapped" in finished.err


def test_street_polygons_say_how_well_they_fit_and_are_part_of_the_provenance(
    tracker: Tracker, line_town: Path
) -> None:
    streets = geopandas.read_file(line_town / "streets.geojson")
    numbers = {
        "largura_media": [7.0],
        "largura_contagem_amostras": [5],
        "cota_minima": [700.0],
        "cota_maxima": [701.0],
        "cota_contagem_amostras": [9],
    }
    ground = geopandas.GeoDataFrame(
        numbers, geometry=[shapely.box(*streets.total_bounds).buffer(0.001)], crs=4326
    )
    polygons = line_town / "ground.gpkg"
    ground.to_file(polygons)
    finished = tracker(*words(line_town, street_polygons=polygons))
    assert finished.code == 0, finished.err
    summary = json.loads((line_town / "out" / "summary.json").read_text())
    fit = summary["diagnostics"]["street_polygons"]
    assert fit["matched_length_share"] == fit["inside_length_share"] == pytest.approx(1.0)
    assert summary["provenance"]["inputs"]["street_polygons"]["file"] == "ground.gpkg"

    ground.drop(columns=["largura_media"]).to_file(polygons)
    finished = tracker(*words(line_town, street_polygons=polygons, out=line_town / "other"))
    assert finished.code == 2
    assert "largura_media" in finished.err, finished.err
    assert "ground.gpkg" in finished.err
    assert not (line_town / "other").exists()
