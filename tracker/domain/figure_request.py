"""What a figure directive asks for, checked against what the study's newest assessments can answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.report_text import Directive, Fault

_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # name -> (needed, optional)
    "coverage": (frozenset({"analysis", "service", "profile", "cutoff_min"}), frozenset({"caption"})),
    "map": (
        frozenset({"analysis", "kind", "service", "profile", "cutoff_min"}),
        frozenset({"show", "caption"}),
    ),
    "milestones": (frozenset(), frozenset({"caption"})),
}


@dataclass(frozen=True, slots=True)
class AnalysisOffer:
    """
    What a study's newest finished assessment of one analysis can answer.

    Parameters
    ----------
    services, profiles : tuple of str
        Keys of what was computed, as in the study's definition.
    cutoffs_min : tuple of float
        Cutoffs computed [min].
    area_kinds : tuple of str
        ``hexagon``, ``district`` or both: the maps that can be drawn.
    assessed : bool
        Whether a finished assessment exists.
    """

    services: tuple[str, ...]
    profiles: tuple[str, ...]
    cutoffs_min: tuple[float, ...]
    area_kinds: tuple[str, ...]
    assessed: bool


def directive_faults(directive: Directive, offers: Mapping[str, AnalysisOffer]) -> list[Fault]:
    """
    Check a directive's values against what the study can answer.

    Parameters
    ----------
    directive : Directive
        As read; unknown names were reported by the reader and are skipped.
    offers : mapping of str to AnalysisOffer
        By key of the analysis.

    Returns
    -------
    list of Fault
        All of them, each at the directive's line.
    """
    if directive.name not in _KEYS:
        return []
    needed, optional = _KEYS[directive.name]
    messages = [f"::{directive.name} needs {key}=…" for key in sorted(needed - directive.options.keys())]
    allowed = ", ".join(sorted(needed | optional))
    messages += [
        f"::{directive.name} has no key {key!r}; it takes {allowed}"
        for key in sorted(directive.options.keys() - needed - optional)
    ]
    options = directive.options
    if "show" in options:
        messages += _not_among("show", options["show"], ("low", "high", "unknown"))
    if "kind" in options:
        messages += _not_among("kind", options["kind"], ("hexagon", "district"))
    if "analysis" in options:
        messages += _offer_messages(options, offers)
    return [Fault(directive.line, message) for message in messages]


def _not_among(key: str, value: str, known: Sequence[str]) -> list[str]:
    if value in known:
        return []
    return [f"{key}={value} is not known; known are {', '.join(known) or 'none'}"]


def _offer_messages(options: Mapping[str, str], offers: Mapping[str, AnalysisOffer]) -> list[str]:
    analysis = options["analysis"]
    unknown = _not_among("analysis", analysis, tuple(offers))
    if unknown:
        return unknown
    offer = offers[analysis]
    messages = []
    if not offer.assessed:
        messages.append(f"analysis {analysis} has no finished assessment; run it first")
    if "service" in options:
        messages += _not_among("service", options["service"], offer.services)
    if "profile" in options:
        messages += _not_among("profile", options["profile"], offer.profiles)
    if "cutoff_min" in options and find_cutoff(options["cutoff_min"], offer.cutoffs_min) is None:
        computed = ", ".join(f"{minutes:g}" for minutes in offer.cutoffs_min)
        messages.append(f"cutoff_min={options['cutoff_min']} was not computed; computed are {computed}")
    kind = options.get("kind")
    if offer.assessed and kind in {"hexagon", "district"} and kind not in offer.area_kinds:
        messages.append(f"analysis {analysis} has no areas of kind {kind}")
    return messages


def find_cutoff(text: str, cutoffs_min: Sequence[float]) -> float | None:
    """
    Find the computed cutoff that a directive names.

    Parameters
    ----------
    text : str
        As written.
    cutoffs_min : sequence of float
        Cutoffs computed [min].

    Returns
    -------
    float or None
        The cutoff [min].
    """
    try:
        wanted = float(text)
    except ValueError:
        return None
    return next((minutes for minutes in cutoffs_min if abs(minutes - wanted) < 1e-6), None)  # noqa: PLR2004 - a cutoff is stored in seconds
