"""Signing in: one answer for everything that is wrong, waits that grow, and every attempt on record."""

from __future__ import annotations

import os
import threading
from collections import Counter
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from tests.identity.conftest import BOSS, PASSWORD, House
from workflow.case.errors import BadInput
from workflow.identity.account_changes import disable, link_subject
from workflow.identity.accounts import account
from workflow.identity.passwords import is_outdated
from workflow.identity.sessions import Begun, NoSession, find_session, sessions_of
from workflow.identity.signing_in import (
    MustWait,
    Rejected,
    attempts,
    change_own_password,
    sign_in_as_subject,
)
from workflow.identity.tables import metadata, wf_account, wf_throttle
from workflow.identity.throttling import PER_ACCOUNT, PER_SOURCE, forget_failures, source_of

NEW = "four brown otters"


def test_the_right_password_begins_a_session_in_the_first_role(house: House) -> None:
    house.add("n.lee", "admin", "consultant", "navigator")
    found = house.begun(" N.LEE")
    assert (found.session.caller.name, found.session.caller.role) == ("n.lee", "navigator")
    with house.work() as connection:
        assert account(connection, "n.lee").last_sign_in_at == house.now


def test_whatever_is_wrong_the_answer_is_the_same(house: House) -> None:
    house.add("n.lee")
    house.add("gone")
    house.add("ris", "interface", password=None)
    house.add("sso.only", password=None)
    with house.work() as connection:
        disable(connection, "gone", by=BOSS, at=house.now)
    tries = [("n.lee", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("ris", ""), ("sso.only", "")]
    assert {house.sign_in(name, password) for name, password in tries} == {Rejected()}
    with house.work() as connection:
        told = {(one.account, one.outcome) for one in attempts(connection)}
    assert told == {
        ("n.lee", "wrong_password"),
        ("", "unknown_name"),
        ("gone", "disabled"),
        ("ris", "interface"),
        ("sso.only", "no_password"),
    }


def test_neither_a_password_nor_an_unknown_name_is_kept_anywhere(house: House) -> None:
    house.add()
    house.sign_in("hunter2-in-the-name-field", "canary password typed")
    house.sign_in("n.lee", "canary password typed")
    with house.work() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    assert [row for row in rows if "hunter2" in row or "canary" in row or PASSWORD in row] == []


def test_an_unknown_name_takes_as_long_as_a_known_one(house: House) -> None:
    house.add()

    def seconds(name: str) -> float:
        before = perf_counter()
        house.sign_in(name, "wrong password of twelve")
        return perf_counter() - before

    house.sign_in("nobody.at.all", "")  # the password that nobody knows is made once
    known, unknown = ([seconds(name) for _ in range(4)] for name in ("n.lee", "nobody"))
    # Without a password looked at, the answer would come some twenty times sooner.
    assert median(unknown) > 0.4 * median(known)


@pytest.mark.parametrize("name", ["n.lee", "nobody"])
def test_after_five_failures_each_further_one_doubles_the_wait(house: House, name: str) -> None:
    house.add()
    for _ in range(4):
        assert house.sign_in(name, "wrong") == Rejected()
    waits = []
    for _ in range(8):
        assert house.sign_in(name, "wrong") == Rejected()
        found = house.sign_in(name, PASSWORD)
        assert isinstance(found, MustWait)
        waits.append((found.until - house.now).total_seconds())
        house.now = found.until
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_waiting_tells_a_known_name_from_an_unknown_one_no_more_than_anything_else(house: House) -> None:
    house.add()
    known, unknown = ([house.sign_in(name, "wrong") for _ in range(7)] for name in ("n.lee", "nobody"))
    assert known == unknown


def test_after_the_wait_the_right_password_is_right_again_and_all_is_forgotten(house: House) -> None:
    house.add()
    for _ in range(5):
        house.sign_in(password="wrong")
    assert isinstance(house.sign_in(), MustWait)
    house.later(seconds=30)
    house.begun()
    assert [house.sign_in(password="wrong") for _ in range(4)] == [Rejected()] * 4
    house.begun()


def test_failures_of_yesterday_do_not_count(house: House) -> None:
    house.add()
    for _ in range(4):
        house.sign_in(password="wrong")
    house.later(hours=13)
    house.sign_in(password="wrong")
    house.begun()


def test_one_source_that_tries_many_names_has_to_wait_and_others_need_not(house: House) -> None:
    house.add()
    for number in range(PER_SOURCE.free):
        house.sign_in(f"guess{number}", "wrong", source="203.0.113.9")
    assert isinstance(house.sign_in(source="203.0.113.9"), MustWait)
    assert isinstance(house.sign_in(source="192.0.2.7"), Begun)


def test_signing_in_rightly_does_not_forgive_the_source(house: House) -> None:
    house.add()
    for number in range(PER_SOURCE.free - 1):
        house.sign_in(f"guess{number}", "wrong", source="203.0.113.9")
    assert isinstance(house.sign_in(source="203.0.113.9"), Begun)
    house.sign_in("one.more", "wrong", source="203.0.113.9")
    assert isinstance(house.sign_in(source="203.0.113.9"), MustWait)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("a\nb" * 50, "abab" * 10 + "ab"),
    ],
)
def test_a_source_is_an_address_or_a_network(address: str, kept: str) -> None:
    found = source_of(address)
    assert found.isprintable()
    assert found == kept or (len(address) > 64 and len(found) <= 64)


