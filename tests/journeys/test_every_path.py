"""Every path of every pathway is gone through the door that records, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.journeys.conftest import migrate
from tests.support.bicycles import FILE, workshop
from tests.support.lending import lending
from tests.support.paths import paths_through
from tests.support.receipts import pathways_of
from workflow import Keyring, Pathways, unit_of_work
from workflow.definition import Definition, load
from workflow.definition.prover import PROVER
from workflow.definition.receipts import OBLIGATIONS, Receipt
from workflow.history import open_engine, snapshot
from workflow.inspection import verify
from workflow.interfaces.cli.path_running import Mismatch, Runner

SHIPPED = Pathways.shipped()
ALL = [*(SHIPPED.newest(name) for name in SHIPPED.names()), workshop(), lending()]
KEYS = Keyring.from_hex("5e" * 32)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty history, once on each database."""
    migrate(database_url)
    found = open_engine(database_url)
    yield found
    found.dispose()


def runner_on(engine: Engine, pathways: Pathways, definition: Definition) -> Runner:
    """Who goes the paths, a second passing at every look at the clock."""
    seconds = itertools.count()
    return Runner(
        lambda: unit_of_work(
            engine,
            pathways,
            keys=KEYS,
            deployment="paths.example",
            clock=lambda: MORNING + timedelta(seconds=next(seconds)),
        ),
        definition.name,
        run="1",
        today=lambda: date(2026, 3, 2),
    )


@pytest.mark.parametrize("definition", ALL, ids=lambda each: each.name)
def test_every_report_is_answered_as_written_down(engine: Engine, definition: Definition) -> None:
    found, pathways = paths_through(definition), pathways_of(definition)
    runner = runner_on(engine, pathways, definition)
    mismatches = [str(each) for path in found.paths for each in runner.go(path)]
    assert mismatches == []
    with snapshot(engine) as connection:
        verified = verify(connection, pathways, keys=KEYS, deployment="paths.example")
    assert verified.faults == ()
    assert verified.cases == len(found.paths)
    assert verified.entries >= found.attempts - found.refusals


def otherwise(engine: Engine, before: str, after: str) -> list[Mismatch]:
    """What the workshop's paths meet when one passage of its pathway reads otherwise."""
    text = FILE.read_text(encoding="utf-8")
    assert text.count(before) == 1
    changed = load(text.replace(before, after), file=FILE.name)
    receipt = Receipt(changed.digest, PROVER, {number: {} for number in OBLIGATIONS})
    runner = runner_on(engine, Pathways.of(changed, receipts=[receipt]), changed)
    return [each for path in paths_through(workshop()).paths for each in runner.go(path)]


def test_a_row_that_leads_elsewhere_turns_a_path_red(engine: Engine) -> None:
    row = 'rows.collected = { states = ["collecting"], to = '
    found = otherwise(engine, row + '"gone"', row + '"waiting"')
    assert {(one.event, one.expected.state, one.found.state) for one in found} == {("collect", "gone", "waiting")}
    assert str(found[0]).endswith("collect: expected accepted, in gone; found accepted, in waiting")


def test_a_requirement_that_is_gone_turns_a_path_red(engine: Engine) -> None:
    found = otherwise(engine, 'requires = ["all_read"]\n', "")
    assert {(one.expected.unmet, one.found.refused) for one in found} == {(("all_read",), "")}


def test_a_refusal_in_other_words_turns_a_path_red_and_the_path_goes_on(engine: Engine) -> None:
    found = otherwise(engine, "A chain gauge measures chains only.", "No.")
    assert [(one.expected.says, one.found.refused) for one in found] == [
        ("A chain gauge measures chains only.", "rule")
    ]


def test_a_field_that_is_new_and_required_turns_a_path_red(engine: Engine) -> None:
    found = otherwise(
        engine, "fields.why = {", 'fields.until = { type = "date", says = "Until", required = true }\nfields.why = {'
    )
    assert {(one.event, one.found.refused) for one in found} == {("give_up", "not_understood")}
