"""Are persons and referrals found where the entries say: the look-ups compared with them, page by page.

What was noted of a page is settled and forgotten, so that memory does not grow with the number of persons; only of a
person with several cases more is kept until the last of them was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select

from workflow.history.payloads import Place
from workflow.history.tables import wf_case, wf_entry, wf_identifier, wf_key, wf_opening
from workflow.inspection.faults import Fault
from workflow.inspection.pages import StoredCase

_PERSONS: BindParameter[str] = bindparam("persons", expanding=True)
_IDENTIFIERS = select(wf_identifier).where(wf_identifier.c.person_id.in_(_PERSONS))
_NUMBER_OF_CASES = func.count(wf_case.c.case_id)
_WITH_SEVERAL = (
    select(wf_case.c.person_id, _NUMBER_OF_CASES.label("number"))
    .where(wf_case.c.person_id.in_(_PERSONS))
    .group_by(wf_case.c.person_id)
    .having(_NUMBER_OF_CASES > 1)
)
_OPENINGS = select(wf_opening).where(wf_opening.c.key_digest.in_(bindparam("keys", expanding=True)))
AT_ONCE = 500
"""How many persons or keys one statement asks for."""


@dataclass(slots=True)
class Known:
    """What the entries say of a person: their look-up digests, and whether some of it could not be read."""

    digests: dict[str, str] = field(default_factory=dict)
    unread: bool = False
    cases: int = 0


class Persons:
    """Who the entries of a page are about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Known] = {}
        self._referrals: list[tuple[Place, str | None]] = []
        self._several: dict[str, Known] = {}

    def note_case(self, stored: StoredCase) -> None:
        """Note that a case of a person was seen."""
        if stored.row is not None:
            self._of(stored.row.person_id).cases += 1

    def note_referral(self, place: Place, key: str | None) -> None:
        """Note an entry that records a referral, with the digest of its key."""
        self._referrals.append((place, key))

    def note_identifiers(self, person: str, rows: Mapping[str, str]) -> None:
        """Note the look-up digests of a person, each with the system its identifier comes from."""
        self._of(person).digests.update(rows)

    def note_unread(self, person: str) -> None:
        """Note that a person's identity could not be read without keys."""
        self._of(person).unread = True

    def settle(self) -> Iterator[Fault]:
        """Compare what was noted with the look-ups, and forget it."""
        persons = list(self._known)
        for start in range(0, len(persons), AT_ONCE):
            yield from self._settle_persons(persons[start : start + AT_ONCE])
        for start in range(0, len(self._referrals), AT_ONCE):
            yield from self._settle_referrals(self._referrals[start : start + AT_ONCE])
        self._known.clear()
        self._referrals.clear()

    def unsettled(self) -> Iterator[Fault]:
        """Tell of persons whose last case was never seen."""
        for person in self._several:
            yield Fault("index", "", 0, f"not every case of person {person} could be read")

    def _of(self, person: str) -> Known:
        return self._known.setdefault(person, Known())

    def _settle_persons(self, persons: list[str]) -> Iterator[Fault]:
        stored: dict[str, dict[str, str]] = {person: {} for person in persons}
        for row in self._connection.execute(_IDENTIFIERS, {"persons": persons}):
            stored[row.person_id][row.digest] = row.system
        several = {row.person_id: row.number for row in self._connection.execute(_WITH_SEVERAL, {"persons": persons})}
        for person in persons:
            known = self._known[person]
            yield from _found_rightly(person, known, stored[person])
            whole = self._whole(person, known, several.get(person, 1))
            if whole is not None:
                yield from _found_only_rightly(person, whole, stored[person])

    def _whole(self, person: str, known: Known, number: int) -> Known | None:
        """What is known of a person from all of their cases; None before the last of them was seen."""
        if number <= 1:
            return known
        whole = self._several.setdefault(person, Known())
        whole.digests.update(known.digests)
        whole.unread = whole.unread or known.unread
        whole.cases += known.cases
        return self._several.pop(person) if whole.cases >= number else None

    def _settle_referrals(self, referrals: list[tuple[Place, str | None]]) -> Iterator[Fault]:
        keys = [key for _, key in referrals if key is not None]
        found = {row.key_digest: (row.case_id, row.seq) for row in self._connection.execute(_OPENINGS, {"keys": keys})}
        for place, key in referrals:
            if key is None or found.get(key) != (place.case_id, place.seq):
                says = "the referral it records would be recorded again if it were sent again"
                yield Fault("index", place.case_id, place.seq, says)


def check_leftovers(connection: Connection) -> Iterator[Fault]:
    """Nothing is left of a person no case is about, and no referral leads astray."""
    owners = select(wf_case.c.case_id).where(wf_case.c.person_id == wf_identifier.c.person_id).exists()
    for row in connection.execute(select(wf_identifier.c.person_id).where(~owners)):
        yield Fault("index", "", 0, f"an identifier leads to person {row.person_id}, and no referral says so")
    owners = select(wf_case.c.case_id).where(wf_case.c.person_id == wf_key.c.person_id).exists()
    for row in connection.execute(select(wf_key.c.person_id).where(~owners)):
        yield Fault("index", "", 0, f"there is a key of person {row.person_id}, and no case is about them")
    of_entry = and_(wf_entry.c.case_id == wf_opening.c.case_id, wf_entry.c.seq == wf_opening.c.seq)
    astray = (
        select(wf_opening.c.case_id, wf_opening.c.seq)
        .outerjoin(wf_entry, of_entry)
        .where(or_(wf_entry.c.key_digest.is_(None), wf_entry.c.key_digest != wf_opening.c.key_digest))
    )
    for row in connection.execute(astray):
        yield Fault("index", row.case_id, row.seq, "a referral leads to an entry that does not record it")


def _found_rightly(person: str, known: Known, stored: Mapping[str, str]) -> Iterator[Fault]:
    for digest, system in known.digests.items():
        if digest not in stored:
            yield Fault("index", "", 0, f"an identifier of person {person} does not lead to that person")
        elif stored[digest] != system:
            yield Fault("index", "", 0, f"an identifier of person {person} is kept under another system")


def _found_only_rightly(person: str, known: Known, stored: Mapping[str, str]) -> Iterator[Fault]:
    if known.unread:
        if not stored:
            yield Fault("index", "", 0, f"no identifier leads to person {person}")
        return
    for _ in stored.keys() - known.digests.keys():
        yield Fault("index", "", 0, f"an identifier leads to person {person}, and no referral says so")
