"""The register over HTTP for people of a study: places, their changes, queues and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from dashboards.client import ApiClient
from dashboards.models import PrincipalRead
from dashboards.register.api import PAGE_SIZE, Search
from dashboards.register.models import PlaceRead, PlaceSummaries, QueueRead

# Who imports, reviews and publishes; the API decides, this only keeps buttons that it would refuse away.
KEEPERS: Final = ("project_manager", "city_partner")


def keeps(me: PrincipalRead, study: str) -> bool:
    """Tell whether somebody may change the register of a study."""
    return any(me.has_role(role, study) for role in KEEPERS)


class RegisterApi:
    """What people of a study read and change in its register."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def list_places(
        self, slug: str, search: Search, *, state: str | None = None, limit: int = PAGE_SIZE
    ) -> PlaceSummaries:
        """Read one page of the places that fit a search, of one state or of all."""
        path = f"/studies/{slug}/register/places"
        return self._api.read(PlaceSummaries, path, **search.params(limit), state=state)

    def get_place(self, place_id: str) -> PlaceRead:
        """Read a place with all that is known of it."""
        return self._api.read(PlaceRead, f"/register/places/{place_id}")

    def update_place(self, place_id: str, changes: Mapping[str, Any], *, version: int) -> PlaceRead:
        """Change a place, if it is still the version the person saw."""
        path = f"/register/places/{place_id}"
        return self._api.write(PlaceRead, "PATCH", path, changes, f'"{version}"')

    def add_observation(self, place_id: str, observation: Mapping[str, Any]) -> None:
        """State what somebody saw or read."""
        self._api.send("POST", f"/register/places/{place_id}/observations", body=observation)

    def get_queue(self, slug: str, part: str) -> QueueRead:
        """Read a part of what waits for a decision, most consequential first."""
        return self._api.read(QueueRead, f"/studies/{slug}/register/queue", part=part)

    def decide_proposal(self, proposal_id: str, *, confirm: bool, observed_on: date | None) -> None:
        """Say whether the words say what the rule read."""
        body = {"confirm": confirm, "observed_on": observed_on.isoformat() if observed_on else None}
        self._api.send("POST", f"/register/proposals/{proposal_id}/decision", body=body)

    def decide_suggestion(self, suggestion_id: str, *, accept: bool, reason: str) -> None:
        """Accept a suggestion, which adds what it states, or reject it."""
        body = {"accept": accept, "reason": reason}
        self._api.send("POST", f"/register/suggestions/{suggestion_id}/decision", body=body)
