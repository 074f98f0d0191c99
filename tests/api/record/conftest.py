"""People of the record's tests: a manager of every programme, a consultant, an approver, an auditor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tracker.clock import now
from tracker.services.seeding import DEMO_PASSWORD
from tracker.services.sessions import Passwords
from tracker.store import accounts
from tracker.store.session import Database
from tracker.store.tables import Membership, User

SignIn = Callable[[str], TestClient]
Join = Callable[..., TestClient]


@pytest.fixture(scope="module")
def join(seeded: Database, sign_in: SignIn) -> Join:
    """Give a function that makes an account with a role somewhere and signs it in."""
    password_hash = Passwords().hash(DEMO_PASSWORD)

    def open_account(
        name: str,
        organisation: str,
        role: str,
        *,
        engagement: str | None = None,
        programme: str | None = None,
    ) -> TestClient:
        email = f"{name.lower().replace(' ', '.')}@test.example"
        with seeded.writing() as session:
            if accounts.find_user_by_email(session, email) is None:
                accounts.add_user(
                    session,
                    User(
                        email=email,
                        name=name,
                        organisation=organisation,
                        language="en",
                        password_hash=password_hash,
                        demo=True,
                        created_at=now(),
                        memberships=[Membership(role=role, engagement=engagement, programme=programme)],
                    ),
                )
            session.commit()
        return sign_in(email)

    return open_account


@pytest.fixture(scope="module")
def secretariat(join: Join) -> TestClient:
    """Give the client of WeGO's manager of all programmes."""
    return join("Hana Seo", "WeGO", "project_manager")
