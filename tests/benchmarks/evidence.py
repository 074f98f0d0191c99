"""Keeps a full run with its date and its machine, for people who were not there."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

from tests.benchmarks.city import REPOSITORY

FOLDER = REPOSITORY / "docs" / "evidence"


def processor() -> str:
    """Name the processor, as far as Linux tells it."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text().splitlines() if listing.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write_evidence(
    tables: str, description: str, versions: list[str], *, about: str = "its peers", folder: Path = FOLDER
) -> Path:
    """Write one page for the day and what it is about; a second run of the same day takes its place."""
    today = time.strftime("%Y-%m-%d")
    alone = "" if about == "its peers" else "-alone"
    path = folder / f"engine{alone}-{today}.md"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    lines = [
        f"# The engine and {about}, {today}",
        "",
        f"- City: {description}.",
        f"- Machine: {processor()}, {len(os.sched_getaffinity(0))} cores; load at the end: {load}.",
        f"- Python {platform.python_version()}; {', '.join(sorted(set(versions)))}.",
        f"- Made by `make {'bench-alone' if alone else 'bench'}`; `README.md` here says how to read it.",
        "",
        tables,
        "",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines))
    return path
