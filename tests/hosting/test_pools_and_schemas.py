"""Whatever pool a host's connections come from and whatever schema its tables stand in, ours are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, QueuePool, create_engine, text
from sqlalchemy.orm import Session

from tests.hosting.hosts import hosts, lend, loans
from tests.house.source import ROOT
from tests.support.lending import LIBRARIAN, Library
from tests.support.together import together
from workflow.case.errors import BadInput

ONE = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 5}
POOLS: dict[str, dict[str, Any]] = {"one connection": ONE, "no pool": {"poolclass": NullPool}}


@contextmanager
def hosts_engine(library: Library, **options: Any) -> Iterator[Engine]:
    engine = create_engine(library.engine.url, **options)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.mark.parametrize("pool", POOLS)
def test_a_case_book_takes_no_connection_but_the_one_it_is_given(library: Library, pool: str) -> None:
    with hosts_engine(library, **POOLS[pool]) as engine:
        hosts.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            lend(session)
            book = library.book(session)
            case_id = library.request(book).case.id
            book.report(case_id, "note", {"about": "book", "text": "x"}, by=LIBRARIAN)
            book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
        with Session(engine) as session:
            assert library.book(session).history(case_id)


@pytest.mark.parametrize("pool", POOLS)
def test_several_at_once_take_turns_for_the_pool(library: Library, pool: str) -> None:
    case_id = library.lent()
    before = len(library.dump()["wf_entry"])
    with hosts_engine(library, **POOLS[pool]) as engine:

        def note(number: int) -> None:
            with Session(engine) as session, session.begin():
                fields = {"about": "book", "text": f"note {number}"}
                library.book(session).report(case_id, "note", fields, by=LIBRARIAN, key=f"N{number}")

        assert together(*(lambda number=number: note(number) for number in range(4))) == [None] * 4
    assert len(library.dump()["wf_entry"]) == before + 4


@pytest.mark.parametrize("pool", POOLS)
def test_a_connection_goes_back_to_its_pool_as_it_came(library: Library, pool: str) -> None:
    case_id = library.lent()
    with hosts_engine(library, **POOLS[pool]) as engine:
        with engine.connect() as connection, pytest.raises(BadInput):
            library.book(connection).report(case_id, "borrow", by=LIBRARIAN)
        with engine.connect() as connection:
            assert not connection.in_transaction()
            assert "schema_translate_map" not in connection.get_execution_options()


def test_behind_a_pooler_no_statement_is_prepared(on_postgres: Library) -> None:
    with hosts_engine(on_postgres, connect_args={"prepare_threshold": None}) as engine:
        with engine.begin() as connection:
            case_id = on_postgres.request(on_postgres.book(connection)).case.id
        with engine.begin() as connection:
            for number in range(12):
                fields = {"about": "book", "text": f"note {number}"}
                on_postgres.book(connection).report(case_id, "note", fields, by=LIBRARIAN)
            prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    assert prepared == 0


def test_each_transaction_may_find_another_server_process(on_postgres: Library) -> None:
    """As behind PgBouncer in transaction mode: nothing of a transaction is expected in the next one."""
    case_id = on_postgres.lent()
    with hosts_engine(on_postgres, poolclass=NullPool, connect_args={"prepare_threshold": None}) as engine:
        processes = set()
        with Session(engine) as session:
            book = on_postgres.book(session)
            for number in range(3):
                book.report(
                    case_id, "note", {"about": "book", "text": f"note {number}"}, by=LIBRARIAN, key=f"N{number}"
                )
                processes.add(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
                session.commit()
    assert len(processes) == 3


def test_the_hosts_map_of_schemas_does_not_lead_our_tables_astray(on_postgres: Library) -> None:
    """The map is for the host's tables; ours are found by the search path."""
    with on_postgres.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA ward_one"))
    with hosts_engine(on_postgres, execution_options={"schema_translate_map": {None: "ward_one"}}) as engine:
        hosts.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            lend(session)
            book = on_postgres.book(session)
            case_id = on_postgres.request(book).case.id
            book.report(case_id, "show_card", {"shown": "yes", "number": "CARD-4711"}, by=LIBRARIAN)
            assert book.worklist()
            assert book.history(case_id)
            assert book.protected(case_id)
            assert book.find("nhs-number", "9990000018") == (case_id,)
            book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
            lend(session, "QA77")
    with on_postgres.engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM ward_one.{loans.name}")).scalar_one() == 2
    assert len(on_postgres.dump()["wf_case"]) == 1


def test_our_tables_may_stand_in_a_schema_of_their_own(on_postgres: Library) -> None:
    """The search path names it; the host's tables stay where they are."""
    with on_postgres.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA casepath"))
        names = [
            str(row[0])
            for row in connection.execute(text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'wf\\_%'"))
        ]
        for name in names:
            connection.execute(text(f"ALTER TABLE {name} SET SCHEMA casepath"))
    on_postgres.engine.dispose()
    with hosts_engine(on_postgres, connect_args={"options": "-csearch_path=public,casepath"}) as engine:
        hosts.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            lend(session)
            case_id = on_postgres.request(on_postgres.book(session)).case.id
        with engine.connect() as connection:
            assert on_postgres.book(connection).case(case_id).seq == 1
            assert connection.execute(text("SELECT count(*) FROM casepath.wf_entry")).scalar_one() == 1
            assert connection.execute(text(f"SELECT count(*) FROM public.{loans.name}")).scalar_one() == 1


def test_every_statement_of_a_history_is_run_where_no_map_leads_it_astray() -> None:
    """`migrating` runs in a transaction of its own, and `databases` asks about the server and sets up a new file."""
    folder = ROOT / "workflow" / "history"
    calls = {
        path.name
        for path in folder.glob("*.py")
        if re.search(r"connection\.(execute|scalars?)\(", path.read_text(encoding="utf-8"))
    }
    assert calls <= {"driver.py", "databases.py", "migrating.py"}
