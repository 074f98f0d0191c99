"""`tracker demo`: both studies from an empty machine to the browser, on this machine only."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.commands.progress import ProgressBar
from tracker.errors import AnalysisError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from studies.schema import StudyDefinition
    from tracker.commands.first_filling import Filled
    from tracker.commands.importing import ImportedStudy
    from tracker.settings import Settings
    from tracker.store.session import Database, Session
    from tracker.store.tables import Assessment, Study

POLL_S = 0.2


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "demo",
        help="run the whole product on this machine with both studies",
        description="Everything is kept in one folder; the demo accounts exist only there.",
    )
    parser.add_argument(
        "--state", type=Path, metavar="DIR", help="folder of the demo's database and logs (default: var/demo)"
    )
    parser.add_argument("--once", action="store_true", help="print the result table and stop, serve nothing")
    parser.add_argument("--fresh", action="store_true", help="throw away what an earlier demo kept")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prepare, assess, and (unless --once) serve until Ctrl-C."""
    from tracker.commands import demo_servers
    from tracker.logs import configure_logs
    from tracker.settings import REPOSITORY, load_settings

    folder = (options.state or REPOSITORY / "var" / "demo").resolve()
    settings = demo_settings(load_settings(), folder)
    configure_logs(settings.log)
    with demo_servers.only_demo_in(folder, fresh=options.fresh):
        prepare(settings)
        if options.once:
            return 0
        return demo_servers.serve(settings, folder)


def demo_settings(settings: Settings, folder: Path) -> Settings:
    """Keep the demo in a database of its own, quiet on the terminal."""
    from pydantic import SecretStr

    url = SecretStr(f"sqlite:///{folder / 'tracker.sqlite'}")
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": url}),
            "log": settings.log.model_copy(update={"level": "warning"}),
            "session": settings.session.model_copy(update={"demo_accounts": True}),
        }
    )


def prepare(settings: Settings) -> None:
    """Migrate, import both studies, run what has not been run, and print the table."""
    from studies.loader import list_studies
    from tracker.commands.importing import import_studies
    from tracker.services.seeding import seed_demo_accounts
    from tracker.store import jobs, schema

    progress = ProgressBar()
    with schema.opened_for_command(settings.database, newest=False) as database, progress:
        progress(0.0, "preparing the database")
        schema.migrate(database)
        imported = import_studies(database, settings, list(list_studies().values()), progress=progress)
        definitions = [study.definition for study in imported]
        with database.writing() as session:
            seed_demo_accounts(session)
            jobs.requeue_running_jobs(session)  # the folder is ours alone: whoever ran them is gone
            session.commit()
        filled = fill_registers(database, settings, definitions, progress)
        run_assessments(database, settings, definitions, progress)
        submit_reports(database, definitions)
        progress.done()
        print(why_synthetic(imported) + what_was_filled(filled), end="")
        print(result_table(database, definitions))


def fill_registers(
    database: Database, settings: Settings, definitions: Sequence[StudyDefinition], progress: ProgressBar
) -> list[Filled]:
    """Fill the registers of the studies from the files at hand, unless that was done before."""
    from tracker.clock import now
    from tracker.commands.first_filling import fill_register

    return [
        filled
        for definition in definitions
        for filled in fill_register(database, definition, settings=settings, at=now(), tell=progress)
    ]


def run_assessments(
    database: Database, settings: Settings, definitions: Sequence[StudyDefinition], progress: ProgressBar
) -> None:
    """Run every analysis that has no up-to-date result, through the same queue as in production."""
    from tracker.services import engine
    from tracker.worker import Worker

    waiting = _request_missing(database, definitions)
    if not waiting:
        return
    engine.compile_ahead(lambda share, what: progress(share, f"compiling the engine, once: {what}"))
    worker = Worker(database, settings)
    thread = threading.Thread(target=worker.run_waiting, name="demo-worker")
    thread.start()
    try:
        while thread.is_alive():
            _show(database, waiting, progress)
            time.sleep(POLL_S)
    finally:
        worker.stop()
        thread.join()
    _check_succeeded(database, waiting)


def submit_reports(database: Database, definitions: Sequence[StudyDefinition]) -> None:
    """Let the project manager submit each report once, so that the reviewers have something to read."""
    from tracker.services.principals import to_principal
    from tracker.services.reports import submit_first_versions
    from tracker.services.seeding import DEMO_ACCOUNTS
    from tracker.store.accounts import find_user_by_email

    manager = next(account for account in DEMO_ACCOUNTS if account.role == "project_manager")
    with database.writing() as session:
        user = find_user_by_email(session, manager.email)
        assert user is not None, "was seeded before"
        for definition in definitions:
            submit_first_versions(session, to_principal(user), definition.slug)
        session.commit()


