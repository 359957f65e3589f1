"""A verification tells which definitions were never proved, and does not call an earlier release a fault."""

from __future__ import annotations

from tests.support.lending import OTHER_BORROWER, Library, lending
from workflow.history import downgrade, snapshot, upgrade
from workflow.inspection import Verification, verify


def verified(library: Library) -> Verification:
    with snapshot(library.engine) as connection:
        return verify(connection, library.pathways, keys=library.keys)


def test_what_was_proved_is_not_named(library: Library) -> None:
    library.lent()
    found = verified(library)
    assert (found.faults, found.unproved) == ((), ())


def test_what_an_earlier_release_kept_is_named_and_no_fault(library: Library) -> None:
    library.lent()
    downgrade(library.engine, "wf0002")
    upgrade(library.engine)
    found = verified(library)
    assert (found.faults, found.unproved) == ((), (lending().name,))


def test_once_it_is_proved_it_is_named_no_more(library: Library) -> None:
    library.lent()
    downgrade(library.engine, "wf0002")
    upgrade(library.engine)
    library.lent("R2", patient=OTHER_BORROWER)
    assert (verified(library).faults, verified(library).unproved) == ((), ())
