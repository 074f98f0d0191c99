"""A page of the register's list by address: what the map beside it asks for, and the links of both (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from dashboards.register.api import Search

ROWS_A_PAGE: Final = 50


def place_link(slug: str, place_id: str) -> str:
    """Give the address of a place's page."""
    return "/app/register?" + urlencode({"study": slug, "place": place_id})


def map_address(slug: str, search: Search, state: str | None) -> str:
    """Give the address of the map of one page of the list."""
    parts = {
        "study": slug,
        "q": search.q,
        "kind": search.kind,
        "need": search.needs[0] if search.needs else "",
        "state": state or "",
        "cursor": search.cursor or "",
    }
    return "/maps/register?" + urlencode({name: value for name, value in parts.items() if value})


def listed(query: Mapping[str, str]) -> tuple[str, Search, str | None]:
    """Read study, search and state from the address of such a map."""
    need = query.get("need", "")
    search = Search(
        q=query.get("q", ""),
        kind=query.get("kind", ""),
        needs=(need,) if need else (),
        cursor=query.get("cursor"),
    )
    return query["study"], search, query.get("state")
