"""`tracker norms`: shares of length worked by hand, a study's own limits, every fault at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tracker = Callable[..., Any]
BLOCK_M = 110.574  # a thousandth of a degree of latitude at the equator


@pytest.fixture
def sidewalks(tmp_path: Path) -> Path:
    """Make sidewalks of one, two and five blocks: 1.20 m wide, 1.19 m wide, and of unknown width."""
    streets = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [[0.0, begin / 1000], [0.0, end / 1000]]},
            "properties": {"highway": "footway", "footway": "sidewalk", **width},
        }
        for begin, end, width in ((0, 1, {"width": "1.20"}), (1, 3, {"width": "1.19"}), (3, 8, {}))
    ]
    path = tmp_path / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": streets}))
    return path


def requirements(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["key"]: rule for rule in found["requirements"]}


def test_shares_are_of_the_length_a_requirement_speaks_about(tracker: Tracker, sidewalks: Path) -> None:
    finished = tracker("norms", "--network", sidewalks, "--standard", "nbr_9050", "--json")
    assert finished.code == 0, finished.err
    (norm,) = json.loads(finished.out)["standards"]
    width = requirements(norm)["free_width"]
    # one of eight blocks meets 1.20 m, two fail it, five are not recorded
    assert width["concerned_m"] == pytest.approx(8 * BLOCK_M, abs=0.1)
    shares = [width[f"{state}_share"] for state in ("meets", "fails", "unknown")]
    assert shares == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=1e-4)
    assert [width[f"{state}_count"] for state in ("meets", "fails", "unknown")] == [1, 1, 1]
    assert (width["limit"], width["unit"], width["clause"]) == (1.2, "m", "6.12.3 b)")
    assert (norm["to_be_confirmed"], width["to_be_confirmed"]) == (True, False)
    level = requirements(norm)["level_change"]
    assert (level["concerned_m"], level["meets_share"]) == (0.0, None)
    assert requirements(norm)["free_height"]["not_checkable"] == "networks hold no clear height"


def test_people_read_a_line_for_each_requirement(tracker: Tracker, sidewalks: Path) -> None:
    finished = tracker("norms", "--network", sidewalks, "--standard", "nbr_9050")
    lines = {line.split()[0]: line for line in finished.out.splitlines()[3:]}
    assert lines["free_width"].split()[1:] == [">=", "1.2", "m", "0.9", "12.5%", "25.0%", "62.5%", "1/1/1"]
    assert "kerb_lip *" in lines["kerb_lip"]
    assert "not checkable: networks hold no clear height" in lines["free_height"]
    assert lines["level_change"].split()[4:8] == ["0.0", "none", "none", "none"]


def test_without_a_name_every_norm_is_checked(tracker: Tracker, sidewalks: Path) -> None:
    found = json.loads(tracker("norms", "--network", sidewalks, "--json").out)["standards"]
    assert [norm["key"] for norm in found] == ["korea", "nbr_9050", "peru_a120_gh020", "prowag"]


def test_a_study_changes_a_limit_without_any_code(tracker: Tracker, sidewalks: Path, tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "nbr_9050.yaml").write_text(
        "rules:\n  free_width:\n    limit: {value: 1.0, unit: m}\n    source: Municipal decree\n"
    )
    asked = ("norms", "--network", sidewalks, "--standard", "nbr_9050", "--study-folder", tmp_path, "--json")
    (norm,) = json.loads(tracker(*asked).out)["standards"]
    width = requirements(norm)["free_width"]
    assert (width["limit"], width["source"]) == (1.0, "Municipal decree")
    assert width["meets_share"] == pytest.approx(3 / 8, abs=1e-4)


def test_every_fault_of_a_request_is_told_at_once(tracker: Tracker, tmp_path: Path) -> None:
    finished = tracker(
        *("norms", "--network", tmp_path, "--elevation", tmp_path / "none.tif"),
        *("--standard", "nbr_9050", "din", "iso"),
    )
    assert finished.code == 2
    told = [line.split(":")[0].strip() for line in finished.err.splitlines()[1:]]
    assert told == ["--network", "--elevation", "--standard", "--standard"]


def test_the_faults_of_a_study_s_norms_are_told_with_their_lines(
    tracker: Tracker, sidewalks: Path, tmp_path: Path
) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "nbr_9050.yaml").write_text(
        "rules:\n  free_width:\n    limit: {value: 1.0, unit: rise/run}\n"
    )
    finished = tracker("norms", "--network", sidewalks, "--study-folder", tmp_path)
    assert finished.code == 2
    assert "standards/nbr_9050.yaml" in finished.err
    assert "must be m for width_m" in finished.err
    assert "a changed rule needs its own source" in finished.err


@pytest.mark.realdata
def test_in_central_sao_paulo_most_of_a_norm_cannot_be_answered(tracker: Tracker, real_data: Path) -> None:
    streets = real_data / "sao-paulo" / "transporte" / "spo_osm.pbf"
    finished = tracker("norms", "--network", streets, "--standard", "nbr_9050", "--json")
    assert finished.code == 0, finished.err
    (norm,) = json.loads(finished.out)["standards"]
    # research notes, section 0: one crossing of some 3,204 says anything about its kerb, and it is raised
    level = requirements(norm)["level_change"]
    assert (level["meets_count"], level["fails_count"]) == (0, 1)
    assert 0 < level["fails_share"] < 0.001
    for rule in norm["requirements"]:
        if rule["concerned_m"]:
            shares = [rule[f"{state}_share"] for state in ("meets", "fails", "unknown")]
            assert sum(shares) == pytest.approx(1, abs=1e-5)
            assert rule["unknown_share"] > 0.5
