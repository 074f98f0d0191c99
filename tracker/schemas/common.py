"""Types shared by all requests and responses: strict models, text in several languages, pages, GeoJSON."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LANGUAGES = ("en", "pt-BR", "es", "ko")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("must not contain unpaired surrogates") from None
    return text


# PostgreSQL refuses NUL and lone surrogates; JSON allows both.
Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_storable)]
Prose = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_storable)]
OptionalProse = Annotated[str, Field(max_length=20_000), AfterValidator(_storable)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Count = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Text = dict[str, str]  # language tag -> text; "en" is always there

Item = TypeVar("Item")


class RequestModel(BaseModel):
    """A body sent to us: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ResponseModel(BaseModel):
    """A body we send."""

    model_config = ConfigDict(from_attributes=True)


class Page(ResponseModel, Generic[Item]):
    """A list and how many there are."""

    items: list[Item]
    total: int


class Feature(ResponseModel):
    """A GeoJSON feature (RFC 7946)."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class FeatureCollection(ResponseModel):
    """A GeoJSON feature collection (RFC 7946); WGS 84, six decimals."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
