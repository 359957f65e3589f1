"""The outcome as far as the evidence carries it, and telling the patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from workflow.case.file import Case
from workflow.rehearsal.journeys.appointments import go_on, under_way
from workflow.rehearsal.journeys.life import Life, investigations, with_values
from workflow.rehearsal.journeys.reading import answer_alerts, assess_symptoms, open_alerts, read_reports
from workflow.rehearsal.staff import COORDINATOR
from workflow.rehearsal.steps import Journey, Step

CANCER = (
    "secondary_confirmed",
    "presumed_secondary_no_tissue",
    "other_primary_cancer",
    "locoregional_or_new_breast_primary",
)


def conclude(life: Life, case: Case) -> Journey:
    """Whatever is open is seen to first; then the MDT, then the outcome."""
    if something_open(life, case):
        yield from see_to_it(life, case)
        return
    facts = life.facts(case)
    if wanted := _wanted(case, facts):
        yield _request(life, wanted)
        return
    outcome, fields = _outcome(life, case, facts)
    if outcome == "patient_declined" and facts["consultant_contact"] == "no":
        yield _talk(life)
        return
    if outcome == "lost_to_follow_up" and facts["attempt_to_reach"] == "no":
        yield life.step("record_contact", life.staff.navigator, method="letter", reached="letter_sent")
        return
    because: dict[str, str] = {"staging_resolved_or_explained": "unfit", "images_point_to_secondary": "unfit"}
    if outcome in CANCER and facts["mdt"] == "missing":
        if life.dice.happens("mdt_documented"):
            yield _meeting(life)
            return
        because["mdt_discussed"] = "agreed_outside"
    after = life.dice.wait("deciding")
    yield life.step("conclude", life.staff.consultant, after=after, because=because, outcome=outcome, **fields)


def something_open(life: Life, case: Case) -> bool:
    """Whether an alert, a symptom, a report or a test stands in the way."""
    return bool(
        open_alerts(case)
        or with_values(case, "symptoms", state="unassessed")
        or investigations(case, state="reported")
        or under_way(case)
    )


def see_to_it(life: Life, case: Case) -> Journey:
    """The first of what stands in the way is seen to."""
    if open_alerts(case):
        yield from answer_alerts(life, case)
    elif with_values(case, "symptoms", state="unassessed"):
        yield from assess_symptoms(life, case)
    elif investigations(case, state="reported"):
        yield from read_reports(life, case)
    elif case.value("withdrawn_on") or life.is_lost:
        yield life.step(
            "cancel_order",
            life.staff.consultant,
            after=timedelta(hours=2),
            investigation=under_way(case)[0].id,
            cancelled_by="requester",
            reason="report_never_came",
        )
    else:
        yield from go_on(life, under_way(case)[0])


def tell(life: Life, case: Case) -> Journey:
    """The patient is told by the navigator or the consultant, the breast-care nurse present."""
    facts = life.facts(case)
    if something_open(life, case):
        yield from see_to_it(life, case)
        return
    if facts["tissue_order"] == "reported" or facts["round"] == "reported":
        yield life.step(
            "reconsider", life.staff.consultant, after=life.dice.wait("reading"), explanation="A report came late."
        )
        return
    by = life.dice.one_of((life.staff.navigator, life.staff.consultant))
    late = life.dice.happens("told_late_to_us")
    yield life.step(
        "tell_patient",
        by,
        after=life.dice.wait("telling") + timedelta(days=1 if late else 0),
        days_ago=1 if late else None,
        method="telephone" if life.dice.happens("told_by_telephone") else "in_person",
        told_by=by.name,
        nurse_present="yes",
    )


def _wanted(case: Case, facts: Mapping[str, str]) -> str:
    """What has to come before an outcome: a report nobody classified, or staging of a proved secondary."""
    if facts["round"] == "reported":
        return "further_imaging"
    if facts["tissue_order"] == "reported":
        return "biopsy"
    if facts["tissue_result"] == "metastatic_breast" and facts["staging_settled"] == "unresolved":
        return "" if case.value("withdrawn_on") else "staging"
    return ""


def _outcome(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The outcome the evidence carries, with the fields it asks for: tissue first, then wishes, then images."""
    if facts["tissue_result"] in _BY_TISSUE:
        return _BY_TISSUE[facts["tissue_result"]](life, case, facts)
    if facts["withdrawal"] == "recorded":
        return "patient_declined", {}
    if life.is_lost:
        return "lost_to_follow_up", {}
    if facts["imaging_result"] in _BY_IMAGES:
        return _BY_IMAGES[facts["imaging_result"]](life, case, facts)
    if facts["test_declined"] == "yes":
        return "patient_declined", {}
    return _undetermined(life, case, facts)


def _confirmed(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    if facts["staging_settled"] == "unresolved":
        return _undetermined(life, case, facts)
    needle = investigations(case, kind="tissue", modality="fine_needle", classification="metastatic_breast")
    return "secondary_confirmed", {"basis": "cytology" if needle else "histology", "sites": [life.seen_at]}


def _other_primary(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    known = facts["tissue_result"] == "other_primary"
    return "other_primary_cancer", {"handed_to": "lung-team" if known else "unknown-primary-team"}


def _breast_primary(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return "locoregional_or_new_breast_primary", {"handed_to": "breast-team"}


def _benign(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return "not_secondary_other_cause", {"other_cause": "benign_lesion", "safety_net": "given"}


def _on_images_alone(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    sites = {"sites": [life.seen_at]}
    needed = {"prior": "recent", "benign_tissue": "no", "biopsy_decided": "no", "staging_settled": "resolved"}
    if all(facts[name] == value for name, value in needed.items()):
        return "secondary_confirmed", {"basis": "imaging_and_mdt", **sites}
    return "presumed_secondary_no_tissue", sites


def _nothing_found(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    if facts["absence_supported"] == "no":
        return _undetermined(life, case, facts)
    return "no_secondary_found", {"safety_net": "given"}


def _explained(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    if facts["other_cause_supported"] == "no":
        return _undetermined(life, case, facts)
    cause = life.dice.one_of(("degenerative", "fracture", "infection", "parathyroid"))
    return "not_secondary_other_cause", {"other_cause": cause, "safety_net": "given"}


def _undetermined(life: Life, case: Case, facts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    review_on = life.day_in(life.dice.wait("interval"))
    return "undetermined", {"review_on": review_on, "review_plan": "Seen again in clinic, images repeated."}


def _request(life: Life, wanted: str) -> Step:
    return life.step(
        "request_more",
        life.staff.consultant,
        after=life.dice.wait("reading"),
        wanted=wanted,
        explanation="Before an outcome is recorded.",
    )


def _talk(life: Life) -> Step:
    return life.step(
        "record_contact", life.staff.consultant, after=life.dice.wait("reading"), method="in_person", reached="reached"
    )


def _meeting(life: Life) -> Step:
    return life.step(
        "record_mdt",
        COORDINATOR,
        after=life.dice.wait("deciding"),
        met_on=life.today,
        advice="agree",
        text="Agreed in the simulated meeting.",
    )


_BY_TISSUE = {
    "metastatic_breast": _confirmed,
    "other_primary": _other_primary,
    "malignant_origin_uncertain": _other_primary,
    "new_breast_primary_or_locoregional": _breast_primary,
    "benign_concordant": _benign,
}
_BY_IMAGES = {
    "secondary_identified": _on_images_alone,
    "no_secondary_seen": _nothing_found,
    "other_explanation": _explained,
}
