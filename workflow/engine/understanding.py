"""From what somebody typed or sent to coded values and protected texts; every mistake told, none guessed away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from workflow.case.effective import ACCEPTED_FORMS, Effective
from workflow.case.entry import Coded
from workflow.case.errors import BadInput, Problem
from workflow.case.file import Case
from workflow.case.quoting import as_text, named, quoted
from workflow.definition.model import Definition, Event, Field
from workflow.engine.compiled import compiled

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
"""Half characters have no UTF-8 form, and PostgreSQL takes no NUL."""
LONGEST_CODE = 200
LONGEST_TEXT = 20_000
LARGEST_INTEGER = 2**53 - 1  # RFC 8785 numbers are IEEE doubles; beyond this they lose digits


@dataclass(frozen=True, slots=True)
class Understood:
    """Fields that were understood: the coded ones, and the protected texts apart from them."""

    coded: Mapping[str, Coded]
    protected: Mapping[str, str]


class NotUnderstood(Exception):
    """One value that is not what its field expects."""

    def __init__(self, expected: str, found: str | None = None) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = found


def understand(
    definition: Definition, case: Case, event: Event, fields: Mapping[str, object], *, today: date
) -> Understood:
    """Read the fields of a reported event.

    Args:
        fields: by name; None and blank text count as not given.
        today: the pathway's local date, for dates that must not lie ahead.

    Raises:
        BadInput: with every field that is unknown or was not understood.
    """
    reader = _Reader(definition, case, today)
    coded: dict[str, Coded] = {}
    protected: dict[str, str] = {}
    problems = list(_unknown(event, fields))
    for name, value in fields.items():
        field = event.fields.get(name)
        if field is None or _blank(value):
            continue
        try:
            read = reader.read(field, value)
        except NotUnderstood as error:
            problems.append(Problem(name, error.found or quoted(value), error.expected))
            continue
        if field.protected:
            protected[name] = str(read)
        else:
            coded[name] = read
    for field in compiled(definition).asked[event.name].defaults:
        if field.name not in coded and _blank(fields.get(field.name)):
            coded[field.name] = field.default
    if problems:
        order = {name: number for number, name in enumerate(event.fields, 1)}
        problems.sort(key=lambda problem: order.get(problem.where, 0))
        raise BadInput(f"{event.name} was not understood, nothing was recorded.", problems)
    return Understood(coded, protected)


def missing(field: Field) -> Problem:
    """The problem of a field that has to be given and was not."""
    return Problem(field.name, "nothing", f"{field.says} ({expected_of(field)})")


def expected_of(field: Field) -> str:
    """What a field takes, in words."""
    if field.type == "choice":
        return "one of " + ", ".join(field.choices)
    if field.type == "choices":
        return "one or more of " + ", ".join(field.choices)
    return _EXPECTED[field.type]


_EXPECTED = {
    "date": f"a date: {ACCEPTED_FORMS}",
    "decimal": "a number written in digits, such as 2.75",
    "integer": "a whole number",
    "id": f"a code of at most {LONGEST_CODE} printable characters",
    "item": "the id of an item of this case",
    "items": "ids of items of this case",
    "entry": "the number of an entry of this case",
    "text": f"a text of at most {LONGEST_TEXT} characters",
    "identifier": f"a text of at most {LONGEST_TEXT} characters",
}


class _Reader:
    """Reads single values; knows the case for ids of its items and the day for dates."""

    def __init__(self, definition: Definition, case: Case, today: date) -> None:
        self.definition = definition
        self.case = case
        self.today = today
        self.zone = ZoneInfo(definition.calendar.time_zone)

    def read(self, field: Field, value: object) -> Coded:
        """The coded value (or text) of a field."""
        if field.type == "choice":
            return self._choice(field, value)
        if field.type == "choices":
            return tuple(dict.fromkeys(self._choice(field, each) for each in _several(value)))
        if field.type == "items":
            return tuple(dict.fromkeys(self._item(field, each) for each in _several(value)))
        if field.type == "item":
            return self._item(field, value)
        if field.type == "date":
            return self._date(field, value)
        if field.type == "decimal":
            return _decimal(value)
        if field.type in ("integer", "entry"):
            return self._integer(field, value)
        return _text(value, LONGEST_CODE if field.type == "id" else LONGEST_TEXT)

    def _choice(self, field: Field, value: object) -> str:
        code = as_text(value).strip()
        if code in field.choices:
            return code
        word = code.lower().replace("-", "_").replace(" ", "_")
        if word in field.choices:
            return word
        banned = self.definition.banned.get(code.lower().replace("_", " "))
        if banned:
            raise NotUnderstood(f"{expected_of(field)}. {banned.says}", repr(banned.word))
        if near := get_close_matches(word, field.choices, 1):
            raise NotUnderstood(f"{expected_of(field)} (did you mean {near[0]}?)", repr(word))
        raise NotUnderstood(expected_of(field))

    def _item(self, field: Field, value: object) -> str:
        ids = [item.id for item in self.case.standing(field.collection)]
        given = as_text(value).strip().upper()
        if given in ids:
            return given
        raise NotUnderstood(f"one of {', '.join(ids)}" if ids else f"an item, but this case has no {field.collection}")

    def _date(self, field: Field, value: object) -> str:
        if not isinstance(value, (str, date, datetime)):
            raise NotUnderstood(expected_of(field))
        try:
            told = Effective.of(value, zone=self.zone)
        except BadInput as error:
            raise NotUnderstood(expected_of(field)) from error
        if told.precision == "month":
            raise NotUnderstood(f"a whole date: {ACCEPTED_FORMS}")
        day = told.first_date(self.zone)
        if day > self.today and not field.future:
            raise NotUnderstood(f"a date not after today, {self.today.isoformat()}", day.isoformat())
        return day.isoformat()

    def _integer(self, field: Field, value: object) -> int:
        text = as_text(value).strip()
        if isinstance(value, bool) or not text.isascii() or not text.lstrip("-").isdigit() or len(text) > 17:
            raise NotUnderstood(expected_of(field))
        number = int(text)
        if abs(number) > LARGEST_INTEGER:
            raise NotUnderstood(f"a whole number between {-LARGEST_INTEGER} and {LARGEST_INTEGER}")
        if field.type == "entry" and not 1 <= number <= self.case.seq:
            raise NotUnderstood(f"the number of an entry of this case, 1 to {self.case.seq}")
        return number


def _unknown(event: Event, fields: Mapping[str, object]) -> Iterable[Problem]:
    for name in fields:
        if name not in event.fields:
            near = get_close_matches(as_text(name), event.fields, 1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            known = ", ".join(event.fields) or "none: it takes no field"
            yield Problem(f"field {named(name, event.fields)}", "an unknown field", f"one of {known}{hint}")


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ((), [])


def _several(value: object) -> list[object]:
    if isinstance(value, str):
        return [part for part in (each.strip() for each in value.split(",")) if part]
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]


def _decimal(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise NotUnderstood(_EXPECTED["decimal"])
    text = repr(value) if isinstance(value, float) else as_text(value).strip()
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise NotUnderstood(_EXPECTED["decimal"]) from error
    if not number.is_finite() or abs(number.adjusted()) > 20 or len(number.as_tuple().digits) > 20:
        raise NotUnderstood("a finite number of at most 20 digits")
    return format(number, "f")


def _text(value: object, longest: int) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise NotUnderstood(f"a text of at most {longest} characters")
    text = as_text(value).strip()
    if isinstance(value, int) and not text:
        raise NotUnderstood(f"a text of at most {longest} characters", "a number without end")
    if len(text) > longest:
        raise NotUnderstood(f"a text of at most {longest} characters", f"{len(text)} characters")
    if _UNSTORABLE.search(text):
        raise NotUnderstood("text in Unicode without lone surrogates and NUL characters", "broken Unicode")
    if longest == LONGEST_CODE and not text.isprintable():
        raise NotUnderstood("printable characters only", "control characters")
    return text
