"""What a tagged OSM node does to those who pass it: crossings, kerbs, lifts, steps, barriers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from gis.model import Passability
from gis.network.graph import LinkKind
from gis.network.ways.tags import (
    UNKNOWN,
    parse_kerb_m,
    parse_step_count,
    parse_tactile_paving,
    parse_wheelchair,
    parse_width_m,
)
from gis.network.ways.walkable import ACCESS_REFUSED, FOOT_ALLOWED, FOOT_REFUSED

# Nobody passes these where a way runs into them, unless the node says foot=yes.
CLOSED_BARRIERS = frozenset(
    {
        "wall",
        "city_wall",
        "retaining_wall",
        "fence",
        "hedge",
        "jersey_barrier",
        "guard_rail",
        "ditch",
        "debris",
    }
)
# People on foot pass these; whether wheels fit through is known only from the node's own width.
TURNSTILES = frozenset({"turnstile", "full-height_turnstile"})
NARROW_BARRIERS = TURNSTILES | {
    "kissing_gate", "cycle_barrier", "chicane", "motorcycle_barrier", "horse_stile", "hampshire_gate", "log",
}  # fmt: skip


class PointFacts(NamedTuple):
    """
    What passing a node means; None leaves the way's own value.

    Parameters
    ----------
    kind : LinkKind or None
        CROSSING, LIFT, STEPS or, for a kerb recorded away from these, KERB.
    kerb_m : float or None
        Height of the kerb [m]; NaN for a kerb (or a crossing, where kerbs must
        be expected) of unknown height.
    width_m : float or None
        Clear width of the gap [m]; NaN for a narrow barrier nobody measured.
    step_count : float
        Number of steps; 0 for none, NaN for stairs nobody counted.
    wheelchair : Passability or None
        What the node's own ``wheelchair`` tag, or a turnstile, says.
    tactile_paving : Passability or None
        What the ``tactile_paving`` tag of a kerb or crossing says.
    closed : bool
        Whether the node lets nobody through.
    """

    kind: LinkKind | None = None
    kerb_m: float | None = None
    width_m: float | None = None
    step_count: float = 0.0
    wheelchair: Passability | None = None
    tactile_paving: Passability | None = None
    closed: bool = False

    @property
    def only_kerbs(self) -> bool:
        """Whether a crossing way through the node says all this and more."""
        return self.kind in {None, LinkKind.CROSSING} and self.width_m is None


def point_facts(tags: Mapping[str, str]) -> PointFacts | None:
    """
    Read the tags of a node on a way.

    Bollards, blocks, chains, lift gates, entrances and unlocked gates let
    people through; a gate is shut when it is locked or closed to the public.
    Stiles and single steps are stairs of one or an unknown number of steps.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of the node.

    Returns
    -------
    PointFacts or None
        None when passing the node makes no difference.
    """
    if _is_closed(tags):
        return PointFacts(closed=True)
    barrier = tags.get("barrier")
    facts = PointFacts(
        kind=_stretch_kind(tags),
        kerb_m=parse_kerb_m(tags),
        width_m=parse_width_m(tags["maxwidth:physical"]) if "maxwidth:physical" in tags else None,
        wheelchair=parse_wheelchair(tags["wheelchair"]) if "wheelchair" in tags else None,
    )
    if facts.kind is None and facts.kerb_m is not None:
        facts = facts._replace(kind=LinkKind.KERB)
    if facts.kind in {LinkKind.KERB, LinkKind.CROSSING} and "tactile_paving" in tags:
        facts = facts._replace(tactile_paving=parse_tactile_paving(tags["tactile_paving"]))
    if facts.kind is LinkKind.CROSSING and facts.kerb_m is None:
        facts = facts._replace(kerb_m=UNKNOWN)
    if facts.kind is LinkKind.STEPS:
        count = 1.0 if barrier == "step" else parse_step_count(tags.get("step_count"))
        facts = facts._replace(step_count=count)
    if barrier in NARROW_BARRIERS and facts.width_m is None:
        facts = facts._replace(width_m=UNKNOWN)
    if barrier in TURNSTILES and facts.wheelchair is None:
        facts = facts._replace(wheelchair=Passability.BLOCKS)
    return None if facts == PointFacts() else facts


def kerb_recorded_m(facts: PointFacts | None) -> float | None:
    """
    Give the kerb somebody recorded at a node.

    Parameters
    ----------
    facts : PointFacts or None
        The node's facts.

    Returns
    -------
    float or None
        Height [m], NaN for a kerb of unknown height; None where no kerb was
        recorded, which is also true of a crossing node without a kerb tag.
    """
    if facts is None or facts.kerb_m is None:
        return None
    if facts.kind is LinkKind.CROSSING and math.isnan(facts.kerb_m):
        return None
    return facts.kerb_m


def _stretch_kind(tags: Mapping[str, str]) -> LinkKind | None:
    highway = tags.get("highway", "").split(";")
    if "elevator" in highway:
        return LinkKind.LIFT
    if tags.get("barrier") in {"step", "stile"}:
        return LinkKind.STEPS
    if "crossing" in highway and tags.get("crossing") != "no":
        return LinkKind.CROSSING
    return None


def _is_closed(tags: Mapping[str, str]) -> bool:
    if "barrier" not in tags and tags.get("highway") != "elevator":
        return False
    foot = tags.get("foot", "")
    if foot in FOOT_ALLOWED:
        return False
    shut = tags.get("locked") == "yes" or tags.get("access") in ACCESS_REFUSED
    return shut or foot in FOOT_REFUSED or tags.get("barrier") in CLOSED_BARRIERS
