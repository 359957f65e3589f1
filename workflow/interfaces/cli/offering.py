"""What may be reported on a case now: by whoever asks, or by every role of a person when nobody said who asks."""

from __future__ import annotations

from datetime import datetime

from workflow.case.actor import Actor
from workflow.case.errors import BadInput, Problem, Refused
from workflow.case.file import Case
from workflow.definition.model import Definition
from workflow.engine import Option, decide, options
from workflow.engine.deciding import named_event
from workflow.interfaces.cli.option_view import Offered
from workflow.interfaces.suggesting import did_you_mean, listed

_ANYBODY = "anybody"


def offered_now(definition: Definition, case: Case, asker: Actor | None, *, now: datetime) -> tuple[Offered, ...]:
    """The options of this state, those that move the case first.

    Args:
        asker: who asks; None for every role, each option then says which roles it is open to, or else shut for.

    Raises:
        BadInput: when the pathway knows no such role.
    """
    if asker is not None:
        _check_role(definition, asker)
        return tuple(Offered(one, ()) for one in _invited(definition, case, asker, now=now))
    gathered: dict[str, list[tuple[Option, str]]] = {}
    for role in definition.roles.values():
        if role.kind == "person":
            for one in _invited(definition, case, Actor(_ANYBODY, role.name), now=now):
                gathered.setdefault(one.event, []).append((one, role.name))
    found = [_best(each) for each in gathered.values()]
    return tuple(sorted(found, key=lambda one: definition.events[one.option.event].kind != "case"))


def offered_event(definition: Definition, case: Case, asker: Actor | None, *, event: str, now: datetime) -> Offered:
    """One event as it is offered now.

    Raises:
        BadInput: when there is no such event, with the nearest name.
        Refused: when it does not belong to the case's state, or not to this role.
    """
    declared = named_event(definition, case, event)
    for one in offered_now(definition, case, asker, now=now):
        if one.option.event == event:
            return one
    actor = asker or Actor(_ANYBODY, declared.roles[0])
    refused = decide(definition, case, event=event, fields={}, actor=actor, now=now)
    if isinstance(refused, Refused):
        raise refused
    raise BadInput(f"{event} cannot be looked at in this state.")


def _invited(definition: Definition, case: Case, actor: Actor, *, now: datetime) -> list[Option]:
    """The options that are this role's business at all."""
    found = options(definition, case, actor, now=now)
    return [one for one in found if not (one.refused and one.refused.kind == "role")]


def _best(gathered: list[tuple[Option, str]]) -> Offered:
    opened = [pair for pair in gathered if pair[0].open] or gathered
    return Offered(opened[0][0], tuple(role for _, role in opened))


def _check_role(definition: Definition, asker: Actor) -> None:
    if asker.role not in definition.roles:
        expected = f"one of {listed(definition.roles)}{did_you_mean(asker.role, definition.roles)}"
        raise BadInput("The pathway knows no such role.", [Problem("--role", repr(asker.role[:40]), expected)])
