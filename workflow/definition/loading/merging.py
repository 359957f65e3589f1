"""One definition laid over another: tables merge key by key, everything else is replaced, `removes` takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.case.errors import DefinitionError, Problem


def laid_over(parent: Mapping[str, Any], child: Mapping[str, Any], *, file: str) -> dict[str, Any]:
    """The parent's tables with the child's laid over them.

    Raises:
        DefinitionError: when `removes` names something the parent does not have.
    """
    resolved = _copy(parent)
    for path in child["pathway"].get("removes", ()):
        _remove(resolved, str(path), file=file)
    merged = _merged(resolved, child)
    merged["pathway"] = dict(child["pathway"])
    return merged


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping)
        result[key] = _merged(under, value) if both and isinstance(under, Mapping) else _copy(value)
    return result


def _remove(resolved: dict[str, Any], path: str, *, file: str) -> None:
    *tables, last = path.split(".")
    table: Any = resolved
    for name in tables:
        table = table.get(name) if isinstance(table, dict) else None
    if not isinstance(table, dict) or last not in table:
        problem = Problem("pathway.removes", repr(path), "something the extended definition has")
        raise DefinitionError(f"{file} removes what is not there.", [problem])
    del table[last]
