"""`tracker audit verify|head`: check the chains of who did what, and export their ends."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import InvalidInputError

if TYPE_CHECKING:
    from tracker.record.audit import Break, Head

EXIT_BROKEN = 1
EPILOG = """\
A chain proves that no entry was changed, removed, moved or put in between. It cannot prove that the
end was not cut off, or that somebody with the whole database did not write all of it anew: export the
heads regularly with `tracker audit head --out FILE`, keep the file where the operators of this instance
cannot change it, and check with --head FILE.

ENGAGEMENT is an engagement's short name, or the whole name of a chain such as engagement:lima_smart_tourism.
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    parser = commands.add_parser("audit", help="check who did what, and export the proof")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    checking = actions.add_parser(
        "verify",
        help="check that every chain of audit entries holds",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    checking.add_argument("engagement", nargs="?", metavar="ENGAGEMENT", help="one chain; all when absent")
    checking.add_argument("--head", type=Path, metavar="FILE", help="heads that were exported before")
    checking.add_argument("--json", action="store_true", help="print the findings as JSON")
    checking.set_defaults(run=run_verify)
    exporting = actions.add_parser("head", help="export the length and the last hash of every chain")
    exporting.add_argument("engagement", nargs="?", metavar="ENGAGEMENT", help="one chain; all when absent")
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    exporting.set_defaults(run=run_head)


def run_verify(options: argparse.Namespace) -> int:
    """Check the chains; 0 when all hold, 1 when one does not."""
    from tracker.services.audit import list_heads, verify_chains
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    scope = _scope(options.engagement)
    heads = _read_heads(options.head) if options.head is not None else []
    with (
        opened_for_command(load_settings().database) as database,
        database.reading() as session,
    ):
        known = {head.scope for head in (*list_heads(session), *heads)}
        _check_known(options.engagement, scope, known)
        found = verify_chains(session, scope=scope, heads=heads)
    if options.json:
        print(json.dumps({"holds": all(fault is None for _, fault in found), "chains": _as_json(found)}))
    else:
        for head, fault in found:
            if fault is None:
                print(f"{head.scope}: {head.count} entries hold")
            else:
                print(f"{fault.scope}, entry {fault.sequence}: {fault.message}", file=sys.stderr)
    return EXIT_BROKEN if any(fault is not None for _, fault in found) else 0


def run_head(options: argparse.Namespace) -> int:
    """Export the heads to a file, which appears whole or not at all."""
    from tracker.clock import now
    from tracker.services.audit import list_heads
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    if not options.out.resolve().parent.is_dir():
        raise InvalidInputError("The heads cannot be written.", [("--out", "its folder does not exist")])
    scope = _scope(options.engagement)
    with (
        opened_for_command(load_settings().database) as database,
        database.reading() as session,
    ):
        heads = list_heads(session)
    _check_known(options.engagement, scope, {head.scope for head in heads})
    chains = [_head_json(head) for head in heads if scope in (None, head.scope)]
    text = json.dumps({"exported_at": now().isoformat(), "chains": chains}, indent=2)
    new = options.out.with_name(f".{options.out.name}.new")
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(options.out)
    print(f"{len(chains)} heads written to {options.out}")
    return 0


def _scope(engagement: str | None) -> str | None:
    """Give the chain that is meant."""
    from tracker.services.audit import ENGAGEMENT_PREFIX, INSTANCE

    if engagement is None or ":" in engagement or engagement == INSTANCE:
        return engagement
    return f"{ENGAGEMENT_PREFIX}{engagement}"


def _check_known(engagement: str | None, scope: str | None, known: set[str]) -> None:
    """Refuse a chain that nobody knows: a slip of the pen must not be told that all holds."""
    if scope is not None and scope not in known:
        there = ", ".join(sorted(known)) or "none yet"
        raise InvalidInputError(
            f"There is no chain of {engagement}.", [("ENGAGEMENT", f"must be one of: {there}")]
        )


def _read_heads(path: Path) -> list[Head]:
    """Read exported heads, or say what is wrong with the file."""
    from tracker.record.audit import Head

    try:
        chains = json.loads(path.read_text(encoding="utf-8"))["chains"]
        heads = [Head(str(part["scope"]), int(part["count"]), str(part["sha256"])) for part in chains]
    except (ValueError, KeyError, TypeError) as error:
        fault = (str(path), "is not a file that `tracker audit head` has written")
        raise InvalidInputError("The heads cannot be read.", [fault]) from error
    return heads


def _head_json(head: Head) -> dict[str, object]:
    return {"scope": head.scope, "count": head.count, "sha256": head.sha256}


def _as_json(found: list[tuple[Head, Break | None]]) -> list[dict[str, object]]:
    return [
        _head_json(head)
        | {
            "holds": fault is None,
            "fault": None
            if fault is None
            else {"sequence": fault.sequence, "reason": fault.reason, "message": fault.message},
        }
        for head, fault in found
    ]
