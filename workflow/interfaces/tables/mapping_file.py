"""A mapping file laid over the shipped rules; every fault in it is told at once, with table and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflow.case.errors import BadInput, Problem
from workflow.interfaces.tables.rules import ListRules, phrase_table, shipped_rules, tuples_of


def overlaid(text: str, *, file: str) -> ListRules:
    """The shipped rules with a mapping file's laid over them.

    Raises:
        BadInput: with every fault of the mapping file: table and key, what was found, what was expected.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"The mapping {file} cannot be read.", [Problem(file, str(error)[:200], "TOML")]) from None
    rules = shipped_rules()
    if problems := _faults(raw, rules):
        raise BadInput(f"The mapping {file} cannot be used.", problems)
    phrases = dict(rules.phrases)
    added = []
    for name, table in raw.get("phrases", {}).items():
        phrases[name] = {**phrases.get(name, {}), **phrase_table(rules.columns[name], table)}
        added += [(name, phrase) for phrase in table]
    reading = replace(rules.reading, **tuples_of(raw.get("reading", {})))
    return replace(rules, phrases=phrases, reading=reading, chosen=raw.get("columns", {}), added=tuple(added))


def _faults(raw: Mapping[str, Any], rules: ListRules) -> list[Problem]:
    faults = _unknown("", raw, ("columns", "phrases", "reading"))
    tables = {name: raw.get(name, {}) for name in ("columns", "phrases", "reading")}
    for name, table in tables.items():
        if not isinstance(table, dict):
            return [*faults, Problem(name, type(table).__name__, "a table")]
    faults += _unknown("columns.", tables["columns"], tuple(rules.columns))
    faults += [
        Problem(f"columns.{name}", repr(heading), 'a heading of the list, or "" to leave the column out')
        for name, heading in tables["columns"].items()
        if not isinstance(heading, str)
    ]
    faults += _unknown("phrases.", tables["phrases"], tuple(rules.phrases))
    for name, table in tables["phrases"].items():
        faults += _phrase_faults(name, table)
    return faults + _reading_faults(tables["reading"])


def _unknown(where: str, table: Mapping[str, Any], names: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(where + key, "a name that is not known here", "one of " + ", ".join(names))
        for key in table
        if key not in names
    ]


def _phrase_faults(name: str, table: Any) -> list[Problem]:
    if not isinstance(table, dict):
        return [Problem(f"phrases.{name}", type(table).__name__, "a table of phrase = code")]
    return [
        Problem(
            f"phrases.{name}.{phrase!r}", type(value).__name__, "a code, a table of field = code, or a list of those"
        )
        for phrase, value in table.items()
        if not _is_codes(value)
    ]


def _is_codes(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) and _is_codes(each) for each in value)
    if isinstance(value, dict):
        return bool(value) and all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_NEEDABLE = {"surname", "forename", "born_on"}
_READING: Mapping[str, tuple[str, Any]] = {
    "date_order": ("day_first or month_first", lambda value: value in ("day_first", "month_first")),
    "day_numbers_from": ("0, 1900 or 1904", lambda value: value in (0, 1900, 1904) and type(value) is int),
    "local_system": ("a name without spaces", lambda value: isinstance(value, str) and value.split() == [value]),
    "needed": ("some of surname, forename, born_on", lambda value: _texts(value) and set(value) <= _NEEDABLE),
    "site_separator": ("a character, or none", lambda value: isinstance(value, str)),
    "further_event": ("the name of an event", lambda value: isinstance(value, str)),
    "death_words": ("a list of words", _texts),
}


def _reading_faults(table: Mapping[str, Any]) -> list[Problem]:
    faults = _unknown("reading.", table, tuple(_READING))
    return faults + [
        Problem(f"reading.{key}", repr(value), _READING[key][0])
        for key, value in table.items()
        if key in _READING and not _READING[key][1](value)
    ]
