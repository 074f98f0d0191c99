"""Facts that a row states: in answer columns, by what its table is, and in prose as proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from tracker.register.candidates import Remark, StatedFact
from tracker.register.cells.answers import AnswerReading, read_answer
from tracker.register.cells.columns import TableColumns
from tracker.register.cells.dates import infer_order, is_mixed, read_date
from tracker.register.cells.spelling import EMPTY_WORDS, as_text, folded, tidied
from tracker.register.mappings.model import AnswerColumns, TableMapping
from tracker.register.tables import Cell, Row
from tracker.register.vocabulary import Answer, FactKind

QUOTED_CHARS = 60


class Proposal(Protocol):
    """A fact that a note seems to state, as the rules for prose give it."""

    @property
    def kind(self) -> FactKind:
        """Which fact."""

    @property
    def answer(self) -> Answer:
        """What is stated."""

    @property
    def words(self) -> str:
        """The note's own words."""

    @property
    def rule(self) -> str:
        """The rule that read them."""

    @property
    def norm(self) -> str | None:
        """Norm named with them."""

    @property
    def years(self) -> Sequence[int]:
        """Years named with them."""


Propose = Callable[[str], Sequence[Proposal]]


def no_proposals(_note: str) -> Sequence[Proposal]:
    """
    Leave prose unread.

    Parameters
    ----------
    _note : str
        Any.

    Returns
    -------
    sequence
        Nothing.
    """
    return ()


class FactReader:
    """
    Reads the facts of a table's rows.

    Parameters
    ----------
    columns : TableColumns
        Of the table; whole columns tell the order of dates.
    rules : TableMapping
        Of the table.
    title : str
        Words for facts that every row of the table has.
    today : date
        Later dates are not believed.
    propose : callable
        Facts of a note.
    """

    def __init__(
        self, columns: TableColumns, rules: TableMapping, *, title: str, today: date, propose: Propose
    ) -> None:
        self._columns = columns
        self._rules = rules
        self._today = today
        self._propose = propose
        self._spellings = [answers.by_spelling() for answers in rules.answers]
        self._constant = [
            StatedFact(each.fact, each.answer, "stated", title, column="") for each in rules.facts
        ]
        self._orders = {
            rule.column: rule.order or infer_order(columns.cells(rule.column)) for rule in rules.dates
        }
        self._mixed = {rule.column: is_mixed(columns.cells(rule.column)) for rule in rules.dates}

    def read(self, row: Row) -> tuple[list[StatedFact], list[Remark], list[Remark]]:
        """
        Read the facts of a row.

        Parameters
        ----------
        row : Row
            Of the table.

        Returns
        -------
        facts : list of StatedFact
            Those of prose carry the rule that read them.
        repairs, doubts : list of Remark
            What was said of answers and dates.
        """
        repairs: list[Remark] = []
        doubts: list[Remark] = []
        stated = list(self._constant)
        for answers, spellings in zip(self._rules.answers, self._spellings, strict=True):
            fact, doubt = self._answered(row, answers, spellings)
            stated += [fact] if fact is not None else []
            doubts += [doubt] if doubt is not None else []
        days = self._days(row, repairs, doubts)
        facts = [replace(fact, observed_on=days[fact.kind]) if fact.kind in days else fact for fact in stated]
        for column in self._rules.prose:
            note = tidied(self._columns.text(row, column)).text
            if note is not None:
                facts += [_proposed(each, self._columns.spelt(column)) for each in self._propose(note)]
        return facts, repairs, doubts

    def _answered(
        self, row: Row, answers: AnswerColumns, spellings: Mapping[str, Answer]
    ) -> tuple[StatedFact | None, Remark | None]:
        """Read the columns that answer for a fact; nobody's silence is a yes or a no."""
        said: dict[Answer, tuple[str, str, AnswerReading]] = {}
        silent = False
        for column in answers.column:
            cell = self._columns.cell(row, column)
            if _is_blank(cell):
                silent = True
                continue
            words = " ".join((as_text(cell) or "").split())
            reading = read_answer(cell if isinstance(cell, bool) else words, spellings)
            if reading.answer is None:
                return None, Remark("answer_unclear", self._columns.spelt(column), words[:QUOTED_CHARS])
            said.setdefault(reading.answer, (self._columns.spelt(column), words, reading))
        order: tuple[Answer, ...] = ("no", "unknown", "yes")
        answer = next((each for each in order if each in said), None)
        if answer is None or (answer == "yes" and silent):
            return None, None
        column, words, reading = said[answer]
        return StatedFact(answers.fact, answer, "stated", words, column, norm=reading.norm), None

    def _days(self, row: Row, repairs: list[Remark], doubts: list[Remark]) -> dict[FactKind, date]:
        """Read the days on which facts were seen."""
        days: dict[FactKind, date] = {}
        for rule in self._rules.dates:
            cell = self._columns.cell(row, rule.column)
            if _is_blank(cell) or (isinstance(cell, str) and folded(cell) in EMPTY_WORDS):
                continue
            reading = read_date(cell, today=self._today, order=self._orders[rule.column])
            # What a whole column has is the source's form; a year beside days is an oddity to tell of.
            if reading.code is not None and (reading.is_doubt or self._mixed[rule.column]):
                became = "" if reading.day is None else f" → {reading.day.isoformat()}"
                remark = Remark(reading.code, self._columns.spelt(rule.column), f"{cell}{became}")
                (doubts if reading.is_doubt else repairs).append(remark)
            if reading.day is not None:
                days.update(dict.fromkeys(rule.facts, reading.day))
        return days


def _is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _proposed(proposal: Proposal, column: str) -> StatedFact:
    """Give a proposal as a fact that waits for a person; of several years the newest is the last sight."""
    return StatedFact(
        proposal.kind,
        proposal.answer,
        "inferred",
        proposal.words,
        column,
        rule=proposal.rule,
        norm=proposal.norm,
        observed_on=date(max(proposal.years), 1, 1) if proposal.years else None,
    )
