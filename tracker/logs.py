"""Logging: one line per request and per job, as fields; and the facts a request gathers for its line."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

import structlog


class LogChoice(Protocol):
    """How to log; the settings have a group of this shape."""

    @property
    def level(self) -> str:
        """The least level written."""

    @property
    def form(self) -> str:
        """`json`, `console`, or `auto` for console on a terminal."""


@dataclass
class RequestFacts:
    """What the line about a request will say; filled while the request is served."""

    request_id: str
    sql_count: int = 0
    principal_id: str | None = None
    study: str | None = None


_FACTS: ContextVar[RequestFacts | None] = ContextVar("request_facts", default=None)


def begin_request(request_id: str) -> RequestFacts:
    """Start gathering facts for the request that runs in this context."""
    facts = RequestFacts(request_id)
    _FACTS.set(facts)
    return facts


def find_request() -> RequestFacts | None:
    """Give the facts of the request that runs in this context, if there is one."""
    return _FACTS.get()


def configure_logs(settings: LogChoice) -> None:
    """Set structlog up: JSON unless a person watches on a terminal."""
    console = settings.form == "console" or (settings.form == "auto" and sys.stderr.isatty())
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if console:
        # a trace with the values of variables would print whole geometries, for minutes
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.level.upper())),
        # Standard output belongs to the commands' results; looked up with each line, as it may be replaced.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
