"""`tracker trip --study`: the same question put to the prepared streets of a study in the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.errors import InvalidInputError

if TYPE_CHECKING:
    import argparse

    from tracker.schemas.trips import ChainRead, NearestRead, TripsRead

# What the service calls a field of the question, and what the command calls it.
OPTIONS = {
    "/query/from": "--from",
    "/query/to": "--to",
    "/query/at": "--from",
    "/query/service": "--service",
    "/query/profile": "--profile",
    "/query/place": "--to-place",
    "/query/need": "--need",
}


@dataclass(frozen=True, slots=True)
class StudyAnswers:
    """What was asked for and answered."""

    trips: TripsRead | None
    nearest: NearestRead | None
    chain: ChainRead | None


def ask_study(options: argparse.Namespace) -> StudyAnswers:
    """Answer what was asked; whoever runs commands on this machine may see every study."""
    from tracker.domain.permissions import Grant, Principal
    from tracker.services.trips import questions
    from tracker.services.trips.chains import ask_chain
    from tracker.settings import load_settings
    from tracker.store.schema import opened_for_command

    settings = load_settings()
    operator = Principal("", "operator", "", "", "en", (Grant("administrator", None),))
    profiles = list(dict.fromkeys(options.profiles))
    trips: TripsRead | None = None
    nearest: NearestRead | None = None
    chain: ChainRead | None = None
    with opened_for_command(settings.database) as database, database.reading() as session:
        try:
            if options.end is not None:
                trips = questions.ask_trips(
                    session,
                    operator,
                    options.study,
                    options.analysis,
                    start=options.start,
                    end=options.end,
                    profiles=profiles,
                    settings=settings,
                ).answer()
            if options.service is not None:
                nearest = questions.ask_nearest(
                    session,
                    operator,
                    options.study,
                    options.analysis,
                    at=options.start,
                    service=options.service,
                    k=options.k,
                    within_min=options.within_min,
                    profiles=profiles,
                    settings=settings,
                ).answer()
            if options.to_place is not None:
                chain = ask_chain(
                    session,
                    operator,
                    options.study,
                    options.analysis,
                    start=options.start,
                    place=options.to_place,
                    needs=options.needs,
                    within_min=options.within_min,
                    profiles=profiles,
                    settings=settings,
                ).answer()
        except InvalidInputError as error:
            raise InvalidInputError(
                error.detail, [(_option(at), told) for at, told in error.faults]
            ) from error
    return StudyAnswers(trips, nearest, chain)


def _option(pointer: str) -> str:
    return next((name for begin, name in OPTIONS.items() if pointer.startswith(begin)), pointer)
