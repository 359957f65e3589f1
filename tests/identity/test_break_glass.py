"""Break-glass: a reason, an hour, one case; whoever is concerned is told at once, and somebody else looks at it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.identity.conftest import NOBODYS, NORTH, SOUTH, House
from workflow.case.errors import BadInput, NotFound
from workflow.identity.break_glass import (
    REASONS,
    Grant,
    NotGranted,
    acknowledge,
    break_glass,
    grants_of_case,
    notices_for,
)
from workflow.identity.caller import Caller
from workflow.identity.reviewing import OUTCOMES, NotReviewed, Review, review, review_of, to_review


def granted(house: House, caller: Caller, case_id: str = "C1", reason: str = "urgent_care") -> Grant:
    with house.work() as connection:
        found = break_glass(connection, caller, case_id, reason=reason, at=house.now)
    assert isinstance(found, Grant)
    return found


def test_a_grant_tells_who_why_and_until_when(house: House) -> None:
    house.case("C1", SOUTH)
    caller = house.caller("navigator", NORTH)
    found = granted(house, caller)
    assert (found.case_id, found.account, found.role, found.reason) == ("C1", caller.name, "navigator", "urgent_care")
    assert (found.until - found.at, found.review_by - found.at) == (timedelta(minutes=60), timedelta(days=3))


@pytest.mark.parametrize("reason", ["", "because", "Mary Patient asked"])
def test_a_reason_is_one_of_the_codes(house: House, reason: str) -> None:
    house.case("C1", SOUTH)
    caller = house.caller("navigator", NORTH)
    with house.work() as connection, pytest.raises(BadInput, match="one of urgent_care") as told:
        break_glass(connection, caller, "C1", reason=reason, at=house.now)
    assert "Mary" not in str(told.value)


@pytest.mark.parametrize(
    ("role", "case_id", "because"),
    [
        ("scheduler", "C1", "not_permitted"),
        ("admin", "C1", "not_permitted"),
        ("auditor", "C1", "not_permitted"),
        ("navigator", "C2", "no_such_case"),
        ("navigator", "C3", "not_needed"),
        ("navigator", "C4", "not_needed"),
    ],
)
def test_a_case_is_opened_only_to_whom_it_is_of_use(house: House, role: str, case_id: str, because: str) -> None:
    house.case("C1", SOUTH)
    house.case("C3", NORTH)
    house.case("C4", NOBODYS)
    caller = house.caller(role, NORTH)
    with house.work() as connection:
        found = break_glass(connection, caller, case_id, reason="urgent_care", at=house.now)
        assert found == NotGranted(because)  # type: ignore[arg-type]
        assert grants_of_case(connection, case_id) == ()


def test_asked_twice_there_is_one_grant(house: House) -> None:
    house.case("C1", SOUTH)
    caller = house.caller("navigator", NORTH)
    first = granted(house, caller)
    house.later(minutes=59)
    assert granted(house, caller, reason="safety_concern") == first
    house.later(minutes=1)
    assert granted(house, caller) != first


def test_clicked_twice_at_once_there_is_one_grant(house: House) -> None:
    house.case("C1", SOUTH)
    caller, found = house.caller("navigator", NORTH), []
    threads = [threading.Thread(target=lambda: found.append(granted(house, caller))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_the_team_and_the_auditors_are_told_at_once_and_nobody_else(house: House) -> None:
    house.case("C1", SOUTH)
    grant = granted(house, house.caller("navigator", NORTH))
    concerned = [house.caller("consultant", SOUTH), house.caller("auditor")]
    others = [house.caller("consultant", NORTH), house.caller("admin", SOUTH)]
    with house.work() as connection:
        assert [[one.grant for one in notices_for(connection, each)] for each in concerned] == [[grant], [grant]]
        assert [notices_for(connection, each) for each in others] == [(), ()]


def test_a_notice_is_acknowledged_once_and_by_another_than_the_holder(house: House) -> None:
    house.case("C1", SOUTH)
    holder, colleague = house.caller("pathologist", NORTH), house.caller("consultant", SOUTH)
    grant = granted(house, holder)
    with house.work() as connection:
        assert acknowledge(connection, holder, grant.grant_id, at=house.now) == 0
        assert acknowledge(connection, colleague, grant.grant_id, at=house.now) == 1
        assert acknowledge(connection, colleague, grant.grant_id, at=house.later(days=1)) == 0
        assert notices_for(connection, colleague) == ()
        (seen,) = notices_for(connection, colleague, seen=True)
    assert (seen.seen_by, seen.recipient) == (colleague.name, f"team:{SOUTH}")


def test_an_unassigned_case_has_no_team_to_be_told(house: House) -> None:
    house.case("C1", NOBODYS)
    granted(house, house.caller("radiologist", NORTH))
    auditor = house.caller("auditor")
    with house.work() as connection:
        assert [one.recipient for one in notices_for(connection, auditor)] == ["role:auditor"]


def test_a_grant_is_to_be_reviewed_until_somebody_has(house: House) -> None:
    house.case("C1", SOUTH)
    grant, auditor = granted(house, house.caller("navigator", NORTH)), house.caller("auditor")
    with house.work() as connection:
        assert to_review(connection) == (grant,)
        assert review_of(connection, grant.grant_id) is None
        found = review(connection, auditor, grant.grant_id, outcome="justified", at=house.now)
        assert found == Review(grant.grant_id, house.now, auditor.name, "justified")
        assert to_review(connection) == ()
        assert review_of(connection, grant.grant_id) == found


def test_a_review_is_given_once_and_the_first_one_stays(house: House) -> None:
    house.case("C1", SOUTH)
    grant, auditor = granted(house, house.caller("navigator", NORTH)), house.caller("auditor")
    with house.work() as connection:
        first = review(connection, auditor, grant.grant_id, outcome="not_justified", at=house.now)
        again = review(connection, auditor, grant.grant_id, outcome="justified", at=house.later(days=1))
        assert again == NotReviewed("reviewed_already")
        assert review_of(connection, grant.grant_id) == first


def test_only_an_auditor_reviews_and_never_what_they_did_themselves(house: House) -> None:
    house.case("C1", SOUTH)
    house.add("n.lee", "navigator", "auditor", teams=(NORTH,))
    session = house.begun().session
    grant = granted(house, session.caller)
    from workflow.identity.sessions import take_role

    with house.work() as connection:
        done = review(connection, session.caller, grant.grant_id, outcome="justified", at=house.now)
        assert done == NotReviewed("not_permitted")
        as_auditor = take_role(connection, session, "auditor", at=house.now).session.caller
        done = review(connection, as_auditor, grant.grant_id, outcome="justified", at=house.now)
        assert done == NotReviewed("own_grant")


def test_an_outcome_is_one_of_the_codes(house: House) -> None:
    auditor = house.caller("auditor")
    with house.work() as connection:
        with pytest.raises(BadInput, match="one of justified"):
            review(connection, auditor, "x", outcome="fine", at=house.now)
        with pytest.raises(NotFound, match="no break-glass grant"):
            review(connection, auditor, "x", outcome="justified", at=house.now)


def test_every_code_says_what_it_means() -> None:
    assert all(says.endswith(".") for says in (*REASONS.values(), *OUTCOMES.values()))
