"""
How fast the record answers with many studies: makes them, and measures the calls of the pages people open.

Run ``python -m tests.record_speed`` (``--postgis`` for the other database, started for the purpose and
thrown away; ``--page FILE`` writes the table into a page of evidence).
"""

from __future__ import annotations

import argparse
import platform
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from tests.made_portfolio import BIG, EVERYWHERE, IN_EACH, Size, engagement_key, fill
from tests.register_speed import opened
from tracker.app import create_app
from tracker.services.seeding import DEMO_PASSWORD
from tracker.settings import DatabaseSettings, LogSettings, SessionSettings, Settings

REPEATS = 40
PORTFOLIO_LIMIT_MS = 150
PLAN_LIMIT_MS = 200
API = "/api/v1"


class Call(NamedTuple):
    """A call of a page: its name, its address by the number of the repetition, and how long it may take."""

    name: str
    address: Callable[[int], str]
    limit_ms: float | None


class Row(NamedTuple):
    """What one call took: processor time of the whole process, and the clock's."""

    who: str
    name: str
    limit_ms: float | None
    cpu_ms: list[float]
    clock_ms: list[float]


def calls(size: Size) -> list[Call]:
    """List what the portfolio, the turns, the plan, the line and the audit pages ask for."""

    def one(number: int) -> str:
        return engagement_key(number * 37 % size.engagements)

    def offset(number: int) -> int:
        return number * 20 % size.engagements

    page = PORTFOLIO_LIMIT_MS
    return [
        Call("portfolio: first page", lambda _: "/studies?order=slip&limit=20", page),
        Call("portfolio: any page", lambda n: f"/studies?order=slip&limit=20&offset={offset(n)}", page),
        Call("portfolio: one card", lambda n: f"/studies/{one(n)}", page),
        Call("portfolio: whose turn, mine", lambda _: "/turns?mine=true&limit=500", page),
        Call("portfolio: whose turn, all", lambda _: "/turns?mine=false&limit=100", page),
        Call("portfolio: engagements, 100", lambda _: "/engagements?limit=100", page),
        Call("choice: all engagements", lambda _: "/engagements?limit=500", None),
        Call("choice: all studies", lambda _: "/studies?limit=500", None),
        Call("engagement: its line", lambda n: f"/engagements/{one(n)}/lineage", page),
        Call("engagement: recommendations", lambda n: f"/engagements/{one(n)}/recommendations", page),
        Call("audit: a page of 100", lambda n: f"/studies/{one(n)}/audit?after={n * 7 % 300}", page),
        Call("plan: usual size", lambda n: f"/studies/{one(n)}/plan", page),
        Call(f"plan: {size.big_milestones} milestones", lambda _: f"/studies/{BIG}/plan", PLAN_LIMIT_MS),
    ]


def measure(
    client: httpx.Client | TestClient, who: str, wanted: list[Call], *, repeats: int
) -> Iterator[Row]:
    """Ask each call some times after one that warms up."""
    token = client.post(f"{API}/sessions", json={"email": who, "password": DEMO_PASSWORD}).json()["token"]
    client.headers["authorization"] = f"Bearer {token}"
    for call in wanted:
        row = Row(who.partition("@")[0], call.name, call.limit_ms, [], [])
        for number in range(-1, repeats):
            began, began_cpu = time.perf_counter(), time.process_time()
            answer = client.get(f"{API}{call.address(number)}")
            took = (time.process_time() - began_cpu, time.perf_counter() - began)
            assert answer.status_code == httpx.codes.OK, answer.text
            if number >= 0:
                row.cpu_ms.append(took[0] * 1000)
                row.clock_ms.append(took[1] * 1000)
        yield row


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    """Serve the application on loopback and give a client of it."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client
    server.should_exit = True
    thread.join()


def table(rows: list[Row]) -> str:
    """Write the rows as a table of Markdown."""
    lines = [
        "| who | call | p50 processor [ms] | p95 processor [ms] | p95 clock [ms] | at most [ms] |",
        "|---|---|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *map(line, rows)])


def line(row: Row) -> str:
    """Write one row."""
    middle, high = np.percentile(row.cpu_ms, [50, 95])
    clock = np.percentile(row.clock_ms, 95)
    limit = "" if row.limit_ms is None else f"{row.limit_ms:.0f}"
    return f"| {row.who} | {row.name} | {middle:.0f} | {high:.0f} | {clock:.0f} | {limit} |"


def main() -> None:
    """Make the record, measure, print, and end with an error where something took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engagements", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--postgis", action="store_true")
    parser.add_argument("--server", action="store_true", help="ask a server on loopback, not the application")
    parser.add_argument("--page", type=Path, help="write the table into this file")
    wanted = parser.parse_args()
    size = Size(engagements=wanted.engagements)
    with opened(postgis=wanted.postgis) as database:
        began = time.perf_counter()
        fill(database, size)
        url = SecretStr(database.engine.url.render_as_string(hide_password=False))
        settings = Settings(
            database=DatabaseSettings(url=url),
            log=LogSettings(level="error"),
            session=SessionSettings(demo_accounts=True),
        )
        print(f"{size.said()} made in {time.perf_counter() - began:.0f} s", flush=True)  # noqa: T201 - its purpose
        rows: list[Row] = []
        app = create_app(settings)
        with served(app) if wanted.server else TestClient(app) as client:
            for who in (EVERYWHERE, IN_EACH):
                for row in measure(client, who, calls(size), repeats=wanted.repeats):
                    rows.append(row)
                    print(line(row), flush=True)  # noqa: T201 - as above
    name = "PostGIS" if wanted.postgis else "embedded"
    way = "a server on loopback" if wanted.server else "the application in process"
    python = f"Python {platform.python_version()}"
    text = f"{name} database, {way}, {wanted.repeats} calls each, {python}\n\n{table(rows)}"
    print(text)  # noqa: T201 - as above
    if wanted.page is not None:
        wanted.page.write_text(f"# How fast the record is\n\n{size.said()}. {text}\n")
    slow = [r.name for r in rows if r.limit_ms is not None and np.percentile(r.cpu_ms, 95) > r.limit_ms]
    if slow:
        raise SystemExit(f"Too slow: {', '.join(slow)}.")


if __name__ == "__main__":
    main()
