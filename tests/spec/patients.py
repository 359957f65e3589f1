"""Patients to tell a story about: each step is reported to the pure engine, and a new patient comes back.

It answers how a case is brought to where a chapter of this book begins, with invented patients and no database. What
the pathway must say there is the chapters' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from workflow.case.actor import Actor
from workflow.case.entry import Entry, Override
from workflow.case.errors import Refused
from workflow.case.file import Case, Item
from workflow.definition import Definition, load
from workflow.engine import ClockReading, clocks, decide, facts_of
from workflow.engine.results import Accepted
from workflow.pathways import finding

FILE = Path(finding.__file__).parent / "definitions" / "secondary-breast-cancer.bcn-guidance.2026-11-22.toml"
REFERRED_ON = date(2026, 11, 23)
WORDS = "As said in clinic."
NOTHING_LIFTED: Mapping[str, Override] = {}
_TOLD_ON: ContextVar[Definition | None] = ContextVar("_TOLD_ON", default=None)


@lru_cache(maxsize=1)
def shipped() -> Definition:
    """The shipped pathway this book is about."""
    return load(FILE.read_text(encoding="utf-8"), file=FILE.name)


def pathway() -> Definition:
    """The pathway the chapters are told on: the shipped one, unless `told_on` says another."""
    return _TOLD_ON.get() or shipped()


@contextmanager
def told_on(definition: Definition) -> Iterator[None]:
    """Tell the chapters on another pathway, such as one that was changed for the worse."""
    before = _TOLD_ON.set(definition)
    try:
        yield
    finally:
        _TOLD_ON.reset(before)


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient's case, its entries so far, and the day it is."""

    case: Case
    entries: tuple[Entry, ...] = ()
    today: date = REFERRED_ON

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self.case.state

    def later(self, days: int) -> Patient:
        """The same patient some days on."""
        return Patient(self.case, self.entries, self.today + timedelta(days=days))

    def reports(
        self, event: str, lifting: Mapping[str, Override] = NOTHING_LIFTED, /, *, by: str = "", **fields: object
    ) -> Patient:
        """Report an event that the pathway accepts; by a consultant where that is possible, unless told otherwise."""
        answer = self._asked(event, by, lifting, fields)
        if isinstance(answer, Refused):
            raise answer
        return Patient(answer.case, (*self.entries, *answer.entries), self.today)

    def refusal(
        self, event: str, lifting: Mapping[str, Override] = NOTHING_LIFTED, /, *, by: str = "", **fields: object
    ) -> str:
        """Report an event that the pathway refuses, and read what it says."""
        answer = self._asked(event, by, lifting, fields)
        assert isinstance(answer, Refused), f"{event} was accepted and led to {answer.case.state}"
        return " ".join((answer.message, *answer.instead))

    def advice(self, event: str, **fields: object) -> tuple[str, ...]:
        """The names of the advice that is not followed by an event the pathway accepts."""
        answer = self._asked(event, "", NOTHING_LIFTED, fields)
        assert isinstance(answer, Accepted), answer
        return tuple(unmet.requirement for unmet in answer.advice)

    def fact(self, name: str) -> str:
        """What is true of the case."""
        return facts_of(pathway(), self.case)[name]

    def value(self, attribute: str) -> object:
        """What the case keeps under an attribute."""
        return self.case.value(attribute)

    def items(self, collection: str) -> tuple[Item, ...]:
        """What the case has several of."""
        return self.case.standing(collection)

    def item(self, name: str) -> Item:
        """One of them by its id."""
        found = self.case.item(name)
        assert found is not None, f"there is no {name}"
        return found

    def last(self, collection: str = "investigations") -> Item:
        """The latest of them."""
        return self.items(collection)[-1]

    def clock(self, name: str) -> ClockReading:
        """A clock as it reads today."""
        return next(each for each in clocks(pathway(), self.case, now=self._noon()) if each.clock == name)

    def _noon(self) -> datetime:
        return datetime.combine(self.today, time(12), tzinfo=UTC)

    def _asked(
        self, event: str, by: str, lifting: Mapping[str, Override], fields: Mapping[str, object]
    ) -> Accepted | Refused:
        entry = fields.get("entry")
        return decide(
            pathway(),
            self.case,
            event=event,
            fields=fields,
            actor=Actor("somebody", by or _usual_role(event)),
            now=self._noon(),
            overrides=lifting,
            referenced=self.entries[entry - 1] if isinstance(entry, int) else None,
        )


def _usual_role(event: str) -> str:
    roles = pathway().events[event].roles
    return "consultant" if "consultant" in roles else roles[0]


def lifted(*requirements: str, reason: str) -> dict[str, Override]:
    """Requirements that a consultant lifts, each for the same reason."""
    return {name: Override(reason, WORDS) for name in requirements}


# Where chapters begin


def given_referral(*, prior: str = "none", **fields: str) -> Patient:
    """Somebody referred, with a named nurse; without a `site` there is no symptom."""
    opened = Patient(Case("case-1", pathway().digest))
    return opened.reports(
        "register",
        by="navigator",
        received_on=REFERRED_ON,
        **{"pathway_type": "usc_referral", "prior_history": prior, "key_worker": "n.lee", **fields},
    )


def given_symptom(site: str = "bone", *, prior: str = "none", **fields: str) -> Patient:
    """Somebody referred with a symptom."""
    return given_referral(prior=prior, site=site, **fields)


