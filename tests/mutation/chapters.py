"""The spec book told again on another pathway: which of its tests is then the first to fail.

The tests are called directly and many thousands of times: a test run of its own for every pathway would take hours.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product
from pathlib import Path
from types import FunctionType
from typing import Any, Self

import pytest
from _pytest.mark.structures import ParameterSet

from tests.spec.patients import shipped, told_on
from tests.spec.side_by_side import shipped_variant
from workflow.definition.model import Definition, Row
from workflow.engine import compiled as compiled_module
from workflow.engine import machine

CHAPTERS = sorted(Path(__file__).parents[1].glob("spec/test_*.py"))
RED = (Exception, pytest.fail.Exception)


@dataclass(frozen=True, slots=True)
class Told:
    """One test of the book, with its parameters filled in.

    Args:
        touches: the events it reports or asks for, the rows it takes as `EVENT.ROW`, the requirements it comes upon.
    """

    name: str
    tell: Callable[[], None]
    touches: frozenset[str] = frozenset()


@cache
def book(variant: str) -> tuple[Told, ...]:
    """Every test of the book that is about a shipped pathway, with what it touches there.

    The book is written for the patient information's pathway; about another one are those of its tests that hold there.
    """
    written_for = shipped()
    about = written_for if variant == written_for.variant else shipped_variant()
    seen: set[str] = set()
    watched = _watched(about, seen)
    compiled_module.compiled(watched)
    found: list[Told] = []
    for told in _tests():
        seen.clear()
        with told_on(watched):
            if about is written_for:
                told.tell()
            elif _fails(told):
                continue
        found.append(replace(told, touches=frozenset(seen)))
    return tuple(found)


def first_failure(definition: Definition, near: Iterable[str]) -> str:
    """The name of the first test that fails on this pathway; "" when all of them pass.

    Args:
        near: what was changed; the tests that touch it are told first, and then all the others.
    """
    try:
        with told_on(definition):
            return next((told.name for told in _nearest_first(definition.variant, tuple(near)) if _fails(told)), "")
    finally:
        _forget(definition)


def _fails(told: Told) -> bool:
    try:
        told.tell()
    except RED:
        return True
    return False


def _nearest_first(variant: str, near: tuple[str, ...]) -> list[Told]:
    return sorted(book(variant), key=lambda told: [name not in told.touches for name in near])


def _tests() -> Iterator[Told]:
    for chapter in CHAPTERS:
        module = importlib.import_module(f"tests.spec.{chapter.stem}")
        for name, found in vars(module).items():
            if name.startswith("test_") and isinstance(found, FunctionType) and found.__module__ == module.__name__:
                yield from _filled_in(f"{chapter.stem}::{name}", found)


def _filled_in(name: str, test: FunctionType) -> Iterator[Told]:
    """The test once for each combination of its parameters."""
    tables = [_table(mark) for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for number, rows in enumerate(product(*tables)):
        given = {key: value for row in rows for key, value in row.items()}
        yield Told(f"{name}[{number}]" if tables else name, partial(test, **given))


def _table(mark: pytest.Mark) -> list[dict[str, object]]:
    """The rows of a parametrized table, each as a mapping of its column names."""
    named, rows = mark.args
    names = [name.strip() for name in named.split(",")] if isinstance(named, str) else list(named)
    found = [row.values if isinstance(row, ParameterSet) else row if len(names) > 1 else (row,) for row in rows]
    return [dict(zip(names, row, strict=True)) for row in found]


def _watched(definition: Definition, seen: set[str]) -> Definition:
    """The same pathway, noting which of its events, rows and requirements are looked at."""
    events = {
        event.name: replace(event, rows=tuple(_watched_row(row, seen) for row in event.rows))
        for event in definition.events.values()
    }
    return replace(
        definition,
        digest=f"{definition.digest} watched",
        events=_Noting(events, seen),
        requirements=_Noting(definition.requirements, seen),
        nevers=_Noting(definition.nevers, seen),
    )


def _watched_row(row: Row, seen: set[str]) -> Row:
    return replace(row, requires=_Asked(row, seen))


class _Noting(dict[str, Any]):
    """A table that notes which of its entries are looked up."""

    def __init__(self, table: Mapping[str, object], seen: set[str]) -> None:
        super().__init__(table)
        self.seen = seen

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.seen.update(self.keys())
        return super().__iter__()

    def items(self) -> Any:
        self.seen.update(self.keys())
        return super().items()


class _Asked(tuple[str, ...]):
    """What a row requires, noting when it is gone through: the row was taken."""

    row: str
    seen: set[str]

    def __new__(cls, row: Row, seen: set[str]) -> Self:
        found = super().__new__(cls, row.requires)
        found.row, found.seen = f"{row.event}.{row.name}", seen
        return found

    def __iter__(self) -> Iterator[str]:
        self.seen.add(self.row)
        return super().__iter__()


def _forget(definition: Definition) -> None:
    """Drop what the engine keeps of a pathway that nobody will ask for again; thousands of them would fill memory."""
    compiled_module._MADE.pop(definition.digest, None)
    machine._CASES.pop(definition.digest, None)
    for collection in definition.collections:
        machine._ITEMS.pop((definition.digest, collection), None)
