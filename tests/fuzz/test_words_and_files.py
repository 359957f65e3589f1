"""The command line's words, and the small files beside a history: anything odd is answered in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.anything import ANYTHING, TEXTS
from tests.fuzz.budget import lengths, tried
from tests.interfaces.cli.conftest import CommandLine, casepath, database, prepared
from workflow.case.errors import WorkflowError
from workflow.definition.receipts import receipt_from, receipt_from_text
from workflow.engine.carrying import renaming_from
from workflow.history import Keyring
from workflow.interfaces.settings import Named, read_settings, shown_database, sqlite_file

__all__ = ["casepath", "database", "prepared"]

COMMANDS = (
    "show", "options", "history", "report", "open", "worklist", "find", "import", "audit", "verify", "as-of",
    "pathway", "check", "describe", "diff",
)  # fmt: skip
OPTIONS = (
    "--json", "--key", "--by", "--role", "--occurred-at", "--override", "--patient-ref", "--limit", "--state",
    "--owner", "--known-at", "--sheet",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        [*COMMANDS, *OPTIONS, "part=chain", "=", "a=b=c", "x=", "bicycle-repair", "--", "-", "order_check"]
    ),
    TEXTS.filter(lambda text: len(text) < 200 and "--db" not in text),
)
JSONS = st.one_of(
    TEXTS,
    st.text('{}[]":,0a', max_size=30),
    st.sampled_from(['{"format":1}', '{"format":1,"masters":[],"index":""}', '{"format":1,"masters":[{"name":[]}]}']),
    st.sampled_from(
        ['{"digest":1,"prover":"","obligations":{}}', '{"states":{"a":1}}', '{"drops":"a"}', "NaN", "1e999"]
    ),
    st.builds("[".__mul__, st.just(100_000)),
)


def answered(casepath: CommandLine, case: str, words: list[str]) -> int:
    """Run a command; an error of Python's own would end the test."""
    ran = casepath(*[case if word == "case" else word for word in words])
    assert "Traceback" not in ran.err
    assert ran.status == 0 or (ran.status in (1, 2, 3, 4, 5) and (ran.err or ran.out))
    return ran.status


@lengths
def test_any_words_are_answered_with_a_status(casepath: CommandLine, times: int) -> None:
    case = casepath.opened()
    words = st.tuples(st.sampled_from(COMMANDS), st.just("case") | WORDS, st.lists(WORDS, max_size=4))
    commands = words.map(lambda told: [told[0], told[1], *told[2]])
    statuses = tried(commands, partial(answered, casepath, case), examples=80, times=times)
    assert {0, 2} <= set(statuses)


def read_as_all(text: str, file: Path) -> None:
    """Read a text as a receipt, a mapping and a key file; each takes it or says what it is not."""
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    for read in (receipt_from_text, renaming_from, lambda _: Keyring.load(file), Keyring.from_hex):
        try:
            read(text)
        except WorkflowError as error:
            assert error.message  # noqa: PT017 - whatever it says, it says it in words


@lengths
def test_any_text_is_a_receipt_a_mapping_or_a_key_file_or_is_told_not_to_be(tmp_path: Path, times: int) -> None:
    tried(JSONS, lambda text: read_as_all(text, tmp_path / "file"), examples=120, times=times)


def parsed(plain: Any) -> None:
    """Read parsed values as a receipt and as a mapping."""
    for read in (receipt_from, renaming_from):
        try:
            read(plain)
        except WorkflowError as error:
            assert error.message  # noqa: PT017 - whatever it says, it says it in words


@lengths
def test_any_values_are_a_receipt_or_a_mapping_or_are_told_not_to_be(times: int) -> None:
    tables = st.dictionaries(
        st.sampled_from(["states", "fields", "drops", "digest", "prover", "obligations"]), ANYTHING
    )
    tried(tables | ANYTHING, parsed, examples=120, times=times)


def settled(told: tuple[str, str, str, str]) -> None:
    """Read settings of odd words."""
    db, by, role, variable = told
    try:
        found = read_settings(Named(db=db, by=by, role=role), {"CASEPATH_ACTOR": variable, "CASEPATH_KEYS": db})
    except WorkflowError:
        return
    shown_database(found.database)
    sqlite_file(found.database)


@lengths
def test_any_settings_are_understood_or_refused(times: int) -> None:
    words = st.one_of(
        TEXTS, st.sampled_from(["", "~no_such_account", "~", "postgres://", "sqlite://", "sqlite:///", "a:b", ":"])
    )
    tried(st.tuples(words, words, words, words), settled, examples=120, times=times)
