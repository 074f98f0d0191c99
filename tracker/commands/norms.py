"""`tracker norms`: how far the streets of a file meet a norm, requirement by requirement."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.commands.progress import ProgressBar
from tracker.commands.street_options import absent_files, add_street_files, add_street_reading, street_files
from tracker.errors import InvalidInputError

STATES = ("meets", "fails", "unknown")
LEAST_SHOWN = 0.001
EPILOG = """\
Of the walkable length that a requirement speaks about: what meets it, what fails it, and what nobody
recorded or no network tells. Kerbs have next to no length; read their counts. A requirement marked
"*" is to be confirmed: its text was not read, or not in the edition named. A study changes limits in
standards/NAME.yaml of its folder (docs/method/standards.md); name the folder with --study-folder.
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "norms",
        help="say how far streets meet a norm",
        description="Hold the streets of a file against norms, requirement by requirement.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked = parser.add_argument_group("what to look at")
    add_street_files(asked, required=True)
    asked.add_argument(
        "--standard",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        dest="standards",
        help="names of norms, e.g. nbr_9050; all of them without it",
    )
    asked.add_argument("--study-folder", type=Path, metavar="DIR", help="a study whose own norms count")
    asked.add_argument("--json", action="store_true", help="print everything as JSON, sources included")
    add_street_reading(
        parser.add_argument_group("how to read the files, where they do not say it themselves")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check and print."""
    from tracker.services import engine

    faults = absent_files(options, ("network", "elevation", "street_polygons"))
    if options.study_folder is not None and not options.study_folder.is_dir():
        faults.append(("--study-folder", f"{options.study_folder} is no folder"))
    try:
        names = list(dict.fromkeys(options.standards))
        standards = engine.named_standards(names, options.study_folder)
    except InvalidInputError as error:
        raise InvalidInputError("The norms cannot be checked.", faults + error.faults) from error
    if faults:
        raise InvalidInputError("The norms cannot be checked.", faults)
    with ProgressBar() as progress:
        network = engine.read_network_files(street_files(options), progress=progress)
    found = engine.compliance(network, standards)
    if options.json:
        print(json.dumps({"standards": found}, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in _lines(found):
            print(line)
    return 0


def _lines(standards: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for standard in standards:
        yield f"{standard['key']}: {standard['title']['en']} ({standard['edition']})"
        if standard["to_be_confirmed"]:
            yield "  some requirements are to be confirmed (*) before a report rests on them"
        yield (
            f"  {'requirement':<28} {'limit':<20} {'km':>8} {'meets':>7} {'fails':>7} {'unknown':>8} "
            f"{'links: meet/fail/unknown':>26}"
        )
        for rule in standard["requirements"]:
            yield _line(rule)


def _line(rule: Mapping[str, Any]) -> str:
    name = f"{rule['key']}{' *' if rule['to_be_confirmed'] else ''}"
    sign = ">=" if rule["comparison"] == "at_least" else "<="
    limit = f"{sign} {rule['limit']:g} {rule['unit']}"
    if rule["not_checkable"]:
        return f"  {name:<28} {limit:<20} not checkable: {rule['not_checkable']}"
    shares = [_percent(rule[f"{state}_share"], rule[f"{state}_count"]) for state in STATES]
    counts = "/".join(f"{rule[f'{state}_count']:,}" for state in STATES)
    return (
        f"  {name:<28} {limit:<20} {rule['concerned_m'] / 1000:>8,.1f} {shares[0]:>7} {shares[1]:>7} "
        f"{shares[2]:>8} {counts:>26}"
    )


def _percent(share: float | None, count: int) -> str:
    """Write a share, never rounding something to nothing."""
    if share is None:
        return "none"
    return f"<{LEAST_SHOWN:.1%}" if count and share < LEAST_SHOWN else f"{share:.1%}"
