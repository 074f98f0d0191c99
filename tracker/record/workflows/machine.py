"""What a workflow is: states, moves and guards, and what stands in the way of a move. It knows no kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tracker.errors import InvalidInputError, RuleConflictError
from tracker.record.workflows.request import ANSWERS, Fault, Request, is_answerable

FactsT = TypeVar("FactsT")
Guard = Callable[[FactsT, Request], list[Fault]]


@dataclass(frozen=True, slots=True)
class Return(Generic[FactsT]):
    """
    A target that is not fixed: the move leads back to where the thing was before.

    Parameters
    ----------
    states : frozenset of str
        Where it can lead.
    find : callable
        Reads the state from the facts; None when nobody knows it.
    """

    states: frozenset[str]
    find: Callable[[FactsT], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Generic[FactsT]):
    """
    A way from some states to another.

    Parameters
    ----------
    name : str
        A verb: ``accept``.
    sources : frozenset of str
        States it can start from; empty for the move that brings a thing into being.
    target : str or Return
        State it leads to; a state among the sources when only facts change.
    guards : tuple of callable
        Each takes facts and request and gives faults, none when it lets the move pass.
    needs : tuple of str
        Fields of the request that must be filled in.
    """

    name: str
    sources: frozenset[str] = frozenset()
    target: str | Return[FactsT]
    guards: tuple[Guard[FactsT], ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def targets(self) -> frozenset[str]:
        """Every state it can lead to."""
        return self.target.states if isinstance(self.target, Return) else frozenset({self.target})


@dataclass(frozen=True, slots=True)
class Workflow(Generic[FactsT]):
    """
    All states and moves of a kind.

    Parameters
    ----------
    kind : str
        Of what: ``gate_condition``.
    states : tuple of str
        Every state, in the order in which people expect to read them.
    begin : Move
        Brings a thing into its first state.
    moves : tuple of Move
        All others.

    Raises
    ------
    ValueError
        When it is ill-made; the message lists every fault.
    """

    kind: str
    states: tuple[str, ...]
    begin: Move[FactsT]
    moves: tuple[Move[FactsT], ...]

    def __post_init__(self) -> None:
        if found := _ill_made(self):
            raise ValueError(f"workflow {self.kind!r}: " + "; ".join(found))

    @property
    def initial(self) -> str:
        """The first state."""
        return next(iter(self.begin.targets))

    @property
    def ends(self) -> tuple[str, ...]:
        """States that no move leads out of."""
        left = {source for move in self.moves for source in move.sources if move.targets != {source}}
        return tuple(state for state in self.states if state not in left)

    def find_move(self, name: str) -> Move[FactsT] | None:
        """
        Look a move up.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        Move or None
            None when there is no such move.
        """
        return next((move for move in (self.begin, *self.moves) if move.name == name), None)

    def moves_from(self, state: str | None) -> tuple[Move[FactsT], ...]:
        """
        List the moves that start from a state, whatever their guards say.

        Parameters
        ----------
        state : str or None
            The state; None when the thing does not exist yet.

        Returns
        -------
        tuple of Move
            In the order of the workflow.
        """
        if state is None:
            return (self.begin,)
        return tuple(move for move in self.moves if state in move.sources)


@dataclass(frozen=True, slots=True)
class OpenMove:
    """
    A move that starts from the present state, as a person is offered it.

    Parameters
    ----------
    name : str
        Its name.
    targets : tuple of str
        Where it leads; several only when that depends on what nobody knows.
    needs : tuple of str
        Fields that the person must fill in.
    obstacles : tuple of (pointer, message)
        What stands in the way and no answer of this person could mend.
    """

    name: str
    targets: tuple[str, ...]
    needs: tuple[str, ...]
    obstacles: tuple[Fault, ...]


def faults(
    workflow: Workflow[FactsT], state: str | None, move: str, facts: FactsT, request: Request
) -> list[Fault]:
    """
    List everything that stands in the way of a move.

    Parameters
    ----------
    workflow : Workflow
        Of the kind of thing.
    state : str or None
        Its present state; None when it does not exist yet.
    move : str
        Name of the move.
    facts : object
        What the guards of this workflow look at.
    request : Request
        Who wants it, and what they bring.

    Returns
    -------
    list of (pointer, message)
        First whether the move starts here, then what the request lacks, then each guard's word. The pointer
        names a field of the request, or a part of the facts, or is empty.

    Raises
    ------
    ValueError
        When the workflow knows no such state.
    """
    _check_state(workflow, state)
    wanted = workflow.find_move(move)
    if wanted is None:
        known = ", ".join(known.name for known in workflow.moves)
        return [("/move", f"A {_words(workflow.kind)} knows no move {move!r}; it knows {known}.")]
    found = _state_faults(workflow, state, wanted)
    found += [
        (f"/{field}", f"'{_words(move)}' needs this: {_words(field)}.")
        for field in wanted.needs
        if not request.brings(field)
    ]
    for guard in wanted.guards:
        found += guard(facts, request)
    if isinstance(wanted.target, Return) and wanted.target.find(facts) not in wanted.target.states:
        found.append(("", "Nobody recorded the state to which this would lead back."))
    return found


def act(workflow: Workflow[FactsT], state: str | None, move: str, facts: FactsT, request: Request) -> str:
    """
    Make a move.

    Parameters
    ----------
    workflow : Workflow
        Of the kind of thing.
    state : str or None
        Its present state; None when it does not exist yet.
    move : str
        Name of the move.
    facts : object
        What the guards of this workflow look at.
    request : Request
        Who wants it, and what they bring.

    Returns
    -------
    str
        The state after the move.

    Raises
    ------
    InvalidInputError
        When all that is wrong could be mended by filling in the request otherwise.
    RuleConflictError
        When something else stands in the way too.
    """
    found = faults(workflow, state, move, facts, request)
    wanted = workflow.find_move(move)
    if found or wanted is None:
        detail = f"The {_words(workflow.kind)} cannot '{_words(move)}': {len(found)} fault(s)."
        kind = InvalidInputError if all(map(is_answerable, found)) else RuleConflictError
        raise kind(detail, found)
    target = wanted.target.find(facts) if isinstance(wanted.target, Return) else wanted.target
    assert target is not None
    return target


def open_moves(
    workflow: Workflow[FactsT], state: str | None, facts: FactsT, request: Request
) -> tuple[OpenMove, ...]:
    """
    List the moves that start from a state, each with what stands in its way.

    Parameters
    ----------
    workflow : Workflow
        Of the kind of thing.
    state : str or None
        Its present state; None when it does not exist yet.
    facts : object
        What the guards of this workflow look at.
    request : Request
        Who looks, and when; it need not bring anything.

    Returns
    -------
    tuple of OpenMove
        In the order of the workflow. What the person has yet to fill in is no obstacle.

    Raises
    ------
    ValueError
        When the workflow knows no such state.
    """
    _check_state(workflow, state)
    offered = []
    for move in workflow.moves_from(state):
        found = faults(workflow, state, move.name, facts, request)
        back = move.target.find(facts) if isinstance(move.target, Return) else None
        targets = (back,) if back is not None else tuple(sorted(move.targets))
        obstacles = tuple(fault for fault in found if not is_answerable(fault))
        offered.append(OpenMove(move.name, targets, move.needs, obstacles))
    return tuple(offered)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _check_state(workflow: Workflow[Any], state: str | None) -> None:
    if state is not None and state not in workflow.states:
        raise ValueError(f"A {_words(workflow.kind)} knows no state {state!r}.")


def _state_faults(workflow: Workflow[Any], state: str | None, move: Move[Any]) -> list[Fault]:
    kind = _words(workflow.kind)
    if move is workflow.begin:
        return [] if state is None else [("", f"The {kind} exists already and is {_words(state)}.")]
    if state in move.sources:
        return []
    possible = ", ".join(_words(known) for known in workflow.states if known in move.sources)
    now = "does not exist yet" if state is None else f"is {_words(state)}"
    return [("", f"The {kind} {now}; '{_words(move.name)}' starts from: {possible}.")]


def _ill_made(workflow: Workflow[Any]) -> list[str]:
    known = frozenset(workflow.states)
    everything = (workflow.begin, *workflow.moves)
    found = [
        f"two moves are called {name!r}"
        for name in sorted({move.name for move in everything})
        if sum(move.name == name for move in everything) > 1
    ]
    if len(known) < len(workflow.states):
        found.append("a state is listed twice")
    if workflow.begin.sources or len(workflow.begin.targets) != 1:
        found.append("the first move starts from nothing and leads to one state")
    for move in everything:
        found += [
            f"{move.name!r} names the unknown state {name!r}"
            for name in sorted((move.sources | move.targets) - known)
        ]
        found += [f"{move.name!r} needs the unknown field {name!r}" for name in set(move.needs) - ANSWERS]
    found += [f"{move.name!r} starts from no state" for move in workflow.moves if not move.sources]
    reached = _reached(workflow)
    found += [f"nothing leads to {state!r}" for state in workflow.states if state not in reached]
    return found


def _reached(workflow: Workflow[Any]) -> set[str]:
    reached: set[str] = set(workflow.begin.targets)
    while (
        more := {target for move in workflow.moves if move.sources & reached for target in move.targets}
        - reached
    ):
        reached |= more
    return reached
