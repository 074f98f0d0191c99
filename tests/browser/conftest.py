"""The whole product on loopback with the synthetic city, and a browser that can reach nothing else."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LOOPBACK = re.compile(r"^(https?|wss?)://127\.0\.0\.1[:/]|^(data|blob|about):")
WAIT_MS = 30_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(address, timeout=2.0).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{address} does not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def api_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, api_port: int) -> Iterator[str]:
    """Serve API, worker and window over a fresh embedded database; give the window's address."""
    from tracker.commands.demo import prepare
    from tracker.settings import (
        ApiSettings,
        DatabaseSettings,
        DataSettings,
        SessionSettings,
        Settings,
        environment_for_child,
    )

    folder = tmp_path_factory.mktemp("product")
    window_port = free_port()
    # An empty mirror, not none: left unset, the worker would find a real one and other bytes.
    (folder / "mirror").mkdir()
    settings = Settings(
        database=DatabaseSettings(url=f"sqlite:///{folder / 'tracker.sqlite'}"),
        api=ApiSettings(host="127.0.0.1", port=api_port),
        session=SessionSettings(demo_accounts=True),
        data=DataSettings(cache=folder / "cache", mirror=folder / "mirror", download=False),
    )
    prepare(settings)
    environment = {
        **environment_for_child(settings),
        "DASHBOARD_API_URL": f"http://127.0.0.1:{api_port}",
        "DASHBOARD_PORT": str(window_port),
    }
    commands = {
        "api": [sys.executable, "-m", "tracker", "api"],
        "worker": [sys.executable, "-m", "tracker", "worker"],
        "window": [sys.executable, "-m", "dashboards"],
    }
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            with (folder / f"{name}.log").open("wb") as log:
                processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        wait_until_it_answers(f"http://127.0.0.1:{api_port}/livez", processes["api"], folder / "api.log")
        wait_until_it_answers(
            f"http://127.0.0.1:{window_port}/livez", processes["window"], folder / "window.log"
        )
        yield f"http://127.0.0.1:{window_port}"
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        message = f"CHROMIUM ABSENT: {CHROMIUM} does not exist; install Debian's chromium"
        if os.environ.get("CI"):  # noqa: TID251 - the test runner's own
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """One person's browser window, with what it asked of the outside world."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)

    def sign_in(self, email: str, *, language: str = "en") -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.locator(f"nav a[hreflang='{language}']").click()
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill("demo")
        self.page.locator("button[type=submit]").click()
        self.settle()

    def open(self, page: str) -> None:
        self.page.goto(f"{self.address}/app/{page}")
        self.settle()

    def settle(self) -> None:
        """Wait until Streamlit has finished running the page."""
        self.page.locator("h1").first.wait_for(timeout=WAIT_MS)
        state = self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
        state.wait_for(state="attached", timeout=WAIT_MS)
        expect(self.page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT_MS)

    def choose(self, label: str, option: str) -> None:
        """Choose in a select box, by its label, with the keyboard."""
        box = self.page.get_by_role("combobox", name=label, exact=False).first
        box.click()
        self.page.get_by_role("option", name=option, exact=False).first.click()
        self.settle()

    def map_frame(self) -> FrameLocator:
        """Give the map's frame once its shapes are drawn."""
        frame = self.page.frame_locator("iframe").first
        frame.locator("path.leaflet-interactive").first.wait_for(timeout=WAIT_MS)
        return frame


@pytest.fixture
def visit(
    product: str, browser: Browser, request: pytest.FixtureRequest, repository: Path
) -> Iterator[Callable[..., Visitor]]:
    """Give a function that opens windows; after the test none of them may have asked another host."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def open_window(*, width: int = 1280, height: int = 900) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        contexts.append(context)
        visitor = Visitor(context.new_page(), product)
        visitor.page.set_default_timeout(WAIT_MS)
        context.on(
            "request",
            lambda asked: None if LOOPBACK.match(asked.url) else visitor.outside.append(asked.url),
        )
        visitors.append(visitor)
        return visitor

    failed_before = request.session.testsfailed
    yield open_window
    if request.session.testsfailed > failed_before:
        folder = repository / "var" / "browser"
        folder.mkdir(parents=True, exist_ok=True)
        for number, visitor in enumerate(visitors):
            name = re.sub(r"\W+", "-", request.node.name)
            # Streamlit scrolls inside itself, so a picture of the whole page needs a tall window.
            visitor.page.set_viewport_size({"width": 1280, "height": 5000})
            visitor.page.screenshot(path=folder / f"{name}-{number}.png")
    outside = [address for visitor in visitors for address in visitor.outside]
    for context in contexts:
        context.close()
    assert outside == []
