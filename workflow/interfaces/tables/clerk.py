"""One planned row taken to the book: opened, attached, already there, refused, or set aside for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workflow.case.actor import Actor
from workflow.case.errors import BadInput, NotFound, Refused
from workflow.definition.model import Definition
from workflow.interfaces.tables.names import display_name, parts_of, same_words
from workflow.interfaces.tables.notes import Reason
from workflow.interfaces.tables.people import Person, differences
from workflow.interfaces.tables.planned import PlannedRow
from workflow.interfaces.tables.verdicts import (
    ALREADY,
    ATTACHED,
    EMPTY,
    NEEDS_PERSON,
    OPENED,
    REFUSED,
    RowVerdict,
)

if TYPE_CHECKING:
    from workflow.history import CaseBook, Opened, PatientIdentity

SOURCE = "referral list"
KEY_REUSED = "key_reused"
"""The code of the error that a key raises when it comes again with other content."""


class Clerk:
    """Takes rows to a book, one by one.

    Args:
        by: who brings the list in.
        fingerprint: keyed digest of a text.
        kept: whether what is recorded stays; else the sentences say what would happen.
    """

    def __init__(self, definition: Definition, *, by: Actor, fingerprint: Callable[[str], str], kept: bool) -> None:
        self._definition = definition
        self._by = by
        self._fingerprint = fingerprint
        self._kept = kept
        self._received = definition.worklist.received

    def verdict(self, book: CaseBook, row: PlannedRow, earlier: Mapping[int, RowVerdict]) -> RowVerdict:
        """Record one row, or say why not.

        Args:
            earlier: verdicts of the rows before it, by row number.
        """
        if row.person is None:
            return RowVerdict(row.number, EMPTY, "The row is empty.")
        if row.reasons:
            return self._set_aside(row, row.reasons)
        if row.same_as:
            return self._same(row, earlier[row.same_as])
        if reason := self._may_not_add(row):
            return self._set_aside(row, (reason,))
        if reasons := _against_cases(book, row.person):
            case_id, differing = next(iter(reasons.items()))
            return self._set_aside(row, differing, case_id=case_id)
        return self._through_the_door(book, row, row.person, earlier)

    def _through_the_door(
        self, book: CaseBook, row: PlannedRow, person: Person, earlier: Mapping[int, RowVerdict]
    ) -> RowVerdict:
        key = self._fingerprint(row.key_text)
        try:
            opened = self._open(book, row, person, key)
            repeated = self._add_further(book, row, opened.case.id, key) and opened.repeated
        except Refused as refused:
            return self._answer(row, REFUSED, refused.message)
        except BadInput as problem:
            return self._set_aside(row, (_misunderstood(problem),))
        if repeated:
            return self._answer(row, ALREADY, "This referral was brought in before.", opened.case.id)
        if not opened.attached:
            says = "A case was opened." if self._kept else "A case would be opened."
            return self._answer(row, OPENED, says, opened.case.id)
        first = [each.number for each in earlier.values() if each.verdict == OPENED and each.case_id == opened.case.id]
        case = f"the case of row {first[0]}" if first else "the open case of the same person"
        says = f"Attached to {case}." if self._kept else f"Would be attached to {case}."
        return self._answer(row, ATTACHED, says, opened.case.id)

    def _open(self, book: CaseBook, row: PlannedRow, person: Person, key: str) -> Opened:
        return book.open(
            self._definition.name,
            patient=_identity(person),
            fields=row.fields,
            by=self._by,
            key=key,
            occurred_at=row.fields.get(self._received),  # type: ignore[arg-type]  # a date field holds a date
            source=SOURCE,
        )

    def _add_further(self, book: CaseBook, row: PlannedRow, case_id: str, key: str) -> bool:
        """Report the further symptoms of a row; whether every one of them had been reported before."""
        repeated = True
        for number, fields in enumerate(row.further, start=2):
            reported = book.report(
                case_id,
                row.further_event,
                fields,
                by=self._by,
                key=f"{key}/{number}",
                occurred_at=row.fields.get(self._received),  # type: ignore[arg-type]  # a date field holds a date
            )
            repeated = repeated and reported.repeated
        return repeated

    def _may_not_add(self, row: PlannedRow) -> Reason | None:
        """A row is recorded as a whole or not at all, so who may not add its further symptoms may not open it."""
        if not row.further or self._by.role in self._definition.events[row.further_event].roles:
            return None
        says = f"The row names several sites, and the role {self._by.role} may not report {row.further_event}."
        return Reason("several sites, and the role may not add one", says)

    def _same(self, row: PlannedRow, earlier: RowVerdict) -> RowVerdict:
        if earlier.verdict in (OPENED, ATTACHED, ALREADY):
            says = f"The same referral as row {row.same_as}, with nothing different."
            return self._answer(row, ALREADY, says, earlier.case_id)
        return RowVerdict(
            row.number,
            earlier.verdict,
            f"The same as row {row.same_as}: {earlier.says}",
            earlier.case_id,
            earlier.reasons,
            row.remarks,
            row.read_as,
        )

    def _set_aside(self, row: PlannedRow, reasons: tuple[Reason, ...], *, case_id: str = "") -> RowVerdict:
        says = "Needs a person: " + " ".join(each.says for each in reasons)
        return RowVerdict(row.number, NEEDS_PERSON, says, case_id, reasons, row.remarks, row.read_as)

    def _answer(self, row: PlannedRow, verdict: str, says: str, case_id: str = "") -> RowVerdict:
        return RowVerdict(row.number, verdict, says, case_id, (), row.remarks, row.read_as)


def _against_cases(book: CaseBook, person: Person) -> Mapping[str, tuple[Reason, ...]]:
    """The cases that carry one of the person's identifiers and tell of somebody else, with what differs."""
    found: dict[str, tuple[Reason, ...]] = {}
    known = dict.fromkeys(case_id for system, value in person.identifiers for case_id in book.find(system, value))
    for case_id in known:
        stored = _stored(book, case_id, person)
        if stored is not None and (kinds := differences(person, stored)):
            found[case_id] = tuple(
                Reason(f"{kind} (on a case)", f"Case {case_id} has the same identifier: {kind}.") for kind in kinds
            )
    return found


