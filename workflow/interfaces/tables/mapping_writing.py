"""The mapping in force written as a mapping file, for people to change and hand in again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from workflow.interfaces.tables.mapping import ColumnMapping
from workflow.interfaces.tables.rules import Codes, ListRules

_HEAD = """\
# How this referral list is read. Change it and give it to: casepath import LIST --mapping THIS_FILE
# [columns]  what is read = "the heading of its column"; "" leaves it out.
# [phrases]  exact phrase = code of the pathway; phrases are compared without case. What is not listed is never guessed.
#            Phrases after a # stand in several rows of this list and have no code yet: give them one, or leave them.
"""


def mapping_text(mapping: ColumnMapping) -> str:
    """Write the mapping as TOML that `load_mapping` reads again to the same meaning."""
    rules = mapping.rules
    columns = {name: mapping.headings[mapping.places[name]] if name in mapping.places else "" for name in rules.columns}
    parts = [_HEAD, "[reading]", *_reading(rules), "", "[columns]"]
    parts += [f"{name} = {_quoted(heading)}" for name, heading in columns.items()]
    for name, table in rules.phrases.items():
        parts += ["", f"[phrases.{name}]", *_phrases(rules, name, table)]
        parts += [f'# {_quoted(phrase)} = ""' for phrase in mapping.unlisted.get(name, ())]
    return "\n".join(parts) + "\n"


def _reading(rules: ListRules) -> list[str]:
    reading = rules.reading
    return [
        f"date_order = {_quoted(reading.date_order)}",
        f"day_numbers_from = {reading.day_numbers_from}",
        f"local_system = {_quoted(reading.local_system)}",
        f"needed = [{', '.join(map(_quoted, reading.needed))}]",
        f"site_separator = {_quoted(reading.site_separator)}",
        f"further_event = {_quoted(reading.further_event)}",
        f"death_words = [{', '.join(map(_quoted, reading.death_words))}]",
    ]


def _phrases(rules: ListRules, name: str, table: Mapping[str, Codes]) -> list[str]:
    plain = rules.columns[name].field or name
    return [f"{_quoted(phrase)} = {_value(codes, plain)}" for phrase, codes in table.items()]


def _value(codes: Codes, plain: str) -> str:
    if len(codes) == 1 and set(codes[0]) == {plain}:
        return _quoted(codes[0][plain])
    tables = ["{ " + ", ".join(f"{field} = {_quoted(code)}" for field, code in each.items()) + " }" for each in codes]
    return tables[0] if len(tables) == 1 else f"[{', '.join(tables)}]"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but DEL has to be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
