"""`tracker add-user`: the first account of an installation, and every other."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from tracker.errors import InvalidInputError

if TYPE_CHECKING:
    import argparse


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = commands.add_parser(
        "add-user",
        help="add an account; the password is asked for, or read from a pipe",
    )
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", required=True)
    parser.add_argument("--organisation", required=True, metavar="NAME", help="e.g. WeGO, SUSA, NIA")
    parser.add_argument(
        "--role",
        required=True,
        metavar="ROLE",
        help="administrator, project_manager, consultant, city_partner, reviewer, institutional_approver or "
        "auditor",
    )
    parser.add_argument("--study", nargs="+", default=[], metavar="STUDY", help="studies the role holds for")
    parser.add_argument(
        "--engagement", nargs="+", default=[], metavar="KEY", help="engagements, with all their studies"
    )
    parser.add_argument(
        "--programme", nargs="+", default=[], metavar="KEY", help="programmes, with all their engagements"
    )
    parser.add_argument(
        "--everywhere",
        action="store_true",
        help="a project manager's or auditor's role holds for all there is (an administrator's always does)",
    )
    parser.add_argument("--language", default="en", metavar="TAG", help="en, pt-BR, es or ko")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Add the account."""
    from tracker.clock import now
    from tracker.services.accounts import NewAccount, add_account
    from tracker.services.sessions import Passwords
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    with opened_for_command(load_settings().database) as database:
        wanted = NewAccount(
            email=options.email,
            name=options.name,
            organisation=options.organisation,
            password=_password(),
            role=options.role,
            studies=tuple(options.study),
            engagements=tuple(options.engagement),
            programmes=tuple(options.programme),
            everywhere=options.everywhere,
            language=options.language,
        )
        with database.writing() as session:
            user = add_account(session, Passwords(), wanted, at=now())
            session.commit()
    print(f"added {user.email}")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise InvalidInputError("The account cannot be added.", [("password", "the two do not agree")])
    return password
