"""Requests nobody would write, made from the OpenAPI document: no crash, and answers as the document says."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.api.reports.rights_cast import BASES, ENGAGEMENT, ask_for_a_later_date, first_of_each_kind, kind_of
from tracker.app import openapi_document
from tracker.services.seeding import DEMO_ACCOUNTS

# Cases over all routes; `make fuzz` asks for the deep profile.
CASES = 20_000 if settings.get_current_profile_name() == "deep" else 2_000
# Requests nobody would write are sent by everybody: each case draws who asks.
PEOPLE = (None, *(account.email for account in DEMO_ACCOUNTS))
# Signing out would end the session; signing in hashes a password each time, which is slow on purpose.
LEFT_OUT = {"session.close", "session.open"}
Known = Callable[[str], dict[str, str]]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def same_in_every_place(part: dict[str, Any]) -> dict[str, Any]:
    """Write a row of numbers without prefixItems: right in OpenAPI 3.1, but schemathesis breaks it."""
    if "prefixItems" in part:
        first, *others = part.pop("prefixItems")
        assert all(other == first for other in others)
        part["items"] = first
    return part


DOCUMENT = json.loads(json.dumps(openapi_document()), object_hook=same_in_every_place)
FOUND = list(schemathesis.openapi.from_dict(DOCUMENT).get_all_operations())
OPERATIONS: dict[str, Any] = {
    operation.label: operation
    for operation in (found.ok() for found in FOUND if isinstance(found, Ok))
    if operation.definition.raw["x-action"] not in LEFT_OUT
}
# What the database does with a text is in tests/store; here one database is enough.
ONE_DATABASE = pytest.mark.parametrize("database_kind", ["embedded"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def known(existing: dict[str, str], sign_in: Callable[[str], TestClient]) -> Known:
    """Give a function that names, for a route, things that exist."""
    ask_for_a_later_date(sign_in("manager@demo.example"))
    things = first_of_each_kind(sign_in("admin@demo.example"))

    def names(path: str) -> dict[str, str]:
        kind = kind_of(path)
        if kind is None:
            return {**existing, "scope": ENGAGEMENT}
        return {"scope": BASES[kind.scope].rpartition("/")[2], "key": str(things[kind.name]["key"])}

    return names


def test_every_operation_of_the_document_is_understood() -> None:
    assert all(isinstance(found, Ok) for found in FOUND)
    assert len(OPERATIONS) == sum(map(len, DOCUMENT["paths"].values())) - len(LEFT_OUT)


def can_be_wrong(operation: Any) -> bool:  # noqa: ANN401 - schemathesis has no types
    """Tell whether a request can break the schema elsewhere than in its path, where any text is allowed."""
    return bool(operation.body or operation.query)


def sendable(part: Any) -> Any:  # noqa: ANN401 - whatever was drawn for a form's field
    """Turn what was drawn for a file into what a form can carry."""
    if isinstance(part, tuple):
        return tuple(sendable(item) for item in part)
    return part if part is None or isinstance(part, bytes | str) else json.dumps(part, default=str)


@ONE_DATABASE
@pytest.mark.parametrize("label", OPERATIONS)
@settings(
    max_examples=math.ceil(CASES / len(OPERATIONS)),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would repeat slow requests
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_no_request_breaks_a_route_and_every_answer_is_documented(
    label: str, data: st.DataObject, app: FastAPI, sign_in: Callable[[str], TestClient], known: Known
) -> None:
    operation = OPERATIONS[label]
    modes = list(GenerationMode) if can_be_wrong(operation) else [GenerationMode.POSITIVE]
    names = {parameter.name for parameter in operation.path_parameters}
    values = known(operation.path)
    path = {name: values[name] for name in sorted(names)} if data.draw(st.booleans()) else None
    strategy = operation.as_strategy(generation_mode=data.draw(st.sampled_from(modes)), path_parameters=path)
    case = data.draw(strategy)
    email = data.draw(st.sampled_from(PEOPLE))
    person = TestClient(app, raise_server_exceptions=False) if email is None else sign_in(email)
    request = case.as_transport_kwargs(base_url="http://testserver")
    del request["cookies"]  # no operation has any; the token goes in a header
    if isinstance(request.get("data"), bytes | str):  # what Requests calls data, this client calls content
        request["content"] = request.pop("data")
    if request.get("files"):
        request["files"] = [(name, sendable(part)) for name, part in request["files"]]
    answer = person.request(**request)
    answer.request.read()  # a form with a file is sent as a stream, which the checks quote
    case.validate_response(answer, checks=CHECKS)
