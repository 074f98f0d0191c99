"""The demo without data of others: our synthetic city, called synthetic, served and stopped in good order."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

START_LIMIT_S = 180


@pytest.fixture(scope="module")
def demo(
    without_data: dict[str, str], repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start `tracker demo` in a folder of its own and give it with what it printed until it served."""
    state = tmp_path_factory.mktemp("demo")
    child = subprocess.Popen(
        [sys.executable, "-m", "tracker", "demo", "--state", str(state)],
        cwd=repository,
        env=without_data,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert child.stdout is not None
    try:
        yield child, list(_until(child.stdout, "Ctrl-C"))
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)  # killed, it could not stop its servers
        child.wait(timeout=60)
        child.stdout.close()


def _until(stream: IO[str], word: str) -> Iterator[str]:
    deadline = time.monotonic() + START_LIMIT_S
    for line in stream:
        yield line
        if word in line or time.monotonic() > deadline:
            return


@pytest.mark.timeout(300)
def test_the_demo_runs_on_our_own_city_and_stops_in_good_order(
    demo: tuple[subprocess.Popen[str], list[str]],
) -> None:
    child, lines = demo
    text = "".join(lines)
    assert "SYNTHETIC DATA: no real place" in text
    assert len(re.findall(r"^(?:health|certified|station|attraction) .*%", text, re.MULTILINE)) > 50
    window = re.search(r"^Open (\S+)$", text, re.MULTILINE)
    api = re.search(r"^API  (\S+)", text, re.MULTILINE)
    assert window is not None, text
    assert api is not None
    account = re.search(r"^ +(manager@\S+) +password (\S+)", text, re.MULTILINE)
    assert account is not None
    with httpx.Client(trust_env=False, timeout=20) as client:
        assert client.get(f"{window[1]}/sign-in").status_code == 200
        signed_in = client.post(f"{api[1]}/sessions", json={"email": account[1], "password": account[2]})
        assert signed_in.status_code == 201
        token = {"Authorization": f"Bearer {signed_in.json()['token']}"}
        studies = client.get(f"{api[1]}/studies", headers=token).json()["items"]
        assert {study["slug"] for study in studies} == {"sao_paulo_asnm", "lima_smart_tourism"}
        assert all(study["synthetic"] for study in studies)
    worker = next(pid for pid in _children_of(child.pid) if "worker" in _words_of(pid))
    os.kill(worker, signal.SIGKILL)
    assert child.stdout is not None
    assert "another one takes up its job" in child.stdout.readline()
    children = _children_of(child.pid)
    assert worker not in children
    # The system shows a process's words a moment after it has begun.
    until = time.monotonic() + 10
    while not any("worker" in _words_of(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert len([pid for pid in children if "worker" in _words_of(pid)]) == 1
    assert len(children) >= 3
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=30) == 0
    assert [pid for pid in children if _is_running(pid)] == []


def _children_of(parent: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _words_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
