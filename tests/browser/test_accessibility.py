"""Every page in every language: axe, keyboard, narrow screens, translated names, no single-key shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

pytestmark = pytest.mark.browser

PAGES = ("", "plan?study=sao_paulo_asnm", "coverage?study=sao_paulo_asnm", "report?study=sao_paulo_asnm")
LANGUAGES = ("en", "pt-BR", "es", "ko")
# Words Streamlit has in English only; in another language none of them may be announced.
ENGLISH = (
    "Skip to main content",
    "Fullscreen",
    "Show data",
    "Expand sidebar",
    "Collapse sidebar",
    "Main menu",
    "Download as",
    "Copy Vega-Lite spec",
    "Search",
    "Show/hide columns",
)


def violations(target: Page | Frame) -> list[str]:
    """Run axe on a page or frame; give what is worse than minor, with where it is."""
    return [
        f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
        for rule in Axe().run(target).response["violations"]
        if rule["impact"] != "minor"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_and_no_map_breaks_an_accessibility_rule(visit: Callable[..., Any], language: str) -> None:
    visitor = visit()
    visitor.page.goto(f"{visitor.address}/sign-in")
    assert violations(visitor.page) == []
    visitor.sign_in("manager@demo.example", language=language)
    faults = {}
    for name in PAGES:
        visitor.open(name)
        if name.startswith("coverage"):
            visitor.map_frame()
            frame = next(frame for frame in visitor.page.frames if "/maps/" in frame.url)
            faults["map"] = violations(frame)
        faults[name or "portfolio"] = violations(visitor.page)
        assert visitor.page.locator("html").get_attribute("lang") == language
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", ["pt-BR", "es", "ko"])
def test_streamlits_own_words_are_announced_in_the_readers_language(
    visit: Callable[..., Any], language: str
) -> None:
    visitor = visit()
    visitor.sign_in("manager@demo.example", language=language)
    for name in PAGES:
        visitor.open(name)
        for word in ENGLISH:
            expect(visitor.page.locator(f"[aria-label^='{word}'], [title^='{word}']")).to_have_count(0)
            expect(visitor.page.get_by_text(word, exact=True)).to_have_count(0)


def test_no_page_scrolls_sideways_on_a_narrow_screen(visit: Callable[..., Any]) -> None:
    visitor = visit(width=320, height=640)
    visitor.sign_in("manager@demo.example")
    for name in PAGES:
        visitor.open(name)
        for box in ("html", "[data-testid=stMain]"):
            wide, shown = visitor.page.locator(box).evaluate("e => [e.scrollWidth, e.clientWidth]")
            assert wide <= shown, f"{name or 'portfolio'}: {box} is {wide} px wide in {shown} px"


def test_the_keyboard_alone_signs_in_and_sees_where_it_is(visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(f"{visitor.address}/sign-in")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "email":
            break
    page.keyboard.type("manager@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    visitor.settle()
    page.keyboard.press("Tab")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert page.evaluate("() => document.activeElement.tagName") != "BODY"
    assert outline != "none"


def test_a_plain_letter_does_not_rerun_the_page(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("manager@demo.example")
    sent: list[str] = []
    visitor.page.on(
        "websocket", lambda socket: socket.on("framesent", lambda payload: sent.append(str(payload)))
    )
    visitor.open("")
    before = len(sent)
    assert before > 0
    visitor.page.locator("h1").click()
    for letter in "rc":
        visitor.page.keyboard.press(letter)
    # A round trip through the page gives a rerun the time to be sent.
    visitor.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert len(sent) == before
