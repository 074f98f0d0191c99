"""The only source of the current time, so that tests can replace it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the current instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def today() -> date:
    """Return the current date in UTC."""
    return now().date()
