"""What can go wrong between the window and the API."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FieldFault:
    """One fault of a request: where, and what is wrong with it."""

    pointer: str
    message: str


class DashboardError(Exception):
    """Anything the window itself cannot do."""


class LayerTooLargeError(DashboardError):
    """A layer has more shapes than a browser draws in good time."""

    def __init__(self, feature_count: int, limit: int) -> None:
        super().__init__(f"{feature_count} shapes; at most {limit} are drawn in the browser")
        self.feature_count = feature_count
        self.limit = limit


class ApiError(DashboardError):
    """The API did not do what was asked."""


class ApiUnreachableError(ApiError):
    """No answer came, after the retries that are allowed."""


@dataclass(eq=False)
class ApiProblem(ApiError):  # noqa: N818 - named for what RFC 9457 calls it
    """The API answered with a problem (RFC 9457)."""

    status: int
    slug: str
    title: str
    detail: str
    faults: tuple[FieldFault, ...] = field(default=())
    retry_after_s: float | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.status} {self.title}: {self.detail}")

    @property
    def signed_out(self) -> bool:
        """Tell whether the session is missing or has ended."""
        return self.status == 401  # noqa: PLR2004 - the status codes are the vocabulary here

    @property
    def refused(self) -> bool:
        """Tell whether this person may not do it, or may not know that it exists."""
        return self.status in {403, 404}

    @property
    def stale(self) -> bool:
        """Tell whether somebody else saved first."""
        return self.status == 412  # noqa: PLR2004 - as above

    @property
    def retryable(self) -> bool:
        """Tell whether the same request may succeed later."""
        return self.status in {429, 502, 503, 504}
