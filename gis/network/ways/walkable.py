"""Which OSM ways people may walk, in which direction, and what each way's tags say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from gis.network.assembly import LinkColumns, surface_codes
from gis.network.graph import LinkKind
from gis.network.ways.tags import (
    UNKNOWN,
    parse_incline_share,
    parse_kerb_m,
    parse_smoothness,
    parse_step_count,
    parse_surface,
    parse_tactile_paving,
    parse_wheelchair,
    parse_width_m,
)

# Classes open to people on foot unless a tag says otherwise.
OPEN_KINDS: dict[str, LinkKind] = {
    **dict.fromkeys(
        (
            "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
            "unclassified", "residential", "living_street", "service", "road",
        ),
        LinkKind.ROAD,
    ),
    **dict.fromkeys(("footway", "pedestrian", "corridor", "platform"), LinkKind.FOOTWAY),
    **dict.fromkeys(("path", "track"), LinkKind.PATH),
    "steps": LinkKind.STEPS,
    "elevator": LinkKind.LIFT,
}  # fmt: skip
# Classes closed to people on foot unless a foot tag (or, on trunk roads, a sidewalk) opens them.
CLOSED_KINDS: dict[str, LinkKind] = {
    **dict.fromkeys(
        ("motorway", "motorway_link", "trunk", "trunk_link", "busway", "bus_guideway"), LinkKind.ROAD
    ),
    **dict.fromkeys(("cycleway", "bridleway"), LinkKind.PATH),
}
NOT_BUILT = frozenset({"proposed", "construction", "planned", "abandoned", "razed", "disused"})
FOOT_ALLOWED = frozenset(
    {"yes", "designated", "permissive", "official", "destination", "customers", "public"}
)
FOOT_REFUSED = frozenset({"no", "private", "use_sidepath"})
# access=agricultural, delivery ... admit only those named, as the OSM wiki has it: nobody on foot.
ACCESS_REFUSED = frozenset(
    {
        "no", "private", "permit", "residents", "military", "emergency", "restricted", "agricultural",
        "forestry", "delivery", "bus", "psv",
    }
)  # fmt: skip
SIDEWALK_PRESENT = frozenset({"both", "left", "right", "yes", "separate"})
NO_AREAS = frozenset({LinkKind.STEPS, LinkKind.LIFT})  # which way they lead, an outline does not tell
NOT_FOR_WALKING = "motorways, trunk roads, cycleways and the like that do not admit people on foot"
CROSSING_CLASSES = frozenset({"footway", "path", "cycleway", "pedestrian", "bridleway"})


COLUMN_TYPES: dict[str, DTypeLike] = {
    **dict.fromkeys(("kind", "smoothness_code", "wheelchair", "tactile_paving"), np.int8),
    **dict.fromkeys(("forward", "backward", "off_ground", "is_area"), np.bool_),
    **dict.fromkeys(("width_m", "incline_share", "cross_slope_share", "kerb_m", "step_count"), np.float64),
}


class WayFacts(NamedTuple):
    """
    What the tags of one way say, named as the columns of ``LinkColumns``.

    Parameters
    ----------
    kind : int
        ``LinkKind`` code.
    forward, backward : bool
        Whether people may walk in the way's own direction, and against it.
    surface : str or None
        OSM surface value; None for unknown.
    smoothness_code : int
        Position in ``SMOOTHNESS``, or ``UNKNOWN_CODE``.
    width_m : float
        Clear width [m]; NaN for unknown, as in all numbers below.
    incline_share : float
        Rise over run in the way's own direction, signed.
    cross_slope_share : float
        Slope across the way, unsigned.
    kerb_m : float
        Kerb along the way [m]; 0 away from crossings.
    step_count : float
        Number of steps; 0 on ways that are no stairs.
    wheelchair : int
        ``Passability`` of the ``wheelchair`` tag.
    tactile_paving : int
        ``Passability``: PASSES where there is tactile paving, BLOCKS where there is none.
    off_ground : bool
        Whether the way is a bridge, in a tunnel or indoors.
    is_area : bool
        Whether the way, if it is closed, is the outline of an area that people walk across.
    """

    kind: int
    forward: bool
    backward: bool
    surface: str | None
    smoothness_code: int
    width_m: float
    incline_share: float
    cross_slope_share: float
    kerb_m: float
    step_count: float
    wheelchair: int
    tactile_paving: int
    off_ground: bool
    is_area: bool


def why_not_walkable(tags: Mapping[str, str]) -> str | None:
    """
    Say why people may not walk along a way.

    An explicit ``foot`` tag wins over ``access``, and both over the class of
    the way. Ordinary ``oneway`` is for vehicles and plays no part.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of a way with ``highway``.

    Returns
    -------
    str or None
        The reason, worded for a count ("private or no access"), or None for
        a way that people may walk.
    """
    highway = tags["highway"]
    foot = tags.get("foot", "")
    by_class = highway not in CLOSED_KINDS or (highway.startswith("trunk") and _has_sidewalk(tags))
    rules = (
        (highway in NOT_BUILT, "not built or no longer there"),
        (highway not in OPEN_KINDS and highway not in CLOSED_KINDS, "not a class of way people walk along"),
        (_is_area(tags) and OPEN_KINDS.get(highway) in NO_AREAS, "areas of stairs and lifts"),
        (foot in FOOT_REFUSED, "closed to people on foot (foot tag)"),
        (foot in FOOT_ALLOWED, None),
        (tags.get("access") in ACCESS_REFUSED, "private or no access"),
        (not by_class or tags.get("motorroad") == "yes", NOT_FOR_WALKING),
    )
    return next((reason for applies, reason in rules if applies), None)


def way_facts(tags: Mapping[str, str]) -> WayFacts:
    """
    Gather what the tags of a walkable way say; what they do not say is unknown.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of a way for which `why_not_walkable` gives None.

    Returns
    -------
    WayFacts
        One value per column.
    """
    kind = way_kind(tags)
    is_area = _is_area(tags)
    incline_share = parse_incline_share(tags.get("incline"))
    forward, backward = walking_directions(tags)
    # on a carriageway the tag describes the roadside, not something to climb along the way
    kerb_m = None if kind is LinkKind.ROAD else parse_kerb_m(tags)
    if kerb_m is None:
        kerb_m = UNKNOWN if kind is LinkKind.CROSSING else 0.0
    return WayFacts(
        kind=kind,
        forward=forward,
        backward=backward,
        surface=parse_surface(tags.get("surface")),
        smoothness_code=parse_smoothness(tags.get("smoothness")),
        width_m=parse_width_m(tags.get("width")),
        # the slope of an area has no direction, unless there is none
        incline_share=UNKNOWN if is_area and incline_share != 0.0 else incline_share,
        cross_slope_share=abs(parse_incline_share(tags.get("incline:across"))),
        kerb_m=kerb_m,
        step_count=parse_step_count(tags.get("step_count")) if kind is LinkKind.STEPS else 0.0,
        wheelchair=parse_wheelchair(tags.get("wheelchair")),
        tactile_paving=parse_tactile_paving(tags.get("tactile_paving")),
        off_ground=_is_off_ground(tags),
        is_area=is_area,
    )


def way_kind(tags: Mapping[str, str]) -> LinkKind:
    """
    Tell what a walkable way is for the person on it.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of the way.

    Returns
    -------
    LinkKind
        ``CROSSING`` and ``SIDEWALK`` where the way says so, else by class.
    """
    highway = tags["highway"]
    if highway in CROSSING_CLASSES:
        # path=crossing for a path, but footway=crossing is written on every class
        role = tags.get(highway) or tags.get("footway")
        if role == "crossing" or (role is None and tags.get("crossing", "no") != "no"):
            return LinkKind.CROSSING
        if role == "sidewalk":
            return LinkKind.SIDEWALK
    return OPEN_KINDS[highway] if highway in OPEN_KINDS else CLOSED_KINDS[highway]


def walking_directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """
    Tell in which directions people may walk a way.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of the way; ``oneway:foot`` and, on moving stairs and walkways,
        ``conveying`` restrict people on foot, ``oneway`` does not.

    Returns
    -------
    tuple of (bool, bool)
        Forward and backward.
    """
    rule = tags.get("oneway:foot") or {"forward": "yes", "backward": "-1"}.get(tags.get("conveying", ""))
    if rule in {"yes", "true", "1"}:
        return True, False
    if rule in {"-1", "reverse"}:
        return False, True
    return True, True


def stack_facts(facts: list[WayFacts]) -> LinkColumns:
    """
    Turn facts, one entry per way, into arrays.

    Parameters
    ----------
    facts : list of WayFacts
        In the order of the ways; at least one.

    Returns
    -------
    LinkColumns
        Arrays of that length; no way is yet part of a crossing.
    """
    columns = dict(zip(WayFacts._fields, zip(*facts, strict=True), strict=True))
    codes, names = surface_codes(columns.pop("surface"))
    return LinkColumns(
        surface_code=codes,
        surface_names=names,
        crossing_share=np.zeros(len(facts)),
        **{name: np.array(values, dtype=COLUMN_TYPES[name]) for name, values in columns.items()},
    )


def _has_sidewalk(tags: Mapping[str, str]) -> bool:
    keys = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
    return any(tags.get(key) in SIDEWALK_PRESENT for key in keys)


def _is_area(tags: Mapping[str, str]) -> bool:
    on_foot = OPEN_KINDS.get(tags["highway"]) is LinkKind.FOOTWAY
    is_square = tags.get("type") == "multipolygon" or (on_foot and tags.get("place") == "square")
    return tags.get("area") == "yes" or (is_square and tags.get("area") != "no")


def _is_off_ground(tags: Mapping[str, str]) -> bool:
    # a passage through a building stands on the ground and keeps its slope
    bridge = tags.get("bridge", "no") != "no"
    tunnel = tags.get("tunnel", "no") not in {"no", "building_passage"}
    return bridge or tunnel or tags.get("indoor") == "yes" or tags["highway"] == "corridor"
