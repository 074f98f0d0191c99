"""Hard limits: each rule of a profile says of each link whether it passes, blocks or is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.model import BoolArray, ByteArray, FloatArray, IntArray, Passability
from gis.network.graph import SMOOTHNESS, UNKNOWN_CODE, LinkKind, StreetNetwork
from gis.network.profiles import Profile

Limit = float | str | None

# A tag of "3 cm" or "8.33 %" must not fail its own limit for a rounding error.
LIMIT_TOLERANCE = 1e-9
NO_GRADE = (LinkKind.STEPS, LinkKind.LIFT)  # a stair's grade is made of its steps; a lift is ridden


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """
    What is recorded of some links, as far as rules ask for it.

    The arrays are those of ``StreetNetwork``, in the order of the links asked for.

    Parameters
    ----------
    length_m : numpy.ndarray of float, shape (n,)
        Length [m].
    kind : numpy.ndarray of int8, shape (n,)
        ``LinkKind`` codes.
    forward, backward : numpy.ndarray of bool, shape (n,)
        Whether people may walk from -> to, and to -> from.
    surface_code : numpy.ndarray of int16, shape (n,)
        Position in ``surface_names``, or ``UNKNOWN_CODE``.
    surface_names : tuple of str
        OSM surface values.
    smoothness_code : numpy.ndarray of int8, shape (n,)
        Position in ``SMOOTHNESS``, or ``UNKNOWN_CODE``.
    width_m : numpy.ndarray of float, shape (n,)
        Clear width [m].
    incline_share, incline_bound_share : numpy.ndarray of float, shape (n,)
        Rise over run from -> to, and what it does not exceed either way.
    cross_slope_share : numpy.ndarray of float, shape (n,)
        Slope across the link.
    kerb_m : numpy.ndarray of float, shape (n,)
        Highest kerb [m].
    step_count : numpy.ndarray of float, shape (n,)
        Number of steps.
    wheelchair, tactile_paving : numpy.ndarray of int8, shape (n,)
        ``Passability`` codes of what somebody recorded.
    crossing_share : numpy.ndarray of float, shape (n,)
        Part of a whole crossing.
    grade_share : numpy.ndarray of float, shape (2, n)
        Grade met in each direction; NaN unknown, 0 on stairs and lifts, where none is walked.
    """

    length_m: FloatArray
    kind: ByteArray
    forward: BoolArray
    backward: BoolArray
    surface_code: NDArray[np.int16]
    surface_names: tuple[str, ...]
    smoothness_code: ByteArray
    width_m: FloatArray
    incline_share: FloatArray
    incline_bound_share: FloatArray
    cross_slope_share: FloatArray
    kerb_m: FloatArray
    step_count: FloatArray
    wheelchair: ByteArray
    tactile_paving: ByteArray
    crossing_share: FloatArray
    grade_share: FloatArray

    @property
    def count(self) -> int:
        """Number of links."""
        return len(self.length_m)

    @property
    def is_lift(self) -> BoolArray:
        """Which links are lifts: they have neither grade nor surface."""
        return np.asarray(self.kind == LinkKind.LIFT)

    @property
    def has_grade(self) -> BoolArray:
        """On which links a grade is walked."""
        return ~np.isin(self.kind, NO_GRADE)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One hard limit.

    Parameters
    ----------
    name : str
        What it is about, e.g. ``kerb``.
    unit : str
        Unit of value and limit; empty for words.
    limit : callable
        From a profile to its limit; None where the profile has no such rule.
    state : callable
        From facts and profile to ``Passability`` codes, shape (n,) or (2, n).
    value : callable
        From facts to the values judged, shape (n,) or (2, n).
    """

    name: str
    unit: str
    limit: Callable[[Profile], Limit]
    state: Callable[[LinkFacts, Profile], ByteArray]
    value: Callable[[LinkFacts], NDArray[Any]]


def link_facts(network: StreetNetwork, link: IntArray | None = None) -> LinkFacts:
    """
    Gather what the rules ask for, of all links or of some.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    link : numpy.ndarray of int, shape (n,), optional
        Positions of links, in any order and also several times; None for all links.

    Returns
    -------
    LinkFacts
        The facts in that order.
    """
    made_here = ("surface_names", "grade_share")
    names = [field.name for field in fields(LinkFacts) if field.name not in made_here]
    arrays = {name: getattr(network, name) for name in names}
    if link is not None:
        arrays = {name: values[link] for name, values in arrays.items()}
    level = np.isin(arrays["kind"], NO_GRADE)
    grade = np.where(level, 0.0, arrays["incline_share"])
    return LinkFacts(surface_names=network.surface_names, grade_share=np.stack([grade, -grade]), **arrays)


