"""The guide for hospitals: its commands answer as it says, and each change that it shows does what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import pytest

from tests.support.guide import CHECK, PAGE, Walk, alike, snippets
from workflow.case.actor import Actor
from workflow.case.errors import BadInput, DefinitionError
from workflow.case.file import Case
from workflow.definition import Definition, load
from workflow.definition.extending import extension_of
from workflow.engine import Accepted, clocks, decide
from workflow.pathways import Pathways

MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)
NAVIGATOR = Actor("n.lee", "navigator")
DEADLINE, FIELD, REASON, TABLE = range(4)
LUNG = {"kind": "imaging", "modality": "mri", "purpose": "initial", "site": "lung"}


@dataclass(frozen=True)
class Walked:
    """The page as casepath answers today, and the walk that may be gone on with."""

    page: str
    walk: Walk


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The guide, walked once; its pathway with all changes together is proved when it is registered."""
    walk = Walk(tmp_path_factory.mktemp("guide"), proving=False)
    return Walked(walk.page(PAGE.read_text(encoding="utf-8")), walk)


@cache
def changed(*which: int) -> Definition:
    """The shipped pathway with these changes of the guide."""
    shown = snippets()
    return extended("\n".join(shown[each] for each in which))


def extended(changes: str) -> Definition:
    parent = Pathways.shipped().newest("secondary-breast-cancer")
    text = extension_of(parent, variant="st-elsewhere", released_on=date(2026, 11, 24))
    return load(f"{text}\n{changes}", file="ours.toml", parent=lambda name: parent)


def answered(definition: Definition, event: str, fields: Mapping[str, object], case: Case | None = None) -> Accepted:
    answer = decide(
        definition,
        case or Case("c1", definition.digest),
        event=event,
        fields=fields,
        actor=NAVIGATOR,
        now=MORNING,
    )
    assert isinstance(answer, Accepted), answer
    return answer


def opened(definition: Definition) -> Case:
    referral = {"received_on": "2026-11-20", "pathway_type": "usc_referral", "site": "lung"}
    return answered(definition, definition.opening, referral).case


def test_every_command_answers_as_the_guide_says(walked: Walked) -> None:
    assert alike(walked.page) == alike(PAGE.read_text(encoding="utf-8")), "python -m tests.support.guide writes it anew"


def test_what_the_guide_says_of_the_proof_is_in_the_receipt(walked: Walked) -> None:
    told = re.findall(r"^    covered (.*)$", walked.page[walked.page.index(f"$ {CHECK}") :], flags=re.MULTILINE)
    listed = walked.walk.answered_json("pathway", "list")
    (receipt,) = (one["receipt"] for one in listed if "st-elsewhere" in one["pathway"])
    counts = [set(one.values()) for one in receipt["obligations"].values()]
    assert [{int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", line)} for line in told] == counts


@pytest.mark.parametrize(("which", "due_on"), [((), date(2026, 12, 18)), ((DEADLINE,), date(2026, 12, 11))])
def test_the_deadline_moves(which: tuple[int, ...], due_on: date) -> None:
    definition = changed(*which)
    found = {one.clock: one.due_on for one in clocks(definition, opened(definition), now=MORNING)}
    assert found["faster_diagnosis"] == due_on


def test_the_field_is_taken_and_kept_with_the_entry() -> None:
    definition, fields = changed(FIELD), {**LUNG, "modality": "ct", "interpreter": "needed"}
    entry = answered(definition, "order", fields, opened(definition)).entries[0]
    assert entry.fields["interpreter"] == "needed"
    with pytest.raises(BadInput, match="found an unknown field"):
        answered(changed(), "order", fields, opened(changed()))


def test_the_reason_is_taken() -> None:
    fields = {"breach_reason": "no_interpreter"}
    entry = answered(changed(REASON), "record_breach", fields, opened(changed(REASON))).entries[0]
    assert entry.fields == fields
    with pytest.raises(BadInput, match="breach_reason"):
        answered(changed(), "record_breach", fields, opened(changed()))


def test_a_word_that_means_several_things_is_refused_as_a_code_as_the_guide_says() -> None:
    with pytest.raises(DefinitionError, match="Normal does not say what was looked for"):
        extended('[vocabularies.breach_reason.terms]\nnormal_delay = "Delayed"\n')


@pytest.mark.parametrize(("which", "advised"), [((), ["first_imaging"]), ((TABLE,), [])])
def test_the_table_proposes_what_was_added(which: tuple[int, ...], advised: list[str]) -> None:
    definition = changed(*which)
    answer = decide(
        definition, opened(definition), event="order", fields=LUNG, actor=NAVIGATOR, now=MORNING, overrides={}
    )
    unmet = answer.advice if isinstance(answer, Accepted) else answer.unmet
    assert [one.requirement for one in unmet] == advised


def test_the_table_is_otherwise_its_parents() -> None:
    before, after = (changed(*which).recommendations["first_imaging"].rows for which in ((), (TABLE,)))
    assert [one for one, other in zip(before, after, strict=True) if one != other] == [
        one for one in before if one.when == {"site": ("lung",)}
    ]
