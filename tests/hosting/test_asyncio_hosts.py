"""A host that works with asyncio has the same case book: same bytes, same answers, same errors, its own transaction."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import AsyncAdaptedQueuePool, NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from tests.hosting.asyncio_hosts import AsyncHost
from tests.support.databases import SqliteDatabases
from tests.support.lending import BORROWER, LIBRARIAN, PATHWAY, SCANNER, library_on, migrate
from tests.support.watching import ended_or_set, watched_async
from workflow import AsyncCaseBook, CaseBook, async_unit_of_work, unit_of_work
from workflow.case.errors import BadInput, Conflict, NotFound, Refused, WorkflowError
from workflow.history import KeyReused, Opened, Report, Reported

SHELVE = text("INSERT INTO shelf VALUES ('QA76')")


def public(kind: type) -> dict[str, Any]:
    return {name: each for name, each in vars(kind).items() if callable(each) and not name.startswith("_")}


def test_both_case_books_have_the_same_methods() -> None:
    assert list(public(AsyncCaseBook)) == list(public(CaseBook))
    assert all(inspect.iscoroutinefunction(each) for each in public(AsyncCaseBook).values())


@pytest.mark.parametrize("name", public(CaseBook))
def test_a_method_is_called_alike_on_both_case_books(name: str) -> None:
    assert inspect.signature(public(AsyncCaseBook)[name]) == inspect.signature(public(CaseBook)[name])


def test_both_case_books_and_units_of_work_are_made_of_the_same() -> None:
    for one, other in ((AsyncCaseBook.__init__, CaseBook.__init__), (async_unit_of_work, unit_of_work)):
        mine, theirs = (list(inspect.signature(each).parameters.values())[1:] for each in (one, other))
        named = [[(each.name, each.kind, each.default) for each in side] for side in (mine, theirs)]
        assert named[0] == named[1]


@pytest.mark.parametrize("kind", [AsyncSession, AsyncConnection])
def test_what_is_stored_is_the_same_to_the_byte(
    host: AsyncHost, kind: type, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    async def work(engine: AsyncEngine) -> None:
        if kind is AsyncSession:
            async with AsyncSession(engine) as session, session.begin():
                await host.lent(host.book(session))
        else:
            async with engine.begin() as connection:
                await host.lent(host.book(connection))

    host.run(work)
    (tmp_path / "beside").mkdir()
    with library_on(sqlite_databases.fresh(tmp_path / "beside", migrate)) as beside:
        beside.lent()
        assert host.library.dump() == beside.dump()


ASKED: dict[str, Callable[[Any, str], Any]] = {
    "preview": lambda book, case: book.preview(case, "take_back", by=LIBRARIAN),
    "options": lambda book, case: book.options(case, by=LIBRARIAN),
    "clocks": lambda book, case: book.clocks(case),
    "case": lambda book, case: book.case(case),
    "history": lambda book, case: book.history(case),
    "protected": lambda book, case: book.protected(case),
    "identity": lambda book, case: book.identity(case),
    "find": lambda book, _: book.find("nhs-number", "9990000018"),
    "worklist": lambda book, _: book.worklist(pathway=PATHWAY, limit=5),
    "newest": lambda book, _: book.newest(PATHWAY),
    "definitions": lambda book, _: book.definitions(),
    "in_flight": lambda book, _: book.in_flight(PATHWAY),
    "lock": lambda book, case: book.lock(case),
    "report": lambda book, case: book.report(case, "lend", {"review_on": "2026-03-20"}, by=LIBRARIAN, key="F9"),
    "report_many": lambda book, case: book.report_many([Report(case, "take_back", {}, LIBRARIAN, None, "T1")]),
    "erase": lambda book, case: book.erase(case, by=LIBRARIAN, reason="borrower_request"),
}


@pytest.mark.parametrize("method", ASKED)
def test_both_case_books_answer_alike(host: AsyncHost, method: str) -> None:
    case_id, now = host.library.lent(), host.library.now

    async def work(engine: AsyncEngine) -> str:
        async with AsyncSession(engine) as session:
            try:
                return repr(await ASKED[method](host.book(session), case_id))
            except WorkflowError as error:
                return repr(error)

    answer = host.run(work)
    host.library.now = now
    with Session(host.library.engine) as session:
        try:
            expected = repr(ASKED[method](host.library.book(session), case_id))
        except WorkflowError as error:
            expected = repr(error)
    assert answer == expected


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_the_hosts_rows_and_the_entries_come_together_or_not_at_all(host: AsyncHost, ending: str) -> None:
    host.make_shelf()

    async def work(engine: AsyncEngine) -> None:
        async with AsyncSession(engine) as session:
            await session.execute(SHELVE)
            await host.request(host.book(session))
            await getattr(session, ending)()

    host.run(work)
    assert host.stands() == ((1, 1) if ending == "commit" else (0, 0))


def test_a_savepoint_that_is_rolled_back_takes_the_entries_with_it(host: AsyncHost) -> None:
    host.make_shelf()

    async def work(engine: AsyncEngine) -> None:
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(SHELVE)
            book = host.book(session)
            async with session.begin_nested() as savepoint:
                await host.lent(book)
                await savepoint.rollback()
            await host.request(book)

    host.run(work)
    assert host.stands() == (1, 1)


def test_nothing_is_begun_ended_or_set_by_a_case_book(host: AsyncHost) -> None:
    async def work(engine: AsyncEngine) -> list[str]:
        async with engine.connect() as connection, watched_async(connection) as seen:
            book = host.book(connection)
            case_id = await host.lent(book)
            with pytest.raises(Refused):
                await book.report(case_id, "call_off", by=LIBRARIAN)
            await book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
            await book.worklist()
            await asyncio.sleep(0)  # asyncpg tells of a statement a moment later
            found = list(seen)
            await connection.rollback()
            await asyncio.sleep(0)
            assert {"ROLLBACK", "ROLLBACK;"} & set(seen), seen
            return found

    seen = host.run(work)
    assert any("wf_" in each or "WITH" in each for each in seen)
    assert ended_or_set(seen) == []


@pytest.mark.parametrize(
    ("expected", "attempt"),
    [
        (Refused, lambda book, case: book.report(case, "call_off", by=LIBRARIAN)),
        (BadInput, lambda book, case: book.report(case, "borrow", by=LIBRARIAN)),
        (NotFound, lambda book, _: book.report("nobody", "lend", by=LIBRARIAN)),
        (Conflict, lambda book, case: book.report(case, "lend", by=LIBRARIAN, expected_seq=1)),
        (KeyReused, lambda book, case: book.report(case, "lend", by=SCANNER, key="F1")),
    ],
    ids=["refused", "not understood", "not found", "stale", "another use of the key"],
)
def test_after_a_refusal_the_transaction_goes_on(host: AsyncHost, expected: type[Exception], attempt: Any) -> None:
    case_id = host.library.lent()
    host.make_shelf()

    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            book = host.book(connection)
            with pytest.raises(expected):
                await attempt(book, case_id)
            await connection.execute(SHELVE)
            await book.report(case_id, "take_back", by=LIBRARIAN)

    entries = len(host.library.dump()["wf_entry"])
    host.run(work)
    rows, after = host.stands()
    assert rows == 1
    assert after > entries


def test_transactions_that_cannot_stand_beside_each_other_are_a_conflict(host: AsyncHost) -> None:
    case_id = host.library.lent()

    async def work(engine: AsyncEngine) -> None:
        async with engine.connect() as one, engine.connect() as other:
            await one.execute(text("SELECT count(*) FROM wf_case"))
            await other.execute(text("SELECT count(*) FROM wf_case"))
            await host.book(one).report(case_id, "take_back", by=LIBRARIAN)
            if engine.dialect.name == "postgresql":
                await one.commit()
            with pytest.raises(Conflict) as caught:
                await host.book(other).report(case_id, "take_back", by=LIBRARIAN)
            assert caught.value.retry_transaction
            await other.rollback()

    on_sqlite = host.library.engine.dialect.name == "sqlite"
    options: dict[str, Any] = {"connect_args": {"timeout": 0.1}} if on_sqlite else {"isolation_level": "SERIALIZABLE"}
    host.run(work, **options)


def test_tasks_that_report_on_one_case_take_turns(host: AsyncHost) -> None:
    case_id = host.library.lent()
    before = len(host.library.dump()["wf_entry"])

    async def note(engine: AsyncEngine, number: int) -> None:
        async with AsyncSession(engine) as session, session.begin():
            fields = {"about": "book", "text": f"note {number}"}
            await host.book(session).report(case_id, "note", fields, by=LIBRARIAN, key=f"N{number}")

    async def work(engine: AsyncEngine) -> None:
        await asyncio.gather(*(note(engine, number) for number in range(8)))

    host.run(work)
    assert len(host.library.dump()["wf_entry"]) == before + 8


def test_referrals_of_one_person_that_meet_are_one_case(host: AsyncHost) -> None:
    async def refer(engine: AsyncEngine, number: int) -> Opened:
        while True:
            try:
                async with async_unit_of_work(engine, host.library.pathways, **host.library.settings) as book:
                    return await host.request(book, f"R{number}")
            except Conflict as error:
                if not error.retry_transaction:
                    raise

    async def work(engine: AsyncEngine) -> list[Opened]:
        return await asyncio.gather(*(refer(engine, number) for number in range(5)))

    opened = host.run(work)
    assert sorted(each.attached for each in opened) == [False, True, True, True, True]
    assert len(host.library.dump()["wf_case"]) == 1


@pytest.mark.parametrize("host", ["psycopg", "asyncpg"], indirect=True)
def test_a_connection_that_is_lost_is_told_as_lost_and_the_next_one_works(host: AsyncHost) -> None:
    case_id = host.library.lent()

    async def work(engine: AsyncEngine) -> Reported:
        async with AsyncSession(engine) as session:
            book = host.book(session)
            process = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with engine.connect() as other:
                await other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": process})
            with pytest.raises(DBAPIError) as caught:
                await book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
            assert caught.value.connection_invalidated
            await session.rollback()
            answer = await book.report(case_id, "take_back", by=LIBRARIAN, key="T1")
            await session.commit()
            return answer

    answer = host.run(work)
    assert not answer.repeated
    assert answer.case.state == "settled"


def test_a_unit_of_work_commits_at_its_end_and_not_after_an_error(host: AsyncHost) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with async_unit_of_work(engine, host.library.pathways, **host.library.settings) as book:
            await host.request(book)
        with suppress(Refused):
            async with async_unit_of_work(engine, host.library.pathways, **host.library.settings) as book:
                await book.report("0001-id", "call_off", by=LIBRARIAN)
                await book.report("0001-id", "call_off", by=LIBRARIAN)

    host.run(work)
    assert [row[1] for row in host.library.dump()["wf_entry"]] == [1]


def test_a_cancelled_task_leaves_nothing(host: AsyncHost) -> None:
    async def begin(engine: AsyncEngine) -> None:
        async with async_unit_of_work(engine, host.library.pathways, **host.library.settings) as book:
            await host.request(book)
            await asyncio.sleep(60)

    async def work(engine: AsyncEngine) -> None:
        task = asyncio.create_task(begin(engine))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    host.run(work)
    assert host.library.dump()["wf_case"] == []


def test_a_session_that_is_not_asynchronous_is_refused() -> None:
    with pytest.raises(BadInput, match="there is CaseBook"):
        AsyncCaseBook(Session(), None, deployment="library.example")  # type: ignore[arg-type]


def test_an_asynchronous_session_is_shown_the_case_book_for_it() -> None:
    with pytest.raises(BadInput, match="Use AsyncCaseBook"):
        CaseBook(AsyncSession(), None, deployment="library.example")  # type: ignore[arg-type]


def test_the_name_alone_loads_no_driver_and_no_orm() -> None:
    program = "import sys; from workflow import AsyncCaseBook, async_unit_of_work; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert not {"greenlet", "asyncpg", "aiosqlite", "psycopg", "sqlalchemy.orm", "sqlalchemy.ext.asyncio"} & set(
        done.stdout.split()
    )


POOLERS = {
    "psycopg": {"prepare_threshold": None},
    "asyncpg": {"statement_cache_size": 0, "prepared_statement_cache_size": 0},
}


@pytest.mark.parametrize("host", POOLERS, indirect=True)
def test_behind_a_pooler_nothing_is_prepared_for_later(host: AsyncHost) -> None:
    """The settings that SQLAlchemy and the drivers ask for there do for casepath too."""

    async def work(engine: AsyncEngine) -> int:
        async with engine.begin() as connection:
            await host.lent(host.book(connection))
        async with engine.connect() as connection:
            asked = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%wf\\_%'")
            return int((await connection.execute(asked)).scalar_one())

    assert host.run(work, connect_args=POOLERS[host.url.get_driver_name()], poolclass=NullPool) == 0


@pytest.mark.parametrize("pool", [NullPool, AsyncAdaptedQueuePool])
def test_a_case_book_takes_no_connection_but_the_one_it_is_given(host: AsyncHost, pool: type) -> None:
    options: dict[str, Any] = {"poolclass": pool}
    if pool is AsyncAdaptedQueuePool:
        options |= {"pool_size": 1, "max_overflow": 0, "pool_timeout": 5}

    async def work(engine: AsyncEngine) -> None:
        async with AsyncSession(engine) as session, session.begin():
            await host.lent(host.book(session))

    host.run(work, **options)
    assert len(host.library.dump()["wf_case"]) == 1


def test_a_connection_that_commits_each_statement_is_refused(host: AsyncHost) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            with pytest.raises(BadInput, match="AUTOCOMMIT"):
                await host.request(host.book(connection))

    host.run(work, isolation_level="AUTOCOMMIT")
    assert host.library.dump()["wf_case"] == []


def test_the_identity_is_whom_the_referral_told_of(host: AsyncHost) -> None:
    async def work(engine: AsyncEngine) -> None:
        async with AsyncSession(engine) as session, session.begin():
            book = host.book(session)
            opened = await host.request(book)
            assert await book.identity(opened.case.id) == BORROWER

    host.run(work)
