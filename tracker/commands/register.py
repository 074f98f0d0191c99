"""`tracker register import|export`: a file into a study's register of places, and the register to a file."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr

from tracker.commands.progress import ProgressBar
from tracker.errors import InvalidInputError
from tracker.register.intake.outcomes import count_located, count_outcomes
from tracker.register.vocabulary import PRECISION_CLASSES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.register.intake.running import Run
    from tracker.register.mappings.model import SavedMapping
    from tracker.services.register.intake_runs import Planned
    from tracker.settings import Settings
    from tracker.store.session import Database
    from tracker.store.tables import Study

WHO = "command line"
FORMATS = ("geojson", "gpkg", "csv", "xlsx", "a11yjson")
EPILOG = """\
FILE may be XLSX, XLS, CSV, GeoJSON, GeoPackage, a shapefile (zip, or .shp with its parts beside it),
OSM PBF, OpenSidewalks points, A11yJSON or GTFS; its content decides. Every row ends as accepted,
repaired, needs_review, duplicate or rejected; places enter as drafts, which the public does not see.
The same file twice changes nothing.

STUDY is a study of the database that the settings name. A study that comes with the product is
imported into it when it is not there; an embedded database that is not there is made.
"""


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    parser = commands.add_parser("register", help="import or export a study's register of places")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser(
        "import",
        help="import a file of places",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--study", required=True, metavar="STUDY", help="the study's short name")
    importing.add_argument("--sheet", metavar="NAME", help="the only sheet or layer to read")
    importing.add_argument(
        "--mapping", metavar="NAME", help="how columns are read: a name, or a .yaml file that is then saved"
    )
    importing.add_argument("--crs", metavar="EPSG:N", help="reference system, if the file has none")
    importing.add_argument("--dry-run", action="store_true", help="write nothing but the report")
    importing.add_argument(
        "--report", type=Path, metavar="OUT.xlsx", help="the file with reasons beside rows"
    )
    importing.add_argument("--json", action="store_true", help="print the counts as JSON")
    importing.set_defaults(run=run_import)
    exporting = actions.add_parser("export", help="write the places to a file, without those withdrawn")
    exporting.add_argument("--study", required=True, metavar="STUDY", help="the study's short name")
    exporting.add_argument("--format", required=True, choices=FORMATS)
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
    exporting.add_argument("--published", action="store_true", help="only what the public sees")
    exporting.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Import a file and print its counts."""
    from tracker.settings import load_settings

    if options.report is not None and not options.report.resolve().parent.is_dir():
        fault = (str(options.report), "its folder does not exist")
        raise InvalidInputError("The report cannot be written.", [fault])
    settings = load_settings()
    with (
        ProgressBar() as progress,
        _opened(settings, options.study, progress, throwaway=options.dry_run) as database,
    ):
        planned = _import(database, settings, options, progress)
    if options.report is not None:
        from tracker.register.intake.report_workbook import write_report

        write_report(planned.run, options.report, language=planned.run.mapping.language)
    counts = counts_of(planned.run)
    print(json.dumps(counts) if options.json else _table(planned, counts, dry_run=options.dry_run))
    if not options.json or sys.stderr.isatty():
        for note in planned.notes:
            print(f"note: {note}", file=sys.stderr)
    return 0


def _import(
    database: Database, settings: Settings, options: argparse.Namespace, progress: ProgressBar
) -> Planned:
    """Plan, and unless nothing is to be written, carry out."""
    from tracker.clock import now
    from tracker.services.register.intake_runs import Asked, carry_out_import, plan_file, store_preview
    from tracker.services.register.mappings import save_mapping

    at = now()
    mapping = _mapping_of(options.mapping)
    asked = Asked(options.file, options.crs, options.sheet, mapping, WHO, at.date())
    with database.reading() as session:
        planned = plan_file(session, _study(session, options.study), asked, settings=settings, tell=progress)
    if options.dry_run:
        return planned
    with database.writing() as session:
        study = _study(session, options.study)
        if not (mapping is None or isinstance(mapping, str)):
            save_mapping(session, study, mapping, by=WHO, at=at)
        row = store_preview(session, planned, at=at)
        carry_out_import(session, row, planned, by=WHO, at=at, tell=progress)
        session.commit()
    return planned


def run_export(options: argparse.Namespace) -> int:
    """Write the places of a study to a file, which appears whole or not at all."""
    from tracker.clock import now
    from tracker.services.register.exporting import NOT_WITHDRAWN, write_places
    from tracker.services.register.finder import PUBLISHED
    from tracker.settings import load_settings

    if not options.out.resolve().parent.is_dir():
        raise InvalidInputError("The file cannot be written.", [("--out", "its folder does not exist")])
    settings = load_settings()
    states = PUBLISHED if options.published else NOT_WITHDRAWN
    with (
        ProgressBar() as progress,
        _opened(settings, options.study, progress) as database,
        TemporaryDirectory(dir=options.out.resolve().parent, prefix=".writing-") as folder,
        database.reading() as session,
    ):
        path = Path(folder) / options.out.name
        study = _study(session, options.study)
        licence = settings.finder.licence
        write_places(session, study, options.format, path, states=states, at=now(), licence=licence)
        path.replace(options.out)
    return 0


