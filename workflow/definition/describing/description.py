"""A definition in words, as rows and tables that a page, a terminal or a JSON answer can show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement of a row: its name, the same in words, the condition it puts, and its class."""

    requirement: str
    says: str
    condition: str
    kind: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the definition: when / only if / then / because.

    Args:
        states: the states in which it is there, in the order of the definition.
        roles: who may report it; empty for what happens by itself.
        when: what it selects on, one phrase each.
        only_if: what it requires.
        then: the target state in words, "nothing moves", or "refused".
        refusal: the sentence that refuses; "" for a row that does not.
        because: the row's own sentence.
        source: where that comes from.
    """

    states: tuple[str, ...]
    event: str
    row: str
    kind: str
    roles: tuple[str, ...]
    when: tuple[str, ...]
    only_if: tuple[Ask, ...]
    then: str
    refusal: str
    because: str
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """One further table of a description."""

    title: str
    intro: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state: what it means, who owes the next decision, what comes next, and how long it should take."""

    name: str
    says: str
    owner: str
    next_action: str
    target: str
    source: str
    final: bool


@dataclass(frozen=True, slots=True)
class Description:
    """Everything a definition says.

    Args:
        rows: every row, by state in the order of the definition, then by event; a row of several states once.
        sections: requirements, what events record, facts, words, items, clocks, advice, roles, references.
    """

    name: str
    title: str
    says: str
    digest: str
    states: tuple[StateLine, ...]
    rows: tuple[RowLine, ...]
    sections: tuple[Section, ...]
