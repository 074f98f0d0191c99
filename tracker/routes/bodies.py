"""Reading request bodies: bytes counted while they arrive, and JSON taken strictly."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.problems import BY_STATUS, problem_response

LARGEST_INTEGER = 2**63 - 1
# Where files are sent to: their route takes them in parts, after it is known who sends them.
UPLOADS = re.compile(r"/api/v1/studies/[^/]+/register/(imports|inspections)")


class _JsonFaultError(ValueError):
    """Something JSON parsers let through and databases do not."""


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _JsonFaultError("a name is given twice in one object")
    for name, value in pairs:
        _check_text(name)
        _check_value(value)
    return found


def _check_value(value: Any) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check_value(item)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _JsonFaultError("a text contains the NUL character")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _JsonFaultError("a text contains an unpaired surrogate")


def _no_constant(name: str) -> None:
    raise _JsonFaultError(f"{name} is not JSON")


def _bounded_integer(digits: str) -> int:
    # The length first: turning very long digits into a number takes long.
    if len(digits) > 20 or abs(int(digits)) > LARGEST_INTEGER:  # noqa: PLR2004 - digits of 2**63 and a sign
        raise _JsonFaultError("a number is beyond 64 bits")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _JsonFaultError("a number is too large")
    return value


def json_fault(body: bytes) -> str | None:
    """Tell what is wrong with a JSON body in the strict sense, if anything is."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_repeats,
            parse_constant=_no_constant,
            parse_int=_bounded_integer,
            parse_float=_finite,
        )
        _check_value(value)
    except _JsonFaultError as fault:
        return f"The body is not strict JSON: {fault}."
    except UnicodeDecodeError:
        return "The body is not UTF-8."
    except json.JSONDecodeError as error:
        return f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
    except RecursionError:
        return "The body is nested too deeply."
    return None


class BodyGuard:
    """Middleware that refuses bodies that are too large or not strict JSON, and addresses with NUL."""

    def __init__(self, app: ASGIApp, *, limit_bytes: int, upload_limit_bytes: int) -> None:
        self.app = app
        self.limit_bytes = limit_bytes
        self.upload_limit_bytes = upload_limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._address_fault(scope)
        if refusal is None and scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]):
            await self._pass_on(scope, receive, send)
            return
        body = b""
        if refusal is None:
            body, refusal = await self._read(scope, receive)
        if refusal is not None:
            status, detail = refusal
            instance = str(scope["state"]["request_id"])
            response = problem_response(BY_STATUS[status], detail=detail, instance=instance)
            await response(scope, receive, send)
            return
        delivered = False

        async def replay() -> Message:
            nonlocal delivered
            if delivered:
                return await receive()
            delivered = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a file through as it arrives, so that it is never held whole, and stop it at the limit."""
        size = 0
        too_large = False

        async def counted() -> Message:
            nonlocal size, too_large
            message = await receive()
            size += len(message.get("body", b""))
            if size > self.upload_limit_bytes:
                too_large = True
                return {"type": "http.disconnect"}
            return message

        async def send_unless_too_large(message: Message) -> None:
            if not too_large:
                await send(message)

        try:
            await self.app(scope, counted, send_unless_too_large)
        except ClientDisconnect:
            if not too_large:
                raise
        if too_large:
            detail = f"The file is larger than {self.upload_limit_bytes} bytes."
            instance = str(scope["state"]["request_id"])
            await problem_response(BY_STATUS[413], detail=detail, instance=instance)(scope, receive, send)

    @staticmethod
    def _address_fault(scope: Scope) -> tuple[int, str] | None:
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            return 400, "The address contains the NUL character."
        return None

    async def _read(self, scope: Scope, receive: Receive) -> tuple[bytes, tuple[int, str] | None]:
        chunks: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > self.limit_bytes:
                return b"", (413, f"The body is larger than {self.limit_bytes} bytes.")
            more = message.get("more_body", False)
        body = b"".join(chunks)
        kind = dict(scope["headers"]).get(b"content-type", b"").split(b";")[0].strip().lower()
        if body and (kind == b"application/json" or kind.endswith(b"+json")):
            fault = json_fault(body)
            if fault is not None:
                return b"", (400, fault)
        return body, None
