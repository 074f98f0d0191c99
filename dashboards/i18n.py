"""The reader's language: catalogues read from .po files, numbers and dates by Babel."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from babel.core import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES: Final = Path(__file__).parent / "locales"
# Language tag -> its own name, in the order shown.
LANGUAGES: Final[Mapping[str, str]] = {
    "en": "English",
    "pt-BR": "Português",
    "es": "Español",
    "ko": "한국어",
}
# British dates for English; Spanish is read in Lima, where 4,435,354 is written with commas.
_BABEL: Final[Mapping[str, str]] = {"en": "en_GB", "pt-BR": "pt_BR", "es": "es_PE", "ko": "ko"}
# Dates in a table: in figures where everybody puts the day first: "30 de abr. de 2025" needs two lines.
_TABLE_DAY: Final[Mapping[str, str]] = {
    "en": "d MMM y",
    "pt-BR": "dd/MM/y",
    "es": "dd/MM/y",
    "ko": "y. M. d.",
}
NO_BREAK_SPACE: Final = "\u00a0"
# An en dash: between the ends of a range, and in a cell where there is nothing.
DASH: Final = "\u2013"


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read the catalogue of a language; English is the source and has none."""
    if language == "en":
        return gettext.NullTranslations()
    path = LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "dashboards.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Translator:
    """
    Text, numbers and dates in one language.

    Called as ``t("Message with {name}", name=...)``; the English message is the key.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._gettext = _catalogue(self.language)
        self._locale = Locale.parse(_BABEL[self.language])

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and put the values in."""
        text = self._gettext.gettext(message)
        return text.format(**values) if values else text

    def plural(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Translate a message that depends on a count, given to it as {count}."""
        text = self._gettext.ngettext(singular, plural, count)
        return text.format(count=self.number(count), **values)

    def pick(self, text: Mapping[str, str] | None) -> str:
        """Choose the reader's language from a text of the API, else English, else what was written first."""
        if not text:
            return ""
        return text.get(self.language) or text.get("en") or next(iter(text.values()))

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with the separators of the language."""
        pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def percent(self, share: float | None) -> str:
        """Write a share as whole per cent; nobody to count is said, not shown as zero."""
        if share is None:
            return self("does not apply")
        return self._percent_sign(self.percent_number(share))

    def percent_number(self, share: float) -> str:
        """Write the number of a percentage, never rounding something to nothing or nearly all to all."""
        smallest, largest = 0.005, 0.995
        if 0 < share < smallest:
            return "<" + self.number(1)
        if largest <= share < 1:
            return ">" + self.number(99)
        return self.number(share * 100)

    def interval(self, low: float | None, high: float | None) -> str:
        """Write two shares as an interval; as one figure when they read the same."""
        if low is None or high is None:
            return self("does not apply")
        first, second = self.percent_number(low), self.percent_number(high)
        return self.percent(low) if first == second else self._percent_sign(self.range(first, second))

    def range(self, first: str, last: str) -> str:
        """Write two ends as the language joins them."""
        return self("{first}\u2013{last}", first=first, last=last)

    def day(self, value: date | None) -> str:
        """Write a date."""
        if value is None:
            return self("not known")
        return str(format_date(value, format="medium", locale=self._locale))

    def table_day(self, value: date | None) -> str:
        """Write a date for a table's column, in one line."""
        if value is None:
            return self("not known")
        return str(format_date(value, format=_TABLE_DAY[self.language], locale=self._locale))

    def moment(self, value: datetime | None) -> str:
        """Write a date and time (UTC)."""
        if value is None:
            return self("not known")
        at = value.astimezone(UTC)
        return self("{day}, {time} UTC", day=self.day(at.date()), time=f"{at:%H:%M:%S}")

    def country(self, code: str) -> str:
        """Name a country from its ISO 3166 code; anything else stays as it is."""
        return str(self._locale.territories.get(code, code))

    def language_name(self, tag: str) -> str:
        """Name a language; a tag nobody knows stays as it is."""
        return str(self._locale.languages.get(tag.split("-", maxsplit=1)[0], tag))

    def _percent_sign(self, number: str) -> str:
        return self("{number} %", number=number).replace(" ", NO_BREAK_SPACE)


def negotiate_language(accepted: str) -> str:
    """Choose a language for an Accept-Language header."""
    wanted = [part.split(";")[0].strip() for part in accepted.split(",") if part.strip()]
    for tag in wanted:
        if tag in LANGUAGES:
            return tag
    short = negotiate_locale([tag.split("-")[0] for tag in wanted], [tag.split("-")[0] for tag in LANGUAGES])
    return next((tag for tag in LANGUAGES if short and tag.split("-")[0] == short), "en")


def streamlit_words(t: Translator) -> dict[str, Any]:
    """Give the words Streamlit itself shows or announces, which it has in English only."""
    return {
        "Skip to main content": t("Skip to main content"),
        "Fullscreen": t("Full screen"),
        "Close fullscreen": t("Leave full screen"),
        "Show data": t("Show data"),
        "Show chart": t("Show chart"),
        "Download as CSV": t("Download as CSV"),
        "Download as PNG": t("Download as PNG"),
        "Copy Vega-Lite spec": t("Copy the chart's source"),
        "Search": t("Search"),
        "Clear all": t("Clear all"),
        "Clear value": t("Clear the choice"),
        "Selected values": t("What is chosen"),
        "Close": t("Close"),
        "Open": t("Open"),
        "Main menu": t("Main menu"),
        "Running...": t("Working…"),
        "Stop": t("Stop"),
        "Press Enter to apply": t("Press Enter to apply"),
        "Press Enter to submit form": t("Press Enter to send the form"),
        "Press Ctrl+Enter to apply": t("Press Ctrl+Enter to apply"),
        "Press Ctrl+Enter to submit form": t("Press Ctrl+Enter to send the form"),
        "Connecting": t("Connecting…"),
        "No results": t("No results"),
        "Expand sidebar": t("Open the navigation"),
        "Collapse sidebar": t("Close the navigation"),
        "Show/hide columns": t("Show or hide columns"),
        "Dataframe column menu": t("Menu of the column"),
        "Copy column name": t("Copy the column's name"),
        "Sort ascending": t("Sort upwards"),
        "Sort descending": t("Sort downwards"),
        "Statistics": t("Statistics"),
        "Format": t("Way of writing"),
        "Autosize": t("Fit the width"),
        "Pin column": t("Hold the column in place"),
        "Unpin column": t("Let the column move"),
        "Hide column": t("Hide the column"),
        "Upload": t("Choose a file"),
        "file upload": t("Choose a file"),
        "Add files": t("Choose another file"),
        # A star stands for what changes; the stars keep their order in every language.
        "Remove *": t("Take away {file}", file="*"),
        "*MB per file • *": t("Up to {size} MB: {kinds}", size="*", kinds="*"),
    }
