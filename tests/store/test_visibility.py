"""What the database lets through and what the rules allow are the same, over drawn roles and engagements."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tracker.domain.permissions import Grant, Principal, RecordPlace, visible_levels
from tracker.domain.record_rights import EVERY_LEVEL, SEEN
from tracker.store.record import rows
from tracker.store.record.visibility import visible_parts
from tracker.store.session import Database
from tracker.store.tables import Agreement, Engagement, Finding, Organisation, Programme, Study

AT = datetime(2026, 3, 2, tzinfo=UTC)
BROUGHT: dict[str, Any] = {
    "illustrative": True,
    "created_at": AT,
    "created_by": "test",
    "created_organisation": "",
    "updated_at": AT,
    "updated_by": "test",
}
LEVELS = sorted(EVERY_LEVEL)
WORDS = {"en": "Words"}
# Two programmes and none; in each an engagement of every level; in each of these two studies.
PROGRAMMES = ("first", "second", None)
ENGAGEMENTS = {
    f"{programme or 'none'}_{level}": programme for programme, level in product(PROGRAMMES, LEVELS)
}


def studies_of(engagement: str) -> tuple[str, str]:
    return f"{engagement}_a", f"{engagement}_b"


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    """Give engagements of every level, with agreements and two studies' findings of every level."""
    with database.writing() as session:
        session.add(
            Organisation(
                key="city", name="City", short_name="City", country="PE", calendar="PE",
                time_zone="America/Lima", **BROUGHT,
            )
        )  # fmt: skip
        for key in PROGRAMMES:
            if key is not None:
                session.add(Programme(key=key, title=WORDS, text=WORDS, former_names=[], **BROUGHT))
        session.flush()
        for key, programme in ENGAGEMENTS.items():
            _fill(session, key, programme)
        session.commit()
    return database


def _fill(session: Session, key: str, programme: str | None) -> None:
    session.add(
        Engagement(
            key=key, programme=programme, city="city", title=WORDS, topic=WORDS, state="running",
            state_since=AT, visibility=key.rpartition("_")[2], **BROUGHT,
        )
    )  # fmt: skip
    session.flush()
    for level in LEVELS:
        session.add(
            Agreement(key=level, engagement=key, title=WORDS, form="letter", visibility=level, **BROUGHT)
        )
    for study in studies_of(key):
        session.add(
            Study(slug=study, engagement=key, definition={}, definition_sha256="0" * 64, imported_at=AT)
        )
        session.flush()
        for number, level in enumerate(LEVELS, start=1):
            session.add(
                Finding(
                    key=f"{study}_{level}", engagement=key, study=study, number=number, title=WORDS,
                    text=WORDS, visibility=level, **BROUGHT,
                )
            )  # fmt: skip
    session.flush()


def grants() -> st.SearchStrategy[Grant]:
    """Draw roles as sessions give them: each knows what its study or engagement is part of."""
    roles = st.sampled_from(sorted(SEEN))
    engagements = st.sampled_from(sorted(ENGAGEMENTS))
    return st.one_of(
        roles.map(lambda role: Grant(role, None)),
        st.builds(
            lambda role, key: Grant(role, None, None, key), roles, st.sampled_from(["first", "second"])
        ),
        st.builds(lambda role, key: Grant(role, None, key, ENGAGEMENTS[key]), roles, engagements),
        st.builds(
            lambda role, key, number: Grant(role, studies_of(key)[number], key, ENGAGEMENTS[key]),
            roles,
            engagements,
            st.integers(0, 1),
        ),
    )


def people() -> st.SearchStrategy[Principal | None]:
    held = st.lists(grants(), max_size=4).map(tuple)
    signed_in = held.map(lambda found: Principal("me", "Name", "me@x.example", "Org", "en", found))
    return st.one_of(st.none(), signed_in)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(principal=people())
def test_the_database_lets_through_exactly_what_the_rules_allow(
    filled: Database, principal: Principal | None
) -> None:
    allowed = {
        key
        for key, programme in ENGAGEMENTS.items()
        if key.rpartition("_")[2] in visible_levels(principal, RecordPlace(programme, key))
    }
    with filled.reading() as session:
        found, total = rows.list_visible_engagements(session, principal, where={}, offset=0, limit=500)
        assert ({row.key for row in found}, total) == (allowed, len(allowed))
        for table in (Agreement, Finding):
            seen = visible_parts(principal, table)
            everything = rows.list_rows(session, table, where={}, seen=None, offset=0, limit=500)[0]
            let_through, count = rows.list_rows(session, table, where={}, seen=seen, offset=0, limit=500)
            wanted = {
                (row.engagement, row.key)
                for row in everything
                if row.visibility
                in visible_levels(
                    principal,
                    RecordPlace(ENGAGEMENTS[row.engagement], row.engagement, getattr(row, "study", None)),
                )
            }
            assert ({(row.engagement, row.key) for row in let_through}, count) == (wanted, len(wanted))


def test_a_page_is_full_and_its_count_right_whatever_lies_between(filled: Database) -> None:
    grant = Grant("consultant", "first_draft_b", "first_draft", "first")
    principal = Principal("me", "Name", "me@x.example", "Firm", "en", (grant,))
    seen = visible_parts(principal, Finding)
    with filled.reading() as session:
        first, total = rows.list_rows(
            session, Finding, where={"engagement": "first_draft"}, seen=seen, offset=0, limit=4
        )
        second, again = rows.list_rows(
            session, Finding, where={"engagement": "first_draft"}, seen=seen, offset=4, limit=4
        )
    # of the other study only what is public, or common to the programme
    assert total == again == 6
    assert [row.key for row in [*first, *second]] == [
        "first_draft_a_programme",
        "first_draft_a_public",
        *(f"first_draft_b_{level}" for level in LEVELS),
    ]
