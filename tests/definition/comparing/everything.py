"""Changes each field of the model in turn: finds an element of every class, and gives one of its fields a new value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from workflow.definition.model import Definition, OverrideRule, TimeLimit

Path = tuple[Any, ...]


def every_field(definition: Definition) -> dict[tuple[str, str], Path]:
    """(class, field) → the path of one element of that class, if there is one whose field is filled."""
    found: dict[tuple[str, str], Path] = {}
    filled: dict[tuple[str, str], Path] = {}
    for path, element in elements(definition, ()):
        for field in dataclasses.fields(element):
            known = filled if getattr(element, field.name) else found
            known.setdefault((type(element).__name__, field.name), path)
    return found | filled


def elements(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every dataclass inside a value with the way to it; the built-in fact `state` follows from the states."""
    if dataclasses.is_dataclass(value):
        yield path, value
        for field in dataclasses.fields(value):
            yield from elements(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if (*path, name) != ("facts", "state"):
                yield from elements(each, (*path, name))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from elements(each, (*path, number))


def with_change(definition: Definition, path: Path, field: str) -> Definition:
    """The definition with another value in one field of the element at a path."""
    changed: Definition = _rebuilt(definition, (*path, field), field)
    return dataclasses.replace(changed, digest="0" * 64)


def _rebuilt(value: Any, path: Path, field: str) -> Any:
    if not path:
        return another(value, field)
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, step: _rebuilt(value[step], rest, field)}
    if isinstance(value, tuple):
        return (*value[:step], _rebuilt(value[step], rest, field), *value[step + 1 :])
    return dataclasses.replace(value, **{step: _rebuilt(getattr(value, step), rest, field)})


def another(value: Any, field: str) -> Any:
    """A value of the same kind that is not the same."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        kind = "advice" if value == "rule" else "rule"
        return {"kind": kind, "body": f"{value} "}.get(field, f"{value}_x")
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, frozenset):
        return value | {date(2031, 1, 1)}
    if isinstance(value, Mapping):
        return _another_table(value, field)
    if isinstance(value, tuple):
        return value[:-1] if value else (("x", "y") if field != "rows" else ())
    if value is None:
        return _something(field)
    return _another_element(value)


def _another_table(value: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    if value:
        return dict(list(value.items())[:-1])
    return {"x": "y"} if field == "values" else {"x": ("y",)}


def _something(field: str) -> Any:
    return {"target": TimeLimit(3, "hours"), "override": OverrideRule(("x",), ("y",))}.get(field, {"x": ("y",)})


def _another_element(value: Any) -> Any:
    first = dataclasses.fields(value)[0].name
    return dataclasses.replace(value, **{first: another(getattr(value, first), first)})
