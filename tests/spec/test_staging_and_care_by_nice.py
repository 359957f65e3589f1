"""The chapter's second part: staging by PET-CT, receptors of a recurrence, the named nurse, and what did not change."""

from __future__ import annotations

import pytest

from tests.spec.patients import (
    REFERRED_ON,
    WORDS,
    Patient,
    given_staging,
    given_symptom,
    lifted,
    pathway,
    told,
    with_order,
    with_report,
    with_result,
)
from tests.spec.side_by_side import (
    given_first_image,
    given_staging_after,
    identified,
    image,
    items,
    on_bcn,
    on_both,
    on_nice,
    referred,
    shipped_variant,
)
from tests.spec.test_who_may_lift_what import MAY_LIFT, NEVER

NOTHING: tuple[str, ...] = ()


# Staging: a PET-CT stands for both items


def test_a_pet_ct_stands_for_bone_scan_and_ct_without_anybodys_word() -> None:
    assert on_both(lambda: items(given_staging_after("pet_ct"))) == (("missing", "missing"), ("satisfied", "satisfied"))
    refusal = on_bcn(lambda: given_staging_after("pet_ct").refusal("complete_staging"))
    assert "nor stood for by another test" in refusal
    assert on_nice(lambda: given_staging_after("pet_ct").reports("complete_staging")).state == "biopsy_decision"


@pytest.mark.parametrize("purpose", ["further", "staging"])
def test_a_later_pet_ct_stands_as_well(purpose: str) -> None:
    def staged() -> tuple[str, str]:
        if purpose == "staging":
            return items(with_result(with_order(given_staging_after("ultrasound"), "pet_ct", "staging")))
        unclear = with_order(given_first_image("mri"), "pet_ct", "further")
        further = unclear.reports("classify", classification="unclear", plan="further_imaging")
        return items(identified(with_result(further)))

    assert on_both(staged) == (("missing", "missing"), ("satisfied", "satisfied"))


def test_a_pet_ct_that_is_read_before_the_first_image_is_classified_stands_too() -> None:
    def staged() -> tuple[str, str]:
        return items(identified(with_result(with_order(given_first_image("mri"), "pet_ct", "further"))))

    assert on_both(staged) == (("missing", "missing"), ("satisfied", "satisfied"))


def test_a_pet_ct_for_something_else_stands_for_nothing() -> None:
    patient = on_nice(lambda: with_result(with_order(given_staging_after("ultrasound"), "pet_ct", "other")))
    assert on_nice(lambda: items(patient)) == ("missing", "missing")


def test_a_pet_ct_stands_only_once_it_is_acknowledged() -> None:
    reported = on_nice(lambda: with_report(with_order(given_staging_after("ultrasound"), "pet_ct", "staging")))
    assert on_nice(lambda: items(reported)) == ("missing", "missing")


def test_a_pet_ct_that_was_not_good_enough_stands_for_nothing() -> None:
    def poor() -> tuple[str, str]:
        return items(with_result(with_order(given_staging_after("ultrasound"), "pet_ct", "staging"), adequate="no"))

    assert on_nice(poor) == ("missing", "missing")


def test_a_pet_ct_whose_report_was_changed_stands_once_it_is_read_again() -> None:
    def before_and_after() -> tuple[tuple[str, str], tuple[str, str]]:
        changed = given_staging_after("pet_ct").reports("amend_report", by="interface", investigation="I1")
        return items(changed), items(changed.reports("acknowledge", investigation="I1", version=2))

    assert on_nice(before_and_after) == (("missing", "missing"), ("satisfied", "satisfied"))


def test_a_pet_ct_from_elsewhere_stands_by_a_consultants_word() -> None:
    def staged() -> Patient:
        review = given_symptom("liver").reports(
            "import_report", performed_on=REFERRED_ON, kind="imaging", modality="pet_ct"
        )
        told_of = review.reports("acknowledge", investigation="I1", version=1, adequate="yes")
        return identified(told_of.reports("accept_without_imaging", reason="imported", explanation=WORDS))

    assert on_nice(lambda: items(staged())) == ("missing", "missing")
    stands = on_nice(lambda: items(staged().reports("satisfy_item", item="ct", investigation="I1")))
    assert stands == ("missing", "satisfied")


