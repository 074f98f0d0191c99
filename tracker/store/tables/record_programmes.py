"""Tables of programmes: organisations and their groupings, editions, candidacies, scores and selections."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.record.workflows.candidacy import CANDIDACY
from tracker.store.base import Base, one_of
from tracker.store.tables.record_rows import KEY, ExactDecimal, InstanceRow, ProgrammeRow, refers


class Organisation(InstanceRow, Base):
    """A body that takes part: city, ministry, agency, firm, secretariat."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(200), unique=True)
    country: Mapped[str | None] = mapped_column(String(2))
    # whose working days its deadlines are counted in, such as BR-SP
    calendar: Mapped[str] = mapped_column(String(30))
    time_zone: Mapped[str] = mapped_column(String(60))


class Grouping(InstanceRow, Base):
    """A regional network or a body of WeGO."""

    __tablename__ = "grouping"
    __table_args__ = (one_of("form", "regional_network", "body"),)

    title: Mapped[dict[str, str]]
    form: Mapped[str] = mapped_column(String(30))


class GroupingMember(Base):
    """An organisation in a grouping."""

    __tablename__ = "grouping_member"

    grouping: Mapped[str] = mapped_column(ForeignKey("grouping.key", ondelete="CASCADE"), primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"), primary_key=True)


class Programme(InstanceRow, Base):
    """A programme that selects cities and commissions studies; former names stay findable."""

    __tablename__ = "programme"

    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    former_names: Mapped[list[str]]


class Edition(ProgrammeRow, Base):
    """One round of a programme: its call, year and theme."""

    __tablename__ = "edition"

    title: Mapped[dict[str, str]]
    year: Mapped[int]
    theme: Mapped[dict[str, str]]
    call_opens: Mapped[date | None]
    call_closes: Mapped[date | None]
    quorum: Mapped[int]


class Criterion(ProgrammeRow, Base):
    """What candidacies of an edition are scored by."""

    __tablename__ = "criterion"
    __table_args__ = (refers("programme", "edition", "edition"),)

    edition: Mapped[str] = mapped_column(KEY)
    title: Mapped[dict[str, str]]
    weight: Mapped[Decimal] = mapped_column(ExactDecimal)
    max_score: Mapped[Decimal] = mapped_column(ExactDecimal)


class Candidacy(ProgrammeRow, Base):
    """A city's entry for the prize or its expression of interest."""

    __tablename__ = "candidacy"
    __table_args__ = (
        refers("programme", "edition", "edition"),
        one_of("form", "prize_entry", "expression_of_interest"),
        one_of("state", *CANDIDACY.states),
    )

    edition: Mapped[str] = mapped_column(KEY)
    city: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    title: Mapped[dict[str, str]]
    form: Mapped[str] = mapped_column(String(30))
    received_on: Mapped[date | None]
    text: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)


class CandidacyScore(ProgrammeRow, Base):
    """One judge's score of one candidacy by one criterion; with a conflict of interest it does not count."""

    __tablename__ = "candidacy_score"
    __table_args__ = (
        refers("programme", "candidacy", "candidacy"),
        refers("programme", "criterion", "criterion"),
        UniqueConstraint("programme", "candidacy", "criterion", "judge"),
    )

    candidacy: Mapped[str] = mapped_column(KEY)
    criterion: Mapped[str] = mapped_column(KEY)
    judge: Mapped[str] = mapped_column(String(200))
    judge_organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    score: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    conflict_of_interest: Mapped[bool]
    note: Mapped[str | None] = mapped_column(Text)


class SelectionDecision(ProgrammeRow, Base):
    """What the committee decided about a candidacy, when and on which minutes."""

    __tablename__ = "selection_decision"
    __table_args__ = (
        refers("programme", "candidacy", "candidacy"),
        one_of("outcome", "selected", "reserve", "not_selected"),
    )

    candidacy: Mapped[str] = mapped_column(KEY)
    outcome: Mapped[str] = mapped_column(String(30))
    committee: Mapped[str] = mapped_column(String(300))
    decided_on: Mapped[date]
    # names of those who took part in this decision
    members: Mapped[list[str]]
    reasoning: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)


class CalendarEvent(InstanceRow, Base):
    """A date of the programmes' common calendar: conference, ceremony, call, training."""

    __tablename__ = "calendar_event"

    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.key"))
    grouping: Mapped[str | None] = mapped_column(ForeignKey("grouping.key"))
    title: Mapped[dict[str, str]]
    form: Mapped[str] = mapped_column(String(30))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # as announced where no day is known, such as "July"
    when_said: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(200))
