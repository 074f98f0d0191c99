"""Why a file cannot be read on: it is broken, or it needs a feature that only osmium knows."""

from __future__ import annotations


class BrokenPbfError(Exception):
    """The bytes contradict the format; the message says where and how."""


class BeyondReaderError(Exception):
    """The file is sound as far as one can tell but uses a feature this reader leaves to osmium."""
