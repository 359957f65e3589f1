"""Tokens of interfaces: shown once, kept as digests, good for their scopes and their time alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.identity.conftest import BOSS, NORTH, House
from workflow.case.errors import BadInput, NotFound
from workflow.identity.account_changes import disable
from workflow.identity.account_log import account_events
from workflow.identity.tables import wf_token
from workflow.identity.tokens import Issued, NoToken, Shown, find_token, issue, revoke, tokens_of, use


def issued(house: House, name: str = "ris", **changes: Any) -> Issued:
    told = {"label": "results", "scopes": ["case.report"], "expires_at": house.now + timedelta(days=90), **changes}
    with house.work() as connection:
        return issue(connection, name, by=BOSS, at=house.now, **told)


@pytest.fixture
def ris(house: House) -> House:
    """A house with an interface that feeds its radiology results."""
    house.add("ris", "interface", password=None, teams=(NORTH,))
    return house


def shown(house: House, secret: str) -> Shown | NoToken:
    with house.work() as connection:
        return find_token(connection, secret, at=house.now)


def test_a_token_tells_who_shows_it_and_what_it_opens(ris: House) -> None:
    one = issued(ris)
    found = shown(ris, one.secret)
    assert isinstance(found, Shown)
    caller = found.caller
    assert (caller.name, caller.role, caller.teams, caller.via) == (
        "ris",
        "interface",
        (NORTH,),
        f"token:{one.token.token_id}",
    )
    assert (caller.may("case.report"), caller.may("case.read")) == (True, False)


def test_its_secret_has_256_bits_and_its_digest_alone_is_kept(ris: House) -> None:
    one = issued(ris)
    with ris.work() as connection:
        (row,) = connection.execute(select(wf_token)).all()
    assert len(one.secret.removeprefix("casepath_")) == 43
    assert one.secret.removeprefix("casepath_") not in str(row)
    assert shown(ris, one.secret[:-1]) == NoToken("unknown")
    assert shown(ris, one.secret.removeprefix("casepath_")) == NoToken("unknown")


def test_it_is_good_until_it_ends(ris: House) -> None:
    secret = issued(ris, expires_at=ris.now + timedelta(days=1)).secret
    ris.later(hours=23, minutes=59)
    assert isinstance(shown(ris, secret), Shown)
    ris.later(minutes=1)
    assert shown(ris, secret) == NoToken("expired")


def test_revoked_it_opens_nothing_and_stays_listed(ris: House) -> None:
    one = issued(ris)
    with ris.work() as connection:
        first = revoke(connection, one.token.token_id, by=BOSS, at=ris.now)
        again = revoke(connection, one.token.token_id, by=BOSS, at=ris.later(days=1))
        assert first == again
        assert [each.is_good(ris.now) for each in tokens_of(connection, "ris")] == [False]
        done = [each.what for each in account_events(connection, "ris")]
    assert shown(ris, one.secret) == NoToken("revoked")
    assert done == ["added", "token_issued", "token_revoked"]


def test_a_disabled_interface_shows_its_token_for_nothing(ris: House) -> None:
    secret = issued(ris).secret
    with ris.work() as connection:
        disable(connection, "ris", by=BOSS, at=ris.now)
    assert shown(ris, secret) == NoToken("disabled")


def test_its_use_is_kept_to_the_minute(ris: House) -> None:
    one = issued(ris)
    with ris.work() as connection:
        assert use(connection, one.token, at=ris.later(minutes=5))
        (kept,) = tokens_of(connection)
        assert kept.last_used_at == ris.now
        assert not use(connection, kept, at=ris.later(seconds=59))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scopes": []}, "scopes: found none"),
        ({"scopes": ["accounts.manage"]}, "one that no token has"),
        ({"label": " "}, "what it is for"),
        ({"label": "x" * 81}, "what it is for"),
        ({"days": 0}, "past or too far away"),
        ({"days": 367}, "past or too far away"),
    ],
)
def test_a_token_without_limits_is_not_issued(ris: House, changes: dict[str, Any], says: str) -> None:
    if "days" in changes:
        changes = {"expires_at": ris.now + timedelta(days=changes["days"])}
    with pytest.raises(BadInput, match=says):
        issued(ris, **changes)


def test_people_have_no_tokens(ris: House) -> None:
    ris.add()
    with pytest.raises(BadInput, match="people sign in"):
        issued(ris, "n.lee")


def test_what_is_not_there_is_told(ris: House) -> None:
    with ris.work() as connection, pytest.raises(NotFound, match="no token with that id"):
        revoke(connection, "x", by=BOSS, at=ris.now)
    with pytest.raises(NotFound, match="no account"):
        issued(ris, "pas")
