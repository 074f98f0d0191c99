"""How much of a file a reader takes, and how it says that a file cannot be taken."""

from __future__ import annotations

from typing import Final

from tracker.errors import InvalidInputError

# A city's list of places is far below each of these; a file made to exhaust the machine is above one of them.
MAX_FILE_BYTES: Final = 128 * 1024 * 1024
MAX_ROWS: Final = 400_000
MAX_EMPTY_ROWS: Final = 300_000
# Cells and rows that hold nothing but their look: so many, and some more for each cell with a value.
MAX_BLANK_ROWS: Final = 50_000
MAX_BLANK_CELLS: Final = 250_000  # São Paulo's own workbook of 1,251 rows has 160,000
MAX_BLANKS_PER_CELL: Final = 10
MAX_COLUMNS: Final = 512
MAX_CELLS: Final = 4_000_000
MAX_TABLES: Final = 100
MAX_CELL_CHARS: Final = 32_767  # what a cell of a workbook holds

MAX_LINE_CHARS: Final = 1_000_000

MAX_JSON_BYTES: Final = 64 * 1024 * 1024
MAX_JSON_VALUES: Final = 3_000_000
MAX_JSON_NESTING: Final = 64

MAX_ARCHIVE_ENTRIES: Final = 1_000
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024
# Deflate reaches about 1000 on one repeated byte; the sheets and tables of real files stay below 60.
MAX_COMPRESSION_RATIO: Final = 150
SMALL_ENTRY_BYTES: Final = 1024 * 1024  # below this a high ratio does no harm


def refusal(name: str, *faults: tuple[str, str]) -> InvalidInputError:
    """
    Make the error for a file that cannot be taken.

    Parameters
    ----------
    name : str
        The file's name.
    *faults : tuple of (str, str)
        Place in the file (empty for the whole of it) and what is wrong there, without the file's name.

    Returns
    -------
    InvalidInputError
        Its detail names the file and the first fault, its faults name every place.
    """
    told = [(f"{name}, {place}" if place else name, message) for place, message in faults]
    first, message = told[0]
    more = f" ({len(told) - 1} more)" if len(told) > 1 else ""
    return InvalidInputError(f"{first}: {message}{more}", told)


def check_columns(name: str, place: str, column_count: int) -> None:
    """
    Refuse a table with more columns than are taken.

    Parameters
    ----------
    name, place : str
        The file, and where in it.
    column_count : int
        How many columns the table has.

    Raises
    ------
    InvalidInputError
        If there are too many.
    """
    if column_count > MAX_COLUMNS:
        raise refusal(name, (place, f"has {column_count} columns; at most {MAX_COLUMNS} are taken"))


class RowBudget:
    """
    Counts what has been read of a file, and refuses it once that is too much.

    Parameters
    ----------
    name : str
        The file.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows = 0
        self._empty = 0
        self._cells = 0

    def count_row(self, place: str, cell_count: int) -> None:
        """
        Count one row that holds something.

        Parameters
        ----------
        place : str
            The row, for the message.
        cell_count : int
            Its cells.

        Raises
        ------
        InvalidInputError
            If the file has too many rows or cells.
        """
        self._rows += 1
        self._cells += cell_count
        if self._rows > MAX_ROWS:
            raise refusal(self._name, (place, f"is row {self._rows}; at most {MAX_ROWS} rows are taken"))
        if self._cells > MAX_CELLS:
            raise refusal(self._name, (place, f"at most {MAX_CELLS} cells are taken, and the file has more"))

    def count_empty(self, place: str) -> None:
        """
        Count one row that holds nothing.

        Parameters
        ----------
        place : str
            The row, for the message.

        Raises
        ------
        InvalidInputError
            If the file has too many of them.
        """
        self._empty += 1
        if self._empty > MAX_EMPTY_ROWS:
            fault = f"more than {MAX_EMPTY_ROWS} rows are empty; delete them and send the file again"
            raise refusal(self._name, (place, fault))
