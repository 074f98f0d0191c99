"""Errors of the record: what went wrong in the words of the domain, without HTTP."""

from typing import Any


class TrackerError(Exception):
    """
    Root of everything the tracker raises on purpose.

    Parameters
    ----------
    detail : str
        One or two sentences, safe to show: what, where, what to do.
    """

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


class NotFoundError(TrackerError):
    """The thing does not exist, or the asker may not know that it does."""


class NotSignedInError(TrackerError):
    """Nobody is signed in, or the session ended."""


class SignInRefusedError(TrackerError):
    """The address and password do not belong together."""


class TooManyAttemptsError(TrackerError):
    """
    Too many failed sign-ins; try again later.

    Parameters
    ----------
    detail : str
        Summary.
    retry_after_s : float
        How long to wait.
    """

    def __init__(self, detail: str, *, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(detail)


class NotAllowedError(TrackerError):
    """The asker is known but may not do this."""


class PreconditionMissingError(TrackerError):
    """A write came without If-Match."""


class PreconditionFailedError(TrackerError):
    """
    Somebody else saved first: the version in If-Match is no longer the newest.

    Parameters
    ----------
    detail : str
        Summary.
    expected, current : int, optional
        The version that was started from and the newest one.
    record : dict, optional
        The object as it is now, for an asker who may read it.
    """

    def __init__(
        self,
        detail: str,
        *,
        expected: int | None = None,
        current: int | None = None,
        record: dict[str, Any] | None = None,
    ) -> None:
        self.expected = expected
        self.current = current
        self.record = record
        super().__init__(detail)


class RuleConflictError(TrackerError):
    """
    A rule of the workflow forbids this in the present state.

    Parameters
    ----------
    detail : str
        Summary.
    faults : sequence of (pointer, message)
        The fields that stand in the way, where there are such.
    """

    def __init__(self, detail: str, faults: list[tuple[str, str]] | None = None) -> None:
        self.faults = faults or []
        super().__init__(detail)


class BusyError(TrackerError):
    """Others hold what is needed; the same request may succeed shortly."""


class InvalidInputError(TrackerError):
    """
    The request is well-formed but cannot be accepted.

    Parameters
    ----------
    detail : str
        Summary.
    faults : sequence of (pointer, message)
        All faults; pointer is a JSON pointer or a place in a file.
    """

    def __init__(self, detail: str, faults: list[tuple[str, str]] | None = None) -> None:
        self.faults = faults or []
        super().__init__(detail)


class DataSetError(TrackerError):
    """A data set could not be obtained, or its bytes are not the recorded ones."""


class AnalysisError(TrackerError):
    """The engine refused its inputs; the detail names layer, field and row."""


class RenderingError(TrackerError):
    """A report could not be rendered; the detail names the directive or line."""


class ConfigurationError(TrackerError):
    """The installation is not complete or its settings contradict each other."""
