"""How a process of the benchmark measures itself: cores, repetitions, memory, and the report it leaves."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Timing:
    """
    Medians over the repetitions of one task.

    ``cpu_s`` is what rows of one core compare: on a core of its own it equals the
    time on the clock, and it does not suffer from neighbours. Rows of two cores
    compare ``wall_s``. Where only a part of the work was done, ``scale`` is what
    the times must be multiplied by.
    """

    cpu_s: float
    wall_s: float
    repetitions: int
    scale: float = 1.0


def timed(work: Callable[[], Result], *, repetitions: int, warm_up: int) -> tuple[Timing, Result]:
    """Run the work a few times unmeasured, then measured; give the medians and the last result."""
    for _ in range(warm_up):
        work()
    cpu_s, wall_s = [], []
    results: list[Result] = []
    for _ in range(max(repetitions, 1)):
        results.clear()  # two at once would count as memory of the work
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        results.append(work())
        cpu_s.append(time.process_time() - cpu_start)
        wall_s.append(time.perf_counter() - wall_start)
    return Timing(statistics.median(cpu_s), statistics.median(wall_s), len(cpu_s)), results[0]


def pin(cores: set[int]) -> None:
    """Keep this process on the given cores; where the machine has fewer, on all it may use."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores & allowed or allowed)


def peak_mb() -> float:
    """
    Give the largest memory that this process ever held [MB of 10**6 bytes].

    Linux counts the memory of whoever started a process into its ``ru_maxrss``, and
    the starter holds a whole city; ``VmHWM`` begins anew with the program.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        words = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()
        return int(words[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


class Report:
    """
    What one process measured: times by task, and results for others to compare.

    Parameters
    ----------
    who : str
        Name of the file: "ours" or the peer.
    version : str
        Release of what was measured.
    folder : Path
        Where the report and the results go.
    """

    def __init__(self, who: str, version: str, folder: Path) -> None:
        self.who = who
        self.version = version
        self.folder = folder
        self.timings: dict[str, Timing] = {}
        self.numbers: dict[str, float] = {}

    def time(
        self,
        task: str,
        work: Callable[[], Result],
        *,
        repetitions: int = 5,
        warm_up: int = 1,
        scale: float = 1.0,
    ) -> Result:
        """Measure a task under a name and give its result."""
        timing, result = timed(work, repetitions=repetitions, warm_up=warm_up)
        self.timings[task] = replace(timing, scale=scale)
        return result

    def keep(self, name: str, result: NDArray[Any]) -> None:
        """Write a result down, so that it can be compared with the same result of others."""
        np.save(self.folder / f"{self.who}.{name}.npy", result)

    def write(self) -> None:
        """Write the times and numbers down."""
        self.numbers["peak_mb"] = peak_mb()
        written = {
            "who": self.who,
            "version": self.version,
            "timings": {task: asdict(timing) for task, timing in self.timings.items()},
            "numbers": self.numbers,
        }
        (self.folder / f"{self.who}.json").write_text(json.dumps(written, indent=1))


@dataclass(frozen=True, slots=True)
class Errand:
    """What a process of the benchmark is told: where the city is, where to report, how much to do."""

    city: Path
    out: Path
    core: int
    repetitions: int
    part: str


def errand_from_command_line(description: str | None) -> Errand:
    """Read the errand from the command line, and pin the process to the core named there."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("city", type=Path, help="folder of the city")
    parser.add_argument("out", type=Path, help="folder for the report")
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--part", default="", help="which part of the work, where there are several")
    options = parser.parse_args()
    pin({options.core})
    return Errand(options.city, options.out, options.core, options.repetitions, options.part)
