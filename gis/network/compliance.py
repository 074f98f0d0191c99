"""Does it meet the norm: each link against each rule of a standard, apart from who can pass it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from gis.errors import InputError
from gis.model import BoolArray, ByteArray, FloatArray, Passability
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.rules import at_least, at_most
from gis.network.ways.tags import KERB_HEIGHTS_M

Comparison = Literal["at_least", "at_most"]

# What a network records in numbers: the word of the standards' files, and how to read it.
QUANTITIES: dict[str, Callable[[StreetNetwork], FloatArray]] = {
    "width_m": lambda network: network.width_m,
    "grade_share": lambda network: np.abs(network.incline_share),
    "cross_slope_share": lambda network: network.cross_slope_share,
    "level_change_m": lambda network: network.kerb_m,
}
# What standards ask for and no network records. A rule about it is listed, never answered.
NOT_RECORDED: dict[str, str] = {
    "clear_height_m": "networks hold no clear height",
    "ramp_rise_m": "networks hold no rise of each run of a ramp",
    "ramp_width_m": "networks do not tell ramps from other ways",
    "landing_length_m": "networks hold no landings",
    "rest_spacing_m": "networks hold no places to rest",
    "kerb_ramp_width_m": "networks hold no width of a dropped kerb",
    "kerb_ramp_grade_share": "networks hold no slope of a dropped kerb",
    "counter_slope_share": "networks hold no slope of the gutter beside a dropped kerb",
    "service_strip_width_m": "networks hold no strip for posts and trees",
}
# kerb=lowered says "3 cm or less": an upper bound, not a height that somebody measured.
LOWERED_KERB_M = KERB_HEIGHTS_M["lowered"]


@dataclass(frozen=True, slots=True)
class StandardRule:
    """
    One requirement of a standard.

    Parameters
    ----------
    key : str
        Identifier inside its standard.
    quantity : str
        Key of ``QUANTITIES`` or ``NOT_RECORDED``.
    comparison : {"at_least", "at_most"}
        On which side of the limit the norm is met.
    limit : float
        Value up to which it is met, whatever else holds.
    kinds : frozenset of LinkKind
        Kinds of links it speaks about.
    fails_beyond : float or None
        Between `limit` and this value the norm is met under a condition that no
        network records (a bevel, a short rise), so the answer is unknown. None:
        the norm fails right beyond its limit.
    """

    key: str
    quantity: str
    comparison: Comparison
    limit: float
    kinds: frozenset[LinkKind]
    fails_beyond: float | None = None


@dataclass(frozen=True, slots=True)
class RuleCompliance:
    """
    How a network stands to one rule.

    Parameters
    ----------
    rule : StandardRule
        The rule.
    concerned : numpy.ndarray of bool, shape (n_links,)
        Links the rule speaks about.
    state : numpy.ndarray of int8, shape (n_links,)
        PASSES where the norm is met, BLOCKS where it fails, UNKNOWN where the
        data do not tell; UNKNOWN also on links that are not concerned.
    concerned_m : float
        Length of the links concerned [m].
    meets_share, fails_share, unknown_share : float
        Parts of that length, which add up to 1; NaN where it is 0.
    meets_count, fails_count, unknown_count : int
        Links in each state, of those concerned: the better measure of kerbs, which have
        next to no length.
    not_checkable : str
        Why networks cannot answer this rule; empty where they can.
    """

    rule: StandardRule
    concerned: BoolArray
    state: ByteArray
    concerned_m: float
    meets_share: float
    fails_share: float
    unknown_share: float
    meets_count: int
    fails_count: int
    unknown_count: int
    not_checkable: str = ""


def check_compliance(
    network: StreetNetwork, rules: Sequence[StandardRule], *, source: str = "standard"
) -> list[RuleCompliance]:
    """
    Hold every link against every rule of a standard.

    Whether a person can pass is another question (``gis.network.evaluation``):
    a street may fail the norm and be passed, or meet it and be too steep.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    rules : sequence of StandardRule
        Requirements.
    source : str
        Name of the standard, for messages.

    Returns
    -------
    list of RuleCompliance
        One for each rule, in their order.

    Raises
    ------
    InputError
        If rules are at fault; every fault of every rule is named.

    Notes
    -----
    A value exactly at its limit meets the norm. Grades count without their
    sign: a ramp is as steep downhill. A grade known only by a bound meets the
    norm where the bound does, and is unknown elsewhere. A kerb of 0.03 m is what
    readers make of ``kerb=lowered`` ("3 cm or less"), so it fails no stricter
    limit; it is unknown there. A crossing without a kerb of its own is not
    concerned by rules about changes of level: the kerbs at its ends are. Links
    that nobody may walk in either direction are not concerned by any rule.
    """
    faults = [fault for rule in rules for fault in rule_faults(rule)]
    if faults:
        raise InputError(source, faults)
    return [_check(network, rule) for rule in rules]


def rule_faults(rule: StandardRule) -> list[str]:
    """
    Say what makes a rule unusable.

    Parameters
    ----------
    rule : StandardRule
        The rule.

    Returns
    -------
    list of str
        One sentence a fault; empty for a good rule.
    """
    faults = []
    if rule.quantity not in QUANTITIES and rule.quantity not in NOT_RECORDED:
        known = ", ".join([*QUANTITIES, *NOT_RECORDED])
        faults.append(f"rule {rule.key}: quantity must be one of {known}, not {rule.quantity!r}")
    if rule.comparison not in get_args(Comparison):
        faults.append(f"rule {rule.key}: comparison must be at_least or at_most, not {rule.comparison!r}")
    numbers = [rule.limit] if rule.fails_beyond is None else [rule.limit, rule.fails_beyond]
    if not all(np.isfinite(number) and number >= 0 for number in numbers):
        faults.append(f"rule {rule.key}: limits must be zero or positive numbers, not {numbers}")
    elif rule.fails_beyond is not None and (rule.fails_beyond < rule.limit) == (rule.comparison == "at_most"):
        faults.append(f"rule {rule.key}: fails_beyond ({rule.fails_beyond}) must lie beyond {rule.limit}")
    return faults


def _check(network: StreetNetwork, rule: StandardRule) -> RuleCompliance:
    """Hold every link against one rule."""
    concerned = np.isin(network.kind, [int(kind) for kind in rule.kinds])
    concerned &= network.forward | network.backward  # what nobody may walk is not part of the streets
    if rule.quantity == "level_change_m":
        # its kerbs became links of their own; meeting the norm by having none left would count them twice
        concerned &= ~((network.kind == LinkKind.CROSSING) & (network.kerb_m == 0))
    reason = NOT_RECORDED.get(rule.quantity, "")
    state = np.zeros(network.n_links, dtype=np.int8) if reason else _judge(network, rule)
    state = np.where(concerned, state, Passability.UNKNOWN).astype(np.int8)
    length_m = np.where(concerned, network.length_m, 0.0)
    concerned_m = float(length_m.sum())

    def share(code: Passability) -> float:
        return float(length_m[state == code].sum()) / concerned_m if concerned_m > 0 else float("nan")

    def count(code: Passability) -> int:
        return int((concerned & (state == code)).sum())

    return RuleCompliance(
        rule=rule,
        concerned=concerned,
        state=state,
        concerned_m=concerned_m,
        meets_share=share(Passability.PASSES),
        fails_share=share(Passability.BLOCKS),
        unknown_share=share(Passability.UNKNOWN),
        meets_count=count(Passability.PASSES),
        fails_count=count(Passability.BLOCKS),
        unknown_count=count(Passability.UNKNOWN),
        not_checkable=reason,
    )


def _judge(network: StreetNetwork, rule: StandardRule) -> ByteArray:
    """Compare the recorded values with both limits."""
    value = QUANTITIES[rule.quantity](network)
    compare = at_most if rule.comparison == "at_most" else at_least
    met = compare(value, rule.limit)
    if rule.fails_beyond is not None:
        bearable = compare(value, rule.fails_beyond)
        met = np.where((met == Passability.BLOCKS) & (bearable == Passability.PASSES), 0, met)
    if rule.quantity == "level_change_m":
        met = np.where((value == LOWERED_KERB_M) & (met == Passability.BLOCKS), 0, met)
    if rule.quantity == "grade_share" and rule.comparison == "at_most":
        bounded = np.isnan(value) & (at_most(network.incline_bound_share, rule.limit) == Passability.PASSES)
        met = np.where(bounded, Passability.PASSES, met)
    return met.astype(np.int8)