def _request_missing(database: Database, definitions: Sequence[StudyDefinition]) -> list[str]:
    from tracker.clock import now
    from tracker.services.assessments import add_request
    from tracker.store.studies import find_study

    waiting = []
    with database.writing() as session:
        for definition in definitions:
            study = find_study(session, definition.slug)
            assert study is not None, "was imported before"
            for analysis in definition.analyses:
                if _find_current(session, study, analysis.key) is None:
                    request = add_request(session, study, analysis.key, requested_by="demo", at=now())
                    waiting.append(request.id)
        session.commit()
    return waiting


def _find_current(session: Session, study: Study, analysis: str) -> Assessment | None:
    """Give the newest finished run of an analysis, unless something it rests on has changed."""
    from tracker.services.assessments import reasons_to_doubt
    from tracker.store.assessments import find_newest_finished
    from tracker.store.layers import list_layers

    newest = find_newest_finished(session, study.id, analysis)
    if newest is None or reasons_to_doubt(session, newest, list_layers(session, study.id)):
        return None
    return newest


def _show(database: Database, waiting: Sequence[str], progress: ProgressBar) -> None:
    from tracker.store.assessments import find_assessment

    with database.reading() as session:
        rows = [row for key in waiting if (row := find_assessment(session, key)) is not None]
        done = sum(1.0 if row.job.state == "succeeded" else row.job.progress_share for row in rows)
        running = next((row for row in rows if row.job.state == "running"), None)
        message = f"{running.study.slug}: {running.job.message or 'starting'}" if running else "assessing"
    progress(done / len(waiting), message)


def _check_succeeded(database: Database, waiting: Sequence[str]) -> None:
    from tracker.store.assessments import find_assessment

    with database.reading() as session:
        rows = [row for key in waiting if (row := find_assessment(session, key)) is not None]
        failed = [
            f"{row.study.slug}/{row.analysis}: {row.job.message or row.job.state}"
            for row in rows
            if row.job.state != "succeeded"
        ]
    if failed:
        raise AnalysisError("Not every assessment could be run. " + " ".join(failed))


def why_synthetic(imported: Sequence[ImportedStudy]) -> str:
    """Say of each study on invented data why the real ones were not used."""
    return "".join(
        f"\n{study.definition.title['en']}: SYNTHETIC DATA, because the real data sets could not be had. "
        f"{study.synthetic_because}\n"
        for study in imported
        if study.synthetic_because
    )


def what_was_filled(filled: Sequence[Filled]) -> str:
    """Say what came into the registers, and what could not be had."""
    told = [
        f"\n{one.study}: register without {one.dataset}. {one.left_out}"
        if one.left_out
        else f"\n{one.study}: {one.published:,} places of {one.dataset} published in the register."
        for one in filled
        if one.left_out or one.published
    ]
    return "".join(told) + "\n" * bool(told)


def result_table(database: Database, definitions: Sequence[StudyDefinition]) -> str:
    """Write one line a study, service, profile and cutoff: people within reach, low and high."""
    from tracker.store.assessments import FigureFilter, list_coverage
    from tracker.store.studies import find_study

    head = f"{'service':<12} {'profile':<20} {'min':>4} {'people':>10} {'low':>7} {'high':>7}"
    lines = []
    with database.reading() as session:
        for definition in definitions:
            study = find_study(session, definition.slug)
            assert study is not None, "was imported before"
            for analysis in definition.analyses:
                current = _find_current(session, study, analysis.key)
                assert current is not None, "was run before"
                made_up = "  [SYNTHETIC DATA: no real place]" if current.synthetic else ""
                run = (current.run_sha256 or "")[:12]
                lines += ["", f"{definition.title['en']}: {analysis.title['en']} (run {run}){made_up}", head]
                for row in list_coverage(session, current.id, FigureFilter()):
                    low, high = (_share(part, row.population) for part in (row.covered_low, row.covered_high))
                    lines.append(
                        f"{row.service:<12} {row.profile:<20} {row.cutoff_s / 60:>4g} "
                        f"{row.population:>10,.0f} {low} {high}"
                    )
    return "\n".join(lines)


def _share(covered: float, population: float) -> str:
    return f"{covered / population:>7.1%}" if population else f"{'-':>7}"
