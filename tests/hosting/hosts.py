"""A host with a table of its own, on a MetaData of its own, which knows nothing of casepath."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, func, select
from sqlalchemy.orm import Session, registry

from tests.support.lending import Library
from workflow.history.tables import wf_entry

hosts = registry(metadata=MetaData())
loans = Table(
    "loan_desk",
    hosts.metadata,
    Column("id", Integer, primary_key=True),
    Column("mark", String(40), nullable=False),
)


class Loan:
    """A row of the host."""

    def __init__(self, mark: str | None) -> None:
        self.mark = mark


hosts.map_imperatively(Loan, loans)


@dataclass(frozen=True)
class Counted:
    """How many rows stand, seen by another connection."""

    loans: int
    entries: int


def counted(library: Library, *, on: Engine | None = None) -> Counted:
    """Count the host's rows and the entries.

    Args:
        on: where the host's rows are, when not beside the entries.
    """
    with library.engine.connect() as connection:
        entries = _count(connection, wf_entry)
    with (on or library.engine).connect() as connection:
        return Counted(_count(connection, loans), entries)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def lend(session: Session, mark: str = "QA76") -> None:
    """Add a row of the host and write it."""
    session.add(Loan(mark))
    session.flush()
