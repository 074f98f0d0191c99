"""Reading one OSM tag value: a number or a code when it is known, NaN or ``UNKNOWN_CODE`` when not."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from gis.model import Passability
from gis.network.graph import SMOOTHNESS, UNKNOWN_CODE

UNKNOWN = math.nan

# Heights by kerb value [m]. flush, lowered and the border "raised is above about 3 cm" are the OSM
# wiki's (Key:kerb). It gives no height for the rest: 0.15 m is the usual vertical kerb (AASHTO Green
# Book: 100 to 200 mm, 150 mm being standard) and 0.10 m the usual sloping one. "yes" says only that
# there is a kerb, so its height stays unknown.
RAISED_KERB_M = 0.15
KERB_HEIGHTS_M: dict[str, float] = {
    "no": 0.0,
    "none": 0.0,
    "flush": 0.0,
    "lowered": 0.03,
    "rolled": 0.10,
    "raised": RAISED_KERB_M,
    "regular": RAISED_KERB_M,
    "normal": RAISED_KERB_M,
}

SURFACES = frozenset(
    {
        "acrylic", "artificial_turf", "asphalt", "brick", "bricks", "carpet", "cement", "chipseal",
        "clay", "cobblestone", "compacted", "concrete", "concrete:lanes", "concrete:plates", "dirt",
        "earth", "fine_gravel", "glass", "grass", "grass_paver", "gravel", "ground", "ice",
        "laterite", "linoleum", "marble", "metal", "metal_grid", "mud", "paved", "paving_stones",
        "pebblestone", "plastic", "rock", "rubber", "salt", "sand", "sett", "shells", "snow",
        "stepping_stones", "stone", "tartan", "tiles", "unhewn_cobblestone", "unpaved", "wood",
        "woodchips",
    }
)  # fmt: skip

METRES_PER_UNIT = {
    "": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0,
    "cm": 0.01, "mm": 0.001, "km": 1000.0,
    "ft": 0.3048, "feet": 0.3048, "foot": 0.3048, "'": 0.3048, "in": 0.0254, "inch": 0.0254, '"': 0.0254,
}  # fmt: skip

_NUMBER_AND_UNIT = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*([a-z'\"]*)")
_FEET_AND_INCHES = re.compile(r"(\d+)'\s*(\d+(?:\.\d+)?)\"?")
_INCLINE = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(%|°)?")

WIDEST_M = 100.0  # a wider "width" is a typing error, not a street
STEEPEST_SHARE = 1.0  # nobody walks above 45 degrees; beyond it is a typing error


def parse_length_m(text: str | None) -> float:
    """
    Read a length such as ``1.5``, ``1,5 m``, ``90 cm`` or ``4'6"``.

    Parameters
    ----------
    text : str or None
        The tag's value; a bare number is metres, as the OSM wiki says.

    Returns
    -------
    float
        The length [m], or NaN when the text is not one length.
    """
    if text is None:
        return UNKNOWN
    plain = text.strip().lower()
    if match := _FEET_AND_INCHES.fullmatch(plain):
        return int(match[1]) * 0.3048 + float(match[2]) * 0.0254
    match = _NUMBER_AND_UNIT.fullmatch(plain)
    if match is None or match[2] not in METRES_PER_UNIT:
        return UNKNOWN
    return float(match[1].replace(",", ".")) * METRES_PER_UNIT[match[2]]


def parse_width_m(text: str | None) -> float:
    """
    Read a clear width; zero and what no street can have count as unknown.

    Parameters
    ----------
    text : str or None
        The value of ``width``.

    Returns
    -------
    float
        The width [m], or NaN.
    """
    width_m = parse_length_m(text)
    return width_m if 0.0 < width_m <= WIDEST_M else UNKNOWN


def parse_incline_share(text: str | None) -> float:
    """
    Read a slope in per cent or degrees as rise over run.

    ``up`` and ``down`` say the direction but not how steep, so the slope is
    unknown; so is a bare number other than zero, which could mean either unit.

    Parameters
    ----------
    text : str or None
        The value of ``incline``, e.g. ``5%``, ``-3 %`` or ``10°``.

    Returns
    -------
    float
        Rise over run along the way, signed, or NaN.
    """
    match = _INCLINE.fullmatch(text.strip()) if text else None
    if match is None:
        return UNKNOWN
    value = float(match[1].replace(",", "."))
    if match[2] == "%":
        share = value / 100.0
    elif match[2] == "°" and abs(value) < 90.0:  # noqa: PLR2004 - the tangent's pole
        share = math.tan(math.radians(value))
    else:
        share = 0.0 if value == 0.0 else UNKNOWN
    return share if abs(share) <= STEEPEST_SHARE else UNKNOWN


def parse_kerb_m(tags: Mapping[str, str]) -> float | None:
    """
    Read the height of a kerb from ``kerb:height`` or, without it, ``kerb``.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of a kerb node, a crossing node or a crossing way.

    Returns
    -------
    float or None
        Height [m]; NaN where a kerb is recorded without a height we know;
        None where the tags say nothing of a kerb.
    """
    height_m = parse_length_m(tags.get("kerb:height"))
    if not math.isnan(height_m) and height_m < 1.0:
        return height_m
    text = tags.get("kerb")
    if text is None:
        return UNKNOWN if tags.get("barrier") == "kerb" or "kerb:height" in tags else None
    # "raised;lowered": both heights occur at the spot, and the higher one decides
    heights = [KERB_HEIGHTS_M.get(part.strip().lower(), UNKNOWN) for part in text.split(";")]
    return UNKNOWN if any(math.isnan(height) for height in heights) else max(heights)


def parse_step_count(text: str | None) -> float:
    """
    Read a number of steps.

    Parameters
    ----------
    text : str or None
        The value of ``step_count``.

    Returns
    -------
    float
        A whole number of at least 1, or NaN.
    """
    plain = (text or "").strip().removesuffix(".0")
    return float(plain) if plain.isdecimal() and int(plain) > 0 else UNKNOWN


def parse_surface(text: str | None) -> str | None:
    """
    Read a surface; words that are not OSM surfaces, and lists of several, are unknown.

    Parameters
    ----------
    text : str or None
        The value of ``surface``.

    Returns
    -------
    str or None
        The OSM word, or None.
    """
    plain = (text or "").strip().lower()
    return plain if plain in SURFACES else None


def parse_smoothness(text: str | None) -> int:
    """
    Read a smoothness as its position in ``SMOOTHNESS``.

    Parameters
    ----------
    text : str or None
        The value of ``smoothness``.

    Returns
    -------
    int
        The position, or ``UNKNOWN_CODE``.
    """
    plain = (text or "").strip().lower()
    return SMOOTHNESS.index(plain) if plain in SMOOTHNESS else UNKNOWN_CODE


def parse_wheelchair(text: str | None) -> Passability:
    """
    Read somebody's judgement whether a wheelchair can pass.

    Parameters
    ----------
    text : str or None
        The value of ``wheelchair``; ``limited`` decides nothing.

    Returns
    -------
    Passability
        ``PASSES``, ``BLOCKS`` or ``UNKNOWN``.
    """
    plain = (text or "").strip().lower()
    if plain in {"yes", "designated"}:
        return Passability.PASSES
    return Passability.BLOCKS if plain == "no" else Passability.UNKNOWN


def parse_tactile_paving(text: str | None) -> Passability:
    """
    Read whether there is paving that a cane or a foot can read.

    Parameters
    ----------
    text : str or None
        The value of ``tactile_paving``. Paving that misleads (``incorrect``)
        helps nobody; ``partial`` and ``primitive`` decide nothing.

    Returns
    -------
    Passability
        ``PASSES`` where there is, ``BLOCKS`` where there is none, else ``UNKNOWN``.
    """
    plain = (text or "").strip().lower()
    if plain in {"yes", "contrasted"}:
        return Passability.PASSES
    return Passability.BLOCKS if plain in {"no", "incorrect"} else Passability.UNKNOWN
