"""What a run leaves behind: rows with the promised names, ratios of measured times, and honest gaps."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.growth import growth_table, smaller_cities
from tests.benchmarks.measuring import Report, peak_mb, timed
from tests.benchmarks.rows import (
    COMPARISONS,
    GROWING,
    Comparison,
    Reports,
    Row,
    alone,
    memory_row,
    rows_of,
    same,
    valhalla_row,
)
from tests.benchmarks.run import write_rows
from tests.benchmarks.table import table

KEYS = ["work", "nodes", "ours_s", "peer", "peer_s", "ratio", "equal"]
WORDS = {"services": "5,000", "cells": "100,000", "pairs": "2,500,000", "extract_mb": "3.17"}
SEARCH = Comparison("search", ("ours.search",), ("peer.search",), "a peer", (("ours.answer", "peer.answer"),))


def report(folder: Path, who: str, seconds: float, *, scale: float = 1.0, answer: int = 7) -> None:
    """Leave a report of one task behind, as a process of the benchmark does."""
    timing = {"cpu_s": seconds, "wall_s": seconds * 2, "repetitions": 3, "scale": scale}
    written = {"who": who, "version": "1", "timings": {"search": timing}, "numbers": {}}
    (folder / f"{who}.json").write_text(json.dumps(written))
    np.save(folder / f"{who}.answer.npy", np.array([answer]))


def test_the_file_holds_rows_with_the_promised_names(tmp_path: Path) -> None:
    rows = rows_of(Reports(tmp_path), COMPARISONS, nodes=5, words=WORDS)
    write_rows([*rows, valhalla_row(Reports(tmp_path), nodes=5)], tmp_path / "engine.json")
    written = json.loads((tmp_path / "engine.json").read_text())
    assert len(written) == len(COMPARISONS) + 1
    assert all(list(row) == KEYS for row in written)


def test_a_ratio_is_the_peers_time_by_ours(tmp_path: Path) -> None:
    report(tmp_path, "ours", 0.5)
    report(tmp_path, "peer", 3.0)
    (row,) = rows_of(Reports(tmp_path), (SEARCH,), nodes=5, words=WORDS)
    assert row == Row("search", 5, 0.5, "a peer", 3.0, 6.0, equal=True)


def test_a_peer_that_did_a_part_is_scaled_and_says_so(tmp_path: Path) -> None:
    report(tmp_path, "ours", 0.5)
    report(tmp_path, "peer", 3.0, scale=8.0)
    (row,) = rows_of(Reports(tmp_path), (SEARCH,), nodes=5, words=WORDS)
    assert row.peer_s == 24.0
    assert row.peer == "a peer, 12.5 % of it done and scaled up"


def test_two_cores_are_compared_by_the_clock(tmp_path: Path) -> None:
    report(tmp_path, "ours", 0.5)
    (row,) = rows_of(
        Reports(tmp_path), (Comparison("w", ("ours.search",), clock="wall_s"),), nodes=5, words=WORDS
    )
    assert row.ours_s == 1.0


def test_other_results_are_not_called_equal(tmp_path: Path) -> None:
    report(tmp_path, "ours", 0.5)
    report(tmp_path, "peer", 3.0, answer=8)
    (row,) = rows_of(Reports(tmp_path), (SEARCH,), nodes=5, words=WORDS)
    assert row.equal is False
    assert "NO" in table([row])


def test_a_peer_that_did_not_run_leaves_a_gap_and_no_verdict(tmp_path: Path) -> None:
    report(tmp_path, "ours", 0.5)
    np.save(tmp_path / "peer.answer.npy", np.array([7]))  # it wrote a result and then broke
    (row,) = rows_of(Reports(tmp_path), (SEARCH,), nodes=5, words=WORDS)
    assert (row.ours_s, row.peer_s, row.ratio, row.equal) == (0.5, None, None, None)


def test_alone_each_work_of_ours_stands_once_and_names_no_peer() -> None:
    rows = [
        Row("search", 10, 1.0, "scipy", 2.0, 2.0, equal=True),
        Row("search", 10, 1.0, "pandana", 3.0, 3.0, equal=True),
        Row("draw", 10, None, "buffers", None),
    ]
    assert alone(rows) == [Row("search", 10, 1.0)]


def test_valhalla_is_marked_as_not_run_and_not_compared(tmp_path: Path) -> None:
    row = valhalla_row(Reports(tmp_path), nodes=5)
    assert row.peer is not None
    assert "not run here" in row.peer
    assert (row.ratio, row.equal) == (None, None)


def test_memory_is_compared_in_megabytes_and_says_so(tmp_path: Path) -> None:
    for who, name, megabytes in (("ours", "searching_peak_mb", 100.0), ("pandana", "peak_mb", 250.0)):
        written = {"who": who, "version": "1", "timings": {}, "numbers": {name: megabytes}}
        (tmp_path / f"{who}.json").write_text(json.dumps(written))
    row = memory_row(Reports(tmp_path), nodes=5)
    assert (row.ours_s, row.peer_s, row.ratio) == (100.0, 250.0, 2.5)
    assert "250 MB" in table([row])


@pytest.mark.parametrize(
    ("one", "other", "limit", "equal"),
    [
        ([1, 2], [1, 2], None, True),
        ([1, 2], [1, 3], None, False),
        ([1, 25], [1, 20], 20, True),  # beyond what the peer looks at
        ([1.0, 0.1 + 0.2], [1.0, 0.3], None, True),  # 0.1 + 0.2 misses 0.3 by one part in 10**16
        ([1.0], [1.0 + 1e-9], None, False),
        ([1], [1, 1], None, False),
    ],
)
def test_whole_numbers_are_equal_to_the_last_and_fractions_but_for_rounding(
    one: list[float], other: list[float], limit: int | None, *, equal: bool
) -> None:
    assert same(np.array(one), np.array(other), limit_ticks=limit) is equal


def test_sentences_of_rows_name_no_number_that_is_missing() -> None:
    for comparison in (*COMPARISONS, *GROWING):
        assert "{" not in comparison.work.format(**WORDS)


def test_growth_is_shown_from_the_smallest_city_to_the_largest() -> None:
    small = [Row("search", 1_000, 0.001, "scipy", 0.1, 100.0, equal=True)]
    large = [Row("search", 10_000, 0.010, "scipy", 2.0, 200.0, equal=True)]
    head, _, ours, scipy = growth_table([large, small]).splitlines()
    assert head.index("1,000 nodes") < head.index("10,000 nodes")
    # 1 ms for 1,000 nodes and 10 ms for 10,000 are 1,000 ns each; scipy's 2 s are 200,000 ns
    assert ours.count("1e+03 ns a node") == 2
    assert "2e+05 ns a node" in scipy


@pytest.mark.parametrize(
    ("nodes", "smaller"), [(1_000_000, [100_000, 300_000]), (100_000, [30_000]), (20_000, [])]
)
def test_cities_of_a_tile_or_two_do_not_show_growth(nodes: int, smaller: list[int]) -> None:
    assert smaller_cities(nodes) == smaller


def test_work_is_warmed_up_and_repeated() -> None:
    calls = itertools.count(start=1)
    timing, result = timed(lambda: next(calls), repetitions=3, warm_up=2)
    assert result == 5
    assert timing.repetitions == 3


def test_a_report_can_be_read_again(tmp_path: Path) -> None:
    made = Report("ours", "engine 1", tmp_path)
    made.keep("answer", made.time("search", lambda: np.array([7]), repetitions=2, scale=4.0))
    made.write()
    reports = Reports(tmp_path)
    answer = reports.result("ours.answer")
    assert answer is not None
    assert answer.tolist() == [7]
    assert reports.timings["ours.search"].scale == 4.0
    assert reports.timings["ours.search"].repetitions == 2
    assert reports.versions == ["engine 1"]
    assert 10 < reports.numbers["ours.peak_mb"] <= peak_mb()
