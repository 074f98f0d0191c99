"""Sentences and names written from the data: what a page says before it shows anything (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.i18n import Translator
from dashboards.models import (
    AreaCoverageRow,
    AssessmentRead,
    CoverageRow,
    FigureRead,
    LateMilestone,
    MilestoneRead,
    StudyPage,
)

# Words inside a Portuguese or Spanish name that are not written with a capital.
PARTICLES = frozenset({"da", "das", "de", "del", "do", "dos", "e", "el", "la", "las", "los", "y"})


def profile_name(t: Translator, key: str) -> str:
    """Name a mobility profile, as a label."""
    names = {
        "walk": t("Walking, no restriction"),
        "older_adult": t("Older adult"),
        "cane_walker": t("Walking with a cane"),
        "manual_wheelchair": t("Manual wheelchair"),
        "powered_wheelchair": t("Powered wheelchair"),
        "stroller": t("With a pushchair"),
        "blind_long_cane": t("Blind, with a long cane"),
    }
    return names.get(key, key.replace("_", " "))


def profile_phrase(t: Translator, key: str) -> str:
    """Say how somebody travels, inside a sentence."""
    phrases = {
        "walk": t("on foot"),
        "older_adult": t("at an older adult's pace"),
        "cane_walker": t("walking with a cane"),
        "manual_wheelchair": t("by manual wheelchair"),
        "powered_wheelchair": t("by powered wheelchair"),
        "stroller": t("with a pushchair"),
        "blind_long_cane": t("guided by a long cane"),
    }
    return phrases.get(key) or t("travelling as “{profile}”", profile=key.replace("_", " "))


def tag_name(t: Translator, tag: str) -> str:
    """Name a property of a street link."""
    names = {
        "surface": t("surface"),
        "smoothness": t("smoothness"),
        "width": t("width"),
        "incline": t("incline"),
        "kerb": t("kerbs"),
        "steps": t("steps"),
        "crossing": t("crossings"),
        "wheelchair": t("wheelchair access"),
        "tactile_paving": t("tactile paving"),
        "lit": t("lighting"),
    }
    return names.get(tag, tag.replace("_", " "))


def status_name(t: Translator, status: str) -> str:
    """Name a milestone's status."""
    names = {
        "planned": t("planned"),
        "due": t("due now"),
        "late": t("late"),
        "achieved": t("achieved"),
        "missed": t("missed"),
        "waived": t("waived"),
    }
    return names.get(status, status)


def gate_name(t: Translator, state: str) -> str:
    """Name the state of a stage's gate."""
    names = {
        "not_open": t("not open yet"),
        "open": t("open"),
        "passed": t("passed"),
        "passed_with_conditions": t("passed with conditions"),
        "rework": t("sent back"),
        "stopped": t("stopped"),
    }
    return names.get(state, state)


def version_state_name(t: Translator, state: str) -> str:
    """Name the state of a report version."""
    names = {
        "in_review": t("in review"),
        "accepted": t("accepted"),
        "accepted_with_conditions": t("accepted with conditions"),
        "revise": t("to be revised"),
        "rejected": t("rejected"),
    }
    return names.get(state, state)


def verdict_name(t: Translator, verdict: str) -> str:
    """Name a reviewer's verdict."""
    names = {
        "accept": t("Accept"),
        "accept_with_conditions": t("Accept with conditions"),
        "revise": t("Ask for a revision"),
        "reject": t("Reject"),
    }
    return names.get(verdict, verdict)


def severity_name(t: Translator, severity: str) -> str:
    """Name how much a comment weighs."""
    names = {
        "must": t("Must change"),
        "should": t("Should change"),
        "minor": t("Minor point"),
        "question": t("Question"),
    }
    return names.get(severity, severity)


def stance_name(t: Translator, stance: str) -> str:
    """Name what the author thinks of a comment."""
    names = {"agree": t("Agreed"), "partly": t("Partly agreed"), "disagree": t("Not agreed")}
    return names.get(stance, stance)


def comment_state_name(t: Translator, state: str) -> str:
    """Name where a comment stands."""
    names = {
        "open": t("waiting for an answer"),
        "responded": t("answered"),
        "verified": t("settled"),
        "withdrawn": t("withdrawn"),
    }
    return names.get(state, state)