def three_valued(passes: BoolArray, known: BoolArray) -> ByteArray:
    """
    Turn a comparison and the knowledge behind it into a state.

    Parameters
    ----------
    passes, known : numpy.ndarray of bool
        Whether the limit is kept, and whether the value is known at all.

    Returns
    -------
    numpy.ndarray of int8
        ``Passability`` codes.
    """
    # BLOCKS is -1, PASSES 1: arithmetic on bytes is several times faster here than two choices
    return (passes.astype(np.int8) * np.int8(2) - np.int8(1)) * known


def at_most(value: FloatArray, limit: float) -> ByteArray:
    """
    Judge values that must not exceed a limit; NaN is unknown.

    Parameters
    ----------
    value : numpy.ndarray of float
        Values.
    limit : float
        The limit, in the same unit; it passes itself.

    Returns
    -------
    numpy.ndarray of int8
        ``Passability`` codes.
    """
    return three_valued(value <= limit + LIMIT_TOLERANCE, ~np.isnan(value))


def at_least(value: FloatArray, limit: float) -> ByteArray:
    """
    Judge values that must reach a limit; NaN is unknown.

    Parameters
    ----------
    value : numpy.ndarray of float
        Values.
    limit : float
        The limit, in the same unit; it passes itself.

    Returns
    -------
    numpy.ndarray of int8
        ``Passability`` codes.
    """
    return three_valued(value >= limit - LIMIT_TOLERANCE, ~np.isnan(value))


def words_of(code: NDArray[Any], words: tuple[str, ...]) -> NDArray[np.object_]:
    """
    Write codes as words.

    Parameters
    ----------
    code : numpy.ndarray of int
        Positions in `words`, or ``UNKNOWN_CODE``.
    words : tuple of str
        The words.

    Returns
    -------
    numpy.ndarray of object
        A word or None each.
    """
    table = np.array([*words, None], dtype=object)
    return np.asarray(table[code])  # UNKNOWN_CODE (-1) reads the last entry


def _kerb(facts: LinkFacts, profile: Profile) -> ByteArray:
    assert profile.max_kerb_m is not None
    return at_most(facts.kerb_m, profile.max_kerb_m)


def _hidden_kerb(facts: LinkFacts, profile: Profile) -> ByteArray:
    """
    Judge kerbs that a cane does not feel.

    A crossing whose kerbs became links of their own has none left to judge;
    one with a kerb nobody recorded may hide it.
    """
    assert profile.hidden_kerb_m is not None
    recorded = facts.kind == LinkKind.KERB
    expected = recorded | ((facts.kind == LinkKind.CROSSING) & np.isnan(facts.kerb_m))
    felt = facts.kerb_m > profile.hidden_kerb_m + LIMIT_TOLERANCE
    safe = ~expected | felt | (facts.tactile_paving == Passability.PASSES)
    known = safe | (~np.isnan(facts.kerb_m) & (facts.tactile_paving == Passability.BLOCKS))
    return three_valued(safe, known)


def _width(facts: LinkFacts, profile: Profile) -> ByteArray:
    assert profile.min_width_m is not None
    return at_least(facts.width_m, profile.min_width_m)


def _cross_slope(facts: LinkFacts, profile: Profile) -> ByteArray:
    assert profile.max_cross_slope_share is not None
    level = np.where(facts.has_grade, facts.cross_slope_share, 0.0)
    return at_most(level, profile.max_cross_slope_share)


def _surface(facts: LinkFacts, profile: Profile) -> ByteArray:
    refused = np.array([name in profile.blocked_surfaces for name in facts.surface_names] + [False])
    usable = ~refused[facts.surface_code]  # UNKNOWN_CODE (-1) reads the last entry
    return three_valued(usable | facts.is_lift, (facts.surface_code != UNKNOWN_CODE) | facts.is_lift)


def _smoothness(facts: LinkFacts, profile: Profile) -> ByteArray:
    assert profile.worst_smoothness is not None
    even_enough = facts.smoothness_code <= SMOOTHNESS.index(profile.worst_smoothness)
    known = facts.smoothness_code != UNKNOWN_CODE
    return three_valued(even_enough | facts.is_lift, known | facts.is_lift)


def _steps(facts: LinkFacts, _profile: Profile) -> ByteArray:
    stairs = facts.kind == LinkKind.STEPS
    return three_valued(~stairs & (facts.step_count == 0), stairs | ~np.isnan(facts.step_count))


