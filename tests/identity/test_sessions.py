"""Sessions: found by token alone, ended by idleness, by age, by hand; renewed where rights change."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select, update

from tests.identity.conftest import BOSS, NORTH, House
from workflow.case.errors import BadInput, Conflict
from workflow.history.databases import snapshot
from workflow.identity.account_changes import set_teams
from workflow.identity.csrf import csrf_holds, csrf_text
from workflow.identity.sessions import (
    NoSession,
    Session,
    end,
    end_all,
    find_session,
    forget_sessions,
    sessions_of,
    take_role,
    touch,
)
from workflow.identity.tables import wf_account, wf_session


def found(house: House, token: str) -> Session | NoSession:
    with snapshot(house.engine) as connection:
        return find_session(connection, token, at=house.now)


def test_a_token_has_256_bits_and_its_digest_alone_is_kept(house: House) -> None:
    house.add()
    token = house.begun().token
    with house.work() as connection:
        (row,) = connection.execute(select(wf_session)).all()
    assert len(token) == 43
    assert len(row.digest) == 64
    assert token not in str(row)
    assert house.begun().token != token


def test_a_token_finds_its_session_and_nothing_else_does(house: House) -> None:
    house.add("n.lee", "navigator", teams=(NORTH,))
    begun = house.begun()
    assert found(house, begun.token) == begun.session
    assert begun.session.caller.via == f"session:{begun.session.session_id}"
    for other in ("", "x", begun.token[:-1], begun.session.session_id, "\udcff"):
        assert found(house, other) == NoSession("unknown")


def test_after_thirty_idle_minutes_it_is_over(house: House) -> None:
    house.add()
    token = house.begun().token
    house.later(minutes=29, seconds=59)
    assert isinstance(found(house, token), Session)
    house.later(seconds=1)
    assert found(house, token) == NoSession("idle")


def test_used_again_and_again_it_is_over_after_twelve_hours(house: House) -> None:
    house.add()
    token = house.begun().token
    for _ in range(35):
        house.later(minutes=20)
        session = found(house, token)
        assert isinstance(session, Session)
        with house.work() as connection:
            touch(connection, session, at=house.now)
    house.later(minutes=20)
    assert found(house, token) == NoSession("too_old")


def test_its_use_is_written_at_most_once_a_minute(house: House) -> None:
    house.add()
    begun = house.begun()
    with house.work() as connection:
        assert not touch(connection, begun.session, at=house.later(seconds=59))
        assert touch(connection, begun.session, at=house.later(seconds=1))
    session = found(house, begun.token)
    assert isinstance(session, Session)
    assert session.seen_at == house.now


def test_finding_it_is_one_statement(house: House) -> None:
    house.add()
    token, seen = house.begun().token, []
    event.listen(house.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    found(house, token)
    assert len(seen) - sum(one.startswith("BEGIN") for one in seen) == 1


def test_another_own_role_is_taken_under_a_new_token(house: House) -> None:
    house.add("n.lee", "navigator", "admin")
    begun = house.begun()
    with house.work() as connection:
        after = take_role(connection, begun.session, "admin", at=house.now)
    assert found(house, begun.token) == NoSession("unknown")
    session = found(house, after.token)
    assert isinstance(session, Session)
    assert (session.caller.role, session.session_id) == ("admin", begun.session.session_id)
    assert not session.caller.may("case.read")


def test_a_role_of_others_is_not_taken(house: House) -> None:
    house.add()
    session = house.begun().session
    with house.work() as connection, pytest.raises(BadInput, match="one of navigator"):
        take_role(connection, session, "admin", at=house.now)


def test_a_session_that_was_ended_is_not_renewed(house: House) -> None:
    house.add()
    session = house.begun().session
    with house.work() as connection:
        end_all(connection, "n.lee", at=house.now)
        with pytest.raises(Conflict, match="sign in again"):
            take_role(connection, session, "navigator", at=house.now)


def test_rights_are_those_of_now_and_not_those_at_sign_in(house: House) -> None:
    house.add("n.lee", "navigator", "consultant")
    begun = house.begun()
    with house.work() as connection:
        set_teams(connection, "n.lee", [NORTH], by=BOSS, at=house.now)
    session = found(house, begun.token)
    assert isinstance(session, Session)
    assert session.caller.teams == (NORTH,)


@pytest.mark.parametrize(
    ("change", "because"), [({"roles": '["consultant"]'}, "role_withdrawn"), ({"is_active": 0}, "disabled")]
)
def test_what_the_account_lost_by_any_way_ends_it(house: House, change: dict[str, object], because: str) -> None:
    house.add()
    token = house.begun().token
    with house.work() as connection:
        connection.execute(update(wf_account).values(**change))
    assert found(house, token) == NoSession(because)  # type: ignore[arg-type]


def test_own_sessions_are_listed_and_one_is_ended(house: House) -> None:
    house.add()
    first = house.begun()
    house.later(minutes=5)
    second = house.begun()
    with house.work() as connection:
        listed = sessions_of(connection, "n.lee", at=house.now)
        assert [one.session_id for one in listed] == [second.session.session_id, first.session.session_id]
        assert end(connection, first.session.session_id, account="n.lee", at=house.now)
        assert not end(connection, first.session.session_id, account="n.lee", at=house.now)
    assert found(house, first.token) == NoSession("ended")
    assert isinstance(found(house, second.token), Session)


def test_nobody_ends_the_session_of_another(house: House) -> None:
    house.add()
    begun = house.begun()
    with house.work() as connection:
        assert not end(connection, begun.session.session_id, account="b.okoro", at=house.now)
    assert isinstance(found(house, begun.token), Session)


def test_all_are_ended_but_the_one_in_use(house: House) -> None:
    house.add()
    tokens = [house.begun() for _ in range(3)]
    with house.work() as connection:
        kept = tokens[1].session.session_id
        assert end_all(connection, "n.lee", at=house.now, except_for=kept) == 2
    assert [isinstance(found(house, one.token), Session) for one in tokens] == [False, True, False]


def test_what_has_run_out_is_not_listed_and_can_be_forgotten(house: House) -> None:
    house.add()
    house.begun()
    house.later(minutes=31)
    with house.work() as connection:
        assert sessions_of(connection, "n.lee", at=house.now) == ()
        assert forget_sessions(connection, before=house.now) == 0
        assert forget_sessions(connection, before=house.later(days=1)) == 1


def test_a_form_proves_that_it_came_from_this_sessions_page(house: House) -> None:
    house.add("n.lee", "navigator", "consultant")
    begun, other = house.begun(), house.begun()
    one, two = csrf_text(begun.token), csrf_text(begun.token)
    assert one != two
    assert csrf_holds(begun.token, one)
    assert csrf_holds(begun.token, two)
    assert not csrf_holds(other.token, one)
    with house.work() as connection:
        after = take_role(connection, begun.session, "consultant", at=house.now)
    assert not csrf_holds(after.token, one)


@pytest.mark.parametrize("told", ["", "x", "ö", "A" * 88, "AAAA", "=" * 88, "\udcff"])
def test_what_is_no_proof_proves_nothing(told: str) -> None:
    assert not csrf_holds("token", told)


def test_the_secret_of_a_form_tells_nothing_of_the_token() -> None:
    token = "t" * 43
    assert token not in csrf_text(token)
