"""Shapes and rows for tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.store.tables import Milestone, Study

AT = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.fixture
def study() -> Study:
    """Give a study with one milestone, not yet saved; its slug is new each time."""
    from uuid import uuid4

    slug = f"study_{uuid4().hex[:12]}"
    milestone = Milestone(
        key="first",
        stage="one",
        position=0,
        title={"en": "First"},
        owner="City",
        baseline_date=AT.date(),
        state="planned",
        illustrative=True,
        updated_at=AT,
    )
    return Study(
        slug=slug,
        definition={"slug": slug},
        definition_sha256="0" * 64,
        imported_at=AT,
        milestones=[milestone],
    )
