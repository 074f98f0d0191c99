"""`tracker assess` on who people are: groups, gaps, costs, shares of a total, equity; all faults at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest

Tracker = Callable[..., Any]


@pytest.fixture
def ranked_town(line_town: Path) -> Path:
    """Give Line Town (people 1, 2 and 4; a crossing of unknown kerb) a second clinic, elders and incomes."""
    clinics = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": {}}
        for at in ([0.0, 0.0], [0.0, 0.002])
    ]
    text = json.dumps({"type": "FeatureCollection", "features": clinics})
    (line_town / "clinics.geojson").write_text(text)
    rows = ["h0,0.0,0.000,1,1,100", "h1,0.0,0.001,2,0,200", "h2,0.0,0.002,4,3,300"]
    write_homes(line_town, *rows)
    return line_town


def write_homes(town: Path, *rows: str) -> None:
    (town / "homes.csv").write_text("\n".join(["name,lon,lat,people,Elders,income", *rows]) + "\n")


def words(
    town: Path, *more: object, profiles: tuple[str, ...] = ("walk", "manual_wheelchair")
) -> list[object]:
    return [
        *("assess", "--network", town / "streets.geojson", "--origins", town / "homes.csv"),
        *("--population-column", "people", "--destinations", town / "clinics.geojson"),
        *("--profile", *profiles, "--cutoff-min", 10, "--out", town / "out", *more),
    ]


def rows_of(town: Path) -> dict[tuple[str, str], dict[str, Any]]:
    summary = json.loads((town / "out" / "summary.json").read_text())
    return {(row["measure"], row["profile"]): row for row in summary["measures"]}


def test_groups_gaps_costs_and_totals_come_with_low_and_high(tracker: Tracker, ranked_town: Path) -> None:
    asked = ["coverage", "group:Elders:10", "gaps:10", "raam:10:10", "total:linear:0:10", "3sfca:linear:0:10"]
    finished = tracker(*words(ranked_town, "--measure", *asked))
    assert finished.code == 0, finished.err
    rows = rows_of(ranked_town)
    chair = {key: row for (key, profile), row in rows.items() if profile == "manual_wheelchair"}
    # South of the crossing (1 + 2 people) a clinic is sure; h2 stands on the crossing itself.
    assert (chair["coverage_10"]["low"], chair["coverage_10"]["high"]) == (pytest.approx(3 / 7), 1)
    (group,) = [row for key, row in chair.items() if row["kind"] == "group_coverage"]
    assert (group["people"], group["low"], group["high"]) == (4, pytest.approx(1 / 4), 1)
    assert (chair["gaps_10"]["low"], chair["gaps_10"]["high"], chair["gaps_10"]["unit"]) == (0, 4, "people")
    # Both clinics are shared out, whoever reaches them.
    assert chair["total_linear_0_10"]["low"] == pytest.approx(2)
    assert chair["raam_10_10"]["larger_is_better"] is False
    # If the kerb blocks, 3 of 7 people have a cost, fewer than half: no median, so the larger value is none.
    assert chair["raam_10_10"]["high"] is None
    origins = geopandas.read_parquet(ranked_town / "out" / "origins.parquet")
    assert origins["gaps_10__manual_wheelchair__high"].tolist() == [0, 0, 4]
    assert origins["m_3sfca_linear_0_10__walk__low"].gt(0).all()


def test_equity_has_what_the_rank_the_minimum_and_the_zones_allow(
    tracker: Tracker, ranked_town: Path
) -> None:
    zones = ["--zones", ranked_town / "zones.geojson", "--zone-id", "code"]
    asked = ["--measure", "cumulative:10:min=2", "--rank-column", "income", *zones]
    finished = tracker(*words(ranked_town, *asked))
    assert finished.code == 0, finished.err
    chair = rows_of(ranked_town)["cumulative_10_min_2", "manual_wheelchair"]
    # If the kerb blocks, 3 people reach one clinic and 4 none: all have less than two; if it passes, nobody.
    assert (chair["fgt_0_low"], chair["fgt_0_high"]) == (0, 1)
    assert (chair["fgt_1_low"], chair["fgt_1_high"]) == (0, pytest.approx((3 * 0.5 + 4) / 7))
    # The poorest 3 of 7 have one each, the richest 4 none. CI = 2 (-6*4 - 6*4 - 12*3)/686 / (3/7) = -4/7.
    assert (chair["palma_low"], chair["palma_high"]) == (0, 1)
    assert chair["concentration_low"] == pytest.approx(-4 / 7)
    assert chair["concentration_high"] == pytest.approx(0, abs=1e-12)
    # In the one zone live the two southern homes, which have the same.
    assert chair["theil_between_high"] == pytest.approx(0, abs=1e-12)
    summary = json.loads((ranked_town / "out" / "summary.json").read_text())
    assert summary["provenance"]["parameters"]["rank_column"] == "income"
    assert summary["provenance"]["parameters"]["measures"][0]["minimum"] == 2


def test_without_a_rank_column_nothing_compares_rich_and_poor(tracker: Tracker, ranked_town: Path) -> None:
    assert tracker(*words(ranked_town, "--measure", "cumulative:10")).code == 0
    row = rows_of(ranked_town)["cumulative_10", "walk"]
    assert {name.rpartition("_")[0] for name in row if name.endswith("_low")} == {"gini", "theil"}


def test_every_fault_of_the_words_is_told_at_once(tracker: Tracker, ranked_town: Path) -> None:
    asked = ["raam:10", "group:10", "gaps:10:min=1", "cumulative:10:min=x", "total:10", "coverage:0", "gaps"]
    finished = tracker(*words(ranked_town, "--measure", *asked, profiles=("manual_wheelchair",)))
    assert finished.code != 0
    for told in (
        "raam:10: is written raam:tau_min:cutoff_min",
        "group:10: is written group:COLUMN:cutoff_min",
        "gaps:10:min=1: a minimum has no meaning for gaps",
        "cumulative:10:min=x: minimum must be a number, not 'x'",
        "total:10: needs a decay",
        "coverage:0: cutoff_min",
        "gaps compare with the profile walk",
    ):
        assert told in finished.err, told
    assert not (ranked_town / "out").exists()


def test_columns_of_groups_and_ranks_that_are_wrong_are_told_with_the_other_faults(
    tracker: Tracker, ranked_town: Path
) -> None:
    write_homes(ranked_town, "h0,0.0,0.0,1,-1,rich", "h1,0.0,0.001,-2,0,200")
    columns = ["--measure", "group:Elders:10", "group:children:10", "--rank-column", "income"]
    finished = tracker(*words(ranked_town, *columns, "--supply-column", "rooms"))
    assert finished.code != 0
    for told in (
        "column 'Elders': population is negative in row 1",
        "has no column 'children'",
        "column 'income' holds text where a number belongs in row 1",
        "column 'people': population is negative in row 2",
        "has no column 'rooms'",
    ):
        assert told in finished.err, finished.err


def test_a_group_larger_than_the_people_is_told_by_row(tracker: Tracker, ranked_town: Path) -> None:
    write_homes(ranked_town, "h0,0.0,0.0,1,2,100", "h1,0.0,0.001,2,0,")
    finished = tracker(*words(ranked_town, "--measure", "group:Elders:10"))
    assert finished.code != 0
    assert "group 'Elders' is more than all people in row 1" in finished.err
