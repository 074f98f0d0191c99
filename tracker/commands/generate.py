"""`tracker openapi`, `tracker settings`, `tracker problems`: the committed files that are made from code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommands."""
    openapi = commands.add_parser("openapi", help="print the OpenAPI document")
    openapi.set_defaults(run=print_openapi)
    settings = commands.add_parser("settings", help="print every setting with its default and meaning")
    settings.set_defaults(run=print_settings)
    problems = commands.add_parser("problems", help="print every problem of the API with its explanation")
    problems.set_defaults(run=print_problems)


def print_openapi(_options: argparse.Namespace) -> int:
    """Print the document that is committed at docs/api/openapi.json."""
    from tracker.app import openapi_document

    print(json.dumps(openapi_document(), indent=2, ensure_ascii=False, sort_keys=True))
    return 0


def print_settings(_options: argparse.Namespace) -> int:
    """Print the file that is committed as .env.example."""
    from tracker.settings import example_environment

    print(example_environment(), end="")
    return 0


def print_problems(_options: argparse.Namespace) -> int:
    """Print the file that is committed as docs/problems.md."""
    from tracker.problems import problems_page

    print(problems_page(), end="")
    return 0
