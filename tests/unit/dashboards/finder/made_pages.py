"""What the finder's tests share: answers of the API, the window before them, and a reader of its pages."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Protocol

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboards.client import ApiClient
from dashboards.register.words import FACT_KINDS
from dashboards.web.finder import finder_routes
from dashboards.web.shell import SecurityHeaders, SessionGuard
from dashboards.web.signin import SignInPages, message_page

API = "/api/v1/finder/city"
PLACES, CHOICES, SUGGEST = f"GET {API}/places", f"GET {API}/choices", f"POST {API}/suggestions"
GROUND, FINDERS = f"GET {API}/ground", "GET /api/v1/finder"
DISTRICT = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]}
ONE = f"GET {API}/places/k7"
PlaceMaker = Callable[..., dict[str, Any]]


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


class Tags(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def choices(total: int = 1) -> httpx.Response:
    fact = {"current_yes": 1, "yes": 1, "no": 0, "unknown": 0, "review_months": 12}
    body = {
        "study": "city",
        "title": {"en": "Map <of> the city", "ko": "지도"},
        "languages": ["en"],
        "total": total,
        "kinds": [{"key": "health", "count": total}],
        "districts": [{"key": "BELA VISTA", "count": total}],
        "facts": [{"kind": kind, **fact} for kind in FACT_KINDS],
        "newest_observation_on": None,
    }
    return httpx.Response(200, json=body)


def finders(*slugs: str) -> httpx.Response:
    city = {
        "city": "Cidade <X>",
        "country": "BR",
        "title": {"en": "Map <of> the city", "ko": "지도"},
        "published_count": 2,
        "newest_observation_on": "2026-03-04",
    }
    return httpx.Response(200, json={"items": [{"slug": slug, **city} for slug in slugs], "total": 2})


def found(*places: dict[str, Any], total: int | None = None, cursor: str | None = None) -> httpx.Response:
    body = {"items": places, "total": len(places) if total is None else total, "next_cursor": cursor}
    return httpx.Response(200, json=body)


def open_window(connect: Callable[..., ApiClient], studies: tuple[str, ...] = ()) -> TestClient:
    def check(_token: str) -> None:
        raise AssertionError("the finder asks for no session")

    app = Starlette(
        routes=[*SignInPages(connect, secure=False).routes(), *finder_routes(connect, studies=studies)],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SessionGuard, check=check, unreachable=message_page),
        ],
    )
    return TestClient(app, follow_redirects=False)


def cities_of(page: str) -> list[str | None]:
    return [tag.get("href") for tag in Tags(page).of("a") if tag.get("class") == "city"]
