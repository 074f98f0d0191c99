"""Plan templates: reads plan_templates/*.yaml, sequences of milestones with working days between."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.record.checks import check_circles, check_once, check_source, items_of, keys_of, text_in
from studies.record.fields import Refers
from studies.record.references import check_references
from studies.values import Flag, Key, Line, Part, Text

PLAN_TEMPLATES_FOLDER: Final = Path(__file__).resolve().parent / "plan_templates"
_LISTS = ("stages", "milestones", "deliverables", "dependencies")

Responsible = Literal["secretariat", "consultant", "city_partner", "reviewer"]


class TemplateStage(Part):
    """A stage of the plan; the gate is the decision at its end."""

    key: Key
    title: Text
    gate: Text | None = None


class TemplateMilestone(Part):
    """A day of the plan, and whose work it waits for: in their working days it is counted."""

    key: Key
    stage: Annotated[Key, Refers("stage")]
    title: Text
    responsible: Responsible


class TemplateDeliverable(Part):
    """
    Something that is handed over.

    Parameters
    ----------
    milestone : str
        The milestone with which it is due.
    obligatory : bool
        Whether the engagement can be completed only when it is accepted, or waived with a reason.
    final : bool
        Whether recommendations can be issued from it once it is accepted.
    """

    key: Key
    stage: Annotated[Key, Refers("stage")]
    title: Text
    milestone: Annotated[Key, Refers("milestone")]
    responsible: Responsible
    obligatory: Flag = True
    final: Flag = False


class TemplateDependency(Part):
    """
    One milestone waits for another.

    Parameters
    ----------
    lag_days : int
        Working days in between, of whoever is responsible for the successor [d].
    """

    key: Key
    predecessor: Annotated[Key, Refers("milestone")]
    successor: Annotated[Key, Refers("milestone")]
    lag_days: Annotated[int, Field(strict=True, ge=0, le=2000)]


class PlanTemplate(Part):
    """
    A plan without dates: the first milestone is given a day, the others follow.

    Parameters
    ----------
    key : str
        Its name and that of its file.
    text : dict of str to str
        When to use it.
    source : str or None
        Where the sequence was read; lags are proposals in any case.
    """

    key: Key
    title: Text
    text: Text
    source: Line | None = None
    illustrative: Flag = False
    stages: Annotated[list[TemplateStage], Field(min_length=1)]
    milestones: Annotated[list[TemplateMilestone], Field(min_length=1)]
    deliverables: list[TemplateDeliverable] = Field(default_factory=list)
    dependencies: list[TemplateDependency] = Field(default_factory=list)

    @property
    def first_milestone(self) -> TemplateMilestone:
        """
        The milestone that waits for none.

        Returns
        -------
        TemplateMilestone
            The only one; the loader sees to that.
        """
        waiting = {part.successor for part in self.dependencies}
        return next(part for part in self.milestones if part.key not in waiting)


def load_plan_templates(folder: Path = PLAN_TEMPLATES_FOLDER) -> dict[str, PlanTemplate]:
    """
    Read and check all templates of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds one file a template, named by its key.

    Returns
    -------
    dict of str to PlanTemplate
        By key, in alphabetical order.

    Raises
    ------
    DefinitionError
        With every fault of every file, each with its line and path.
    """
    templates: dict[str, PlanTemplate] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        template, own = _read(path)
        faults += own
        if template is not None:
            templates[path.stem] = template
    if faults:
        raise DefinitionError(folder.name, faults)
    return templates


def _read(path: Path) -> tuple[PlanTemplate | None, list[Fault]]:
    document = Document()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return None, [Fault(path.name, 1, "", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return None, [Fault(path.name, 1, "", f"is not UTF-8 text: {error.reason}")]
    document.read(path.name, text)
    if document.faults and not document.data:
        return None, document.faults  # no YAML: nothing else can be said
    template = document.check(PlanTemplate, document.data)
    _check(document, name=path.stem)
    return template, document.faults


def _check(document: Document, *, name: str) -> None:
    """Add the contradictions of a template to its faults."""
    data = document.data
    known = {"stage": keys_of(data.get("stages")), "milestone": keys_of(data.get("milestones"))}
    check_references(document, PlanTemplate, data, (), known=known)
    check_source(document, (), data)
    for field in _LISTS:
        check_once(document, data.get(field), (field,), "key", what="key")
    dependencies = data.get("dependencies")
    check_once(document, dependencies, ("dependencies",), "predecessor", "successor", what="dependency")
    check_circles(document, dependencies, ("dependencies",))
    key = data.get("key")
    if isinstance(key, str) and key != name:
        document.fault(("key",), f"is {key!r} but the file is {name}.yaml")
    _check_start(document)
    used = {text_in(item, "stage") for _, item in items_of(data.get("milestones"), ())}
    for route, item in items_of(data.get("stages"), ("stages",)):
        if text_in(item, "key") not in used:
            document.fault(route, "has no milestone, from which its dates would follow")


def _check_start(document: Document) -> None:
    """Ask for one start: a second milestone that waits for none would fall on the first day unnoticed."""
    waiting: set[str] = set()
    for route, item in items_of(document.data.get("dependencies"), ("dependencies",)):
        first, then = text_in(item, "predecessor"), text_in(item, "successor")
        waiting.add(then)
        if first and first == then:
            document.fault(route, "a milestone cannot wait for itself")
    starts = [
        (route, text_in(item, "key"))
        for route, item in items_of(document.data.get("milestones"), ("milestones",))
        if text_in(item, "key") not in waiting
    ]
    for route, key in starts[1:]:
        told = f"{key!r} waits for none, like {starts[0][1]!r}: a plan starts with one milestone"
        document.fault(route, told)
