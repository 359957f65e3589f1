"""What is noticed while a row is read: reasons why a person has to look, remarks, and the words that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.interfaces.tables.cells import Cell, text_of
from workflow.interfaces.tables.referral_list import Row


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person has to look at a row, or what was noticed about it; free of patients' text.

    Args:
        kind: a few words under which equal reasons are counted.
        says: the whole sentence; it may name other rows by their numbers.
    """

    kind: str
    says: str

    def __str__(self) -> str:
        """The sentence."""
        return self.says


@dataclass(slots=True)
class Notes:
    """What is gathered about one row."""

    reasons: list[Reason] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    read_as: list[str] = field(default_factory=list)

    def person_needed(self, kind: str, says: str) -> None:
        """Note why a person has to look."""
        self.reasons.append(Reason(kind, says))

    def remark(self, kind: str, says: str) -> None:
        """Note what only has to be said."""
        self.remarks.append(Reason(kind, says))

    def keep(self, says: str, text: str) -> None:
        """Keep a cell's own words, under what its column says."""
        if text:
            self.words[says] = text


class RowView:
    """The cells of one row by the names of their columns; a column the list does not have is empty."""

    __slots__ = ("_places", "row")

    def __init__(self, row: Row, places: Mapping[str, int]) -> None:
        self.row = row
        self._places = places

    def cell(self, name: str) -> Cell:
        """The cell as it stands in the file."""
        return self.row.cells[self._places[name]] if name in self._places else ""

    def text(self, name: str) -> str:
        """The cell as a person reads it."""
        return text_of(self.cell(name))
