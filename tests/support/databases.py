"""Fresh databases, empty or copied from a prepared one; it knows how to make them, not what is in them."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

Fill = Callable[[str], None]
"""Writes into the empty database at the given URL; what it leaves is what every copy starts with."""


class PostgresDatabases:
    """Databases on one PostgreSQL server, about 10 ms each; all are dropped at the end."""

    def __init__(self, url: str) -> None:
        self._url: URL = make_url(url)
        self._numbers = itertools.count()
        self._prepared: dict[Fill, str] = {}
        self._admin = psycopg.connect(libpq_url(url), autocommit=True)

    def fresh(self, fill: Fill | None = None) -> str:
        """Return the URL of a new database: empty, or as `fill` left its own, which is filled once a session."""
        return self._create("template0" if fill is None else self._template(fill))

    def drop(self, url: str) -> None:
        """Drop a database made here, closing sessions that a test left open."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", str(make_url(url).database))

    def close(self) -> None:
        """Drop the prepared databases and leave the server."""
        for name in self._prepared.values():
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._admin.close()

    def _template(self, fill: Fill) -> str:
        if fill not in self._prepared:
            url = self._create("template0")
            fill(url)
            self._prepared[fill] = str(make_url(url).database)
        return self._prepared[fill]

    def _create(self, template: str) -> str:
        name = f"casepath_test_{os.getpid()}_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class SqliteDatabases:
    """SQLite files in one folder; a filled one is copied as a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._prepared: dict[Fill, Path] = {}

    def fresh(self, folder: Path, fill: Fill | None = None) -> str:
        """Return the URL of a new file in `folder`: not yet there, or as `fill` left its own."""
        path = folder / "cases.db"
        if fill is not None:
            shutil.copyfile(self._template(fill), path)
        return f"sqlite:///{path}"

    def _template(self, fill: Fill) -> Path:
        if fill not in self._prepared:
            path = self._folder / f"prepared-{next(self._numbers)}.db"
            fill(f"sqlite:///{path}")
            leftover = path.with_name(f"{path.name}-wal")
            assert not leftover.exists() or not leftover.stat().st_size, "a prepared file still has a write-ahead log"
            self._prepared[fill] = path
        return self._prepared[fill]


def libpq_url(url: str) -> str:
    """Return a SQLAlchemy URL as PostgreSQL's own programs and psycopg write it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