def owner_name(owner: str, owners: Mapping[str, str]) -> str:
    """Name the body whose turn it is."""
    return owners.get(owner, owner)


def slip_text(t: Translator, slip_days: int) -> str:
    """Say how far a date is from its baseline, in calendar days."""
    if slip_days > 0:
        return t.plural("{count} day late", "{count} days late", slip_days)
    if slip_days < 0:
        return t.plural("{count} day early", "{count} days early", -slip_days)
    return t("on the baseline")


def portfolio_sentence(t: Translator, page: StudyPage) -> str:
    """Answer first: how many studies are late, and with what; the page begins with the furthest behind."""
    if not page.late_total and page.total == 1:
        return t("Your study is on its baseline.")
    if not page.late_total:
        return t.plural(
            "Your {count} study is on its baseline.",
            "All {count} studies are on their baselines.",
            page.total,
        )
    worst_study, worst = max(
        ((study, item) for study in page.items for item in study.late), key=lambda pair: pair[1].slip_days
    )
    if page.total == 1:
        first = t("Your study is behind its baseline.")
    else:
        first = t.plural(
            "{count} of {total} studies is behind its baseline.",
            "{count} of {total} studies are behind their baselines.",
            page.late_total,
            total=t.number(page.total),
        )
    second = t(
        "Furthest behind: “{milestone}” in {city}, {slip}.",
        milestone=t.pick(worst.title),
        city=worst_study.city,
        slip=slip_text(t, worst.slip_days),
    )
    return f"{first} {second}"


def late_sentence(t: Translator, item: LateMilestone) -> str:
    """Say what is late and why; a missing reason is said too."""
    return f"{t.pick(item.title)}: {slip_text(t, item.slip_days)}. {why(t, item.reason)}"


def why(t: Translator, reason: str | None) -> str:
    """Give a reason as a sentence; a missing one is said too."""
    return t("Why: {reason}.", reason=(reason or t("no reason recorded yet")).rstrip(" ."))


def coverage_sentence(t: Translator, row: CoverageRow, service: str) -> str:
    """Say who reaches the service, as an interval in words."""
    values = {
        "population": t.number(row.population),
        "service": service,
        "minutes": t.number(row.cutoff_s / 60),
        "how": profile_phrase(t, row.profile),
    }
    if row.share_low is None or row.share_high is None:
        return t(
            "Nobody is counted in the study area, so no share can be given for {service}.", service=service
        )
    low, high = t.percent(row.share_low), t.percent(row.share_high)
    if low == high:
        return t(
            "{share} of the {population} people in the study area reach “{service}” "
            "within {minutes} minutes {how}.",
            share=low,
            **values,
        )
    return t(
        "Between {low} and {high} of the {population} people in the study area reach “{service}” "
        "within {minutes} minutes {how}.",
        low=low,
        high=high,
        **values,
    )


def comparison_sentence(t: Translator, walking: CoverageRow | None) -> str:
    """Say what it is on foot, for comparison."""
    if walking is None:
        return ""
    share = t.interval(walking.share_low, walking.share_high)
    return t("On foot it is {share}.", share=share)


def gap_sentence(t: Translator, row: CoverageRow, tags: Mapping[str, float]) -> str:
    """Say why there is a gap: what nobody has recorded."""
    people = t.number(row.covered_high - row.covered_low)
    if people == t.number(0):
        return t("Nothing that matters here is unrecorded.")
    worst = sorted(tags, key=lambda tag: -tags[tag])[:3]
    if not worst:
        return t("For {people} people it is not known.", people=people)
    listed = ", ".join(
        t("{tag} ({share} of the street length)", tag=tag_name(t, tag), share=t.percent(tags[tag]))
        for tag in worst
    )
    return t(
        "For {people} people it is not known, because nobody has recorded parts of the streets; "
        "most often: {tags}.",
        people=people,
        tags=listed,
    )


def stale_sentence(t: Translator, reasons: Sequence[str]) -> str:
    """Say what changed since a run, each reason once and with one full stop."""
    listed = "; ".join(dict.fromkeys(reason.rstrip(" .") for reason in reasons))
    return t(
        "Something changed since this was computed: {reasons}. The project manager can run it again.",
        reasons=listed,
    )


