"""Tables of text (CSV and its kin) whose separator, encoding and decimal mark nobody told us."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.errors import AttributeInputError, EmptyInputError, UnreadableFileError
from gis.model import BoolArray

TABLE_SUFFIXES = (".csv", ".tsv", ".txt")
SEPARATORS = ";\t|,"
ENCODINGS = ("utf-8-sig", "cp1252")  # cp1252: what spreadsheets in Western languages write
GROUPED = r"[1-9]\d{0,2}(?:[.,]\d{3})+"
UNGROUPED = r"\d{1,3}"
TOO_MANY_VALUES = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")


def read_text_table(
    raw: bytes, *, source: str, separator: str | None = None, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """
    Read a table of text; every value stays text.

    Parameters
    ----------
    raw : bytes
        Content of the file.
    source : str
        File, for messages.
    separator : str, optional
        Between the values; found out from the first line without it.
    columns : sequence of str, optional
        Names of all columns, for a table without a header.

    Returns
    -------
    pandas.DataFrame
        Values as written, NaN where a cell is empty; names of columns without
        blanks around them.

    Raises
    ------
    UnreadableFileError
        If it is no text, or a row has more values than there are columns.
    EmptyInputError
        If the file is empty.
    AttributeInputError
        If ``columns`` are more or fewer than those of the table.
    """
    encoding = next((name for name in ENCODINGS if _decodes(raw, name)), None)
    if encoding is None or b"\0" in raw:
        raise UnreadableFileError(source, ["is no text table in UTF-8 or Windows-1252"])
    head = raw.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0].decode(encoding)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # values beyond the last column
            table = pd.read_csv(
                io.BytesIO(raw),
                sep=separator or max(SEPARATORS, key=head.count),
                header=None if columns else 0,
                index_col=False,
                encoding=encoding,
                dtype=str,
                skipinitialspace=True,
            )
    except pd.errors.EmptyDataError as error:
        raise EmptyInputError(source, ["is empty"]) from error
    except pd.errors.ParserWarning as error:
        raise UnreadableFileError(
            source, ["its rows have more values than its header has columns"]
        ) from error
    except pd.errors.ParserError as error:
        raise UnreadableFileError(source, [_irregular(str(error))]) from error
    if columns is not None and len(columns) != table.shape[1]:
        fault = f"{len(columns)} column names were given for {table.shape[1]} columns"
        raise AttributeInputError(source, [fault])
    names = table.columns if columns is None else columns
    table.columns = pd.Index([str(name).strip() for name in names])
    return table


def _decodes(raw: bytes, encoding: str) -> bool:
    """Say whether bytes can be text in an encoding."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _irregular(error: str) -> str:
    """Say in our words why a table is no table."""
    found = TOO_MANY_VALUES.search(error)
    if found:
        columns, line, values = found.groups()
        return f"is not a regular table: line {line} has {values} values, the lines before it {columns}"
    if "EOF inside string" in error:
        return "is not a regular table: a quotation mark is opened and never closed"
    return f"is not a regular table: {error.strip()}"


def parse_numbers(column: pd.Series) -> tuple[pd.Series, BoolArray]:
    """
    Read texts as numbers; a comma may stand for the decimal point.

    Parameters
    ----------
    column : pandas.Series
        Texts.

    Returns
    -------
    numbers : pandas.Series
        Whole numbers where all of them are; NaN where there is none.
    wrong : numpy.ndarray of bool, shape (n_rows,)
        True where something else than a number stands.
    """
    text = column.astype("string").str.strip()
    text = text.mask(text == "")
    commas = text.str.fullmatch(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?").fillna(value=False)
    text = text.mask(commas, text.str.replace(",", ".", regex=False))
    values = pd.to_numeric(text.astype(object), errors="coerce")
    return values, np.asarray(values.isna() & text.notna(), dtype=np.bool_)


def grouped_thousands(column: pd.Series) -> BoolArray:
    """
    Find numbers that may be written with a mark between thousands, as in ``1,234`` or ``1.234``.

    Parameters
    ----------
    column : pandas.Series
        Texts.

    Returns
    -------
    numpy.ndarray of bool, shape (n_rows,)
        True for such numbers; all False when another value of the column shows
        that its marks are decimal (``1,5``) or that it groups nothing (``1234``).
    """
    text = column.astype("string").str.strip()
    text = text.mask(text == "")
    grouped = text.str.fullmatch(GROUPED).fillna(value=False)
    alike = grouped | text.str.fullmatch(UNGROUPED).fillna(value=True)
    return np.asarray(grouped & bool(alike.all()), dtype=np.bool_)
