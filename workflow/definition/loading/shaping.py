"""Whether a definition's tables have the right keys and types: pydantic's findings in our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from workflow.case.errors import Problem
from workflow.definition.loading import schema


def shape_problems(raw: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every key that is unknown, missing or of the wrong type; empty when the shape is right."""
    try:
        schema.DefinitionFile.model_validate(raw, strict=False)
    except ValidationError as error:
        return tuple(_problem(found, raw) for found in error.errors(include_url=False))
    return ()


def _problem(found: Any, raw: Mapping[str, Any]) -> Problem:
    where = _place(found["loc"])
    if found["type"] == "missing":
        return Problem(where, "nothing", "a value: this key is required")
    if found["type"] == "extra_forbidden":
        key = str(found["loc"][-1])
        near = get_close_matches(key, _keys_known(found["loc"]), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return Problem(where, f"the unknown key {key!r}", f"a key of this table{hint}")
    if found["type"] == "string_pattern_mismatch":
        return Problem(where, repr(found["input"])[:60], f"a name of the form {found['ctx']['pattern']}")
    return Problem(where, repr(found["input"])[:60], found["msg"][:1].lower() + found["msg"][1:])


def _place(path: Sequence[str | int]) -> str:
    """`events.order.rows.x.to`, numbering lists from 1; pydantic's own steps into unions are left out."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        elif not step.startswith(("list[", "literal[", "constrained-", "ToldInherited", "[key]")):
            text += f".{step}"
    return text.lstrip(".")


def _keys_known(path: Sequence[str | int]) -> list[str]:
    """The keys of the table a path leads into, found by walking the schema along it."""
    table: Any = schema.DefinitionFile
    for step in path[:-1]:
        if not hasattr(table, "model_fields"):
            table = _value_type(table)
            continue
        field = table.model_fields.get(step) if isinstance(step, str) else None
        table = field.annotation if field else None
    while table is not None and not hasattr(table, "model_fields"):
        table = _value_type(table)
    return [field.alias or name for name, field in table.model_fields.items()] if table else []


def _value_type(annotation: Any) -> Any:
    """The type of the values of `dict[..., T]`, the elements of `list[T]`, or the first table of a union."""
    arguments = getattr(annotation, "__args__", ())
    tables = [each for each in arguments if hasattr(each, "model_fields")]
    return tables[0] if tables else (arguments[-1] if arguments else None)
