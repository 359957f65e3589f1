"""Which column of a list means what: guessed from headings and contents, shown, and overridable by a small file.

It never decides between two dates by their contents, and reads no column it was not sure of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workflow.case.errors import BadInput, Problem
from workflow.definition.model import Definition
from workflow.interfaces.tables.cells import phrase_of, text_of
from workflow.interfaces.tables.headings import heading_key
from workflow.interfaces.tables.mapping_file import overlaid
from workflow.interfaces.tables.nhs_numbers import nhs_number
from workflow.interfaces.tables.referral_list import ReferralList
from workflow.interfaces.tables.rules import Codes, Column, ListRules, fitting, shipped_rules

_ENOUGH = 3
_MOST = 0.6
"""A column is known by its contents when at least `_ENOUGH` cells are filled and this share of them fits."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of a list is read as what.

    Args:
        rules: the rules in force, a mapping file's included.
        headings: all headings of the list.
        places: column name → index of its heading.
        why: column name → how it was found.
        unlisted: column name → phrases that stand in several rows and in no table, most frequent first.
    """

    rules: ListRules
    headings: tuple[str, ...]
    places: Mapping[str, int]
    why: Mapping[str, str]
    unlisted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Heading, meaning and how it was found, in the order of the list; columns that are not read come last."""
        read = sorted(self.places.items(), key=lambda each: each[1])
        known = [(self.headings[at], self.rules.columns[name].says, self.why[name]) for name, at in read]
        return (*known, *((heading, "not read", "") for heading in self.unused))

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of columns that are not read."""
        used = set(self.places.values())
        return tuple(heading for at, heading in enumerate(self.headings) if at not in used)

    @property
    def absent(self) -> tuple[str, ...]:
        """What the rules know and the list does not have, in words."""
        return tuple(column.says for name, column in self.rules.columns.items() if name not in self.places)


def guess_mapping(referrals: ReferralList, definition: Definition) -> ColumnMapping:
    """Find the columns by their headings, and where no heading is known by what the cells hold.

    Raises:
        BadInput: when nothing in the list tells who a referral is about.
    """
    return _mapped(referrals, shipped_rules(), definition)


def load_mapping(path: Path | str, referrals: ReferralList, definition: Definition) -> ColumnMapping:
    """Find the columns with a mapping file laid over the shipped rules.

    Raises:
        BadInput: when the file cannot be read, names what is not there, or uses codes the pathway does not have.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = Problem(path.name, type(error).__name__, "a readable TOML file in UTF-8")
        raise BadInput("The mapping cannot be read.", [found]) from None
    return mapping_from(text, referrals, definition, file=path.name)


def mapping_from(text: str, referrals: ReferralList, definition: Definition, *, file: str) -> ColumnMapping:
    """Find the columns with the text of a mapping file; raises as `load_mapping` does."""
    rules = overlaid(text, file=file)
    problems = [*_heading_faults(rules, referrals), *_code_faults(rules, definition)]
    if problems:
        raise BadInput(f"The mapping {file} does not fit the list or the pathway.", problems)
    return _mapped(referrals, rules, definition)


def _mapped(referrals: ReferralList, rules: ListRules, definition: Definition) -> ColumnMapping:
    rules = fitting(rules, definition)
    places: dict[str, int] = {}
    why: dict[str, str] = {}
    for name, heading in rules.chosen.items():
        if heading:
            places[name] = _place(heading, referrals.headings)
            why[name] = "by the mapping file"
    for find in (_by_heading, _by_contents):
        for name, column in rules.columns.items():
            if name in places or rules.chosen.get(name) == "":
                continue
            if (found := find(column, referrals, rules, set(places.values()))) is not None:
                places[name], why[name] = found
    mapping = ColumnMapping(rules, referrals.headings, places, why, _unlisted(referrals, rules, places))
    _check_enough(mapping, definition)
    return mapping


