"""Which database, which keys and who is asking: read from options and the environment, with their defaults.

It only understands words; it opens no database, reads no key and checks no account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.case.actor import Actor
from workflow.case.errors import BadInput, Problem

DATABASE_VARIABLE = "CASEPATH_DATABASE_URL"
KEYS_VARIABLE = "CASEPATH_KEYS"
ACTOR_VARIABLE = "CASEPATH_ACTOR"
DEPLOYMENT_VARIABLE = "CASEPATH_DEPLOYMENT"

DEFAULT_DATABASE = "casepath.db"
DEFAULT_DEPLOYMENT = "local"
"""The name a database's first entry gets when nobody named one; every later entry keeps to it."""

_SQLITE = "sqlite:///"
_POSTGRES = "postgresql+psycopg://"
_PASSWORD = re.compile(r"(//[^:/@]*):[^@]*@")
_SECRET_PARAMETER = re.compile(r"([?&](?:password|sslpassword)=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that says where casepath works and for whom.

    Args:
        database: a SQLAlchemy URL.
        keys: the key file for names, numbers and free text; None when no place for one is known.
        keys_named: whether somebody named the key file, so that it must be there.
        actor: who asks; None when nobody said.
        deployment: the name that binds histories to this installation; None to go by what the database holds.
        database_named: whether somebody named the database, so that it must be usable.
    """

    database: str
    keys: Path | None
    keys_named: bool = False
    actor: Actor | None = None
    deployment: str | None = None
    database_named: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What was named by options; None where an option was not used."""

    db: str | None = None
    keys: Path | None = None
    by: str | None = None
    role: str | None = None
    on_behalf_of: str | None = None


def read_settings(named: Named, environment: Mapping[str, str]) -> Settings:
    """Take options first, then the environment, then the defaults.

    Raises:
        BadInput: when the actor is only half named.
    """
    told_database = named.db or environment.get(DATABASE_VARIABLE)
    database = database_url(told_database or DEFAULT_DATABASE)
    told = named.keys or _path(environment.get(KEYS_VARIABLE))
    return Settings(
        database=database,
        keys=told or default_keys(database),
        keys_named=told is not None,
        actor=_actor(named, environment.get(ACTOR_VARIABLE) or ""),
        deployment=environment.get(DEPLOYMENT_VARIABLE) or None,
        database_named=bool(told_database),
    )


def database_url(told: str) -> str:
    """Understand a URL, or the bare path of an SQLite file; PostgreSQL URLs get the driver casepath uses."""
    scheme, found, rest = told.partition("://")
    if not found:
        return _SQLITE + str(_expanded(told))
    return _POSTGRES + rest if scheme in {"postgres", "postgresql"} else told


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite URL; None for another kind of database or one in memory."""
    if not url.startswith("sqlite"):
        return None
    path = url.partition(":///")[2].partition("?")[0]
    return Path(path) if path and path != ":memory:" else None


def default_keys(url: str) -> Path | None:
    """The key file that belongs to an SQLite file: it lies beside it; None for every other database."""
    file = sqlite_file(url)
    return file.with_name(file.name + ".keys") if file else None


def shown_database(url: str) -> str:
    """A database's name as it may be shown: the path of an SQLite file, or a URL without its password."""
    file = sqlite_file(url)
    return str(file) if file else _SECRET_PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1:***@", url))


def _path(told: str | None) -> Path | None:
    return _expanded(told) if told else None


def _expanded(told: str) -> Path:
    try:
        return Path(told).expanduser()
    except RuntimeError as error:
        problem = Problem("path", "the home of an account that is not here", "the path of a file")
        raise BadInput("It was not understood where the file is.", [problem]) from error


def _actor(named: Named, told: str) -> Actor | None:
    name, colon, role = told.rpartition(":")
    if told and not (name and colon and role) and not (named.by and named.role):
        problem = Problem(ACTOR_VARIABLE, repr(told), "NAME:ROLE, such as n.lee:navigator")
        raise BadInput("It was not understood who asks.", [problem])
    given = {"--by": named.by, "--role": named.role}
    empty = [option for option, said in given.items() if said is not None and not said.strip()]
    if empty:
        raise BadInput("It was not understood who asks.", [Problem(empty[0], "nothing", "a name, such as n.lee")])
    name, role = named.by or name, named.role or role
    if bool(name) != bool(role):
        lacking = "--role ROLE" if name else "--by NAME"
        problem = Problem("who asks", "only half of it", f"{lacking} as well, or {ACTOR_VARIABLE}=NAME:ROLE")
        raise BadInput("Who asks is named by a name and a role.", [problem])
    return Actor(name, role, (named.on_behalf_of or "").strip() or None) if name else None
