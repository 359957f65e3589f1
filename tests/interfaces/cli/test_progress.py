"""Long work tells how far it has come: plain lines now and then, nothing for short work, nothing under JSON."""

from __future__ import annotations

import pytest

from workflow.interfaces.cli.progress import progress
from workflow.interfaces.cli.screen import Screen


def run_through(screen: Screen, *, seconds_each: float) -> None:
    """Work through five hundred cases, each taking so long by a clock of our own."""
    clock = iter(number * seconds_each for number in range(10_000))
    with progress(screen, "cases verified", clock=lambda: next(clock)) as advance:
        for done in range(1, 501):
            advance(done, 500)


def test_long_work_writes_a_plain_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    run_through(Screen(), seconds_each=0.1)
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.splitlines() == [f"cases verified: {done} of 500" for done in (100, 200, 300, 400, 500)]


def test_short_work_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run_through(Screen(), seconds_each=0.001)
    assert capsys.readouterr() == ("", "")


def test_under_json_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    run_through(Screen(as_json=True), seconds_each=1)
    assert capsys.readouterr() == ("", "")
