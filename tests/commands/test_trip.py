"""`tracker trip`: Line Town's ways by hand, what stands in them, nearest places, the chain, every fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]

# One thousandth of a degree of latitude at the equator on the WGS 84 ellipsoid: 110.574 m.
BLOCK_M = 110.574
WHEELCHAIR_MPS = 0.79
CROSSING_WAIT_S = 30.0
NORTH, SOUTH = "0.0,0.002", "0.0,0.0"


def words(town: Path, *more: object) -> list[object]:
    return ["trip", "--network", town / "streets.geojson", *more]


def answer(tracker: Tracker, town: Path, *more: object) -> dict[str, Any]:
    finished = tracker(*words(town, *more, "--json"))
    assert finished.code == 0, finished.err
    found: dict[str, Any] = json.loads(finished.out)
    return found


@pytest.fixture
def doors(line_town: Path) -> Path:
    """Give Line Town two clinics: the near one has steps at its door, the other a toilet nobody recorded."""
    clinics = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [0.0, at]},
            "properties": {"code": code, "title": title, "level": level, "toilet": toilet},
        }
        for at, code, title, level, toilet in (
            (0.0002, "a", "Clinic A", "no", "yes"),
            (0.0008, "b", "Clinic B", "yes", None),
        )
    ]
    path = line_town / "doors.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": clinics}))
    return path


def test_a_way_is_told_step_by_step_in_both_readings(tracker: Tracker, line_town: Path) -> None:
    found = answer(
        tracker, line_town, "--from", NORTH, "--to", SOUTH, "--profile", "walk", "manual_wheelchair"
    )
    walk, chair = found["trips"]
    assert walk["low"] is not None
    assert walk["in_the_way"] is None
    high = chair["high"]
    assert [step["kind"] for step in high["steps"]] == ["crossing", "footway"]
    assert [step["length_m"] for step in high["steps"]] == pytest.approx([BLOCK_M, BLOCK_M], abs=0.01)
    assert high["time_s"] == pytest.approx(2 * BLOCK_M / WHEELCHAIR_MPS + CROSSING_WAIT_S, abs=0.1)
    assert high["unknown_length_m"] == pytest.approx(BLOCK_M, abs=0.01)
    (wait,) = [reason for reason in high["steps"][0]["reasons"] if reason["state"] == "slows"]
    assert (wait["rule"], wait["extra_s"]) == ("crossing", CROSSING_WAIT_S)
    # Line Town runs north, so the way south is drawn from 0.002 to 0
    assert high["steps"][0]["geometry"] == {"type": "LineString", "coordinates": [[0.0, 0.002], [0.0, 0.001]]}


def test_where_the_low_reading_has_no_way_the_unrecorded_kerb_is_named(
    tracker: Tracker, line_town: Path
) -> None:
    found = answer(tracker, line_town, "--from", SOUTH, "--to", NORTH, "--profile", "manual_wheelchair")
    (chair,) = found["trips"]
    assert chair["low"] is None
    (obstacle,) = chair["in_the_way"]["obstacles"]
    assert obstacle["after_m"] == pytest.approx(BLOCK_M, abs=0.01)
    assert [(reason["rule"], reason["value"]) for reason in obstacle["step"]["reasons"][:1]] == [
        ("kerb", None)
    ]
    assert obstacle["step"]["state"] == "unknown"


def test_people_read_the_same_in_words(tracker: Tracker, line_town: Path) -> None:
    finished = tracker(
        *words(line_town, "--from", SOUTH, "--to", NORTH, "--profile", "manual_wheelchair", "walk")
    )
    lines = finished.out.splitlines()
    assert lines[0] == "manual_wheelchair"
    assert lines[1] == "  low: no way; in the way stand, the nearest first"
    assert "the street in front of the end cannot be used, or nobody recorded" in lines[2]
    assert "after    111 m" in lines[3]
    assert "not recorded: kerb" in lines[3]
    # 2 x 110.574 m / 0.79 m/s + 30 s = 309.9 s
    assert lines[4] == "  high: 5:10 min, 221 m, 111 m of it not recorded"
    assert "  low and high: " in finished.out


def test_negative_coordinates_are_no_options(tracker: Tracker, line_town: Path) -> None:
    found = answer(tracker, line_town, "--from", "-0.0001,0.0005", "--to", "-.0001,0.0", "--profile", "walk")
    assert found["trips"][0]["low"]["length_m"] == pytest.approx(BLOCK_M / 2, abs=0.01)


def test_the_nearest_places_come_with_their_names(tracker: Tracker, line_town: Path, doors: Path) -> None:
    asked = ("--destinations", doors, "--destination-id", "code", "--destination-name", "title", "--k", 3)
    found = answer(tracker, line_town, "--from", SOUTH, *asked, "--profile", "manual_wheelchair")
    (chair,) = found["nearest"]
    assert [(place["code"], place["name"]) for place in chair["low"]] == [
        ("a", "Clinic A"),
        ("b", "Clinic B"),
    ]
    # a fifth and four fifths of a block
    expected = [share * BLOCK_M / WHEELCHAIR_MPS for share in (0.2, 0.8)]
    assert [place["time_s"] for place in chair["low"]] == pytest.approx(expected, abs=0.05)
    assert {part["file"] for part in found["provenance"]["inputs"]} == {"streets.geojson", "doors.geojson"}
    near = answer(
        tracker, line_town, "--from", SOUTH, *asked, "--within-min", 1, "--profile", "manual_wheelchair"
    )
    assert [place["code"] for place in near["nearest"][0]["low"]] == ["a"]  # the other is 112 s away


def test_the_chain_goes_through_the_door_and_says_where_it_breaks(
    tracker: Tracker, line_town: Path, doors: Path
) -> None:
    asked = ("--destinations", doors, "--destination-id", "code", "--chain", "level", "toilet")
    found = answer(tracker, line_town, "--from", SOUTH, *asked, "--profile", "manual_wheelchair")
    (chain,) = found["chains"]
    assert chain["links"] == ["route", "entrance", "toilet"]
    # clinic A has steps; nobody recorded the toilet of B: broken there if unknown blocks, whole if it passes
    assert (chain["low"]["broken_at"], chain["low"]["place"]["code"]) == ("toilet", "b")
    assert (chain["high"]["broken_at"], chain["high"]["place"]["code"]) == (None, "b")
    told = tracker(*words(line_town, "--from", SOUTH, *asked, "--profile", "manual_wheelchair")).out
    assert "low: broken at toilet (b" in told
    assert "high: whole (b" in told


def test_ways_obstacles_and_places_are_written_as_geojson(
    tracker: Tracker, line_town: Path, doors: Path
) -> None:
    out = line_town / "way.geojson"
    asked = ("--to", NORTH, "--destinations", doors, "--profile", "manual_wheelchair", "--out", out)
    answer(tracker, line_town, "--from", SOUTH, *asked)
    features = json.loads(out.read_text())["features"]
    told = [(feature["properties"]["reading"], feature["geometry"]["type"]) for feature in features]
    assert told == [
        ("high", "LineString"),
        ("high", "LineString"),
        ("in_the_way", "LineString"),
        ("low", "Point"),
        ("high", "Point"),
    ]


def test_every_fault_of_a_request_is_told_at_once(tracker: Tracker, line_town: Path) -> None:
    finished = tracker(
        *("trip", "--network", line_town / "none.pbf", "--elevation", line_town, "--from", "49.4,200"),
        *("--profile", "walk", "nobody", "--k", 0, "--within-min", "nan", "--max-join-m", -1),
        *("--chain", "a", "a", "--out", line_town / "none" / "way.geojson"),
    )
    assert finished.code == 2
    told = [line.split(":")[0].strip() for line in finished.err.splitlines()[1:]]
    assert told == [
        *("--network", "--elevation", "--from", "--to", "--k", "--within-min", "--max-join-m"),
        *("--chain", "--chain", "--out", "--profile"),
    ]


@pytest.mark.parametrize("point", ["here", "1,2,3", "1", "nan,0", "200,0", ""])
def test_what_is_no_point_is_refused(tracker: Tracker, line_town: Path, point: str) -> None:
    finished = tracker(*words(line_town, f"--from={point}", "--to", NORTH, "--profile", "walk"))
    assert (finished.code, "--from" in finished.err) == (2, True)


def test_points_far_from_every_street_are_both_named(tracker: Tracker, line_town: Path) -> None:
    finished = tracker(*words(line_town, "--from", "0.1,0.0", "--to", "0.0,0.1", "--profile", "walk"))
    assert finished.code == 2
    assert "--from: lies 11,1" in finished.err  # a tenth of a degree at the equator: 11,132 m
    assert "--to: lies 10,8" in finished.err  # 98 blocks of 110.574 m: 10,836 m
    assert "at most 500 m" in finished.err


def test_the_faults_of_several_files_come_together(tracker: Tracker, line_town: Path, doors: Path) -> None:
    (line_town / "bad.geojson").write_text("{}")
    doors.write_text(doors.read_text().replace('"no"', '"perhaps"').replace('"yes"', '"si"'))
    finished = tracker(
        *("trip", "--network", line_town / "bad.geojson", "--from", SOUTH, "--destinations", doors),
        *("--chain", "level", "toilet", "--profile", "walk"),
    )
    assert finished.code == 2
    assert "bad.geojson" in finished.err
    assert "column 'level' says 'perhaps' in rows 1, 2" in finished.err
    assert "column 'toilet' says 'si' in row 1" in finished.err


def test_columns_that_are_not_there_are_named_with_those_that_are(
    tracker: Tracker, line_town: Path, doors: Path
) -> None:
    asked = ("--destinations", doors, "--chain", "ramp", "--destination-name", "label")
    finished = tracker(*words(line_town, "--from", SOUTH, *asked, "--profile", "walk"))
    assert finished.code == 2
    assert "has no column 'label'; it has code, title, level, toilet" in finished.err
    assert "has no column 'ramp'" in finished.err


@pytest.mark.realdata
def test_a_trip_through_heidelberg_names_what_nobody_recorded(tracker: Tracker, real_data: Path) -> None:
    finished = tracker(
        *("trip", "--network", real_data / "heidelberg" / "heidelberg.osm.pbf", "--json"),
        *("--from", "8.6755,49.4035", "--to", "8.6800,49.4070", "--profile", "walk", "manual_wheelchair"),
    )
    assert finished.code == 0, finished.err
    walk, chair = json.loads(finished.out)["trips"]
    # the two points lie 506 m apart as the crow flies (0.0045 deg x 72.5 km + 0.0035 deg x 111.2 km)
    assert 506 < walk["high"]["length_m"] < 1000
    assert walk["high"]["time_s"] <= walk["low"]["time_s"]
    assert chair["low"] is None
    obstacles = chair["in_the_way"]["obstacles"]
    assert obstacles
    assert [one["after_m"] for one in obstacles] == sorted(one["after_m"] for one in obstacles)
    for one in obstacles:
        assert one["step"]["reasons"][0]["state"] in {"blocks", "unknown"}
