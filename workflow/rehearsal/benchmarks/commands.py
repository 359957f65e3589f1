"""`casepath bench`: the group of benchmarks; each has a module of its own and is loaded when it is asked for."""

from __future__ import annotations

import typer

from workflow.rehearsal.benchmarks import (
    proof_command,
    record_command,
    report_command,
    scale_commands,
    shipped_commands,
)

HELP = """Measure how fast casepath is on this machine.

Every benchmark says on what it ran, how often it measured, and the median with the lowest and the highest value. Keep
the machine idle meanwhile. With --json every single value is given.
"""


def add_commands(app: typer.Typer) -> None:
    """Add `bench` with its commands; each module brings its own with `add_to(group)`."""
    group = typer.Typer(
        help=HELP, short_help="Measure how fast it is here.", no_args_is_help=True, rich_markup_mode=None
    )
    proof_command.add_to(group)
    record_command.add_to(group)
    shipped_commands.add_to(group)
    scale_commands.add_to(group)
    report_command.add_to(group)
    app.add_typer(group, name="bench")
