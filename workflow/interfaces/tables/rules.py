"""The rules by which a referral list is read: columns, their headings, and the phrases that stand for codes.

They are read from the TOML file beside this module; what a hospital lays over them is `mapping_file`'s matter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from workflow.definition.model import Definition
from workflow.interfaces.tables.cells import phrase_of
from workflow.interfaces.tables.nhs_numbers import LOCAL_ID

Codes = tuple[Mapping[str, str], ...]
"""What a phrase stands for: one table of field → code for each symptom (or single value) it names."""


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a list may tell, and what to do where it does not.

    Args:
        says: its name in words, such as "birth date".
        kind: nhs_number, local_id, name, date, phrase or words.
        headings: headings that mean it, in order of preference.
        field: the field of the opening event it fills; "" for identity and for words.
        missing: what an empty cell means: person, said or fine.
        unlisted: what a phrase outside the table means: person, said or words.
        unknown: the code for "not known", or "".
    """

    name: str
    says: str
    kind: str
    headings: tuple[str, ...]
    field: str = ""
    missing: str = "fine"
    unlisted: str = "person"
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are read, whatever their column."""

    date_order: str = "day_first"
    day_numbers_from: int = 0
    local_system: str = LOCAL_ID
    needed: tuple[str, ...] = ()
    site_separator: str = ""
    further_event: str = ""
    death_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRules:
    """Everything that says how a referral list is read.

    Args:
        columns: by name, in the order of the file.
        phrases: for each column of kind `phrase` its table; the phrases as `phrase_of` makes them.
        reading: rules for cells.
        chosen: column → heading, where a mapping file says so; "" leaves the column unread.
        added: (column, phrase) pairs that a mapping file brought.
    """

    columns: Mapping[str, Column]
    phrases: Mapping[str, Mapping[str, Codes]]
    reading: Reading
    chosen: Mapping[str, str]
    added: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def shipped_rules() -> ListRules:
    """The rules that come with casepath."""
    text = (resources.files("workflow.interfaces.tables") / "referral_list.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    columns = {name: Column(name=name, **tuples_of(table)) for name, table in raw["columns"].items()}
    phrases = {name: phrase_table(columns[name], table) for name, table in raw["phrases"].items()}
    return ListRules(columns, phrases, Reading(**tuples_of(raw["reading"])), {})


def fitting(rules: ListRules, definition: Definition) -> ListRules:
    """The rules without the fields and codes that this pathway's opening event does not take."""
    fields = definition.events[definition.opening].fields

    def known(column: Column, codes: Codes) -> bool:
        return all(
            (not fields[field].choices or code in fields[field].choices) if field in fields else field == column.name
            for each in codes
            for field, code in each.items()
        )

    columns = {
        name: column if column.field in fields or not column.field else replace(column, kind="words", field="")
        for name, column in rules.columns.items()
    }
    phrases = {
        name: {phrase: codes for phrase, codes in table.items() if known(rules.columns[name], codes)}
        for name, table in rules.phrases.items()
    }
    return replace(rules, columns=columns, phrases=phrases)


def phrase_table(column: Column, table: Mapping[str, Any]) -> dict[str, Codes]:
    """A table of phrases as TOML gives it, with every phrase in the form it is looked up by."""
    return {phrase_of(phrase): _codes(column, value) for phrase, value in table.items()}


def _codes(column: Column, value: Any) -> Codes:
    if isinstance(value, str):
        return ({column.field or column.name: value},)
    return tuple(dict(each) for each in (value if isinstance(value, list) else [value]))


def tuples_of(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table as TOML gives it, its lists made tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
