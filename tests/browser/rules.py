"""What every page must keep to, looked at in a browser: axe's rules and no scrolling sideways on a phone."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 900}


def violations(page: Page) -> list[str]:
    """Run axe; give what is worse than minor."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["impact"] != "minor"
    ]


def sideways(page: Page) -> list[str]:
    """Look on a phone's width for anything that has to be scrolled sideways."""
    page.set_viewport_size(NARROW)
    faults = []
    for box in ("html", "[data-testid=stMain]"):
        wide, shown = page.locator(box).evaluate("e => [e.scrollWidth, e.clientWidth]")
        faults += [f"{box}: {wide} px in {shown}"] if wide > shown else []
    return faults


def faults_at_both_widths(page: Page) -> list[str]:
    """Run axe on a phone's and on a desk's width, and look for scrolling sideways."""
    faults = [*sideways(page), *(f"320 px: {fault}" for fault in violations(page))]
    page.set_viewport_size(WIDE)
    return faults + violations(page)