def _unlisted(referrals: ReferralList, rules: ListRules, places: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Phrases that a mapping file could give a code; one that few rows share may be about a single person."""
    unlisted: dict[str, tuple[str, ...]] = {}
    for name, table in rules.phrases.items():
        if name in places:
            told = Counter(phrase_of(text_of(row.cells[places[name]])) for row in referrals.rows)
            frequent = (phrase for phrase, count in told.most_common() if phrase and count >= _ENOUGH)
            separator = rules.reading.site_separator if name == "site" else ""
            unlisted[name] = tuple(phrase for phrase in frequent if not _known(phrase, table, separator))
    return unlisted


def _known(phrase: str, table: Mapping[str, Codes], separator: str) -> bool:
    parts = phrase.split(separator) if separator else [phrase]
    return phrase in table or all(part.strip() in table for part in parts)


Found = tuple[int, str] | None


def _by_heading(column: Column, referrals: ReferralList, rules: ListRules, taken: set[int]) -> Found:
    keys = [heading_key(heading) for heading in referrals.headings]
    places = [
        at
        for wanted in dict.fromkeys(map(heading_key, column.headings))
        for at, key in enumerate(keys)
        if key == wanted and at not in taken
    ]
    if not places:
        return None
    others = ", ".join(f"“{referrals.headings[at]}”" for at in places[1:])
    return places[0], "by its heading" + (f"; {others} would fit too" if others else "")


def _by_contents(column: Column, referrals: ReferralList, rules: ListRules, taken: set[int]) -> Found:
    if column.kind not in ("nhs_number", "phrase"):
        return None
    fitting = [at for at in range(len(referrals.headings)) if at not in taken and _fits(column, referrals, rules, at)]
    return (fitting[0], "by what its cells hold") if len(fitting) == 1 else None


def _fits(column: Column, referrals: ReferralList, rules: ListRules, at: int) -> bool:
    filled = [text for row in referrals.rows if (text := text_of(row.cells[at]))]
    if column.kind == "nhs_number":
        hits = sum(1 for text in filled if nhs_number(text).state == "checked")
    else:
        table = rules.phrases.get(column.name, {})
        hits = sum(1 for text in filled if phrase_of(text) in table)
    return len(filled) >= _ENOUGH and hits >= _MOST * len(filled)


def _place(heading: str, headings: tuple[str, ...]) -> int:
    if heading in headings:
        return headings.index(heading)
    keys = [heading_key(each) for each in headings]
    return keys.index(heading_key(heading))


def _heading_faults(rules: ListRules, referrals: ReferralList) -> list[Problem]:
    keys = {heading_key(heading) for heading in referrals.headings}
    faults = [
        Problem(f"columns.{name}", repr(heading), "a heading of this list: " + ", ".join(referrals.headings))
        for name, heading in rules.chosen.items()
        if heading and heading not in referrals.headings and heading_key(heading) not in keys
    ]
    named: dict[str, str] = {}
    for name, heading in rules.chosen.items():
        other = named.setdefault(heading, name) if heading else name
        if other != name:
            faults.append(Problem(f"columns.{name}", repr(heading), f"a column that columns.{other} does not name too"))
    return faults


def _code_faults(rules: ListRules, definition: Definition) -> list[Problem]:
    """Codes a mapping file brought and the pathway does not know; the shipped phrases simply do not apply there."""
    fields = definition.events[definition.opening].fields
    faults = []
    for name, phrase in rules.added:
        told = [pair for codes in rules.phrases[name][phrase_of(phrase)] for pair in codes.items()]
        for target, code in told:
            known = fields.get(target)
            if known is None and target != name:
                faults.append(Problem(f"phrases.{name}", target, "a field of " + ", ".join(fields)))
            elif known is not None and known.choices and code not in known.choices:
                faults.append(Problem(f"phrases.{name}", code, "one of " + ", ".join(known.choices)))
    return faults


def _check_enough(mapping: ColumnMapping, definition: Definition) -> None:
    fields = definition.events[definition.opening].fields
    problems = []
    if not {"nhs_number", "local_id"} & set(mapping.places):
        problems.append(Problem("columns", "neither an NHS number nor a hospital number", "at least one of them"))
    for name in mapping.rules.reading.needed:
        if name not in mapping.places:
            says = mapping.rules.columns[name].says
            problems.append(Problem("columns", f"no {says}", f"its heading, or reading.needed without {name}"))
    for column in mapping.rules.columns.values():
        asked = fields.get(column.field)
        if asked is not None and asked.required and not asked.default and column.name not in mapping.places:
            problems.append(
                Problem("columns", f"no {column.says}", f"the heading of the column with the {column.says}")
            )
    if problems:
        have = ", ".join(mapping.headings)
        raise BadInput(
            f"The list's columns are not understood; its headings are: {have}. Name them in a mapping file.", problems
        )
