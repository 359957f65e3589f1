"""A case is moved to another version of its pathway: the entries before it stay under the old one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.bicycles import CLERK, MECHANIC, workshop
from tests.support.lending import Library
from tests.support.new_workshop import RENAMING, new_workshop
from tests.support.receipts import pathways_of
from workflow.case.errors import BadInput, Conflict, Refused
from workflow.history import PatientRef, snapshot
from workflow.history.idempotency import KeyReused
from workflow.inspection import verify

NEW = "bicycle-repair:workshop@2026-03-01"
MOVE: dict[str, Any] = {"by": MECHANIC, "reason": "new_rules", "renaming": RENAMING}


@pytest.fixture
def shop(library: Library) -> Library:
    """A workshop that knows the first version only."""
    return replace(library, pathways=pathways_of(workshop()))


def brought_in(shop: Library, key: str = "B1") -> str:
    with shop.at_work() as book:
        fields = {"received_on": "2026-03-02", "part": "chain"}
        opened = book.open("bicycle-repair", patient=PatientRef("tag", key), fields=fields, by=CLERK, key=key)
        case_id = opened.case.id
        book.report(case_id, "put_on_shelf", {"shelf": "A1"}, by=CLERK)
        book.report(case_id, "order_check", {"part": "chain", "tool": "gauge"}, by=MECHANIC)
        book.report(case_id, "start", by=MECHANIC)
    return case_id


def later(shop: Library) -> Library:
    """The same workshop with both versions on offer."""
    return replace(shop, pathways=pathways_of(workshop(), new_workshop()))


def verified(shop: Library) -> None:
    with snapshot(shop.engine) as connection:
        assert verify(connection, shop.pathways, keys=shop.keys).faults == ()


def test_a_case_is_moved_goes_on_and_is_verified(shop: Library) -> None:
    case_id = brought_in(shop)
    now = later(shop)
    with now.at_work() as book:
        moved = book.migrate(case_id, NEW, key="M1", **MOVE)
        assert moved.case.definition == new_workshop().digest
        book.report(case_id, "measure", {"check": "C1", "wear": "0.9"}, by=MECHANIC)
        book.report(case_id, "read", {"check": "C1", "version": 1}, by=MECHANIC)
        judged = book.report(case_id, "judge", {"verdict": "worn_out", "order_part": "chain"}, by=MECHANIC)
        assert judged.case.state == "handing_out"
        names = [each.definition_name for each in book.history(case_id)]
    assert names[3].endswith("2026-01-05")
    assert names[4] == NEW
    verified(now)


def test_a_case_is_untouched_by_the_release_of_another_version(shop: Library) -> None:
    case_id = brought_in(shop)
    before = shop.dump()
    now = later(shop)
    with now.at_work() as book:
        assert book.case(case_id).definition == workshop().digest
        options = [one.event for one in book.options(case_id, by=MECHANIC)]
    with shop.at_work() as book:
        assert options == [one.event for one in book.options(case_id, by=MECHANIC)]
    assert shop.dump() == before
    verified(now)


def test_a_process_that_knows_only_the_old_version_reads_a_moved_case(shop: Library) -> None:
    case_id = brought_in(shop)
    with later(shop).at_work() as book:
        book.migrate(case_id, NEW, **MOVE)
    with shop.at_work() as book:
        assert book.report(case_id, "measure", {"check": "C1", "wear": "0.1"}, by=MECHANIC).case.state == "judging"
    verified(shop)


def test_trying_tells_what_changes_and_writes_nothing(shop: Library) -> None:
    case_id = brought_in(shop)
    before = shop.dump()
    with later(shop).at_work() as book:
        told = book.preview_migration(case_id, NEW, by=MECHANIC, renaming=RENAMING)
        assert book.in_flight(NEW) == (case_id,)
    assert (told.refused, told.state, told.facts) == (None, "checking", ())
    assert shop.dump() == before


def test_those_in_flight_can_be_told_by_their_version(shop: Library) -> None:
    first, second = brought_in(shop), brought_in(shop, "B2")
    with later(shop).at_work() as book:
        book.migrate(first, NEW, **MOVE)
        assert book.in_flight(NEW) == (second,)
        assert book.in_flight(NEW, since="bicycle-repair:workshop@2026-01-05") == (second,)
        assert book.in_flight(NEW, since=NEW) == ()


def test_moving_again_under_the_same_key_writes_once(shop: Library) -> None:
    case_id = brought_in(shop)
    with later(shop).at_work() as book:
        first = book.migrate(case_id, NEW, key="M1", **MOVE)
        again = book.migrate(case_id, NEW, key="M1", **MOVE)
        assert (again.repeated, again.entries) == (True, first.entries)
        with pytest.raises(KeyReused):
            book.migrate(case_id, NEW, key="M1", by=MECHANIC, reason="other_rules", renaming=RENAMING)
        with pytest.raises(Refused):
            book.migrate(case_id, NEW, **MOVE)
    assert len(shop.dump()["wf_entry"]) == 5


def test_who_saw_an_older_case_does_not_move_it(shop: Library) -> None:
    case_id = brought_in(shop)
    with later(shop).at_work() as book:
        with pytest.raises(Conflict):
            book.migrate(case_id, NEW, expected_seq=3, **MOVE)
        assert book.migrate(case_id, NEW, expected_seq=4, **MOVE).case.seq == 5


def test_a_reason_is_a_code(shop: Library) -> None:
    case_id = brought_in(shop)
    with later(shop).at_work() as book, pytest.raises(BadInput):
        book.migrate(case_id, NEW, by=MECHANIC, reason="Because of Mrs Canary", renaming=RENAMING)


def test_a_mapping_that_does_not_fit_leaves_everything_as_it_is(shop: Library) -> None:
    case_id = brought_in(shop)
    before = shop.dump()
    with later(shop).at_work() as book, pytest.raises(BadInput) as told:
        book.migrate(case_id, NEW, by=MECHANIC, reason="new_rules")
    assert {problem.where for problem in told.value.problems} >= {"states.collecting", "shelf"}
    assert shop.dump() == before


def test_a_value_from_before_can_be_corrected_after(shop: Library) -> None:
    case_id = brought_in(shop)
    now = later(shop)
    with now.at_work() as book:
        book.migrate(case_id, NEW, **MOVE)
        amended = book.report(case_id, "amend", {"entry": 2, "corrections": {"rack": "B2"}}, by=CLERK)
        assert amended.case.value("rack") == "B2"
    verified(now)


@pytest.mark.parametrize(
    ("column", "before", "after"), [("body", '"mapping":"{', '"mapping":" {'), ("to_state", "checking", "judging")]
)
def test_a_forged_move_is_found(shop: Library, column: str, before: str, after: str) -> None:
    case_id = brought_in(shop)
    now = later(shop)
    with now.at_work() as book:
        book.migrate(case_id, NEW, **MOVE)
    with now.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS wf_entry_no_update"))
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE wf_entry DISABLE TRIGGER ALL"))
        change = f"UPDATE wf_entry SET {column} = replace({column}, :before, :after) WHERE seq = 5"
        connection.execute(text(change), {"before": before, "after": after})
    with snapshot(now.engine) as connection:
        assert verify(connection, now.pathways).faults != ()
