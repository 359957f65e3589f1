"""`casepath account roles, team, token, sessions`: what an account may do and by what it comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.cli.account_view import (
    account_value,
    accounts_sheet,
    session_value,
    sessions_sheet,
    token_value,
    tokens_sheet,
)
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE
from workflow.interfaces.cli.sheet import Paragraph

if TYPE_CHECKING:
    from workflow.identity.connecting import Connection
    from workflow.identity.tokens import Issued

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.", show_default=False)]
Roles = Annotated[list[str], typer.Argument(metavar="ROLE…", help="Exactly these from now on.", show_default=False)]
Teams = Annotated[
    list[str] | None,
    typer.Argument(metavar="TEAM…", help="Exactly these from now on; none takes it out of all.", show_default=False),
]
New = Annotated[bool, typer.Option("--new", help="Make those teams that are not known yet.")]
Issue = Annotated[str | None, typer.Option("--issue", metavar="LABEL", help="Issue a new token, and say what for.")]
Scopes = Annotated[list[str] | None, typer.Option("--scope", metavar="SCOPE", help="What the token opens; repeatable.")]
Days = Annotated[int, typer.Option("--days", metavar="N", help="For how many days it is good.")]
Revoke = Annotated[
    str | None, typer.Option("--revoke", metavar="TOKEN", help="Make a token of it worthless, by its id.")
]
End = Annotated[str | None, typer.Option("--end", metavar="SESSION", help="End one session, by its id.")]
EndAll = Annotated[bool, typer.Option("--end-all", help="End every session.")]


def add_to(group: typer.Typer) -> None:
    """Add the commands to those of `account`."""
    group.command("roles", short_help="Give an account exactly these roles.")(roles)
    group.command("team", short_help="Put an account into exactly these teams.")(team)
    group.command("token", short_help="List, issue and revoke the tokens of an interface.")(token)
    group.command("sessions", short_help="List and end the sessions of an account.")(sessions)


@at_desk(DATABASE, ASKER)
def roles(desk: Desk, *, name: Name, told: Roles) -> None:
    """Give an account exactly these roles, and end its sessions."""
    from workflow.identity.account_changes import set_roles

    by, database = desk.actor(), desk.database()
    with database.changing_people() as connection:
        found = set_roles(connection, name, told, by=by, at=desk.toolbox.now())
    says = Paragraph(f"The account {found.name} acts as {', '.join(found.roles)}.", "good")
    desk.screen.answer(account_value(found), [says, *accounts_sheet([found])])


@at_desk(DATABASE, ASKER)
def team(desk: Desk, *, name: Name, told: Teams = None, new: New = False) -> None:
    """Put an account into exactly these teams: it sees their cases.

    An interface that feeds the whole house is put into the team *, written '*' in a shell.
    """
    from workflow.identity.account_changes import set_teams
    from workflow.identity.caller import EVERY_TEAM
    from workflow.identity.teams import add_team

    by, database, at = desk.actor(), desk.database(), desk.toolbox.now()
    with database.changing_people() as connection:
        for code in told or () if new else ():
            if code != EVERY_TEAM:
                add_team(connection, code, by=by, at=at)
        found = set_teams(connection, name, told or (), by=by, at=at)
    where = f"is in {', '.join(found.teams)}" if found.teams else "is in no team"
    says = Paragraph(f"The account {found.name} {where}.", "good")
    desk.screen.answer(account_value(found), [says, *accounts_sheet([found])])


@at_desk(DATABASE, ASKER)
def token(
    desk: Desk,
    *,
    name: Name,
    issue: Issue = None,
    scopes: Scopes = None,
    days: Days = 90,
    revoke: Revoke = None,
) -> None:
    """List the tokens of an interface; with --issue give it a new one, shown this once; with --revoke end one."""
    if issue is not None and revoke is not None:
        problem = Problem("--issue and --revoke", "both", "one of them; two commands exchange a token")
        raise BadInput("It was not understood what to do.", [problem])
    database = desk.database()
    if issue is not None:
        with database.changing_people() as connection:
            issued = _issue(desk, connection, name, label=issue, scopes=scopes or [], days=days)
        _show(desk, issued)
        return
    if revoke is not None:
        with database.changing_people() as connection:
            _revoke(desk, connection, name, revoke)
    from workflow.identity.accounts import account
    from workflow.identity.tokens import tokens_of

    at = desk.toolbox.now()
    with database.reading_people() as connection:
        known = account(connection, name).name
        found = tokens_of(connection, known)
    desk.screen.answer([token_value(one, at) for one in found], tokens_sheet(found, known, at))


@at_desk(DATABASE, ASKER)
def sessions(desk: Desk, *, name: Name, end: End = None, end_all: EndAll = False) -> None:
    """List where an account is signed in; with --end or --end-all end that."""
    from workflow.identity.accounts import account
    from workflow.identity.sessions import sessions_of

    database, at = desk.database(), desk.toolbox.now()
    if end is not None or end_all:
        with database.changing_people() as connection:
            _end(desk, connection, name, None if end_all else end)
    with database.reading_people() as connection:
        known = account(connection, name).name
        found = sessions_of(connection, known, at=at)
    desk.screen.answer([session_value(one) for one in found], sessions_sheet(found, known))


def _issue(desk: Desk, connection: Connection, name: str, *, label: str, scopes: list[str], days: int) -> Issued:
    from workflow.identity.tokens import issue

    at = desk.toolbox.now()
    if not 1 <= days <= 366:
        raise BadInput("No token was issued.", [Problem("--days", str(days), "1 to 366")])
    ends = at + timedelta(days=days)
    return issue(connection, name, label=label, scopes=scopes, expires_at=ends, by=desk.actor(), at=at)


def _show(desk: Desk, issued: Issued) -> None:
    """Tell the secret, once it is certain that it was kept."""
    one, at = issued.token, desk.toolbox.now()
    says = [
        Paragraph(f"The token of {one.account}, shown this once: {issued.secret}", "strong"),
        *tokens_sheet([one], one.account, at),
    ]
    desk.screen.answer(token_value(one, at) | {"secret": issued.secret}, says)


def _revoke(desk: Desk, connection: Connection, name: str, token_id: str) -> None:
    from workflow.identity.accounts import account
    from workflow.identity.tokens import revoke, tokens_of

    own = {one.token_id for one in tokens_of(connection, account(connection, name).name)}
    if token_id not in own:
        problem = Problem("--revoke", "no token of this account", "an id that the list without --revoke names")
        raise BadInput("No token was revoked.", [problem])
    revoke(connection, token_id, by=desk.actor(), at=desk.toolbox.now())


def _end(desk: Desk, connection: Connection, name: str, session_id: str | None) -> None:
    from workflow.identity.account_log import note
    from workflow.identity.accounts import account
    from workflow.identity.sessions import end, end_all

    at, by, known = desk.toolbox.now(), desk.actor(), account(connection, name).name
    if session_id is None:
        ended = end_all(connection, known, because="revoked", at=at)
    else:
        ended = int(end(connection, session_id, account=known, because="revoked", at=at))
        if not ended:
            problem = Problem(
                "--end", "no session of this account that runs", "an id that the list without --end names"
            )
            raise BadInput("No session was ended.", [problem])
    if ended:
        note(connection, known, "sessions_ended", str(ended), by=by, at=at)
