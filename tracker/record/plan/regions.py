"""Whose working days are known: the table of regions, and each region's days off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import holidays

from tracker.errors import InvalidInputError

# WeGO's first studies began in 2011. Laws change: beyond 2050 the library's answer would mean nothing.
FIRST_YEAR: Final = 2011
LAST_YEAR: Final = 2050


@dataclass(frozen=True, slots=True)
class Region:
    """
    A region whose offices keep the same days.

    Parameters
    ----------
    name : str
        For people.
    country : str
        ISO 3166 code, as the library of holidays has it.
    subdivision : str or None
        The library's name of the part of the country; None for the country's own days.
    zone : str
        IANA time zone in which a day begins and ends.
    customary : tuple of str
        English names of days that are no holidays by law, but on which the offices of the region
        have been closed by a decree nearly every year.
    """

    name: str
    country: str
    subdivision: str | None
    zone: str
    customary: tuple[str, ...] = ()


REGIONS: Final[Mapping[str, Region]] = MappingProxyType(
    {
        "KR": Region("Korea, public offices", "KR", None, "Asia/Seoul"),
        "BR-SP": Region("State of São Paulo", "BR", "SP", "America/Sao_Paulo"),
        # Carnival Monday and Tuesday are days off by a yearly decree of the mayor, not by law:
        # 7 and 8 March 2011, 28 February and 1 March 2022 (prefeitura.sp.gov.br); not so in 2021.
        "BR-SP-SAO": Region(
            "Municipality of São Paulo", "BR", "São Paulo Capital", "America/Sao_Paulo", ("Carnival",)
        ),
        # Lima has no standing municipal holiday: 18 January is a day off only in years that decree it.
        "PE": Region("Peru, with Lima", "PE", None, "America/Lima"),
    }
)


def region_of(key: str) -> Region:
    """
    Find a region.

    Parameters
    ----------
    key : str
        One of `REGIONS`.

    Returns
    -------
    Region
        The region.

    Raises
    ------
    InvalidInputError
        Nobody knows its days; the message lists those that are known.
    """
    if key not in REGIONS:
        message = f"There is no calendar '{key}'; there are {', '.join(sorted(REGIONS))}."
        raise InvalidInputError("The calendar is not known.", [("/calendar", message)])
    return REGIONS[key]


@lru_cache(maxsize=64)
def public_days_off(key: str, first_year: int, last_year: int) -> Mapping[date, str]:
    """
    List the days on which a region's public offices are closed, weekends apart.

    Parameters
    ----------
    key : str
        One of `REGIONS`.
    first_year, last_year : int
        Both included, within 2011 to 2050.

    Returns
    -------
    Mapping of date to str
        Each day off and its name in English, read-only; sorted by day.

    Raises
    ------
    InvalidInputError
        Unknown region, or years that the rules do not cover.
    """
    region = region_of(key)
    if not FIRST_YEAR <= first_year <= last_year <= LAST_YEAR:
        message = (
            f"The days off of '{key}' are known from {FIRST_YEAR} to {LAST_YEAR}, "
            f"not for {first_year} to {last_year}."
        )
        raise InvalidInputError("The calendar does not cover these years.", [("/years", message)])
    years = range(first_year, last_year + 1)
    found = dict(
        holidays.country_holidays(
            region.country, subdiv=region.subdivision, years=years, language="en_US", expand=False
        )
    )
    if region.customary:
        optional = holidays.country_holidays(
            region.country, categories=("optional",), years=years, language="en_US", expand=False
        )
        for name in region.customary:
            found |= dict.fromkeys(optional.get_named(name, lookup="exact"), name)
    return MappingProxyType(dict(sorted(found.items())))
