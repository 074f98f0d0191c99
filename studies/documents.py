"""YAML documents that remember the line of every value, and faults that point at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from studies.errors import Fault

Step = str | int
Route = tuple[Step, ...]
Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """Leaves dates as text: the models read them and name the field that holds an impossible one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        # aliases can refer to themselves or grow without end
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # untyped in the stubs
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not used here", mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

# pydantic's wording, put in the words of somebody who writes YAML
_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a field known here",
    "dict_type": "must be a mapping of fields",
    "model_type": "must be a mapping of fields",
    "list_type": "must be a list",
    "string_type": "must be text (put it in quotes if it looks like a number)",
    "date_from_datetime_parsing": "must be a date like 2026-11-22",
    "date_type": "must be a date like 2026-11-22",
    "date_parsing": "must be a date like 2026-11-22",
    "bool_type": "must be true or false",
}


def written(route: Route) -> str:
    """
    Write a route the way people say it.

    Parameters
    ----------
    route : tuple of str or int
        Field names and list positions from the root.

    Returns
    -------
    str
        For example ``milestones[3].stage``.
    """
    text = ""
    for step in route:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


@dataclass
class Document:
    """
    The data of one or several YAML files, and the file and line of each value.

    Parameters
    ----------
    data : dict
        Top-level fields of all files together.
    places : dict
        Route to (file, line).
    faults : list of Fault
        Faults found so far.
    """

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Route, tuple[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, route: Route, message: str, *, file: str = "") -> None:
        """
        Add a fault at the nearest value the files hold on the way to `route`.

        Parameters
        ----------
        route : tuple of str or int
            Where the fault is; it need not exist.
        message : str
            What is wrong.
        file : str
            File to name when no part of the route exists.
        """
        known = route
        while known and known not in self.places:
            known = known[:-1]
        name, line = self.places.get(known, (file, 1)) if known else (file or self._first_file(), 1)
        self.faults.append(Fault(name, line, written(route), message))

    def _first_file(self) -> str:
        return next(iter(self.places.values()), ("", 1))[0]

    def read(self, file: str, text: str, *, allowed: tuple[str, ...] | None = None) -> None:
        """
        Add a file's fields.

        Parameters
        ----------
        file : str
            Name used in faults.
        text : str
            Its content.
        allowed : tuple of str or None
            Top-level fields that may stand in this file; None for any.
        """
        try:
            loader = _Loader(text)
        except yaml.reader.ReaderError as error:
            line = text[: error.position].count("\n") + 1
            message = f"holds the character U+{ord(text[error.position]):04X}, which YAML does not allow"
            self.faults.append(Fault(file, line, "", message))
            return
        try:
            node = loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                self.faults.append(Fault(file, 1, "", "must hold a mapping of fields"))
                return
            self._mark(file, node, ())
            fields = loader.construct_document(node)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.faults.append(Fault(file, line, "", f"is not valid YAML: {error.problem}"))
            return
        finally:
            loader.dispose()
        for name, value in fields.items():
            if allowed is not None and name not in allowed:
                self.fault((name,), f"does not belong in {file}")
            else:
                self.data[name] = value

    def _mark(self, file: str, node: yaml.Node, route: Route) -> None:
        self.places.setdefault(route, (file, node.start_mark.line + 1))
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                step = str(key.value)
                line = key.start_mark.line + 1
                if step in seen:
                    self.faults.append(Fault(file, line, written((*route, step)), "is written twice"))
                seen.add(step)
                self.places[(*route, step)] = (file, line)
                self._mark(file, value, (*route, step))
        elif isinstance(node, yaml.SequenceNode):
            for position, item in enumerate(node.value):
                self._mark(file, item, (*route, position))

    def check(
        self, model: type[Model], value: object, route: Route = (), *, files: Mapping[str, str] | None = None
    ) -> Model | None:
        """
        Validate a value and turn what is wrong into faults.

        Parameters
        ----------
        model : type of pydantic.BaseModel
            What the value should be.
        value : object
            The data.
        route : tuple of str or int
            Where the value stands.
        files : mapping of str to str, optional
            Top-level field to the file it belongs in, for fields that are missing.

        Returns
        -------
        pydantic.BaseModel or None
            The model, or None when there were faults.
        """
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                steps = self._cleaned((*route, *problem["loc"]))
                message = _MESSAGES.get(problem["type"], problem["msg"].removeprefix("Value error, "))
                self.fault(steps, message, file=(files or {}).get(str(steps[0]), "") if steps else "")
            return None

    def _cleaned(self, route: Route) -> Route:
        # pydantic adds steps for unions and dictionary keys; they are not in the file
        kept: Route = ()
        for position, step in enumerate(route):
            last = position == len(route) - 1
            if (*kept, step) in self.places or (last and _is_field(step) and not self._is_kind(kept, step)):
                kept = (*kept, step)
        return kept

    def _is_kind(self, route: Route, step: Step) -> bool:
        """Say whether a step is no field but the kind that a part declares, which chooses its model."""
        value: Any = self.data
        for part in route:
            value = value[part]
        return isinstance(value, dict) and value.get("kind") == step


def _is_field(step: Step) -> bool:
    return isinstance(step, int) or step.isidentifier()
