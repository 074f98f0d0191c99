"""Columns of a table, found by a name in which case, accents and outer blanks do not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.register.cells.spelling import as_text, folded
from tracker.register.tables import Cell, Row, Table


class TableColumns:
    """
    Finds cells by the name of their column.

    Parameters
    ----------
    table : Table
        Whose columns.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._at: dict[str, int | None] = {}
        for position, column in enumerate(table.columns):
            self._at.setdefault(folded(column), position)

    def position(self, column: str) -> int | None:
        """
        Give the position of a column.

        Parameters
        ----------
        column : str
            As a mapping names it.

        Returns
        -------
        int or None
            The first that folds alike; None where there is none.
        """
        at = self._at
        return at[column] if column in at else at.setdefault(column, at.get(folded(column)))

    def cell(self, row: Row, column: str) -> Cell:
        """
        Give a cell.

        Parameters
        ----------
        row : Row
            Of the table.
        column : str
            As a mapping names it.

        Returns
        -------
        Cell
            None where an optional column is absent.
        """
        position = self.position(column)
        return None if position is None else row.cells[position]

    def text(self, row: Row, column: str) -> str:
        """
        Give a cell as text.

        Parameters
        ----------
        row : Row
            Of the table.
        column : str
            As a mapping names it.

        Returns
        -------
        str
            Empty where there is nothing.
        """
        return as_text(self.cell(row, column)) or ""

    def spelt(self, column: str) -> str:
        """
        Give a column's name as the file spells it.

        Parameters
        ----------
        column : str
            As a mapping names it.

        Returns
        -------
        str
            The mapping's own spelling where the file lacks it.
        """
        position = self.position(column)
        return column if position is None else self._table.columns[position]

    def cells(self, column: str) -> Iterator[Cell]:
        """
        Give a whole column.

        Parameters
        ----------
        column : str
            As a mapping names it.

        Yields
        ------
        Cell
            One a row.
        """
        for row in self._table.rows:
            yield self.cell(row, column)

    def absent(self, columns: Iterable[str]) -> list[str]:
        """
        List the columns that the table lacks.

        Parameters
        ----------
        columns : iterable of str
            As a mapping names them.

        Returns
        -------
        list of str
            In the order given.
        """
        return [column for column in columns if self.position(column) is None]
