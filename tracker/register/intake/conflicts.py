"""Values of a source that do not enter because a person has changed them since."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.register.candidates import Remark
from tracker.register.intake.planning import AttributeChange


def conflict_remarks(changes: Iterable[AttributeChange]) -> tuple[Remark, ...]:
    """
    Say which values were kept as a person left them.

    Parameters
    ----------
    changes : iterable of AttributeChange
        Of a planned row.

    Returns
    -------
    tuple of Remark
        With the file's column and its value; empty where the file has none any more.
    """
    return tuple(
        Remark("value_kept", change.column, change.after or "") for change in changes if change.conflicts
    )
