"""Every line of every path's script is a command that casepath understands and answers as the script expects."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest

from tests.interfaces.cli.conftest import CommandLine, Ran
from tests.support.bicycles import workshop
from tests.support.lending import lending
from tests.support.paths import paths_through
from workflow.definition import Definition
from workflow.engine.proving.paths import Attempt, Path
from workflow.interfaces.cli.path_script import script
from workflow.pathways import Pathways

SHIPPED = Pathways.shipped()
ALL = [
    pytest.param(workshop(), id="workshop"),
    pytest.param(lending(), id="lending"),
    *(pytest.param(SHIPPED.newest(name), id=name, marks=pytest.mark.slow) for name in SHIPPED.names()),
]


def commands(path: Path, definition: Definition) -> Iterator[list[str]]:
    """The words of each command of a script, as a shell gives them to casepath."""
    for line in script(path, definition).splitlines():
        if line.startswith("try casepath "):
            told = line.replace("$CASE", f"tester:{path.name}").replace("$TODAY", "2026-03-05")
            yield shlex.split(told)[2:]


def answered(ran: Ran) -> tuple[str, str, list[str]]:
    """The state of an answer, or the kind of a refusal and its requirements."""
    if ran.status == 0:
        return (ran.json["state"], "", [])
    assert ran.status == 3, ran.err
    return ("", ran.error["kind"], [one["requirement"] for one in ran.error["unmet"]])


def expected(attempt: Attempt) -> tuple[str, str, list[str]]:
    return ("" if attempt.refused else attempt.state, attempt.refused, list(attempt.unmet))


@pytest.mark.parametrize("definition", ALL)
def test_every_command_is_answered_as_its_script_expects(casepath_on_both: CommandLine, definition: Definition) -> None:
    casepath_on_both.definition = definition
    for path in paths_through(definition).paths:
        told = list(commands(path, definition))
        found = [answered(casepath_on_both(*words, "--json")) for words in told]
        assert found == [expected(attempt) for attempt in path.attempts], path.name
