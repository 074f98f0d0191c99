"""Errors of this package: every fault of a file at once, each with its file, line and path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One thing wrong in a definition, a profile file or a catalogue.

    Parameters
    ----------
    file : str
        Name of the file inside its folder.
    line : int
        Line in the file, counted from 1.
    path : str
        Place in the data, e.g. ``milestones[3].stage``; empty for the whole file.
    message : str
        What is wrong and, where it helps, what would be right.
    """

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class DefinitionError(ValueError):
    """
    A definition, profile file or catalogue that cannot be used.

    Parameters
    ----------
    source : str
        What was read.
    faults : sequence of Fault
        Everything wrong with it, in order of file and line.
    """

    def __init__(self, source: str, faults: list[Fault]) -> None:
        self.source = source
        self.faults = tuple(sorted(set(faults)))
        count = len(self.faults)
        super().__init__(
            f"{source}: {count} fault{'' if count == 1 else 's'}\n" + "\n".join(map(str, self.faults))
        )
