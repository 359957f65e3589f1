"""`casepath account`: who may come in, in which roles and teams, with which password; `account_access` has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.interfaces.cli import account_access
from workflow.interfaces.cli.account_view import account_value, accounts_sheet
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.options import ASKER, DATABASE
from workflow.interfaces.cli.secretly import ask_password
from workflow.interfaces.cli.sheet import Paragraph

if TYPE_CHECKING:
    from workflow.identity.accounts import Account

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name, such as n.lee.", show_default=False)]
Roles = Annotated[list[str], typer.Argument(metavar="ROLE…", help="The roles it may act in.", show_default=False)]
DisplayName = Annotated[
    str | None, typer.Option("--display-name", metavar="TEXT", help="The name as colleagues know it; default NAME.")
]
InTeams = Annotated[list[str] | None, typer.Option("--team", metavar="TEAM", help="A team it belongs to; repeatable.")]
Generate = Annotated[
    bool, typer.Option("--generate", help="Make a password and print it once, instead of asking for one.")
]
NoPassword = Annotated[bool, typer.Option("--no-password", help="It comes in through an identity provider alone.")]
Keep = Annotated[bool, typer.Option("--keep", help="The password need not be changed at the next sign-in.")]


def add_commands(app: typer.Typer) -> None:
    """Add `account` with its commands."""
    group = typer.Typer(
        help="Accounts: people, roles, teams, sessions, tokens.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("add", short_help="Make an account.")(add)
    group.command("list", short_help="List every account.")(list_accounts)
    group.command("disable", short_help="Let an account in no more.")(disable)
    group.command("enable", short_help="Let an account in again.")(enable)
    group.command("password", short_help="Give an account a new password.")(password)
    account_access.add_to(group)
    app.add_typer(group, name="account")


@at_desk(DATABASE, ASKER)
def add(
    desk: Desk,
    *,
    name: Name,
    roles: Roles,
    display_name: DisplayName = None,
    in_teams: InTeams = None,
    generate: Generate = False,
    no_password: NoPassword = False,
    keep: Keep = False,
) -> None:
    """Make an account; the password is asked for, or read from the first line of a pipe, and never a word of a command.

    Roles: navigator, consultant, radiologist, pathologist, scheduler, mdt_coordinator, data_steward, auditor, admin,
    and interface, which is for systems: it gets no password, and `casepath account token` gives it a token.
    """
    from workflow.identity.accounts import NewAccount, add_account
    from workflow.identity.passwords import generated

    by, database, wants_none = desk.actor(), desk.database(), no_password or "interface" in roles
    told = None if wants_none else generated() if generate else ask_password(name)
    called, teams = display_name or name, tuple(in_teams or ())
    new = NewAccount(name, called, tuple(roles), teams, told, must_change=not keep)
    with database.changing_people() as connection:
        made = add_account(connection, new, by=by, at=desk.toolbox.now())
    _answer(desk, made, f"The account {made.name} is made.", secret=told if generate else None)


@at_desk(DATABASE)
def list_accounts(desk: Desk) -> None:
    """List every account with its roles and teams, and whether it is active."""
    from workflow.identity.accounts import accounts
    from workflow.identity.deserted import deserted_teams

    with desk.database().reading_people() as connection:
        found = accounts(connection)
        deserted = deserted_teams(connection) if found else ()
    says = "has an open case, and nobody who is active sees it; put somebody into that team, or assign the case anew."
    warnings = [Paragraph(f"The team {team} {says}", "warn") for team in deserted]
    desk.screen.answer([account_value(one) for one in found], [*accounts_sheet(found), *warnings])


@at_desk(DATABASE, ASKER)
def disable(desk: Desk, *, name: Name) -> None:
    """Let an account in no more and end its sessions; nobody is deleted, for histories name them."""
    from workflow.identity.account_changes import disable as disabled

    by, database = desk.actor(), desk.database()
    with database.changing_people() as connection:
        found = disabled(connection, name, by=by, at=desk.toolbox.now())
    _answer(desk, found, f"The account {found.name} is disabled, and its sessions are ended.")


@at_desk(DATABASE, ASKER)
def enable(desk: Desk, *, name: Name) -> None:
    """Let an account in again."""
    from workflow.identity.account_changes import enable as enabled

    by, database = desk.actor(), desk.database()
    with database.changing_people() as connection:
        found = enabled(connection, name, by=by, at=desk.toolbox.now())
    _answer(desk, found, f"The account {found.name} is active.")


@at_desk(DATABASE, ASKER)
def password(desk: Desk, *, name: Name, generate: Generate = False, keep: Keep = False) -> None:
    """Give an account a new password, which is asked for, and end its sessions."""
    from workflow.identity.account_changes import set_password
    from workflow.identity.accounts import account
    from workflow.identity.passwords import generated

    by, database = desk.actor(), desk.database()
    with database.reading_people() as connection:
        known = account(connection, name).name
    told = generated() if generate else ask_password(known)
    with database.changing_people() as connection:
        found = set_password(connection, known, told, by=by, at=desk.toolbox.now(), must_change=not keep)
    _answer(desk, found, f"The account {known} has a new password.", secret=told if generate else None)


def _answer(desk: Desk, found: Account, says: str, *, secret: str | None = None) -> None:
    value, sheet = account_value(found), [Paragraph(says, "good")]
    if secret is not None:
        value["password"] = secret
        sheet.append(Paragraph(f"Its password, shown this once: {secret}", "strong"))
    desk.screen.answer(value, [*sheet, *accounts_sheet([found])])
