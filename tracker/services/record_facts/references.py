"""Which references of a part name nothing: looked up in its scope, all of them at once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy.orm import Session

from studies.record.fields import RecordPart
from studies.record.references import Reference, references
from tracker.domain.permissions import Principal
from tracker.store import tables
from tracker.store.base import Base
from tracker.store.record import plans as plan_store
from tracker.store.record import rows as store
from tracker.store.record.visibility import visible_parts

_INSTANCE: dict[str, type[Base]] = {
    "organisation": tables.Organisation,
    "programme": tables.Programme,
    "grouping": tables.Grouping,
}
_PROGRAMME: dict[str, type[Base]] = {
    "edition": tables.Edition,
    "criterion": tables.Criterion,
    "candidacy": tables.Candidacy,
}
_ENGAGEMENT: dict[str, type[Base]] = {
    "event": tables.Event,
    "gate": tables.Gate,
    "deliverable": tables.Deliverable,
    "finding": tables.Finding,
    "study_option": tables.StudyOption,
    "recommendation": tables.Recommendation,
    "pilot": tables.Pilot,
    "result": tables.Result,
    "indicator": tables.Indicator,
    "indicator_period": tables.IndicatorPeriod,
}


def missing_references(
    session: Session,
    kind: Any,  # noqa: ANN401 - a Kind
    scoped: Any,  # noqa: ANN401 - a Scoped
    part: RecordPart,
    *,
    by: Principal | None = None,
    before: RecordPart | None = None,
) -> list[tuple[str, str]]:
    """
    List a part's references to things that do not exist in its scope.

    What somebody (`by`) may not see does not exist for them, unless the part referred to it `before`.
    """
    kept = {
        (reference.kind, reference.key)
        for reference in (references(kind.fields, before.model_dump()) if before is not None else ())
    }
    by_kind: dict[str, list[Reference]] = defaultdict(list)
    for reference in references(kind.fields, part.model_dump()):
        by_kind[reference.kind].append(reference)
    found: list[tuple[str, str]] = []
    for name, wanted in by_kind.items():
        keys = {reference.key for reference in wanted}
        known = _known(session, name, kind, scoped, part, keys, by=by)
        found += [
            (
                "".join(f"/{step}" for step in reference.route),
                f"There is no {name.replace('_', ' ')} {reference.key!r} here.",
            )
            for reference in wanted
            if reference.key not in known and (name, reference.key) not in kept
        ]
    return found


def taken_values(
    session: Session,
    kind: Any,  # noqa: ANN401 - a Kind
    scoped: Any,  # noqa: ANN401 - a Scoped
    part: RecordPart,
    values: dict[str, object],
) -> list[tuple[str, str]]:
    """List what only one of a kind may have and another has already, and lists that name a key twice."""
    found = []
    own = {"key": part.key} | ({} if scoped.key is None else {kind.scope: scoped.key})
    for names in store.unique_columns(kind.table):
        said = {name: values.get(name, scoped.key) for name in names}
        if store.is_taken(session, kind.table, said, own):
            words = ", ".join(name.replace("_", " ") for name in names if name in values)
            found.append((f"/{names[-1]}", f"Another {kind.words} has the same {words}."))
    for link in kind.links:
        keys = getattr(part, link.field)
        found += [
            (f"/{link.field}/{row}", f"{key!r} is named twice.")
            for row, key in enumerate(keys)
            if key in keys[:row]
        ]
    return found


def _known(
    session: Session,
    name: str,
    kind: Any,  # noqa: ANN401 - as above
    scoped: Any,  # noqa: ANN401 - as above
    part: RecordPart,
    keys: set[str],
    *,
    by: Principal | None,
) -> set[str]:
    if name in _INSTANCE:
        return store.find_keys(session, _INSTANCE[name], None, None, keys)
    if name in _PROGRAMME:
        # an engagement names its programme itself
        programme = scoped.key if kind.scope == "programme" else getattr(part, "programme", None)
        return store.find_keys(session, _PROGRAMME[name], "programme", programme, keys)
    if name in _ENGAGEMENT:
        seen = None if by is None else visible_parts(by, _ENGAGEMENT[name])
        return store.find_keys(session, _ENGAGEMENT[name], "engagement", scoped.key, keys, seen=seen)
    return plan_store.known_in_study(session, name, scoped.key, getattr(part, "study", None), keys)
