"""The `casepath` command: its tools are put together here, and nothing is loaded that the command does not use."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from workflow.interfaces.cli.application import run
from workflow.interfaces.cli.toolbox import Databases, Toolbox
from workflow.rehearsal import demo_command
from workflow.rehearsal.benchmarks import commands as bench_commands
from workflow.serving.lazily import LazyDatabases

if TYPE_CHECKING:
    from workflow.pathways import Pathways


@cache
def shelf() -> Pathways:
    """The shipped pathways, loaded once for the whole run."""
    from workflow.pathways import Pathways

    return Pathways.shipped()


def toolbox() -> Toolbox:
    """The tools of this installation."""
    databases: Databases = LazyDatabases(shelf)
    further = (demo_command.add_commands, bench_commands.add_commands)
    return Toolbox(pathways=shelf, databases=databases, environment=os.environ, further=further)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 bad input, 3 refused, 4 conflict, 5 corrupt.

    Args:
        arguments: the words after the program's name; None for those of this run.
    """
    return run(toolbox(), sys.argv[1:] if arguments is None else arguments)