def counts_of(run: Run) -> dict[str, object]:
    """
    Count an import's rows by outcome and its places by class of precision.

    Parameters
    ----------
    run : Run
        What the import came to.

    Returns
    -------
    dict
        ``rows``, which the five outcomes add up to, the outcomes, and ``located``.
    """
    located = count_located(run.results)
    return {
        "rows": len(run.results),
        **{str(outcome): count for outcome, count in count_outcomes(run.results).items()},
        "located": {precision: located.get(precision, 0) for precision in PRECISION_CLASSES},
    }


@contextmanager
def _opened(
    settings: Settings, slug: str, progress: ProgressBar, *, throwaway: bool = False
) -> Iterator[Database]:
    """
    Open the database with the study in it.

    A study that comes with the product is brought in where it is absent, and an embedded database that
    is not there is made; `throwaway` does both in a database that goes with the command.
    """
    from studies.loader import list_studies
    from tracker.store.schema import migrate, opened_for_command

    is_new = throwaway or _is_absent(settings)
    with ExitStack() as stack:
        if not _is_absent(settings):
            database = stack.enter_context(opened_for_command(settings.database))
            with database.reading() as session:
                is_there = _find_study(session, slug) is not None
            if is_there:
                yield database
                return
        shipped = list_studies()
        if slug not in shipped:
            known = ", ".join(shipped)
            fault = ("--study", f"{slug} is neither in the database nor one of {known}")
            raise InvalidInputError(f"There is no study called {slug}.", [fault])
        if throwaway:
            settings = _in_folder(settings, stack.enter_context(TemporaryDirectory()))
        if is_new:
            database = stack.enter_context(opened_for_command(settings.database, newest=False))
            migrate(database)
        _bring_in(database, settings, shipped[slug], progress, quietly=throwaway)
        yield database


def _is_absent(settings: Settings) -> bool:
    """Tell whether the settings name an embedded database whose file is not there."""
    from tracker.store.session import open_database

    database = open_database(settings.database)
    path = database.engine.url.database
    database.close()
    return database.embedded and path is not None and not Path(path).exists()


def _in_folder(settings: Settings, folder: str) -> Settings:
    """Give the same settings with an embedded database in a folder."""
    url = SecretStr(f"sqlite:///{Path(folder) / 'tracker.sqlite'}")
    return settings.model_copy(update={"database": settings.database.model_copy(update={"url": url})})


def _bring_in(
    database: Database, settings: Settings, folder: Path, progress: ProgressBar, *, quietly: bool
) -> None:
    """Import a study of the product with its layers, and say so."""
    from tracker.commands.importing import import_studies

    (imported,) = import_studies(database, settings, [folder], progress=progress)
    progress.done()
    if not quietly:
        url = database.engine.url.render_as_string(hide_password=True)
        print(f"tracker register: imported the study {folder.name} into {url}", file=sys.stderr)
    if imported.synthetic_because:
        print(f"  SYNTHETIC DATA, no real place: {imported.synthetic_because}", file=sys.stderr)


def _find_study(session: Session, slug: str) -> Study | None:
    from tracker.store.studies import find_study

    return find_study(session, slug)


def _study(session: Session, slug: str) -> Study:
    found = _find_study(session, slug)
    assert found is not None, "the study was looked for when the database was opened"
    return found


def _mapping_of(given: str | None) -> str | SavedMapping | None:
    """Take a mapping by its name, or read it from a file."""
    from tracker.register.mappings.files import parse_mapping

    if given is None or not given.endswith((".yaml", ".yml")):
        return given
    path = Path(given)
    if not path.is_file():
        raise InvalidInputError("The mapping cannot be read.", [("--mapping", f"{given} does not exist")])
    return parse_mapping(path.read_text(encoding="utf-8"), place=path.name)


def _table(planned: Planned, counts: dict[str, object], *, dry_run: bool) -> str:
    """Give the counts for people."""
    run = planned.run
    lines = [f"{run.source.name}, read by {run.mapping.title} ({run.mapping.name})"]
    lines += [f"{name:<14} {count:>8}" for name, count in counts.items() if name != "located"]
    actions = Counter(row.action for row in run.plan.rows)
    lines.append("located by")
    lines += [f"  {precision:<12} {count:>8}" for precision, count in count_located(run.results).items()]
    lines.append("places would be changed so" if dry_run else "places were changed so")
    lines += [f"  {action:<12} {actions[action]:>8}" for action in ("create", "update", "unchanged", "none")]
    if run.plan.gone:
        lines.append(f"{len(run.plan.gone)} rows of an earlier file are gone; their places were kept")
    return "\n".join(lines)