def test_a_pet_ct_of_an_earlier_question_does_not_stand_for_a_new_symptom() -> None:
    def again() -> Patient:
        staged = given_staging_after("pet_ct").reports("complete_staging")
        away = staged.reports(
            "decide_biopsy", lifted("recent_breast_cancer", reason="unfit"), decision="no", reason="unfit"
        )
        ended = away.reports("conclude", outcome="undetermined", review_on="2027-01-11", review_plan=WORDS)
        opened = told(ended).reports("reopen", reason="new_symptom", site="bone")
        changed = opened.reports("amend_report", by="interface", investigation="I1")
        return changed.reports("acknowledge", investigation="I1", version=2)

    assert on_nice(lambda: items(again())) == ("missing", "missing")


def test_a_ct_still_leaves_the_bone_scan_to_be_settled() -> None:
    def settled() -> tuple[str, str]:
        staging = given_staging_after("ct").reports("satisfy_item", item="ct", investigation="I1")
        return items(staging)

    assert on_both(settled) == (("missing", "satisfied"), ("missing", "satisfied"))


def test_a_consultant_may_let_a_ct_stand_for_the_bone_scan_too() -> None:
    def staged() -> str:
        staging = given_staging_after("ct").reports("satisfy_item", item="ct", investigation="I1")
        return staging.reports("satisfy_item", item="bone_scan", investigation="I1").reports("complete_staging").state

    assert on_both(staged) == ("biopsy_decision", "biopsy_decision")


@pytest.mark.parametrize(("modality", "named"), [("bone_scan", "bone scan"), ("ct", "CT")])
def test_no_scan_is_done_beside_a_pet_ct_that_can_be_used(modality: str, named: str) -> None:
    order = image(modality, "staging")
    assert on_bcn(lambda: given_staging_after("pet_ct").reports("order", **order)).last().state == "requested"
    refusal = on_nice(lambda: given_staging_after("pet_ct").refusal("order", **order))
    assert f"A {named} or PET-CT that can be used is there already" in refusal
    override = lifted(f"{modality}_not_repeated", reason="clinical_judgement")
    assert (
        on_nice(lambda: given_staging_after("pet_ct").reports("order", override, **order)).last().state == "requested"
    )


def test_a_pet_ct_for_staging_waits_for_a_secondary_and_a_symptom_like_every_other_scan() -> None:
    order = image("pet_ct", "staging")
    early = on_both(lambda: given_symptom().refusal("order", **order))
    assert ["Staging scans follow only once" in each for each in early] == [True, True]
    unasked = on_nice(lambda: referred(site="").refusal("order", **order))
    assert "without a symptom or sign" in unasked


# QS12, statement 4: receptors of a recurrence


def given_recurrence() -> Patient:
    """Recent breast cancer, images beyond doubt, staging settled."""
    staging = given_staging(prior="recent").reports("waive_item", item="ct", reason="unfit")
    return staging.reports("satisfy_item", item="bone_scan", investigation="I1").reports("complete_staging")


def test_going_without_tissue_after_recent_cancer_asks_about_receptors_and_refuses_nothing() -> None:
    decision = {"decision": "no", "reason": "imaging_sufficient"}
    assert on_both(lambda: given_recurrence().advice("decide_biopsy", **decision)) == (
        NOTHING,
        ("receptors_of_the_recurrence",),
    )
    lifting = lifted("receptors_of_the_recurrence", reason="would_not_change_management")
    decided = on_nice(lambda: given_recurrence().reports("decide_biopsy", lifting, **decision))
    assert (decided.state, decided.entries[-1].lifted[0].reason) == ("conclusion_review", "would_not_change_management")


def test_another_reason_against_tissue_is_reason_enough_for_receptors() -> None:
    advice = on_nice(lambda: given_recurrence().advice("decide_biopsy", decision="no", reason="patient_declined"))
    assert advice == NOTHING


# 1.1.2: a named nurse for everybody


