"""How counts, shares, minutes and dates are written in the four languages of a report."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

NO_BREAK = "\u00a0"

_LOCALES = {"en": "en_GB", "pt-BR": "pt_BR", "es": "es_419", "ko": "ko_KR"}


def count_text(language: str, value: float) -> str:
    """
    Write a count of people or areas: no decimals, grouped.

    Parameters
    ----------
    language : str
        Language of the report.
    value : float
        The count.

    Returns
    -------
    str
        For instance ``517,570`` or ``517.570``.
    """
    return str(format_decimal(round(value), format="#,##0", locale=_LOCALES[language]))


def share_text(language: str, share: float) -> str:
    """
    Write a share as whole per cents; one decimal only beside 0 and 100, where whole ones would mislead.

    Parameters
    ----------
    language : str
        Language of the report.
    share : float
        Between 0 and 1.

    Returns
    -------
    str
        For instance ``41 %``, ``0.4 %``, ``< 0.1 %``.
    """
    percent = share * 100
    sign, form = "", "0"
    if 0 < percent < 1 or 99 < percent < 100:  # noqa: PLR2004 - per cents
        form = "0.0"
        if percent < 0.05:  # noqa: PLR2004 - would round to 0.0
            sign, percent = f"<{NO_BREAK}", 0.1
        elif percent >= 99.95:  # noqa: PLR2004 - would round to 100.0
            sign, percent = f">{NO_BREAK}", 99.9
    return f"{sign}{format_decimal(percent, format=form, locale=_LOCALES[language])}{NO_BREAK}%"


def minutes_text(language: str, minutes: float) -> str:
    """
    Write a cutoff without needless decimals.

    Parameters
    ----------
    language : str
        Language of the report.
    minutes : float
        Cutoff [min].

    Returns
    -------
    str
        For instance ``15`` or ``7.5``.
    """
    return str(format_decimal(minutes, format="0.##", locale=_LOCALES[language]))


def date_text(language: str, day: date) -> str:
    """
    Write a date in full.

    Parameters
    ----------
    language : str
        Language of the report.
    day : datetime.date
        The date.

    Returns
    -------
    str
        For instance ``22 November 2026``.
    """
    return str(format_date(day, format="long", locale=_LOCALES[language]))
