"""Suggestions of the public: counted by sender, kept as plain text, until somebody decides."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError, TooManyAttemptsError
from tracker.schemas.finder import SuggestionCreate, SuggestionReceipt
from tracker.services.register.finder import get_public_study
from tracker.settings import FinderSettings
from tracker.store import register_places as store
from tracker.store import studies as studies_store
from tracker.store.tables import Suggestion

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def send_suggestion(
    session: Session,
    slug: str,
    sent: SuggestionCreate,
    *,
    address: str,
    at: datetime,
    settings: FinderSettings,
) -> SuggestionReceipt:
    """
    Keep a suggestion for a moderator.

    Raises
    ------
    InvalidInputError
        With every fault of it.
    TooManyAttemptsError
        If the sender, or all senders together, have sent too many.
    """
    study = get_public_study(session, slug)
    # Two at once would both be counted as the last one allowed.
    studies_store.lock_study(session, study.id)
    address_sha256 = hash_address(address, settings=settings)
    for limit, window, counted in (
        (settings.suggestions_per_hour, HOUR, {"address_sha256": address_sha256}),
        (settings.suggestions_per_day, DAY, {"study_id": study.id}),
    ):
        count, oldest = store.count_suggestions(session, since=at - window, **counted)
        if count >= limit and oldest is not None:
            wait_s = (oldest + window - at).total_seconds()
            raise TooManyAttemptsError("Too many suggestions were sent; try later.", retry_after_s=wait_s)
    faults: list[tuple[str, str]] = []
    place = None
    if sent.place_key is not None:
        place = store.find_published(session, study.id, sent.place_key)
        if place is None:
            faults.append(("/place_key", "there is no such place"))
    elif sent.kind is not None:
        faults.append(("/place_key", "is needed when kind and answer are given"))
    if (sent.kind is None) != (sent.answer is None):
        faults.append(
            ("/answer" if sent.answer is None else "/kind", "belongs to the other: give both or none")
        )
    if faults:
        raise InvalidInputError("The suggestion cannot be kept.", faults)
    store.add_suggestion(
        session,
        Suggestion(
            study_id=study.id,
            place_id=None if place is None else place.id,
            kind=sent.kind,
            answer=sent.answer,
            text=sent.text,
            language=sent.language,
            address_sha256=address_sha256,
            sent_at=at,
            state="waiting",
            decided_at=None,
            decided_by=None,
            reason=None,
        ),
    )
    return SuggestionReceipt(received_at=at)


def hash_address(address: str, *, settings: FinderSettings) -> str:
    """Hash a network address with the installation's secret: it can be counted, not found out."""
    salt = settings.address_salt
    key = _salt_of_process() if salt is None else salt.get_secret_value().encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()


@cache
def _salt_of_process() -> bytes:
    return secrets.token_bytes(32)
