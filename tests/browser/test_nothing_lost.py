"""What somebody has typed is not lost when the page can no longer send it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_words_typed_before_a_session_ended_are_given_back(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("reviewer.nia@demo.example")
    visitor.open("report?study=lima_smart_tourism")
    page = visitor.page
    page.get_by_label("Comment", exact=True).fill("Say which routes were surveyed.")

    # The same person signs out in another tab.
    other = page.context.new_page()
    other.goto(f"{visitor.address}/app/")
    other.locator("form[action='/sign-out'] button").click()
    other.wait_for_url("**/sign-in*")

    page.get_by_role("button", name="Send the comment").click()
    page.get_by_text("Your session has ended").wait_for()
    page.get_by_text("Say which routes were surveyed.").wait_for()
    page.get_by_role("link", name="Sign in").wait_for()
