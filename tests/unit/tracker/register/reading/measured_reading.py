"""Run by the tests as a process of its own: reads the files named on its input, one answer a line."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from tracker.errors import InvalidInputError
from tracker.register.reading.files import read_source


def answer(path: Path) -> dict[str, Any]:
    """Read one file and tell what it took, and what was wrong with it."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    refused: list[tuple[str, str]] = []
    rows: list[tuple[str, str]] = []
    detail = ""
    try:
        source = read_source(path)
        rows = [
            (f"row {row.number}", row.fault) for table in source.tables for row in table.rows if row.fault
        ]
    except InvalidInputError as error:
        refused, detail = error.faults, error.detail
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"detail": detail, "refused": refused, "rows": rows, "cpu_s": cpu_s, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """Give the most memory that this program held; getrusage would count its parent's before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(Path(line.rstrip("\n")))), flush=True)  # noqa: T201 - it talks to the test
