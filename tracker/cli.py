"""The command line: parses, hands over to one subcommand, turns errors into one clear message and a code."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tracker.commands import (
    accounts,
    assess,
    audit,
    data,
    demo,
    export_import,
    generate,
    norms,
    register,
    serve,
    trip,
)
from tracker.errors import InvalidInputError, RuleConflictError, TrackerError

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with every subcommand."""
    parser = argparse.ArgumentParser(
        prog="tracker",
        description="Track smart-city feasibility studies and measure who can reach what.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (
        demo,
        assess,
        trip,
        norms,
        register,
        data,
        serve,
        accounts,
        audit,
        export_import,
        generate,
    ):
        module.add_parsers(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one subcommand.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``tracker``; those of the process when absent.

    Returns
    -------
    int
        0 when it worked, 2 on bad input or a file that cannot be used, 130 when interrupted,
        141 when nobody reads on.
    """
    options = build_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except TrackerError as error:
        print(f"tracker {options.command}: {error.detail}", file=sys.stderr)
        if isinstance(error, InvalidInputError | RuleConflictError):
            for place, message in error.faults:
                print(f"  {place}: {message}" if place else f"  {message}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        # `tracker data list | head`: the reader has seen enough; a second flush at exit must not complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"tracker {options.command}: {place}{error.strerror or error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        print(f"tracker {options.command}: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    return code