def _stored(book: CaseBook, case_id: str, person: Person) -> Person | None:
    """Whom a case is about; None where only an opaque reference is known, or it was erased."""
    from workflow.history import PatientIdentity

    try:
        patient = book.identity(case_id)
    except NotFound:
        return None
    if not isinstance(patient, PatientIdentity):
        return None
    identifiers = tuple((each.system, each.normalised) for each in patient.identifiers)
    surname, forename = _as_written(patient.name, person)
    return Person(identifiers, surname, forename, patient.born_on, patient.sex)


def _as_written(name: str, person: Person) -> tuple[str, str]:
    """Surname and forename of a stored name; one kept without a comma in either order is taken as the row has it."""
    if "," not in name and same_words(name, f"{person.surname} {person.forename}"):
        return person.name
    return parts_of(name)


def _identity(person: Person) -> PatientIdentity:
    from workflow.history import Identifier, PatientIdentity

    return PatientIdentity(
        tuple(Identifier(system, value) for system, value in person.identifiers),
        display_name(person.surname, person.forename),
        person.born_on,
        person.sex,
    )


def _misunderstood(problem: BadInput) -> Reason:
    """Why the book would not take a row; its messages carry no patient's text."""
    if problem.code == KEY_REUSED:
        says = (
            "The referral was brought in before and is different now, or was brought in under another role; "
            "what changed has to be recorded on its case."
        )
        return Reason("brought in before, changed since", says)
    found = "; ".join(f"{each.where}: {each.found}, expected {each.expected}" for each in problem.problems)
    return Reason("not understood by the pathway", found or problem.message)