def with_order(patient: Patient, modality: str, purpose: str = "initial", **fields: str) -> Patient:
    """An image is ordered."""
    return patient.reports("order", kind="imaging", modality=modality, purpose=purpose, **{"site": "bone", **fields})


def with_tissue_order(patient: Patient, modality: str = "core_biopsy", **fields: str) -> Patient:
    """Tissue is ordered and its bleeding risk is checked."""
    ordered = patient.reports("order", kind="tissue", modality=modality, purpose="tissue", site="bone", **fields)
    return ordered.reports("set_checklist", investigation=ordered.last().id, check="bleeding", answer="ok")


def with_report(patient: Patient, investigation: str = "", **fields: str) -> Patient:
    """An investigation (the latest, unless it is named) is reported."""
    named = investigation or patient.last().id
    return patient.reports("report", investigation=named, **{"adequate": "yes", **fields})


def with_acknowledgement(patient: Patient, investigation: str = "") -> Patient:
    """A report is acknowledged at its present version."""
    item = patient.item(investigation or patient.last().id)
    return patient.reports("acknowledge", investigation=item.id, version=item.fields["report_version"])


def with_result(patient: Patient, **fields: str) -> Patient:
    """The latest investigation is reported and acknowledged."""
    return with_acknowledgement(with_report(patient, **fields))


def given_initial_imaging(site: str = "bone", modality: str = "bone_scan", *, prior: str = "none") -> Patient:
    """A first image is under way."""
    return with_order(given_symptom(site, prior=prior), modality).reports("accept")


def given_imaging_review(site: str = "bone", modality: str = "bone_scan", *, prior: str = "none") -> Patient:
    """A first image is reported and acknowledged."""
    return with_result(given_initial_imaging(site, modality, prior=prior))


def given_further_imaging(modality: str = "pet_ct", *, prior: str = "none") -> Patient:
    """First images were unclear, and another is under way."""
    ordered = with_order(given_imaging_review(prior=prior), modality, "further")
    return ordered.reports("classify", classification="unclear", plan="further_imaging")


def given_staging(*, prior: str = "none") -> Patient:
    """A first image, a bone scan, shows a secondary."""
    return given_imaging_review(prior=prior).reports(
        "classify", classification="secondary_identified", plan="staging", sites="bone"
    )


def given_staged(*, prior: str = "none") -> Patient:
    """The first bone scan stands for the staging item, the CT is done: the biopsy is to be decided about."""
    staging = given_staging(prior=prior).reports("satisfy_item", item="bone_scan", investigation="I1")
    return with_result(with_order(staging, "ct", "staging")).reports("complete_staging")


given_biopsy_decision = given_staged


def given_biopsy(*, prior: str = "none") -> Patient:
    """Tissue is ordered and agreed on."""
    return with_tissue_order(given_staged(prior=prior)).reports(
        "decide_biopsy", decision="yes", purpose="confirm_diagnosis", consent="obtained"
    )


def given_pathology_review(*, prior: str = "none", **report: str) -> Patient:
    """Tissue is reported, with its receptors, and acknowledged."""
    receptors = {"er": "expressed", "pr": "expressed", "her2_ihc": "one_plus"}
    return with_result(given_biopsy(prior=prior), **{**receptors, **report})


def given_pathology(classification: str = "metastatic_breast", *, prior: str = "none") -> Patient:
    """Tissue is classified."""
    review = given_pathology_review(prior=prior)
    return review.reports("classify_pathology", investigation=review.last().id, classification=classification)


def given_conclusion_review(*, prior: str = "none") -> Patient:
    """Tissue shows metastatic breast cancer and the MDT has met."""
    return given_pathology(prior=prior).reports("record_mdt", met_on=REFERRED_ON, advice="agree")


def given_nothing_seen() -> Patient:
    """First images show no secondary; the outcome is to be recorded."""
    return given_imaging_review().reports("classify", classification="no_secondary_seen", plan="conclusion")


def given_to_be_told(*, prior: str = "none") -> Patient:
    """A confirmed secondary is recorded; the patient does not know it yet."""
    return given_conclusion_review(prior=prior).reports(
        "conclude", outcome="secondary_confirmed", basis="histology", sites="bone"
    )


def given_interval_follow_up() -> Patient:
    """Unclear images are to be repeated in three months."""
    ordered = with_order(given_imaging_review(), "mri", "further")
    due = REFERRED_ON + timedelta(days=90)
    return ordered.reports("classify", classification="unclear", plan="interval", interval_due_on=due)


def given_closed(*, prior: str = "none") -> Patient:
    """The patient was told of a confirmed secondary."""
    return told(given_to_be_told(prior=prior))


def told(patient: Patient) -> Patient:
    """The patient is told."""
    return patient.reports("tell_patient", method="in_person", told_by="n.lee", nurse_present="yes")


GIVEN: dict[str, Callable[[], Patient]] = {
    "referred": given_symptom,
    "initial_imaging": given_initial_imaging,
    "imaging_review": given_imaging_review,
    "further_imaging": given_further_imaging,
    "interval_follow_up": given_interval_follow_up,
    "staging": given_staging,
    "biopsy_decision": given_biopsy_decision,
    "biopsy": given_biopsy,
    "pathology_review": given_pathology_review,
    "conclusion_review": given_conclusion_review,
    "to_be_told": given_to_be_told,
    "closed": given_closed,
}
"""For every state a patient who stands there."""
