"""Ten thousand changes of one milestone by sixteen clients on a real server: `python -m tests.contention`."""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import numpy as np
import uvicorn
from pydantic import SecretStr

from studies.loader import list_studies, load_study
from tests.databases import Cluster, _find_binaries
from tracker.app import create_app
from tracker.services.audit import verify_chains
from tracker.services.seeding import DEMO_PASSWORD, seed_demo_accounts, seed_studies
from tracker.settings import DatabaseSettings, LogSettings, SessionSettings, Settings
from tracker.store.audit import stream_entries
from tracker.store.schema import migrate
from tracker.store.session import open_database

STUDY = "lima_smart_tourism"
TIMEOUT_S = 60.0
PAUSE_S = 0.02
LONGEST_PAUSE_S = 0.2


@dataclass
class Client:
    """One client: what it was told is saved, and how long each save took, retries included."""

    http: httpx.Client
    address: str
    saved: dict[str, int]
    durations_s: list[float]
    refusals_count: int = 0

    def save(self, evidence: str) -> None:
        """Save once, starting again from what the refusal says is there now."""
        started = time.perf_counter()
        etag = self.http.get(self.address).headers["etag"]
        for refused in count():
            # people who are refused do not all come back in the same instant
            time.sleep(random.uniform(0, min(PAUSE_S * refused, LONGEST_PAUSE_S)))
            answer = self.http.patch(self.address, json={"evidence": evidence}, headers={"If-Match": etag})
            if answer.status_code == httpx.codes.OK:
                break
            assert answer.status_code == httpx.codes.PRECONDITION_FAILED, answer.text
            self.refusals_count += 1
            etag = f'"{answer.json()["current"]}"'
        self.durations_s.append(time.perf_counter() - started)
        self.saved[evidence] = answer.json()["version"]


@contextmanager
def served(url: str) -> Iterator[tuple[str, Settings]]:
    """Serve a new database with both studies on loopback."""
    settings = Settings(
        database=DatabaseSettings(url=SecretStr(url)),
        log=LogSettings(level="error"),
        session=SessionSettings(demo_accounts=True),
    )
    database = open_database(settings.database)
    migrate(database)
    with database.writing() as session:
        seed_studies(session, [load_study(folder) for folder in list_studies().values()])
        seed_demo_accounts(session)
        session.commit()
    database.close()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", settings
    finally:
        server.should_exit = True
        thread.join()


def contend(base: str, *, changes_count: int, clients_count: int) -> tuple[list[Client], float]:
    """Let all clients change one milestone at once; give what they were told and how long it took."""
    with httpx.Client(base_url=base, timeout=TIMEOUT_S, trust_env=False) as first:
        credentials = {"email": "manager@demo.example", "password": DEMO_PASSWORD}
        token = first.post("/api/v1/sessions", json=credentials).json()["token"]
        headers = {"authorization": f"Bearer {token}"}
        listed = first.get(f"/api/v1/studies/{STUDY}/milestones", headers=headers)
        address = f"/api/v1/milestones/{listed.json()['items'][-1]['id']}"
    clients = [
        Client(
            httpx.Client(base_url=base, timeout=TIMEOUT_S, trust_env=False, headers=headers), address, {}, []
        )
        for _ in range(clients_count)
    ]

    def work(number: int) -> None:
        for change in range(number, changes_count, clients_count):
            clients[number].save(f"change {change}")

    started = time.perf_counter()
    with ThreadPoolExecutor(clients_count) as pool:
        for done in [pool.submit(work, number) for number in range(clients_count)]:
            done.result()
    return clients, time.perf_counter() - started


def check(clients: list[Client], settings: Settings, *, changes_count: int) -> None:
    """Hold what the clients were told against the history and the audit chain: none lost, none double."""
    told = {evidence: version for client in clients for evidence, version in client.saved.items()}
    assert len(told) == changes_count, f"{len(told)} of {changes_count} were acknowledged"
    assert sorted(told.values()) == list(range(2, changes_count + 2)), (
        f"a version was given twice or left out: {sorted(told.values())[:5]} to {max(told.values())}"
    )
    first = clients[0]
    history = first.http.get(f"{first.address}/history").json()["items"]
    written = {entry["changes"][0]["after"]: entry["version"] for entry in history}
    assert (len(history), written) == (changes_count, told), "the history differs from what was acknowledged"
    database = open_database(settings.database)
    scope = f"engagement:{STUDY}"
    with database.reading() as session:
        ((_, fault),) = verify_chains(session, scope=scope)
        chained = [entry.action for entry in stream_entries(session, scope)].count("milestone.update")
    database.close()
    assert fault is None, fault
    assert chained == changes_count, f"the chain tells of {chained} changes"


def run(url: str, name: str, *, changes_count: int, clients_count: int) -> None:
    """Contend on one database, check, and print the figures."""
    with served(url) as (base, settings):
        clients, took_s = contend(base, changes_count=changes_count, clients_count=clients_count)
        check(clients, settings, changes_count=changes_count)
        durations_ms = 1000 * np.concatenate([client.durations_s for client in clients])
        refusals = sum(client.refusals_count for client in clients)
        for client in clients:
            client.http.close()
    p50_ms, p99_ms = np.percentile(durations_ms, [50, 99])
    print(  # noqa: T201 - what it is run for
        f"{name}: {changes_count} changes by {clients_count} clients, none lost, none double: "
        f"{changes_count / took_s:.0f}/s, p50 {p50_ms:.0f} ms, p99 {p99_ms:.0f} ms, "
        f"{refusals} refusals of stale versions",
        flush=True,
    )


def main() -> None:
    """Run on both databases, or on the embedded one where there is no server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--database", choices=("embedded", "postgis"), help="both when absent")
    options = parser.parse_args()
    counts = {"changes_count": options.changes, "clients_count": options.clients}
    folder = Path(tempfile.mkdtemp(prefix="tracker-contention-"))
    try:
        if options.database != "postgis":
            run(f"sqlite:///{folder / 'tracker.sqlite'}", "embedded", **counts)
        if options.database == "embedded":
            return
        binaries = _find_binaries()
        if binaries is None:
            print("PostGIS: not installed, left out")  # noqa: T201 - as above
            return
        cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="tracker-pg-")))
        cluster.start()
        try:
            cluster.execute("postgres", "CREATE DATABASE contention")
            cluster.execute("contention", "CREATE EXTENSION postgis")
            run(cluster.url("contention"), "PostGIS", **counts)
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
