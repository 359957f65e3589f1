"""The command line of a bicycle workshop: the real commands, on a pathway that knows no clinic and on a still clock.

Run as a program it takes the words of one command, so that terminals and pipes can be tried from outside.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.support.bicycles import FILE, workshop
from tests.support.receipts import pathways_of
from workflow.definition import Definition, from_body
from workflow.definition.loading import resolve
from workflow.interfaces.cli.application import run
from workflow.interfaces.cli.toolbox import Toolbox
from workflow.serving.lazily import LazyDatabases

THURSDAY = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def workshop_tools(
    environment: Mapping[str, str], now: datetime = THURSDAY, definition: Definition | None = None
) -> Toolbox:
    """Tools with the workshop's pathway alone; what is recorded is recorded at `now`."""
    shelf = pathways_of(definition or workshop())
    return Toolbox(
        pathways=lambda: shelf,
        databases=LazyDatabases(lambda: shelf, clock=lambda: now),
        environment=environment,
        now=lambda: now,
    )


def unchecked() -> Definition:
    """The workshop's definition without the checks of its loader, which have been made in the test process."""
    raw = resolve(FILE.read_text(encoding="utf-8"), file=FILE.name)
    return from_body(json.dumps(raw, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(run(workshop_tools(os.environ, definition=unchecked()), sys.argv[1:]))
