"""One command at work: its settings, its screen, its tools; and how a function becomes such a command.

It turns every expected error into an exit status and one clean message; a traceback never reaches a person.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

import typer

from workflow.case.actor import Actor
from workflow.case.errors import BadInput, NotFound, Problem, WorkflowError
from workflow.interfaces.cli.options import ANSWER
from workflow.interfaces.cli.screen import Screen
from workflow.interfaces.cli.toolbox import Database, Shelf, Toolbox
from workflow.interfaces.problems import exit_status
from workflow.interfaces.settings import ACTOR_VARIABLE, Named, Settings, read_settings, shown_database

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.history import CaseBook

_SHOWN_MATCHES = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command's function is given first.

    Args:
        toolbox: pathways, databases, clock.
        settings: which database and keys, and who asks.
        screen: where the answer goes.
        closing: closes, at the end of the command, whatever it opened.
    """

    toolbox: Toolbox
    settings: Settings
    screen: Screen
    closing: ExitStack

    @property
    def pathways(self) -> Shelf:
        """The shelf of pathways."""
        return self.toolbox.pathways()

    def today(self, definition: Definition | None = None) -> date:
        """The local date of a pathway, or of the first that is known."""
        from workflow.interfaces.cli.naming import zone_of

        names = self.pathways.names()
        one = definition or (self.pathways.newest(names[0]) if names else None)
        return self.toolbox.now().astimezone(zone_of(one) if one else UTC).date()

    def database(self) -> Database:
        """The opened database; raises `DatabaseUnusable` with what to do about it."""
        opened = self.toolbox.databases.open(self.settings)
        self.closing.callback(opened.close)
        return opened

    def actor(self) -> Actor:
        """The person or system who asks, in the role they act in.

        Raises:
            BadInput: when nobody said.
        """
        if self.settings.actor is None:
            problem = Problem("who asks", "nobody", f"--by NAME --role ROLE, or {ACTOR_VARIABLE}=NAME:ROLE")
            raise BadInput("Everything recorded carries who reported it, and in which role.", [problem])
        return self.settings.actor

    def case_id(self, database: Database, told: str) -> str:
        """The full id of a case, told by its id, the beginning of it, or as SYSTEM:VALUE of its patient.

        Raises:
            NotFound: when there is none.
            BadInput: when several are meant.
        """
        told = told.strip()
        system, colon, value = told.partition(":")
        if colon:
            with database.reading() as book:
                found = self._running(book, book.find(system.strip(), value.strip()))
        else:
            found = database.case_ids(told, _SHOWN_MATCHES + 1) if told else ()
        if told in found or len(found) == 1:
            return told if told in found else found[0]
        if not found:
            # What was typed is not repeated: it may well have been the number of a patient.
            meant = "is about that patient" if colon else "has an id that begins so"
            place = shown_database(self.settings.database)
            raise NotFound(
                f"No case in {place} {meant}. `casepath worklist` lists the cases; a patient's own number is given as "
                "nhs-number:NUMBER or local-id:ID."
            )
        more = "" if len(found) <= _SHOWN_MATCHES else " …"
        problem = Problem("CASE", "several cases", f"more of the id: {', '.join(found[:_SHOWN_MATCHES])}{more}")
        raise BadInput("Which case is meant is not certain.", [problem])

    def _running(self, book: CaseBook, found: tuple[str, ...]) -> tuple[str, ...]:
        """Those of one person's cases that still run; all of them when none does."""
        cases = [book.case(case_id) for case_id in found] if len(found) > 1 else []
        running = tuple(one.id for one in cases if not self.definition(one.definition).states[one.state].final)
        return running or found

    def definition_of(self, book: CaseBook, case_id: str) -> Definition:
        """The definition that a case runs on; the book knows those that stand in the database only."""
        return self.definition(book.case(case_id).definition)

    def definition(self, digest: str) -> Definition:
        """A definition that a book has met.

        Raises:
            NotFound: when it is neither shipped nor in the database.
        """
        found = self.pathways.by_digest(digest)
        if found is None:
            raise NotFound(f"The pathway definition {digest[:12]} is neither shipped nor in the database.")
        return found


Work = Callable[..., None]


def at_desk(*groups: dict[str, tuple[Any, Any]]) -> Callable[[Work], Work]:
    """Make `work(desk, *, …)` a command: it gains the shared options, and its errors become an exit status.

    Args:
        groups: `DATABASE` and `ASKER` from `options`; `--json` is always there.
    """

    def decorate(work: Work) -> Work:
        shared = {name: option for group in (*groups, ANSWER) for name, option in group.items()}

        def command(ctx: typer.Context, **given: Any) -> None:
            named = {name: given.pop(name) for name in shared}
            screen = Screen(as_json=named.pop("as_json"))
            try:
                settings = read_settings(Named(**named), ctx.obj.environment)
                with ExitStack() as closing:
                    work(Desk(ctx.obj, settings, screen, closing), **given)
            except WorkflowError as error:
                screen.fail(error)
                raise typer.Exit(exit_status(error)) from error

        _present(command, work, shared)
        return command

    return decorate


def _present(command: Work, work: Work, shared: dict[str, tuple[Any, Any]]) -> None:
    """Give the command the name, help and parameters that Typer reads."""
    own = list(inspect.signature(work, eval_str=True).parameters.values())[1:]
    kind = inspect.Parameter.KEYWORD_ONLY
    added = [inspect.Parameter(name, kind, annotation=one, default=value) for name, (one, value) in shared.items()]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    parameters = [context, *own, *added]
    command.__name__, command.__qualname__, command.__doc__ = work.__name__, work.__qualname__, work.__doc__
    command.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": None}
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