def stale_lines(t: Translator, figures: Sequence[FigureRead]) -> list[str]:
    """Name figures that are out of date, those of one reason together."""
    captions: dict[str, list[str]] = {}
    for figure in figures:
        captions.setdefault(figure.stale_reason or t("not known"), []).append(f"“{figure.caption}”")
    return [f"{reason.rstrip(' .')}: {', '.join(names)}." for reason, names in captions.items()]


def unknown_length_shares(diagnostics: Mapping[str, Any] | None) -> dict[str, float]:
    """Find the share of street length unknown per tag in the diagnostics of a run."""
    if not diagnostics:
        return {}
    holder = diagnostics.get("network", diagnostics)
    shares = holder.get("unknown_length_share", {}) if isinstance(holder, Mapping) else {}
    if not isinstance(shares, Mapping):
        return {}
    return {str(tag): float(share) for tag, share in shares.items() if share is not None}


def area_name(t: Translator, row: AreaCoverageRow) -> str:
    """Name an area; one the network covers only in part says so."""
    name = row.area_name or row.area_code
    if name.isupper():
        name = in_mixed_case(name)
    return t("{area} (part)", area=name) if row.partly_outside else name


def in_mixed_case(name: str) -> str:
    """Write a name the source has in capitals as Portuguese and Spanish do: "San Martín de Porres"."""
    first, *others = name.title().split(" ")
    return " ".join([first, *(word.lower() if word.lower() in PARTICLES else word for word in others)])


def area_sentence(t: Translator, row: AreaCoverageRow) -> str:
    """Say one area's figures."""
    name = area_name(t, row)
    if row.share_low is None or row.share_high is None:
        return t("{area}: nobody lives here, so a share does not apply.", area=name)
    return t(
        "{area}: {share} of {population} people.",
        area=name,
        share=t.interval(row.share_low, row.share_high),
        population=t.number(row.population),
    )


def part_sentence(t: Translator, row: AreaCoverageRow, people: float) -> str:
    """Say how many of an area's people something holds for."""
    return t(
        "{area}: {people} of {population} people.",
        area=area_name(t, row),
        people=t.number(people),
        population=t.number(row.population),
    )


def run_state_sentence(t: Translator, assessment: AssessmentRead) -> str:
    """Say how far a run is."""
    if assessment.state == "queued":
        return t("The assessment is waiting for its turn.")
    if assessment.state == "running":
        share = t.percent(assessment.progress_share)
        return t("The assessment is running: {share} done.", share=share)
    if assessment.state == "failed":
        return t("The assessment failed: {reason}", reason=assessment.message or t("not known"))
    return t("The assessment has finished.")


def plan_sentences(
    t: Translator, milestones: Sequence[MilestoneRead], owners: Mapping[str, str]
) -> list[str]:
    """Answer first: how much of a plan is done, what is late, whose turn it is."""
    achieved = sum(item.status == "achieved" for item in milestones)
    late = sorted((item for item in milestones if item.status == "late"), key=lambda item: -item.slip_days)
    first = t(
        "{achieved} of {total} milestones are achieved.",
        achieved=t.number(achieved),
        total=t.number(len(milestones)),
    )
    second = t("Nothing is late.")
    if late:
        second = t.plural(
            "{count} is late: “{milestone}”, {slip}.",
            "{count} are late, furthest “{milestone}”, {slip}.",
            len(late),
            milestone=t.pick(late[0].title),
            slip=slip_text(t, late[0].slip_days),
        )
    waiting = [item for item in milestones if item.status in {"planned", "due", "late"}]
    if not waiting:
        return [f"{first} {second}"]
    following = min(waiting, key=lambda item: item.forecast_date or item.baseline_date)
    values = {"owner": owner_name(following.owner, owners), "milestone": t.pick(following.title)}
    if following.forecast_date:
        day = t.day(following.forecast_date)
        third = t("It is the turn of {owner}: “{milestone}”, forecast for {day}.", day=day, **values)
    elif following.status == "late":
        day = t.day(following.baseline_date)
        third = t("It is the turn of {owner}: “{milestone}” was planned for {day}.", day=day, **values)
    else:
        day = t.day(following.baseline_date)
        third = t("It is the turn of {owner}: “{milestone}”, planned for {day}.", day=day, **values)
    return [f"{first} {second}", third]
