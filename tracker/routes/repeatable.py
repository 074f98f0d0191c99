"""Routes whose requests may be sent again: with a key, the second changes nothing and is answered alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from tracker.clock import now
from tracker.errors import TrackerError
from tracker.routes.deps import UnitOfWork
from tracker.services.idempotency import KEY_PATTERN, Answer, find_answer, keep_answer

REPEATED_HEADERS = ("content-type", "etag", "location", "cache-control")
REPLAYED = "Idempotency-Replayed"
DEFAULT_STATUS = 200
KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": KEY_PATTERN, "minLength": 8, "maxLength": 200},
    "description": (
        "A new random text for each thing you want done. Sent again within 24 hours with the same content, "
        f"the request changes nothing and gets the first answer, with the header `{REPLAYED}: true`; with "
        "other content it gets 422. Answers from 400 on are not kept."
    ),
}


class RepeatableRoute(APIRoute):
    """
    A route that honours `Idempotency-Key` on POST.

    What the endpoint writes and the answer that is kept are one transaction, which is committed in the
    endpoint's own thread: waiting for another one while holding the database could wait for ever.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - FastAPI's
        if "POST" in (options.get("methods") or ()):
            extra = dict(options.get("openapi_extra") or {})
            extra["parameters"] = [*extra.get("parameters", ()), KEY_PARAMETER]
            options["openapi_extra"] = extra
            endpoint = answered_once(endpoint, status=options.get("status_code") or DEFAULT_STATUS)
        super().__init__(path, endpoint, **options)


def answered_once(endpoint: Callable[..., Any], *, status: int) -> Callable[..., Any]:
    """Wrap an endpoint so that it acts once for each key; one without a unit of work never writes."""
    if iscoroutinefunction(endpoint):
        raise TypeError(f"{endpoint.__name__}: an endpoint that writes is a plain function")

    @wraps(endpoint)
    def call(**values: Any) -> Any:  # noqa: ANN401 - whatever the endpoint takes and gives
        work = next((value for value in values.values() if isinstance(value, UnitOfWork)), None)
        if work is None or work.asked is None:
            return endpoint(**values)
        if (before := _find(work)) is not None:
            return before
        try:
            with work.whole_request() as session:
                answer = _finished(endpoint(**values), values.get("response"), status=status)
                if answer.status_code < 400:  # noqa: PLR2004 - HTTP: a refusal may be asked again
                    kept = {name: answer.headers[name] for name in REPEATED_HEADERS if name in answer.headers}
                    body = bytes(answer.body)
                    keep_answer(session, work.asked, Answer(answer.status_code, kept, body), at=now())
        except TrackerError:
            # What stood in the way may be the same request's own effect, answered a moment ago.
            if (before := _find(work)) is None:
                raise
            return before
        return answer

    return call


def _find(work: UnitOfWork) -> Response | None:
    """Give the answer of before, if there is one."""
    assert work.asked is not None, "only requests with a key are looked for"
    with work.reading() as session:
        answer = find_answer(session, work.asked, at=now())
    if answer is None:
        return None
    return Response(answer.body, status_code=answer.status, headers={**answer.headers, REPLAYED: "true"})


def _finished(result: object, said: Response | None, *, status: int) -> Response:
    """Make the answer of what an endpoint gives, with the headers it has set."""
    if isinstance(result, Response):
        return result
    assert isinstance(result, BaseModel), "an endpoint that writes answers with a model or a response"
    answer = Response(
        result.model_dump_json(by_alias=True),
        status_code=(said.status_code if said is not None else None) or status,
        media_type="application/json",
    )
    if said is not None:
        answer.headers.raw.extend(said.headers.raw)
    return answer
