"""`tracker data list|pull|verify`: what there is, what is at hand, whether the bytes are right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tracker.commands.progress import ProgressBar
from tracker.errors import DataSetError, InvalidInputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from studies.catalogue import Catalogue, DataSet
    from tracker.settings import Settings

EXIT_INCOMPLETE = 1


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    parser = commands.add_parser("data", help="list, obtain and check data sets")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="say which data sets there are and which are at hand")
    listing.set_defaults(run=print_list)
    pulling = actions.add_parser(
        "pull", help="obtain data sets (all that have an address when none is named)"
    )
    pulling.add_argument("keys", nargs="*", metavar="KEY")
    pulling.set_defaults(run=pull)
    verifying = actions.add_parser("verify", help="compare files at hand with their recorded checksums")
    verifying.add_argument("keys", nargs="*", metavar="KEY")
    verifying.set_defaults(run=verify)


def print_list(_options: argparse.Namespace) -> int:
    """Print one line a data set."""
    from tracker.services import datasets

    catalogue, settings = _open()
    print(f"{'key':<34} {'at hand':<9} {'MB':>7}  {'licence':<24} title")
    for dataset in catalogue.datasets.values():
        try:
            found = datasets.verify(dataset, settings=settings)
            state: str = found.origin if found else "no"
        except DataSetError:
            state = "DAMAGED"
        print(
            f"{dataset.key:<34} {state:<9} {dataset.size_bytes / 1e6:>7.2f}  {dataset.licence[:24]:<24} "
            f"{dataset.title}"
        )
    return 0


def pull(options: argparse.Namespace) -> int:
    """Obtain data sets; every one that cannot be had is named."""
    from tracker.services import datasets

    catalogue, settings = _open()
    progress = ProgressBar()
    failed = 0
    for dataset in _chosen(catalogue, options.keys):
        try:
            found = datasets.pull(dataset, settings=settings, progress=_bytes_shown(progress, dataset))
        except DataSetError as error:
            progress.done()
            print(error.detail, file=sys.stderr)
            failed += 1
        else:
            progress.done()
            print(f"{dataset.key}: {found.origin}, {found.path}")
    return EXIT_INCOMPLETE if failed else 0


def verify(options: argparse.Namespace) -> int:
    """Compare checksums; absent files are named and are no fault."""
    from tracker.services import datasets

    catalogue, settings = _open()
    wrong = 0
    for dataset in _chosen(catalogue, options.keys):
        try:
            found = datasets.verify(dataset, settings=settings)
            print(f"{dataset.key}: {'right, ' + found.origin if found else 'not at hand'}")
        except DataSetError as error:
            print(error.detail, file=sys.stderr)
            wrong += 1
    return EXIT_INCOMPLETE if wrong else 0


def _open() -> tuple[Catalogue, Settings]:
    from tracker.services.datasets import read_catalogue
    from tracker.settings import load_settings

    settings = load_settings()
    return read_catalogue(settings.data.catalogue), settings


def _chosen(catalogue: Catalogue, keys: list[str]) -> list[DataSet]:
    unknown = [key for key in keys if key not in catalogue.datasets]
    if unknown:
        raise InvalidInputError(
            "The catalogue does not hold all of these data sets.",
            [(key, "is not in the catalogue; `tracker data list` shows what is") for key in unknown],
        )
    return [catalogue[key] for key in keys] if keys else list(catalogue.datasets.values())


def _bytes_shown(progress: ProgressBar, dataset: DataSet) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        progress(done / total if total else 1.0, f"{dataset.key}: {done / 1e6:.1f} of {total / 1e6:.1f} MB")

    return show
