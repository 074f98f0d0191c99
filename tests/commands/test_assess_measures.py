"""`tracker assess --measure`: the measures of Line Town by hand, their files, and every fault at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest

Tracker = Callable[..., Any]


@pytest.fixture
def two_clinics(line_town: Path) -> Path:
    """Give Line Town (people 1, 2 and 4; two blocks of 110.574 m) a second clinic at its north end."""
    clinics = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": {"beds": beds}}
        for at, beds in (([0.0, 0.0], 6), ([0.0, 0.002], 8))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": clinics})
    (line_town / "clinics.geojson").write_text(text)
    return line_town


BOTH = ("walk", "manual_wheelchair")


def words(town: Path, *more: object, profiles: tuple[str, ...] = BOTH) -> list[object]:
    return [
        *("assess", "--network", town / "streets.geojson", "--origins", town / "homes.csv"),
        *("--population-column", "people", "--destinations", town / "clinics.geojson"),
        *("--profile", *profiles, "--cutoff-min", 10, "--out", town / "out", *more),
    ]


def test_measures_come_as_columns_rows_and_shapes_with_low_and_high(
    tracker: Tracker, two_clinics: Path
) -> None:
    asked = ["cumulative:10", "2sfca:10", "penalty", "isochrones"]
    zones = ["--zones", two_clinics / "zones.geojson", "--zone-id", "code"]
    finished = tracker(*words(two_clinics, "--measure", *asked, "--supply-column", "beds", *zones))
    assert finished.code == 0, finished.err
    out = two_clinics / "out"
    origins = geopandas.read_parquet(out / "origins.parquet")
    # Everybody walks to both clinics, 6 + 8 beds. In a wheelchair the crossing's kerb is not known: south of
    # it (h0, h1) 6 beds are sure; h2 stands on the crossing itself, so nothing is.
    assert origins["cumulative_10__walk__low"].tolist() == [14, 14, 14]
    assert origins["cumulative_10__manual_wheelchair__low"].tolist() == [6, 6, 0]
    assert origins["cumulative_10__manual_wheelchair__high"].tolist() == [14, 14, 14]
    # If the kerb blocks, 3 people share 6 beds, 2 each; if it passes, all 7 share all 14.
    assert origins["m_2sfca_10__manual_wheelchair__low"].tolist() == pytest.approx([2, 2, 0])
    assert origins["m_2sfca_10__manual_wheelchair__high"].tolist() == pytest.approx([2, 2, 2])
    assert origins["penalty_10__manual_wheelchair__high"].tolist() == pytest.approx([8 / 14, 8 / 14, 1])
    summary = json.loads((out / "summary.json").read_text())
    rows = {(row["measure"], row["profile"]): row for row in summary["measures"]}
    lost = rows["penalty_10", "manual_wheelchair"]
    # Over people: 3 of 7 lose at most 8 of 14 beds, 4 of 7 perhaps all.
    assert (lost["low"], lost["high"]) == (0, pytest.approx((3 * 8 + 4 * 14) / 7 / 14))
    assert rows["m_2sfca_10", "walk"]["guaranteed"] is False
    assert rows["cumulative_10", "walk"]["gini_low"] == pytest.approx(0.0, abs=1e-12)
    parameters = summary["provenance"]["parameters"]
    keys = [measure["key"] for measure in parameters["measures"]]
    assert keys == ["cumulative_10", "m_2sfca_10", "penalty_10"]
    assert (parameters["supply_column"], parameters["isochrones"]) == ("beds", True)
    by_zone = geopandas.read_parquet(out / "measures_by_zone.parquet")
    south = by_zone[(by_zone["measure"] == "cumulative_10") & (by_zone["profile"] == "manual_wheelchair")]
    assert south[["zone_id", "low", "high"]].to_numpy().tolist() == [["south", 6, 14]]
    drawn = geopandas.read_parquet(out / "isochrones.parquet")
    assert drawn[["profile", "cutoff_s", "reading"]].to_numpy().tolist() == [
        [profile, 600.0, reading] for profile in ("walk", "manual_wheelchair") for reading in ("low", "high")
    ]
    assert drawn.geometry.is_valid.all()


def test_a_decay_is_asked_for_by_name_in_minutes(tracker: Tracker, two_clinics: Path) -> None:
    finished = tracker(*words(two_clinics, "--measure", "gravity:linear:0:10", "e2sfca", profiles=("walk",)))
    assert finished.code == 0, finished.err
    origins = geopandas.read_parquet(two_clinics / "out" / "origins.parquet")
    middle = origins["gravity_linear_0_10__walk__low"][1]
    times_s = origins["time_to_nearest_s__walk__low"]
    # h1 stands between the clinics: one block to the first; over the crossing to the other, no nearer.
    assert 1 - times_s[1] / 600 < middle <= 2 * (1 - times_s[1] / 600)
    # E2SFCA without a decay has the bands of Luo and Qi; within the first all weigh 1: 7 people, 2 clinics.
    assert origins["e2sfca__walk__low"].tolist() == pytest.approx([2 / 7] * 3)


def test_every_fault_of_the_measures_is_told_at_once(tracker: Tracker, two_clinics: Path) -> None:
    asked = ["joy:1", "cumulative:x", "gravity:exponential:10", "balanced", "interval:20:10", "dual:0:60"]
    asked.append("penalty")
    finished = tracker(*words(two_clinics, "--measure", *asked, profiles=("manual_wheelchair",)))
    assert finished.code != 0
    for told in (
        "joy:1: there is no measure 'joy'",
        "cumulative:x: cutoff_min must be a number, not 'x'",
        "gravity:exponential:10: is written gravity:exponential:half_life_min:reach_min",
        "balanced: needs a decay, one of linear:full_until_min:reach_min",
        "interval:20:10: ",
        "dual:0:60: wanted_count",
        "penalty compares with the profile walk",
    ):
        assert told in finished.err
    assert not (two_clinics / "out").exists()


def test_a_supply_column_that_is_not_there_is_told_with_other_faults_of_the_files(
    tracker: Tracker, two_clinics: Path
) -> None:
    (two_clinics / "homes.csv").write_text("name,lon,lat,people\nh0,0.0,0.0,-3\n")
    finished = tracker(*words(two_clinics, "--supply-column", "rooms"))
    assert finished.code != 0
    assert "rooms" in finished.err
    assert "negative" in finished.err
