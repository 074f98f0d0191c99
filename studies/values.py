"""Kinds of values that every definition uses: texts in languages, numbers, keys, lines, and their JSON."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WrapValidator
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from studies.characters import Printable

LANGUAGES = ("en", "pt-BR", "es", "ko")


def _in_known_languages(texts: dict[str, str]) -> dict[str, str]:
    faults = [
        f"language {tag!r} is not one of {', '.join(LANGUAGES)}" for tag in texts if tag not in LANGUAGES
    ]
    faults += [f"the text in {tag!r} is empty" for tag, text in texts.items() if not text.strip()]
    if "en" not in texts:
        faults.append("the English text (en) is missing")
    if faults:
        raise ValueError("; ".join(faults))
    return texts


def _number_not_boolean(value: object, number: ValidatorFunctionWrapHandler) -> object:
    if isinstance(value, bool | str):
        raise ValueError("must be a number, without quotes")  # noqa: TRY004 - pydantic reports ValueError only
    return number(value)


def canonical_json(model: BaseModel) -> str:
    """
    Write a model so that equal meaning gives equal text.

    Parameters
    ----------
    model : pydantic.BaseModel
        What to write.

    Returns
    -------
    str
        JSON with sorted fields and without blanks.
    """
    fields = model.model_dump(mode="json")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


Text = Annotated[dict[str, Printable], AfterValidator(_in_known_languages)]
Number = Annotated[
    float,
    Field(allow_inf_nan=False, json_schema_extra={"type": "number"}),
    WrapValidator(_number_not_boolean),
]
Flag = Annotated[bool, Field(strict=True)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Line = Annotated[Printable, Field(min_length=1, max_length=300)]
Prose = Annotated[Printable, Field(min_length=1, max_length=4000)]


class Part(BaseModel):
    """Base of every part: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
