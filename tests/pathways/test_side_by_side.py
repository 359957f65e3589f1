"""Two variants of one pathway: releasing one leaves every case of the other as it was, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.databases import SqliteDatabases
from tests.support.lending import BORROWER, Library, library_on, migrate
from tests.support.receipts import pathways_of
from workflow.case.actor import Actor
from workflow.history import CaseBook, snapshot
from workflow.inspection import verify
from workflow.pathways import Pathways

BCN = "secondary-breast-cancer:bcn-guidance"
NICE = "secondary-breast-cancer:nice-cg81-2026"
VARIANTS = pytest.mark.parametrize("variant", [BCN, NICE])
NURSE = Actor("n.lee", "navigator")
CONSULTANT = Actor("c.ives", "consultant")
DAY = "2026-03-02"
REFERRAL = {"received_on": DAY, "pathway_type": "usc_referral", "site": "liver", "prior_history": "recent"}
CT = {"kind": "imaging", "modality": "ct", "purpose": "initial", "site": "liver"}
IDENTIFIED = {"classification": "secondary_identified", "plan": "staging", "sites": ["liver"]}


@pytest.fixture
def undisturbed(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[Library]:
    """A history that never hears of another variant."""
    (tmp_path / "undisturbed").mkdir()
    with library_on(sqlite_databases.fresh(tmp_path / "undisturbed", migrate)) as found:
        yield found


def alone(variant: str) -> Pathways:
    return pathways_of(Pathways.shipped().newest(variant))


def until_the_report(library: Library, variant: str) -> str:
    """A case is opened, and its first image is ordered and reported."""
    with library.at_work() as book:
        case_id = book.open(variant, patient=BORROWER, fields=REFERRAL, by=NURSE, key="R1").case.id
        book.report(case_id, "assign", {"key_worker": "n.lee"}, by=NURSE)
        book.report(case_id, "order", CT, by=NURSE)
        book.report(case_id, "accept", {}, by=NURSE)
        book.report(case_id, "report", {"investigation": "I1", "adequate": "yes"}, by=Actor("ris", "interface"))
    return case_id


def from_there_on(library: Library, case_id: str) -> list[str]:
    """The image is read and classified, staging is settled, and no tissue is taken; what was possible before that."""
    with library.at_work() as book:
        for event, fields in (
            ("acknowledge", {"investigation": "I1", "version": 1}),
            ("classify", IDENTIFIED),
            ("satisfy_item", {"investigation": "I1", "item": "ct"}),
            ("waive_item", {"item": "bone_scan", "reason": "unfit"}),
            ("complete_staging", {}),
        ):
            book.report(case_id, event, fields, by=CONSULTANT)
        options = [repr(option) for option in book.options(case_id, by=CONSULTANT)]
        book.report(case_id, "decide_biopsy", {"decision": "no", "reason": "imaging_sufficient"}, by=CONSULTANT)
    return options


def looked_at(library: Library, see: Callable[[CaseBook], object]) -> object:
    with library.at_work() as book:
        return see(book)


def faults(library: Library, pathways: Pathways) -> tuple[object, ...]:
    with snapshot(library.engine) as connection:
        found = verify(connection, pathways, keys=library.keys)
    return (*found.faults, *found.unproved)


@VARIANTS
def test_a_case_on_one_is_untouched_by_releasing_the_other(
    library: Library, undisturbed: Library, variant: str
) -> None:
    options = []
    for each, later in ((undisturbed, alone(variant)), (library, Pathways.shipped())):
        each.pathways = alone(variant)
        case_id = until_the_report(each, variant)
        each.pathways = later
        options.append(from_there_on(each, case_id))
    assert options[0] == options[1]
    assert library.dump() == undisturbed.dump()
    assert library.dump()["wf_entry"]


@VARIANTS
def test_its_history_verifies_with_both_and_with_its_own_alone(library: Library, variant: str) -> None:
    library.pathways = alone(variant)
    case_id = until_the_report(library, variant)
    library.pathways = Pathways.shipped()
    from_there_on(library, case_id)
    assert faults(library, Pathways.shipped()) == ()
    assert faults(library, alone(variant)) == ()


@VARIANTS
def test_its_history_verifies_although_only_the_other_is_on_offer(library: Library, variant: str) -> None:
    library.pathways = alone(variant)
    from_there_on(library, until_the_report(library, variant))
    assert faults(library, alone(BCN if variant == NICE else NICE)) == ()


@VARIANTS
def test_a_case_goes_on_under_its_own_although_only_the_other_is_on_offer(
    library: Library, undisturbed: Library, variant: str
) -> None:
    for each, later in ((undisturbed, variant), (library, BCN if variant == NICE else NICE)):
        each.pathways = alone(variant)
        case_id = until_the_report(each, variant)
        each.pathways = alone(later)
        from_there_on(each, case_id)
    assert library.dump() == undisturbed.dump()


def test_the_same_story_is_decided_by_the_variant_of_its_case(library: Library) -> None:
    library.pathways = Pathways.shipped()
    case_id = until_the_report(library, BCN)
    definition = looked_at(library, lambda book: book.case(case_id).definition)
    assert definition == Pathways.shipped().newest(BCN).digest != Pathways.shipped().newest(NICE).digest


@VARIANTS
def test_each_is_proved_and_the_second_rests_on_the_first(variant: str) -> None:
    shipped = Pathways.shipped()
    receipt = shipped.receipt(shipped.newest(variant))
    assert receipt is not None
    assert list(receipt.counts) == [1, 2, 3, 4, 5, 6, 7]
    assert shipped.names() == (f"{BCN}@2026-11-22", f"{NICE}@2026-11-24")
