"""`tracker export json`, `tracker import json`: an engagement leaves with its record, and comes back."""

from __future__ import annotations

import argparse
from pathlib import Path

from tracker.errors import InvalidInputError

PRINCIPAL = "command line"
EPILOG = """\
The file is canonical JSON (RFC 8785). Its manifest names the hash of every section and what was left out;
docs/record/export.md tells how any program can check them. Hashes show damage, not who wrote the file:
import only what comes from somebody you trust.
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    leaving = commands.add_parser("export", help="write the whole record of an engagement to a file")
    formats = leaving.add_subparsers(dest="format", required=True, metavar="FORMAT")
    writing = formats.add_parser(
        "json",
        help="everything, as canonical JSON with hashes",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    writing.add_argument("engagement", metavar="ENGAGEMENT", help="its key")
    writing.add_argument("--out", type=Path, required=True, metavar="FILE")
    writing.set_defaults(run=run_export)
    coming = commands.add_parser("import", help="restore an engagement that this instance does not have")
    formats = coming.add_subparsers(dest="format", required=True, metavar="FORMAT")
    reading = formats.add_parser(
        "json",
        help="a file that `tracker export json` has written",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.set_defaults(run=run_import)


def run_export(options: argparse.Namespace) -> int:
    """Write the file, which appears whole or not at all."""
    from tracker.clock import now
    from tracker.services.record_files.writing import export_engagement
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    if not options.out.resolve().parent.is_dir():
        raise InvalidInputError("The record cannot be written.", [("--out", "its folder does not exist")])
    if options.out.is_dir():
        raise InvalidInputError("The record cannot be written.", [("--out", "is a folder")])
    with opened_for_command(load_settings().database) as database, database.reading() as session:
        manifest = export_engagement(session, options.engagement, options.out, at=now())
    rows = sum(section.count for section in manifest.sections.values())
    print(f"{options.engagement}: {rows} rows written to {options.out}")
    print(f"sha256 of the manifest: {manifest.sha256}")
    for name, left in manifest.left_out.items():
        if left.count:
            print(f"left out: {left.count} {name.replace('_', ' ')}: {left.because}")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Check the file, then add all of it in one transaction."""
    from tracker.clock import now
    from tracker.services.record_files.reading import read_export
    from tracker.services.record_files.restoring import restore
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    export = read_export(options.file.read_bytes())
    with opened_for_command(load_settings().database) as database, database.writing() as session:
        restored = restore(session, export, principal=PRINCIPAL, at=now())
        session.commit()
    print(
        f"{export.manifest.engagement}: {restored.added} rows restored, "
        f"{restored.used} were there already and are used"
    )
    return 0
