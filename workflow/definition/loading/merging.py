"""One definition laid over another: tables merge name by name, everything that is one thing is replaced whole.

`removes` takes away. What the merged definition means is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.case.errors import DefinitionError, Problem

ALONE = frozenset({"pathway", "calendar", "worklist"})
"""The sections that are one element; in every other section the keys are names, and an element stands under each."""
OF_NAMES = frozenset({"counts", "fields", "rows", "states", "terms"})
"""The keys of an element under which, again, every key is a name."""
ONE_THING = frozenset({"applies", "limit", "select", "source", "target", "when", "where"})
"""The keys of an element whose table says one thing: half of an old condition or source under a new one is neither."""


def laid_over(parent: Mapping[str, Any], child: Mapping[str, Any], *, file: str) -> dict[str, Any]:
    """The parent's tables with the child's laid over them.

    Raises:
        DefinitionError: when `removes` names something the parent does not have.
    """
    resolved = _copy(parent)
    for path in child["pathway"].get("removes", ()):
        _remove(resolved, str(path), file=file)
    for section, above in child.items():
        below = resolved.get(section)
        resolved[section] = _laid(below, above) if section in ALONE else _by_name(below, above)
    return {**resolved, "pathway": dict(child["pathway"])}


def _by_name(below: Any, above: Any) -> Any:
    """Two tables of named elements: an element on both sides merges."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return _copy(above)
    return {**below, **{name: _laid(below.get(name), element) for name, element in above.items()}}


def _laid(below: Any, above: Any) -> Any:
    """Two elements of one name: what the upper one does not say stays."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return _copy(above)
    return {**below, **{key: _value(key, below.get(key), value) for key, value in above.items()}}


def _value(key: str, below: Any, above: Any) -> Any:
    if key in ONE_THING:
        return _copy(above)
    return _by_name(below, above) if key in OF_NAMES else _laid(below, above)


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _remove(resolved: dict[str, Any], path: str, *, file: str) -> None:
    *tables, last = path.split(".")
    table: Any = resolved
    for name in tables:
        table = table.get(name) if isinstance(table, dict) else None
    if not isinstance(table, dict) or last not in table:
        problem = Problem("pathway.removes", repr(path), "something the extended definition has")
        raise DefinitionError(f"{file} removes what is not there.", [problem])
    del table[last]