def _grade_up(facts: LinkFacts, profile: Profile) -> ByteArray:
    """Judge climbing: what climbs forward descends backward."""
    assert profile.max_up_share is not None
    state = at_most(facts.grade_share, profile.max_up_share)
    return np.maximum(state, _gentle(facts, profile.max_up_share))


def _grade_down(facts: LinkFacts, profile: Profile) -> ByteArray:
    assert profile.max_down_share is not None
    state = at_least(facts.grade_share, -profile.max_down_share)
    return np.maximum(state, _gentle(facts, profile.max_down_share))


def _gentle(facts: LinkFacts, limit: float) -> ByteArray:
    """Let pass where the grade is unknown but a bound shows that the limit is kept; block nothing."""
    kept = np.isnan(facts.incline_share) & (facts.incline_bound_share <= limit + LIMIT_TOLERANCE)
    return np.where(kept, Passability.PASSES, Passability.BLOCKS).astype(np.int8)


def _direction(facts: LinkFacts, _profile: Profile) -> ByteArray:
    allowed = np.stack([facts.forward, facts.backward])
    return three_valued(allowed, np.ones_like(allowed))


def _wheelchair(facts: LinkFacts, _profile: Profile) -> ByteArray:
    refused = facts.wheelchair == Passability.BLOCKS
    return three_valued(~refused, np.ones_like(refused))


def _blocked_words(profile: Profile) -> str | None:
    return "none of " + ", ".join(sorted(profile.blocked_surfaces)) if profile.blocked_surfaces else None


def _allowed_words(facts: LinkFacts) -> NDArray[Any]:
    return np.where(np.stack([facts.forward, facts.backward]), "open", "closed")


def _wheelchair_words(facts: LinkFacts) -> NDArray[Any]:
    return np.where(facts.wheelchair == Passability.BLOCKS, "no", "not refused")


RULES: tuple[Rule, ...] = (
    Rule("kerb", "m", lambda p: p.max_kerb_m, _kerb, lambda f: f.kerb_m),
    Rule("hidden kerb", "m", lambda p: p.hidden_kerb_m, _hidden_kerb, lambda f: f.kerb_m),
    Rule("width", "m", lambda p: p.min_width_m, _width, lambda f: f.width_m),
    Rule(
        "cross slope",
        "rise/run",
        lambda p: p.max_cross_slope_share,
        _cross_slope,
        lambda f: f.cross_slope_share,
    ),
    Rule("surface", "", _blocked_words, _surface, lambda f: words_of(f.surface_code, f.surface_names)),
    Rule(
        "smoothness",
        "",
        lambda p: p.worst_smoothness,
        _smoothness,
        lambda f: words_of(f.smoothness_code, SMOOTHNESS),
    ),
    Rule("steps", "steps", lambda p: 0.0 if p.steps == "block" else None, _steps, lambda f: f.step_count),
    Rule("grade up", "rise/run", lambda p: p.max_up_share, _grade_up, lambda f: f.grade_share),
    Rule("grade down", "rise/run", lambda p: p.max_down_share, _grade_down, lambda f: -f.grade_share),
    Rule("direction", "", lambda _: "open", _direction, _allowed_words),
    Rule("wheelchair", "", lambda p: "yes" if p.uses_wheels else None, _wheelchair, _wheelchair_words),
)


def rule_states(facts: LinkFacts, profile: Profile) -> list[tuple[Rule, ByteArray]]:
    """
    Apply every rule a profile has.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.

    Returns
    -------
    list of (Rule, numpy.ndarray of int8)
        Each rule with its ``Passability`` codes, shape (n,) where both
        directions are alike, else (2, n). The worst of them is the link's state.

    Notes
    -----
    A rule whose attribute is unknown leaves the link unknown. For people on
    wheels ``wheelchair=yes``, somebody's judgement on the spot, settles what
    any rule finds unknown; it removes no known barrier.
    """
    judged = [(rule, rule.state(facts, profile)) for rule in RULES if rule.limit(profile) is not None]
    vouched = facts.wheelchair == Passability.PASSES
    if profile.uses_wheels and vouched.any():
        judged = [(rule, _settle(state, vouched)) for rule, state in judged]
    return judged


def _settle(state: ByteArray, vouched: BoolArray) -> ByteArray:
    """Let the unknown pass where somebody vouches for it."""
    return np.where(vouched & (state == Passability.UNKNOWN), Passability.PASSES, state).astype(np.int8)
