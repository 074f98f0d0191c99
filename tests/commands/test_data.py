"""`tracker data`: what there is, what is at hand, and plain words when something cannot be had."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Tracker = Callable[..., Any]


def test_the_list_names_every_data_set_and_what_is_at_hand(tracker: Tracker) -> None:
    finished = tracker("data", "list")
    assert finished.code == 0
    lines = {line.split()[0]: line for line in finished.out.splitlines()[1:]}
    assert " no " in lines["spo_osm"]
    assert " sample " in lines["sample_health"]


def test_our_own_samples_have_their_recorded_bytes(tracker: Tracker) -> None:
    finished = tracker("data", "verify")
    assert finished.code == 0
    samples = [line for line in finished.out.splitlines() if line.startswith("sample_")]
    assert len(samples) > 10
    assert all("right" in line for line in samples)


def test_a_damaged_file_is_named_with_both_checksums(tracker: Tracker, without_data: dict[str, str]) -> None:
    damaged = Path(without_data["TRACKER_DATA_MIRROR"]) / "sao-paulo" / "transporte" / "spo_osm.pbf"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"something else")
    try:
        finished = tracker("data", "verify", "spo_osm")
        listed = tracker("data", "list")
    finally:
        damaged.unlink()
    assert finished.code == 1
    assert finished.err.count("SHA-256") == 1
    assert "not used" in finished.err
    assert "DAMAGED" in listed.out


def test_an_unknown_key_is_refused(tracker: Tracker) -> None:
    finished = tracker("data", "verify", "nonsense", "spo_osm", "more_nonsense")
    assert finished.code == 2
    assert "nonsense:" in finished.err
    assert "more_nonsense:" in finished.err


def test_a_reader_that_leaves_early_is_no_fault(without_data: dict[str, str], repository: Path) -> None:
    finished = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m tracker data list | head -n 1"],
        cwd=repository,
        env=without_data,
        check=True,
        capture_output=True,
        text=True,
    )
    assert finished.stdout.startswith("key")
    assert finished.stderr == ""
