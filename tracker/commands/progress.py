"""A progress bar for people at a terminal, and silence for everything else."""

from __future__ import annotations

import shutil
import sys
from typing import Self, TextIO

BAR_CELLS = 24
CLEAR_LINE = "\r\x1b[K"


class ProgressBar:
    """
    One line on a terminal that says what is being done and how far it is.

    Parameters
    ----------
    stream : TextIO, optional
        Where to draw; nothing is drawn unless it is a terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._visible = self._stream.isatty()

    def __call__(self, share: float, message: str) -> None:
        """Draw ``share`` (0 to 1) and what is being done."""
        if not self._visible:
            return
        filled = round(max(0.0, min(1.0, share)) * BAR_CELLS)
        line = f"[{'#' * filled}{'.' * (BAR_CELLS - filled)}] {share:4.0%} {message}"
        width = shutil.get_terminal_size().columns - 1
        self._stream.write(CLEAR_LINE + line[:width])
        self._stream.flush()

    def __enter__(self) -> Self:
        """Begin; nothing is drawn yet."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Take the bar away, whatever happened."""
        self.done()

    def done(self, message: str = "") -> None:
        """Replace the bar by a closing line, or by nothing."""
        if not self._visible:
            return
        self._stream.write(CLEAR_LINE + (message + "\n" if message else ""))
        self._stream.flush()
