"""`tracker migrate|import-study|api|worker`: the parts of an installation, one process each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.commands.progress import ProgressBar

if TYPE_CHECKING:
    import argparse


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=migrate)
    importing = commands.add_parser("import-study", help="import study definitions and their layers")
    importing.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    importing.set_defaults(run=import_study)
    commands.add_parser("api", help="serve the HTTP API").set_defaults(run=serve_api)
    commands.add_parser("worker", help="run assessments from the queue").set_defaults(run=work)


def migrate(_options: argparse.Namespace) -> int:
    """Migrate the database of the settings."""
    from tracker.settings import load_settings
    from tracker.store import schema

    with schema.opened_for_command(load_settings().database, newest=False) as database:
        schema.migrate(database)
    return 0


def import_study(options: argparse.Namespace) -> int:
    """Import the named studies."""
    from tracker.commands.importing import import_studies
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    settings = load_settings()
    progress = ProgressBar()
    try:
        with opened_for_command(settings.database) as database:
            imported = import_studies(database, settings, options.folders, progress=progress)
    finally:
        progress.done()
    for study in imported:
        print(f"imported {study.definition.slug}")
        if study.synthetic_because:
            print(f"  SYNTHETIC DATA, no real place: {study.synthetic_because}")
    return 0


def serve_api(_options: argparse.Namespace) -> int:
    """Serve the API until interrupted."""
    import uvicorn

    from tracker.app import create_app
    from tracker.settings import load_settings

    settings = load_settings()
    uvicorn.run(
        create_app(settings),
        host=settings.api.host,
        port=settings.api.port,
        # one canonical line a request is written by the application itself
        access_log=False,
        log_config=None,
        # whom to believe about addresses is a setting of ours, not of the server
        proxy_headers=False,
    )
    return 0


def work(_options: argparse.Namespace) -> int:
    """Run jobs until interrupted."""
    from tracker.logs import configure_logs
    from tracker.settings import load_settings
    from tracker.store.session import open_database
    from tracker.worker import Worker

    settings = load_settings()
    configure_logs(settings.log)
    database = open_database(settings.database)
    try:
        Worker(database, settings).run()
    finally:
        database.close()
    return 0
