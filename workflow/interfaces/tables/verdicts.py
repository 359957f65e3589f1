"""What became of every row, in words that may be shown anywhere, and counted for a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.interfaces.tables.notes import Reason
from workflow.interfaces.tables.referral_list import ReferralList

OPENED, ATTACHED, ALREADY, NEEDS_PERSON, REFUSED, EMPTY = VERDICTS = (
    "opened",
    "attached",
    "already_imported",
    "needs_person",
    "refused",
    "empty",
)


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row, or would become of it.

    Args:
        number: the row's number in the file.
        verdict: opened, attached, already_imported, needs_person, refused or empty.
        says: the verdict as a sentence; free of patients' text.
        case_id: the case it is about; "" where there is none, or none would be kept.
        reasons: why a person has to look.
        remarks: what was taken for granted, or left out.
        read_as: what was understood; holds patients' text and belongs into the result file only.
    """

    number: int
    verdict: str
    says: str
    case_id: str = ""
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """A list's verdicts counted.

    Args:
        lines: the summary as lines for a person.
        counts: how many rows each verdict has, every verdict included.
        reasons: why people have to look, most frequent first, with how many rows.
        remarks: what was said without stopping a row, most frequent first.
    """

    lines: tuple[str, ...]
    counts: Mapping[str, int]
    reasons: Mapping[str, int]
    remarks: Mapping[str, int]


def summarise(referrals: ReferralList, verdicts: Sequence[RowVerdict]) -> ImportSummary:
    """Count what became of the rows of a list."""
    found = Counter(each.verdict for each in verdicts)
    counts = {verdict: found[verdict] for verdict in VERDICTS}
    reasons = _counted([each.reasons for each in verdicts])
    remarks = _counted([each.remarks for each in verdicts if each.verdict in (OPENED, ATTACHED)])
    lines = [f"{referrals.name}, {len(verdicts)} rows: {_in_words(counts)}."]
    lines += _block("Why a person has to look:", reasons)
    lines += _block("Taken in, and to be known:", remarks)
    return ImportSummary(tuple(lines), counts, reasons, remarks)


_WORDS: Mapping[str, str] = {
    OPENED: "opened",
    ATTACHED: "attached to an open case",
    ALREADY: "known already, here or higher up",
    NEEDS_PERSON: "for a person to look at",
    REFUSED: "refused by the pathway",
    EMPTY: "empty",
}


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {_WORDS[verdict]}" for verdict, count in counts.items() if count) or "none"


def _counted(gathered: Sequence[tuple[Reason, ...]]) -> Mapping[str, int]:
    """How many rows each kind occurs in; a row counts once for each kind."""
    return dict(Counter(kind for reasons in gathered for kind in {each.kind: 0 for each in reasons}).most_common())


def _block(title: str, counts: Mapping[str, int]) -> list[str]:
    return [title, *(f"  {count:>5}  {kind}" for kind, count in counts.items())] if counts else []
