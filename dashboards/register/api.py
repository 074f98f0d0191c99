"""The register over HTTP: what anybody may ask, and what people of a study do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from dashboards.client import ApiClient
from dashboards.models import FeatureCollection
from dashboards.register.models import ChoicesRead, FinderSummary, PlaceFound, PlacesFound

PAGE_SIZE: Final = 20


@dataclass(frozen=True)
class Search:
    """What somebody looks for; every part may be left open."""

    q: str = ""
    kind: str = ""
    needs: tuple[str, ...] = ()
    strict: bool = True
    district: str = ""
    near: tuple[float, float] | None = None  # longitude, latitude [deg]
    within_m: float | None = None
    cursor: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is asked for."""
        return self == Search(strict=self.strict, cursor=self.cursor)

    def without(self, **changes: Any) -> Search:  # noqa: ANN401 - fields of this class
        """Give the same search from its first page with some parts changed."""
        return replace(self, cursor=None, **changes)

    def params(self, limit: int = PAGE_SIZE) -> dict[str, Any]:
        """Give a page of the search as the API's parameters."""
        return {**self.filters(), "limit": limit, "cursor": self.cursor}

    def filters(self) -> dict[str, Any]:
        """Give the search as the API's parameters, whatever page it stands on."""
        near = None if self.near is None else f"{self.near[0]:.5f},{self.near[1]:.5f}"
        return {
            "q": self.q or None,
            "kind": self.kind or None,
            "need": list(self.needs) or None,
            "strict": "true" if self.strict else "false",
            "district": self.district or None,
            "near": near,
            "within_m": self.within_m if near else None,
        }


class FinderApi:
    """What the API tells anybody about published places."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def list_finders(self) -> list[FinderSummary]:
        """Read which studies have published places."""
        return self._api.read_list(FinderSummary, "/finder")

    def get_choices(self, slug: str) -> ChoicesRead:
        """Read what can be chosen by."""
        return self._api.read(ChoicesRead, f"/finder/{quote(slug, safe='')}/choices")

    def list_places(self, slug: str, search: Search, *, limit: int = PAGE_SIZE) -> PlacesFound:
        """Read one page of the places that fit a search."""
        path = f"/finder/{quote(slug, safe='')}/places"
        return self._api.read(PlacesFound, path, **search.params(limit))

    def get_place(self, slug: str, key: str) -> PlaceFound:
        """Read one place."""
        return self._api.read(PlaceFound, f"/finder/{quote(slug, safe='')}/places/{quote(key, safe='')}")

    def get_ground(self, slug: str) -> FeatureCollection:
        """Read the outlines of a study's districts."""
        return self._api.read(FeatureCollection, f"/finder/{quote(slug, safe='')}/ground")

    def get_export(self, slug: str, search: Search, file_format: str) -> tuple[bytes, str]:
        """Read all published places that fit a search as a file, with its media type."""
        path = f"/finder/{quote(slug, safe='')}/export"
        answer = self._api.send("GET", path, params={**search.filters(), "format": file_format})
        return answer.content, answer.headers.get("content-type", "application/octet-stream")

    def send_suggestion(
        self, slug: str, suggestion: Mapping[str, str | None], *, client_address: str | None
    ) -> None:
        """Say what is wrong, saying from whose address: the API limits how often."""
        path = f"/finder/{quote(slug, safe='')}/suggestions"
        body = {name: value for name, value in suggestion.items() if value is not None}
        self._api.send("POST", path, body=body, client_address=client_address)


def easier(search: Search) -> Sequence[tuple[str, str, Search]]:
    """Give searches that ask for less: what is left out, of which value, and the search."""
    found: list[tuple[str, str, Search]] = []
    if search.needs and search.strict:
        found.append(("strict", "", search.without(strict=False)))
    found += [
        ("need", need, search.without(needs=tuple(other for other in search.needs if other != need)))
        for need in (search.needs if len(search.needs) > 1 else ())
    ]
    if search.near:
        found.append(("near", "", search.without(near=None, within_m=None)))
    if search.district:
        found.append(("district", search.district, search.without(district="")))
    if search.kind:
        found.append(("kind", search.kind, search.without(kind="")))
    if search.q:
        found.append(("q", search.q, search.without(q="")))
    return found