def test_the_wait_never_exceeds_a_quarter_of_an_hour() -> None:
    assert PER_ACCOUNT.wait(4) == timedelta(0)
    assert PER_ACCOUNT.wait(10_000) == timedelta(minutes=15)


def test_many_attempts_at_once_are_looked_at_no_oftener_than_in_a_row(house: House) -> None:
    house.add()
    found: Counter[str] = Counter()

    def attempt(number: int) -> None:
        found[type(house.sign_in(password=f"guess {number}")).__name__] += 1

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"Rejected": PER_ACCOUNT.free, "MustWait": 12 - PER_ACCOUNT.free}


def test_a_hash_of_old_parameters_is_renewed_at_sign_in(house: House) -> None:
    house.add()
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with house.work() as connection:
        connection.execute(update(wf_account).values(password=old))
    house.begun()
    with house.work() as connection:
        kept = connection.scalar(select(wf_account.c.password))
    assert kept != old
    assert not is_outdated(str(kept))
    house.begun()


def test_nothing_is_kept_unless_the_caller_commits(house: House) -> None:
    house.add()
    from workflow.identity.signing_in import sign_in

    with house.engine.connect() as connection:
        sign_in(connection, "n.lee", "wrong", source="192.0.2.7", at=house.now)
        connection.rollback()
    with house.work() as connection:
        assert attempts(connection) == ()


def test_a_person_whom_a_provider_vouched_for_comes_in(house: House) -> None:
    house.add()
    subject = ("https://idp.example", "42")
    with house.work() as connection:
        assert sign_in_as_subject(connection, subject, source="192.0.2.7", at=house.now) == Rejected()
        link_subject(connection, "n.lee", subject, by=BOSS, at=house.now)
        found = sign_in_as_subject(connection, subject, source="192.0.2.7", at=house.now)
        assert isinstance(found, Begun)
        disable(connection, "n.lee", by=BOSS, at=house.now)
        assert sign_in_as_subject(connection, subject, source="192.0.2.7", at=house.now) == Rejected()
        told = Counter(one.outcome for one in attempts(connection))
    assert told == {"unknown_subject": 1, "signed_in": 1, "disabled": 1}


def test_a_person_chooses_another_password_and_goes_on_under_a_new_token(house: House) -> None:
    house.add("n.lee", must_change=True)
    here, elsewhere = house.begun(), house.begun()
    assert here.session.caller.must_change
    with house.work() as connection:
        found = change_own_password(connection, here.session, current=PASSWORD, new=NEW, at=house.now)
        assert isinstance(found, Begun)
        assert not found.session.caller.must_change
        assert find_session(connection, here.token, at=house.now) == NoSession("unknown")
        assert find_session(connection, elsewhere.token, at=house.now) == NoSession("ended")
        assert [one.session_id for one in sessions_of(connection, "n.lee", at=house.now)] == [here.session.session_id]
    assert house.sign_in() == Rejected()
    assert isinstance(house.sign_in(password=NEW), Begun)


def test_the_present_password_has_to_be_known_and_is_guessed_no_oftener_than_at_sign_in(house: House) -> None:
    house.add()
    session = house.begun().session
    with house.work() as connection:
        tries = [
            change_own_password(connection, session, current="wrong", new=NEW, at=house.now)
            for _ in range(PER_ACCOUNT.free)
        ]
        last = change_own_password(connection, session, current=PASSWORD, new=NEW, at=house.now)
    assert tries == [Rejected()] * PER_ACCOUNT.free
    assert isinstance(last, MustWait)


@pytest.mark.parametrize("new", [PASSWORD, "short", "password1234"])
def test_a_new_password_is_another_and_no_weak_one(house: House, new: str) -> None:
    house.add()
    session = house.begun().session
    with house.work() as connection, pytest.raises(BadInput):
        change_own_password(connection, session, current=PASSWORD, new=new, at=house.now)
    house.begun()


def test_old_counts_are_swept_and_fresh_ones_stay(house: House) -> None:
    house.add()
    house.sign_in("nobody", "wrong")
    house.later(days=2)
    house.sign_in(password="wrong")
    with house.work() as connection:
        forget_failures(connection, before=house.now - timedelta(days=1))
        left = sorted(row.key for row in connection.execute(select(wf_throttle)))
    assert left == ["account:n.lee", "source:192.0.2.7"]


def test_the_attempts_of_one_account_are_told_the_latest_first(house: House) -> None:
    house.add()
    house.sign_in(password="wrong")
    house.later(minutes=1)
    house.begun()
    house.sign_in("nobody", "wrong")
    with house.work() as connection:
        told = attempts(connection, account="n.lee")
        recent = attempts(connection, since=house.now)
    assert [one.outcome for one in told] == ["signed_in", "wrong_password"]
    assert {one.source for one in told} == {"192.0.2.7"}
    assert len(recent) == 2


def test_the_count_holds_for_another_process(house: House) -> None:
    """Another process has another engine and shares nothing but the database."""
    from workflow.history import open_engine

    house.add()
    for _ in range(PER_ACCOUNT.free):
        house.sign_in(password="wrong")
    url = house.engine.url.render_as_string(hide_password=False)
    other = House(open_engine(url), house.now)
    assert isinstance(other.sign_in(), MustWait), os.getpid()
    other.engine.dispose()
