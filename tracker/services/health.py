"""Whether the database answers, has the right schema, and a worker is alive."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy.exc import DBAPIError

from tracker.schemas.health import Readiness
from tracker.settings import JobSettings
from tracker.store.health import newest_heartbeat
from tracker.store.schema import is_newest
from tracker.store.session import Database


def read_readiness(database: Database, *, at: datetime, settings: JobSettings) -> Readiness:
    """Look at everything the service needs."""
    try:
        with database.reading() as session:
            if not is_newest(session.connection()):
                return Readiness(
                    status="not_ready",
                    database="reachable",
                    schema_state="outdated",
                    worker="absent",
                    worker_age_s=None,
                )
            seen_at = newest_heartbeat(session)
    except DBAPIError:
        return Readiness(
            status="not_ready",
            database="unreachable",
            schema_state="unknown",
            worker="absent",
            worker_age_s=None,
        )
    age_s = None if seen_at is None else max(0.0, (at - seen_at).total_seconds())
    worker: Literal["alive", "silent", "absent"] = "absent"
    if age_s is not None:
        worker = "alive" if age_s <= settings.heartbeat_limit_s else "silent"
    return Readiness(
        status="ready", database="reachable", schema_state="newest", worker=worker, worker_age_s=age_s
    )
