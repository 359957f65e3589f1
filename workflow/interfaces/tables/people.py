"""Whether the rows of a list agree about who a person is; it compares, reports and corrects nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.interfaces.tables.names import look_swapped, same_name
from workflow.interfaces.tables.nhs_numbers import NHS_NUMBER
from workflow.interfaces.tables.notes import Reason


@dataclass(frozen=True, slots=True)
class Person:
    """Who a row is about, as far as it was understood.

    Args:
        identifiers: (system, value) pairs; only an NHS number whose check digit fits is among them.
    """

    identifiers: tuple[tuple[str, str], ...]
    surname: str = ""
    forename: str = ""
    born_on: date | None = None
    sex: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """Surname and forename."""
        return self.surname, self.forename

    def number(self, system: str) -> str:
        """The identifier of that system, or ""."""
        return dict(self.identifiers).get(system, "")


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as a row tells of them, and whether the row notes a death."""

    row: int
    person: Person
    death: bool = False


def disagreements(seen: Iterable[Seen]) -> Mapping[int, tuple[Reason, ...]]:
    """For every row what other rows with the same identifier say differently, or that they note a death."""
    found: dict[int, tuple[Reason, ...]] = {}
    for group in _same_person(list(seen)):
        versions: dict[tuple[Person, bool], list[int]] = defaultdict(list)
        for each in group:
            versions[each.person, each.death].append(each.row)
        if len(versions) > 1:
            for version, rows in versions.items():
                if reasons := _reasons(version[0], {other: at for other, at in versions.items() if other != version}):
                    found.update(dict.fromkeys(rows, reasons))
    return found


def differences(one: Person, other: Person) -> tuple[str, ...]:
    """In which respects two persons who share an identifier differ: name, birth date, identifiers."""
    kinds = []
    if _told(one) and _told(other):
        if look_swapped(one.name, other.name):
            kinds.append(SWAPPED)
        elif not same_name(one.name, other.name):
            kinds.append(OTHER_NAME)
    if one.born_on and other.born_on and one.born_on != other.born_on:
        kinds.append(OTHER_BIRTH_DATE)
    for system, value in one.identifiers:
        if (second := other.number(system)) and second != value:
            kinds.append(OTHER_NHS_NUMBER if system == NHS_NUMBER else OTHER_LOCAL_ID)
    return tuple(kinds)


SWAPPED = "surname and forename look swapped"
OTHER_NAME = "same identifier, another name"
OTHER_BIRTH_DATE = "same identifier, another birth date"
OTHER_NHS_NUMBER = "same hospital number, another NHS number"
OTHER_LOCAL_ID = "same NHS number, another hospital number"
_DEATH = "a death is noted in another row"


def _told(person: Person) -> bool:
    return bool(person.surname or person.forename)


def _reasons(person: Person, others: Mapping[tuple[Person, bool], Sequence[int]]) -> tuple[Reason, ...]:
    if len(others) >= _MANY:
        return (Reason("same identifier for many people", f"More than {_MANY} different people share the identifier."),)
    rows: dict[str, list[int]] = defaultdict(list)
    for (other, death), numbers in others.items():
        for kind in differences(person, other):
            rows[kind] += numbers
        if death:
            rows[_DEATH] += numbers
    return tuple(Reason(kind, _SENTENCES[kind](_rows(sorted(numbers)))) for kind, numbers in rows.items())


_MANY = 20
"""From here on the identifier is no identifier, and comparing everybody with everybody would take too long."""

_SENTENCES: Mapping[str, Callable[[str], str]] = {
    SWAPPED: lambda rows: f"Surname and forename look swapped: {rows} the other way round for the same identifier.",
    OTHER_NAME: lambda rows: f"The same identifier stands with another name in {_bare(rows)}.",
    OTHER_BIRTH_DATE: lambda rows: f"The same identifier stands with another birth date in {_bare(rows)}.",
    OTHER_NHS_NUMBER: lambda rows: f"The same hospital number stands with another NHS number in {_bare(rows)}.",
    OTHER_LOCAL_ID: lambda rows: f"The same NHS number stands with another hospital number in {_bare(rows)}.",
    _DEATH: lambda rows: f"A death is noted for the same identifier in {_bare(rows)}.",
}


def _rows(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (" and others" if len(numbers) > 5 else "")
    return f"row {shown} has them" if len(numbers) == 1 else f"rows {shown} have them"


def _bare(rows: str) -> str:
    return rows.removesuffix(" has them").removesuffix(" have them")


def _same_person(seen: Sequence[Seen]) -> Iterable[list[Seen]]:
    """Rows linked by a shared identifier, directly or through other rows; only groups of two and more."""
    leader = list(range(len(seen)))

    def root(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    first: dict[tuple[str, str], int] = {}
    for at, each in enumerate(seen):
        for identifier in each.person.identifiers:
            leader[root(at)] = root(first.setdefault(identifier, at))
    groups: dict[int, list[Seen]] = defaultdict(list)
    for at, each in enumerate(seen):
        groups[root(at)].append(each)
    return [group for group in groups.values() if len(group) > 1]