def test_nobody_is_accepted_without_a_named_nurse() -> None:
    def asked_for() -> Patient:
        return with_order(referred(), "ct")

    assert on_bcn(lambda: asked_for().reports("accept")).state == "initial_imaging"
    refusal = on_nice(lambda: asked_for().refusal("accept", by="navigator"))
    assert "Everybody has a named nurse; name one (assign)" in refusal
    named = on_nice(lambda: asked_for().reports("assign", by="navigator", key_worker="n.lee").reports("accept"))
    assert (named.state, named.value("key_worker")) == ("initial_imaging", "n.lee")


@pytest.mark.parametrize("reason", ["imported", "direct_tissue", "unfit"])
def test_no_other_way_in_passes_over_the_named_nurse(reason: str) -> None:
    fields = {"reason": reason, "explanation": WORDS}
    refusal = on_nice(lambda: imported(referred()).refusal("accept_without_imaging", **fields))
    assert "Everybody has a named nurse" in refusal
    named = on_nice(lambda: imported(given_symptom()).reports("accept_without_imaging", **fields))
    assert named.state != "referred"


def imported(patient: Patient) -> Patient:
    """A CT from elsewhere is brought in."""
    return patient.reports("import_report", performed_on=REFERRED_ON, kind="imaging", modality="ct", adequate="yes")


@pytest.mark.parametrize("role", ["navigator", "consultant"])
def test_whoever_accepts_may_go_on_without_a_named_nurse_and_says_why(role: str) -> None:
    override = lifted("nurse_is_named", reason="not_available")
    patient = on_nice(lambda: with_order(referred(), "ct").reports("accept", override, by=role))
    given = [(each.requirement, each.reason) for each in patient.entries[-1].lifted]
    assert (patient.state, given) == ("initial_imaging", [("nurse_is_named", "not_available")])


def test_no_test_waits_for_a_named_nurse() -> None:
    assert on_nice(lambda: with_order(referred(), "pet_ct")).last().state == "requested"


# What did not change


def test_who_may_lift_what_is_as_before_but_for_the_first_pet_ct_and_the_nurse() -> None:
    def lifting() -> dict[str, tuple[str, ...]]:
        return {name: need.override.roles for name, need in pathway().requirements.items() if need.override}

    kept = {name: roles for name, roles in MAY_LIFT.items() if name != "pet_ct_follows_first_imaging"}
    assert on_nice(lifting) == {
        **kept,
        "nurse_is_named": ("navigator", "consultant"),
        "uptake_of_the_tracer": NOTHING,
        "receptors_of_the_recurrence": NOTHING,
    }


def test_what_must_never_happen_is_the_same() -> None:
    assert on_nice(lambda: sorted(pathway().nevers)) == sorted(NEVER)
    assert on_nice(lambda: pathway().nevers) == on_bcn(lambda: pathway().nevers)


@pytest.mark.parametrize("table", ["roles", "clocks", "calendar", "evidence", "banned", "ways_out", "worklist"])
def test_the_rest_of_the_pathway_is_the_patient_informations(table: str) -> None:
    before, after = on_both(lambda: getattr(pathway(), table))
    assert before == after


def test_only_these_events_ask_or_record_otherwise() -> None:
    before, after = on_both(lambda: pathway().events)
    changed = {name for name in before if before[name] != after[name]}
    assert list(before) == list(after)
    assert changed == {
        "accept",
        "accept_without_imaging",
        "acknowledge",
        "classify",
        "decide_biopsy",
        "order",
        "satisfy_item",
        "set_prior_history",
    }


def test_what_is_new_cites_the_guidance_and_what_is_read_into_it_cites_nobody() -> None:
    definition = shipped_variant()
    new = {
        "uptake_of_the_tracer": ("cg81_2026", "1.3.2"),
        "nurse_is_named": ("cg81_2026_support", "1.1.2"),
        "receptors_of_the_recurrence": ("qs12", ""),
    }
    found = {name: definition.requirements[name].source for name in new}
    assert {name: (source.ref, source.at) for name, source in found.items()} == new
    row = next(row for row in definition.events["order"].rows if row.name == "staging_pet_ct")
    assert (row.source.ref, row.source.at) == ("cg81_2026", "1.3.1")
    assert definition.events["satisfy_item"].source.kind == "proposal"
