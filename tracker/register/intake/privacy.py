"""What a row may not bring into a public register: shelters, homes, and numbers that are people's own."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.register.candidates import Attribute, Remark
from tracker.register.cells.contacts import Country, free_mail, hide_mobiles
from tracker.register.cells.spelling import folded
from tracker.register.intake.privacy_rules import DWELLING, RULES, SECRET_ADDRESS, PrivacyRule

LANGUAGES: Final[Mapping[Country, str]] = {"BR": "pt-BR", "PE": "es"}
_NAMES: Final[tuple[Attribute, ...]] = ("name", "alternative_name")
_PROSE: Final[tuple[Attribute, ...]] = ("notes", "opening_hours", "reference_point")
_MAY_SAY_SECRET: Final[tuple[Attribute, ...]] = (*_NAMES, "address", "notes")


@dataclass(frozen=True, slots=True)
class Private:
    """
    What privacy leaves of a row.

    Parameters
    ----------
    attributes : mapping
        Without personal numbers; empty when the row is refused.
    doubts, refusals : tuple of Remark
        What a person must look at; why the row cannot enter. No number stands in them.
    """

    attributes: Mapping[Attribute, str]
    doubts: tuple[Remark, ...]
    refusals: tuple[Remark, ...]


def protect(
    attributes: Mapping[Attribute, str],
    columns: Mapping[Attribute, str],
    *,
    country: Country,
    own_contacts: AbstractSet[Attribute] = frozenset(),
    cleared: Mapping[str, AbstractSet[str]] | None = None,
) -> Private:
    """
    Apply the rules of privacy to a row.

    Parameters
    ----------
    attributes : mapping
        Values by attribute.
    columns : mapping
        Column of each attribute, for the remarks.
    country : str
        Whose numbers and language.
    own_contacts : set of str
        Contacts that the mapping declares to be the institutions' own.
    cleared : mapping of str to set of str, optional
        Rules that a person has set aside, by folded name.

    Returns
    -------
    Private
        Attributes that may be kept, doubts and refusals.
    """
    refusals: list[Remark] = []
    doubts: list[Remark] = []
    for attribute in _NAMES:
        if (name := attributes.get(attribute)) is None:
            continue
        spared = (cleared or {}).get(folded(name), ())
        if met := [rule for rule in rules_met(name, country) if rule.name not in spared]:
            refused = met[0].consequence == "refuse"
            code = "private_place" if refused else "maybe_private_place"
            remark = Remark(code, columns.get(attribute, ""), ", ".join(rule.name for rule in met))
            (refusals if refused else doubts).append(remark)
    refusals += [
        Remark("private_place", columns.get(attribute, ""), "secret_address")
        for attribute in _MAY_SAY_SECRET
        if SECRET_ADDRESS.search(folded(attributes.get(attribute, "")))
    ]
    if refusals:
        return Private({}, (), tuple(refusals))
    if (address := attributes.get("address")) is not None and DWELLING.search(folded(address)):
        doubts.append(Remark("maybe_dwelling", columns.get("address", ""), ""))
    kept = dict(attributes)
    for attribute in ("phone", *_PROSE):
        doubts += _hide_numbers(kept, attribute, columns, country, own_contacts)
    for attribute in ("email", "notes"):
        if attribute in kept and "email" not in own_contacts and (domains := free_mail(kept[attribute])):
            doubts.append(Remark("email_maybe_personal", columns.get(attribute, ""), ", ".join(domains)))
    return Private(kept, tuple(doubts), ())


@lru_cache(maxsize=4_096)
def rules_met(name: str, country: Country) -> tuple[PrivacyRule, ...]:
    """
    Give the rules that a name meets.

    Parameters
    ----------
    name : str
        As written.
    country : str
        Its language's rules are asked.

    Returns
    -------
    tuple of PrivacyRule
        Those that refuse; those that flag only when none refuses.
    """
    text = folded(name)
    met = [
        rule
        for rule in RULES
        if rule.language == LANGUAGES[country]
        and rule.pattern.search(text)
        and not (rule.spares and rule.spares.search(text))
    ]
    return tuple(rule for rule in met if rule.consequence == "refuse") or tuple(met)


def _hide_numbers(
    kept: dict[Attribute, str],
    attribute: Attribute,
    columns: Mapping[Attribute, str],
    country: Country,
    own_contacts: AbstractSet[Attribute],
) -> list[Remark]:
    """Take mobile numbers out of an attribute in place, unless they are the institution's own."""
    text = kept.get(attribute)
    if text is None or attribute in own_contacts:
        return []
    hidden = hide_mobiles(text, country, is_prose=attribute != "phone")
    if not hidden.found:
        return []
    if hidden.text:
        kept[attribute] = hidden.text
    else:
        del kept[attribute]
    return [Remark("mobile_hidden", columns.get(attribute, ""), ", ".join(hidden.found))]
