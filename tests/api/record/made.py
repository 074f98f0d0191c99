"""Bodies that tests of the record send."""

from __future__ import annotations

from typing import Any


def words(text: str) -> dict[str, str]:
    """Say it in English only."""
    return {"en": text}


def organisation(key: str, name: str, *, country: str = "KR", zone: str = "Asia/Seoul") -> dict[str, Any]:
    """Make an organisation whose accounts carry its name."""
    return {
        "key": key,
        "name": name,
        "short_name": name,
        "country": country,
        "calendar": country,
        "time_zone": zone,
        "illustrative": True,
    }


PROGRAMME: dict[str, Any] = {"key": "joint", "title": words("Joint study"), "text": words("A programme.")}
EDITION: dict[str, Any] = {
    "key": "y2022",
    "title": words("2022"),
    "year": 2022,
    "theme": words("Tourism"),
    "quorum": 2,
}
