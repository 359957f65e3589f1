"""From exact phrases to the pathway's codes; a phrase outside the tables is never guessed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.interfaces.tables.cells import phrase_of
from workflow.interfaces.tables.notes import Notes, RowView
from workflow.interfaces.tables.rules import Codes, Column, ListRules

SYMPTOM_COLUMNS = ("site", "symptom")


def read_codes(view: RowView, columns: Iterable[Column], rules: ListRules, notes: Notes) -> dict[str, str]:
    """The codes of every phrase column but the symptom's, by field (or by column, for sex)."""
    codes: dict[str, str] = {}
    for column in columns:
        if column.kind == "phrase" and column.name not in SYMPTOM_COLUMNS:
            codes |= _code(column, view.text(column.name), rules, notes)
    notes.read_as += [f"{name.replace('_', ' ')} {code}" for name, code in codes.items()]
    return codes


def _code(column: Column, text: str, rules: ListRules, notes: Notes) -> Mapping[str, str]:
    unknown = {column.field: column.unknown} if column.unknown else {}
    if not text:
        if column.missing == "person":
            notes.person_needed(f"{column.says}: empty", f"The cell for {column.says} is empty.")
        elif column.missing == "said":
            notes.remark(f"{column.says}: empty", f"The cell for {column.says} is empty{_taken_as(column)}.")
        return unknown
    if found := rules.phrases.get(column.name, {}).get(phrase_of(text)):
        return found[0]
    if column.unlisted == "person":
        notes.person_needed(_kind(column.says), f"The cell for {column.says} holds none of the phrases known.")
        return {}
    if column.unlisted == "said":
        says = f"The cell for {column.says} holds none of the phrases known{_taken_as(column)}; its words are kept."
        notes.remark(_kind(column.says), says)
    notes.keep(column.says, text)
    return unknown


def _taken_as(column: Column) -> str:
    return f", which stands for “{column.unknown.replace('_', ' ')}” until somebody says" if column.unknown else ""


def _kind(says: str) -> str:
    return f"{says}: phrase not known"


def read_symptoms(view: RowView, rules: ListRules, notes: Notes) -> Codes:
    """The symptoms a row names, each as its codes.

    The site column decides; the symptom's own words fill in what it leaves open, or stand for it where it is empty.
    A referral without any symptom is opened as it came. One whose site was not understood is not: on the case it
    would look like a referral without a symptom, which may be declined for that very reason.
    """
    site, words = view.text("site"), view.text("symptom")
    notes.keep("symptom", words)
    by_words = rules.phrases.get("symptom", {}).get(phrase_of(words), ())
    if not site and not words:
        notes.remark("no symptom", "The row names no symptom; without one the pathway orders no test.")
        return ()
    found = _sites(site, rules) if site else by_words
    if not found:
        what = "site" if site else "symptom"
        notes.person_needed(_kind(what), f"The cell for {what} holds none of the phrases known.")
        return ()
    if by_words and _places(by_words) != _places(found):
        notes.person_needed("site and symptom differ", "The site is not the one that the symptom's words stand for.")
    found = tuple(_filled(codes, by_words) for codes in found)
    notes.read_as += [", ".join(f"{field} {code}" for field, code in codes.items()) for codes in found]
    return found


def _sites(text: str, rules: ListRules) -> Codes:
    """The codes of the whole phrase, or of its parts when each of them is a known phrase by itself."""
    known = rules.phrases.get("site", {})
    if whole := known.get(phrase_of(text)):
        return whole
    separator = rules.reading.site_separator
    parts = [phrase_of(part) for part in text.split(separator)] if separator else []
    if not all(part in known for part in parts):
        return ()
    return tuple({_identity(codes): codes for part in parts for codes in known[part]}.values())


def _identity(codes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(codes.items()))


def _places(codes: Codes) -> set[str]:
    return {each.get("site", "") for each in codes}


def _filled(codes: Mapping[str, str], by_words: Codes) -> Mapping[str, str]:
    for each in by_words:
        if each.get("site") == codes.get("site") and not any(
            codes.get(key, code) != code for key, code in each.items()
        ):
            return {**each, **codes}
    return codes
