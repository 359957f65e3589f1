"""The `casepath` application: its commands in the order people meet them, and the one place where a run ends.

Building it loads Typer and nothing of the engine, the databases or the pathways.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from workflow.case.errors import BadInput, WorkflowError
from workflow.interfaces.cli import (
    accounts,
    auditing,
    importing,
    listing,
    looking,
    migrating,
    opening,
    pathway,
    reporting,
)
from workflow.interfaces.cli.screen import AnswerLost, GivenUp, Screen, speak_utf8
from workflow.interfaces.cli.toolbox import Toolbox
from workflow.interfaces.problems import BAD_INPUT, DONE, STOPPED, UNEXPECTED

_HELP = """Diagnostic pathways as recorded, provable cases.

Begin with `casepath demo`, or with `casepath migrate` for a database of your own.
The command line trusts the account it runs under: whoever may read the database and the key file may name themselves
with --by and --role, or with CASEPATH_ACTOR=NAME:ROLE. Restrict both files accordingly.
"""
_EPILOG = """Exit status: 0 done, 1 unexpected, 2 bad input, 3 refused by the pathway, 4 conflict (somebody else was
faster: look and repeat), 5 corrupt (the history fails its proof). Errors go to stderr; with --json as JSON."""

TRACEBACK_VARIABLE = "CASEPATH_TRACEBACK"


def application(toolbox: Toolbox) -> typer.Typer:
    """Build the application with every command that this installation has."""
    app = typer.Typer(
        name="casepath", help=_HELP, epilog=_EPILOG, no_args_is_help=True, rich_markup_mode=None, add_completion=False
    )
    for add in toolbox.further:
        add(app)
    for room in (migrating, opening, reporting, looking, listing, importing, pathway, auditing, accounts):
        room.add_commands(app)
    return app


def run(toolbox: Toolbox, arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; whatever happens, no traceback reaches a person."""
    speak_utf8()
    screen = Screen(as_json="--json" in arguments)
    try:
        status = application(toolbox)(args=list(arguments), prog_name="casepath", standalone_mode=False, obj=toolbox)
        if sys.stdout is not None:
            sys.stdout.flush()
        return int(status or 0)
    except typer.TyperException as error:
        return _misused(error, screen)
    except AnswerLost as error:
        return _unanswered(error, screen)
    except (typer.Abort, GivenUp, KeyboardInterrupt):
        screen.note("Stopped; nothing of this command was recorded.")
        return STOPPED
    except (BrokenPipeError, SystemExit) as error:
        return _left(error)
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        screen.fail(_unexpected(error))
        return UNEXPECTED


def _misused(error: typer.TyperException, screen: Screen) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if not message or message == getattr(context, "get_help", str)():
        sys.stdout.write(context.get_help() + "\n" if context else "")
        return BAD_INPUT
    hint = f"\n`{context.command_path} --help` tells more." if context is not None else ""
    if message.startswith("Got unexpected extra"):
        message = "There are more words than this command takes; was a text with spaces not quoted?"
    screen.fail(BadInput(message + hint))
    return BAD_INPUT


def _unexpected(error: Exception) -> WorkflowError:
    """A fault of casepath itself: named by its kind and place only, because its text might name a patient."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {trace.tb_frame.f_globals.get('__name__')}, line {trace.tb_lineno}" if trace else ""
    return WorkflowError(
        f"Something unexpected happened ({type(error).__name__}{place}); nothing of this command was recorded. "
        f"This is a fault of casepath: please report it. {TRACEBACK_VARIABLE}=1 shows where it happened."
    )


def _unanswered(error: AnswerLost, screen: Screen) -> int:
    """The work is done and nobody could be told: say so, and let the interpreter flush nothing more."""
    screen.fail(
        WorkflowError(
            f"What was asked has been done, but the answer could not be written ({error}). Look before you repeat it: "
            "`casepath show CASE` or `casepath history CASE`."
        )
    )
    if sys.stdout is not None and sys.__stdout__ is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
    return UNEXPECTED


def _left(error: BrokenPipeError | SystemExit) -> int:
    """Whoever read our output closed it (`| head`): end quietly, and let nothing more be flushed into it.

    Typer turns some broken pipes into an exit of its own, which is told apart by what it came from.
    """
    if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
        raise error
    if sys.__stdout__ is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
    return DONE
