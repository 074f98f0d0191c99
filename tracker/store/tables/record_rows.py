"""What every table of the record shares: its scope and key, its state, who saved it last, and exact money."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, ForeignKeyConstraint, Numeric, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from tracker.store.base import one_of

KEY = String(63)
VISIBILITIES = ("draft", "partner", "programme", "public")


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number that is never a float on its way; SQLite has no such type and keeps the digits."""

    impl = Numeric(20, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's own signature
        """Choose the column's type in a database."""
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else Numeric(20, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Write the digits."""
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the digits; zeros at the end say nothing and differ between the databases."""
        if value is None:
            return None
        number = Decimal(value).normalize()
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


class Versioned:
    """A row that counts its saved changes and says who made the last; the count is its ETag."""

    illustrative: Mapped[bool]
    source: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))
    created_organisation: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))

    @declared_attr
    @classmethod
    def created_by_id(cls) -> Mapped[str | None]:
        """Account of whoever made the row; none for what a definition brought."""
        return mapped_column(ForeignKey("user_account.id"))

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class InstanceRow(Versioned):
    """A row that belongs to the whole instance."""

    key: Mapped[str] = mapped_column(KEY, primary_key=True)


class ProgrammeRow(Versioned):
    """A row that belongs to a programme."""

    @declared_attr
    @classmethod
    def programme(cls) -> Mapped[str]:
        """Key of the programme."""
        return mapped_column(ForeignKey("programme.key", ondelete="CASCADE"), primary_key=True)

    key: Mapped[str] = mapped_column(KEY, primary_key=True)


class EngagementRow(Versioned):
    """A row that belongs to an engagement: the scope of its rights and of its audit chain."""

    @declared_attr
    @classmethod
    def engagement(cls) -> Mapped[str]:
        """Key of the engagement."""
        return mapped_column(ForeignKey("engagement.key", ondelete="CASCADE"), primary_key=True)

    key: Mapped[str] = mapped_column(KEY, primary_key=True)
    visibility: Mapped[str] = mapped_column(String(20))


def visibility_check() -> CheckConstraint:
    """Constrain the column `visibility`."""
    return one_of("visibility", *VISIBILITIES)


def refers(scope: str, column: str, table: str) -> ForeignKeyConstraint:
    """Point a column of keys at a table of the same scope."""
    return ForeignKeyConstraint([scope, column], [f"{table}.{scope}", f"{table}.key"])


def known_or_said(column: str) -> CheckConstraint:
    """Hold a number and the word beside it together: it is there exactly when it is said to be known."""
    return CheckConstraint(
        f"({column}_state = 'known') = ({column} IS NOT NULL)"
        f" AND {column}_state IN ('known', 'unknown', 'not_applicable')",
        name=f"{column}_known",
    )
