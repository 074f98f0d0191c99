"""The servers of the demo: starts API, worker and dashboard on loopback, watches and stops them."""

from __future__ import annotations

import fcntl
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from tracker.errors import ConfigurationError
from tracker.services.seeding import DEMO_ACCOUNTS
from tracker.settings import environment_for_child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from tracker.settings import Settings

LOOPBACK = "127.0.0.1"
DASHBOARD_PORT = 8501
START_LIMIT_S = 60.0
STOP_LIMIT_S = 15.0
POLL_S = 0.2
LOG_LINES = 15
# A worker that ends this often is not killed by chance; then its log is shown instead.
WORKER_RESTARTS = 3
# Ctrl-C, a service manager, and a terminal that was closed.
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Wish:
    """What the person at the terminal, or the machine, wants of the demo."""

    to_stop: bool = False


@contextmanager
def only_demo_in(folder: Path, *, fresh: bool) -> Iterator[None]:
    """Hold the folder for this demo alone; two demos would write into one database."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigurationError("Another demo is running here; stop it first (Ctrl-C).") from error
        if fresh:
            for path in folder.glob("tracker.sqlite*"):
                path.unlink()
        yield


def serve(settings: Settings, folder: Path) -> int:
    """Start everything, print where it is, and wait for Ctrl-C."""
    api_port = _free_port(settings.api.port)
    dashboard_port = _free_port(DASHBOARD_PORT)
    api = settings.api.model_copy(update={"host": LOOPBACK, "port": api_port})
    log = settings.log.model_copy(update={"level": "info", "form": "json"})
    environment = environment_for_child(settings.model_copy(update={"api": api, "log": log}))
    environment |= {
        "DASHBOARD_API_URL": f"http://{LOOPBACK}:{api_port}",
        "DASHBOARD_HOST": LOOPBACK,
        "DASHBOARD_PORT": str(dashboard_port),
    }
    servers = {
        "api": ("-m", "tracker", "api"),
        "worker": ("-m", "tracker", "worker"),
        "dashboard": ("-m", "dashboards"),
    }
    ready = {
        "api": f"http://{LOOPBACK}:{api_port}/livez",
        "dashboard": f"http://{LOOPBACK}:{dashboard_port}/sign-in",
    }

    def start(name: str) -> subprocess.Popen[bytes]:
        return _start(name, servers[name], environment, folder)

    with noting_signals() as wish:
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name in servers:
                (folder / f"{name}.log").unlink(missing_ok=True)
                children[name] = start(name)
            for name, address in ready.items():
                _wait_until_it_answers(name, address, children, folder, wish)
            if not wish.to_stop:
                print(
                    welcome(f"http://{LOOPBACK}:{dashboard_port}", f"http://{LOOPBACK}:{api_port}"),
                    flush=True,
                )
            _watch(children, folder, start, wish)
            print("\nstopping ...", flush=True)
        finally:
            _stop(children)
    print("stopped", flush=True)
    return 0


def welcome(dashboard: str, api: str) -> str:
    """Say where to go and who to be."""
    lines = [
        "",
        f"Open {dashboard}",
        f"API  {api}/api/v1  (document: {api}/api/v1/openapi.json)",
        "",
        "Demo accounts:",
    ]
    lines += [
        f"  {account.email:<36} password {account.password:<6} {account.role.replace('_', ' ')}, "
        f"{account.organisation}"
        for account in DEMO_ACCOUNTS
    ]
    return "\n".join([*lines, "", "Ctrl-C stops everything."])


@contextmanager
def noting_signals() -> Iterator[Wish]:
    """
    Note the signals that ask to stop instead of being interrupted by them.

    An exception out of a signal could strike between starting a server and
    noting it, and then nobody would ever stop that server.
    """
    wish = Wish()

    def note(_number: int, _frame: FrameType | None) -> None:
        wish.to_stop = True

    before = {number: signal.signal(number, note) for number in ASKING}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _free_port(wanted: int) -> int:
    """Give the wanted port, or any free one when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ConfigurationError("No port is free on this machine.")


def _start(
    name: str, words: tuple[str, ...], environment: dict[str, str], folder: Path
) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own modules with our own words
            [sys.executable, *words],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches this process alone, which then stops the others in order.
            start_new_session=True,
        )


def _wait_until_it_answers(
    name: str, address: str, children: dict[str, subprocess.Popen[bytes]], folder: Path, wish: Wish
) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        _check_alive(children, folder)
        if wish.to_stop or _answers(address):
            return
        time.sleep(POLL_S)
    raise ConfigurationError(f"The {name} did not answer within {START_LIMIT_S:g} s. {_tail(folder, name)}")


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2.0, trust_env=False).status_code == HTTPStatus.OK
    except httpx.TransportError:
        return False


def _watch(
    children: dict[str, subprocess.Popen[bytes]],
    folder: Path,
    start: Callable[[str], subprocess.Popen[bytes]],
    wish: Wish,
) -> None:
    """Wait until the demo is to stop; a worker that was killed is replaced and its job taken up again."""
    restarts_left = WORKER_RESTARTS
    while not wish.to_stop:
        ended = children["worker"].poll()
        if ended is not None and restarts_left:
            restarts_left -= 1
            children["worker"] = start("worker")
            print(f"The worker ended with code {ended}; another one takes up its job.", flush=True)
        _check_alive(children, folder)
        time.sleep(POLL_S)


def _check_alive(children: dict[str, subprocess.Popen[bytes]], folder: Path) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise ConfigurationError(f"The {name} ended with code {child.returncode}. {_tail(folder, name)}")


def _tail(folder: Path, name: str) -> str:
    path = folder / f"{name}.log"
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return f"Last lines of {path}:\n" + "\n".join(lines)


def _stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each server to end, the window first; end by force what does not within the limit."""
    for child in reversed(children.values()):
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_LIMIT_S
    for child in children.values():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
