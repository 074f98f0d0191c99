"""The benchmark: makes the city, runs the engine and every peer in a process of its own, prints ratios."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.city import MILLION, REPOSITORY, City, data_folder, make_city
from tests.benchmarks.evidence import write_evidence
from tests.benchmarks.files import WRITTEN, extract_of, write_extract
from tests.benchmarks.growth import GENERAL_WORDS, GROWING_PEERS, growth_table, smaller_cities
from tests.benchmarks.rows import (
    COMPARISONS,
    GROWING,
    Reports,
    Row,
    alone,
    memory_row,
    rows_of,
    valhalla_row,
)
from tests.benchmarks.table import table

OURS = ("ours", "searching")
READING = ("ours", "reading")
# Modules in tests/benchmarks/peers; access computes on with the matrix that ours leaves behind.
PEERS = (
    *("scipy_search", "routingkit", "pandana_nearest", "pysal_access"),
    *("buffered_union", "osmium_handlers", "geoparquet"),
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    nodes: int
    seed: int
    out: Path
    peer_python: Path
    repetitions: int
    growth: bool
    peers: bool


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def options_from_command_line() -> Options:
    """Read what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=MILLION)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "build" / "bench")
    parser.add_argument("--peer-python", type=Path, default=REPOSITORY / ".venv-bench" / "bin" / "python")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--no-growth", dest="growth", action="store_false")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="measure ours alone")
    return Options(**vars(parser.parse_args()))


class Runner:
    """
    Starts one process after another and remembers which of them failed.

    Parameters
    ----------
    options : Options
        What is asked for.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.failed: list[str] = []

    def measure(self, nodes: int, peers: tuple[str, ...]) -> tuple[City, Reports]:
        """Make a city, and let the engine and some peers run on it."""
        folder = self.options.out / f"city_{nodes}"
        shutil.rmtree(folder, ignore_errors=True)
        reports = folder / "reports"
        reports.mkdir(parents=True)
        city = make_city(nodes, seed=self.options.seed, folder=data_folder())
        city.save(folder)
        say(f"\n{city.describe()}")
        self.start(sys.executable, *OURS, folder, reports)
        if "osmium_handlers" in peers:
            if extract_of(folder) == folder / WRITTEN:
                write_extract(city, folder / WRITTEN)
            self.start(sys.executable, *READING, folder, reports)
        for peer in peers:
            self.start(str(self.options.peer_python), f"peers.{peer}", "", folder, reports)
        return city, Reports(reports)

    def start(self, python: str, module: str, part: str, city: Path, out: Path) -> None:
        """Let one process run and report; a failure is told, and does not stop the others."""
        name = f"{module} {part}".strip()
        words = [python, "-m", f"tests.benchmarks.{module}", str(city), str(out), "--part", part]
        words += ["--repetitions", str(self.options.repetitions)]
        began = time.perf_counter()
        finished = subprocess.run(words, cwd=REPOSITORY, check=False, capture_output=True, text=True)
        say(f"  {name:<28} {time.perf_counter() - began:>7.1f} s in all")
        if finished.returncode:
            self.failed.append(name)
            say(f"  FAILED: {finished.stderr[-2000:]}")


def words_of(city: City, reports: Reports) -> dict[str, str]:
    """Give the numbers that the rows' sentences name."""
    return {
        "services": f"{len(city.service_node):,}",
        "cells": f"{len(city.cell_node):,}",
        "pairs": f"{reports.numbers.get('ours.pairs', 0):,.0f}",
        "extract_mb": f"{reports.numbers.get('osmium_handlers.extract_mb', 0):.2f}",
    }


def run(options: Options) -> int:
    """Run everything, write the rows, and tell whether all went well."""
    runner = Runner(options)
    city, reports = runner.measure(options.nodes, PEERS if options.peers else ())
    rows = rows_of(reports, COMPARISONS, nodes=city.n_nodes, words=words_of(city, reports))
    rows += [valhalla_row(reports, nodes=city.n_nodes), memory_row(reports, nodes=city.n_nodes)]
    if not options.peers:
        rows = alone(rows)
    n_whole = len(rows)
    description, versions = city.describe(), reports.versions
    del city
    growth = [rows_of(reports, GROWING, nodes=rows[0].nodes, words=GENERAL_WORDS)]
    for nodes in smaller_cities(options.nodes) if options.growth else []:
        smaller, its_reports = runner.measure(nodes, GROWING_PEERS)
        growth.append(rows_of(its_reports, GROWING, nodes=smaller.n_nodes, words=GENERAL_WORDS))
        its_words = words_of(smaller, its_reports)
        rows += rows_of(its_reports, GROWING, nodes=smaller.n_nodes, words=its_words)
    write_rows(rows, options.out / "engine.json")
    tables = f"{table(rows[:n_whole])}\n\n{growth_table(growth)}"
    say("\n" + tables)
    say(f"\nRows are in {options.out / 'engine.json'}.")
    if options.nodes >= MILLION and not runner.failed:
        about = "its peers" if options.peers else f"{rows[0].nodes:,} nodes"
        say(f"Evidence is in {write_evidence(tables, description, versions, about=about)}.")
    if runner.failed:
        say(f"Not everything ran: {', '.join(runner.failed)}.")
    different = [row.work for row in rows if row.equal is False]
    for work in different:
        say(f"RESULTS DIFFER: {work}")
    return 1 if runner.failed or different else 0


def write_rows(rows: list[Row], path: Path) -> None:
    """Write the rows for programs."""
    path.write_text(json.dumps([row.as_dict() for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(run(options_from_command_line()))
