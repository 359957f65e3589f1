"""Where each rule of the patient information and each trap of the clinic is held: the tests that say so.

A row names a rule of Breast Cancer Now's "How is secondary breast cancer diagnosed?", numbered in the order of that
page, or a mistake that a system like this one could make. `test_book` sees to it that every test exists.
"""

from __future__ import annotations

RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "S1": (
        "A symptom or sign may lead to tests; it forces none.",
        (
            "test_a_referral_without_a_symptom_is_registered_and_waits_for_one",
            "test_a_symptom_orders_nothing_by_itself",
            "test_triage_may_end_without_tests_and_the_patient_is_still_told",
        ),
    ),
    "S2": (
        "Without a symptom or sign nobody is tested for spread.",
        (
            "test_no_image_is_ordered_without_a_symptom",
            "test_nobody_may_lift_the_need_of_a_symptom",
            "test_breast_screening_is_another_matter_and_needs_no_symptom",
            "test_without_a_symptom_the_administrative_ways_stay_open",
        ),
    ),
    "S3": ("Some of the tests are chosen, not the list.", ("test_one_test_of_the_list_is_enough_to_begin",)),
    "S4": (
        "There is normally at least one image.",
        (
            "test_a_referral_is_not_accepted_without_an_image_ordered",
            "test_a_consultant_may_go_straight_to_tissue",
            "test_images_from_elsewhere_go_to_review_once_they_are_imported",
            "test_the_round_waits_for_every_image",
        ),
    ),
    "S5": (
        "X-ray, CT, ultrasound, MRI and bone scan are the first tests; PET-CT is not.",
        (
            "test_the_five_images_of_the_list_are_first_tests",
            "test_pet_ct_is_not_a_first_test_of_this_guidance",
            "test_a_consultant_may_order_pet_ct_first_and_says_why",
        ),
    ),
    "S6": (
        "Which image depends on the symptom; another choice is asked for its reason and never refused.",
        (
            "test_the_first_image_follows_the_symptom_and_another_one_asks_for_a_reason",
            "test_two_symptoms_propose_the_tests_of_both",
        ),
    ),
    "S7": (
        "Unclear first tests may be followed by PET-CT; the consultant chooses.",
        (
            "test_unclear_images_may_be_followed_by_pet_ct",
            "test_unclear_images_bring_no_pet_ct_by_themselves",
            "test_the_consultant_chooses_another_way_than_pet_ct",
        ),
    ),
    "S8": ("PET-CT comes back to the same decision.", ("test_a_pet_ct_comes_back_to_the_same_review",)),
    "S9": (
        "An identified secondary, and only that, is normally followed by tests of the rest of the body.",
        (
            "test_only_an_identified_secondary_leads_to_staging",
            "test_an_identified_secondary_goes_to_staging_and_nowhere_else",
            "test_staging_follows_from_a_further_round_as_from_the_first",
            "test_tissue_that_proves_a_secondary_is_followed_by_staging",
        ),
    ),
    "S10": (
        "Staging is typically a bone scan and a CT.",
        (
            "test_staging_is_a_bone_scan_and_a_ct",
            "test_staging_does_not_advance_on_one_of_two_scans",
            "test_an_earlier_ct_stands_for_the_staging_ct",
            "test_an_item_is_waived_by_a_consultant_with_a_reason",
        ),
    ),
    "S11": (
        "Blood tests may be taken beside the images.",
        ("test_blood_tests_run_beside_and_hold_up_nothing", "test_blood_tests_alone_are_no_first_imaging"),
    ),
    "S12": (
        "High calcium can point to bone; it raises an alert and decides nothing.",
        (
            "test_high_calcium_raises_an_alert_and_classifies_nothing",
            "test_calcium_is_alarming_above_three_or_with_symptoms",
        ),
    ),
    "S13": (
        "Without earlier breast cancer tissue is normally needed to confirm a secondary.",
        (
            "test_without_recent_breast_cancer_tissue_is_normally_needed",
            "test_a_consultant_may_do_without_tissue_and_the_record_says_why",
            "test_images_alone_confirm_nothing_without_recent_breast_cancer",
            "test_without_tissue_a_secondary_may_be_presumed",
        ),
    ),
    "S14": (
        "A biopsy also shows the receptors.",
        ("test_tissue_is_ordered_with_its_receptors", "test_a_secondary_is_not_complete_without_its_receptors"),
    ),
    "S15": (
        "After recent breast cancer, images beyond doubt are likely to suffice.",
        (
            "test_recent_cancer_with_conclusive_imaging_may_skip_biopsy",
            "test_recent_cancer_alone_does_not_suffice",
            "test_recent_cancer_and_conclusive_images_confirm_a_secondary",
        ),
    ),
    "S16": (
        "There may still be a biopsy, to see whether the cancer has changed.",
        (
            "test_recent_cancer_may_still_have_a_biopsy_to_see_its_receptors",
            "test_the_question_of_a_biopsy_is_put_for_recent_cancer_too",
        ),
    ),
    "S17": ("Links and the mark of the information forum decide nothing.", ("test_what_only_informs_is_a_note",)),
}

TRAPS: dict[str, tuple[str, ...]] = {
    "clear as an input": ("test_clear_is_refused_with_both_of_its_meanings",),
    "unclear taken for non-diagnostic": (
        "test_unclear_is_a_finding_and_a_poor_test_is_not_diagnostic",
        "test_a_poor_test_is_repeated_and_does_not_lead_to_tissue",
    ),
    "an X-ray that shows nothing closes the case": ("test_an_x_ray_that_shows_nothing_ends_nothing_by_itself",),
    "a PET-CT that shows nothing rules out lobular disease": (
        "test_a_pet_ct_that_shows_nothing_is_a_decision_and_no_exit",
    ),
    "the spine is sent for X-ray": (
        "test_spine_symptoms_are_not_sent_for_x_ray",
        "test_an_x_ray_without_a_site_may_mean_the_spine_that_hurts",
    ),
    "the bone proposal without a bone symptom": ("test_the_bone_proposal_is_not_made_without_a_bone_symptom",),
    "an order without a symptom": ("test_no_image_is_ordered_without_a_symptom",),
    "PET-CT first": ("test_pet_ct_is_not_a_first_test_of_this_guidance",),
    "a CT repeated though done": ("test_a_ct_that_was_done_is_not_repeated",),
    "staging advances on one of two scans": ("test_staging_does_not_advance_on_one_of_two_scans",),
    "bloods hold up or diagnose": (
        "test_blood_tests_run_beside_and_hold_up_nothing",
        "test_bloods_within_reference_end_nothing",
    ),
    "high calcium taken for a bone secondary": ("test_high_calcium_is_no_outcome",),
    "the biopsy skipped without recent cancer": (
        "test_without_recent_breast_cancer_tissue_is_normally_needed",
        "test_images_suffice_is_no_reason_without_recent_breast_cancer",
    ),
    "recent worked out from a date": ("test_recent_is_never_worked_out_from_a_date",),
    "in-situ disease taken for earlier cancer": ("test_in_situ_disease_counts_as_no_earlier_breast_cancer",),
    "cells not accepted as tissue": (
        "test_cells_count_as_tissue",
        "test_cells_prove_a_secondary_as_tissue_does",
        "test_cells_confirm_a_secondary_too",
    ),
    "the biopsy skipped by itself for recent cancer": ("test_the_question_of_a_biopsy_is_put_for_recent_cancer_too",),
    "receptors taken from the primary": ("test_receptors_of_the_primary_do_not_stand_for_the_secondary",),
    "HER2 2+ taken for final": ("test_her2_two_plus_is_not_final_before_ish", "test_ish_makes_her2_final"),
    "a benign biopsy against suspicious images closes the case": (
        "test_benign_tissue_against_suspicious_images_is_not_an_end",
        "test_a_benign_biopsy_against_suspicious_images_closes_nothing",
    ),
    "closing before the patient is told": (
        "test_a_case_is_not_closed_before_the_patient_is_told",
        "test_no_ordinary_way_leads_past_telling_the_patient",
    ),
    "a pause stops the clock": ("test_a_pause_stops_no_national_clock",),
    "missed visits discharge the patient": (
        "test_a_second_missed_visit_asks_a_clinician_and_discharges_nobody",
        "test_a_missed_test_is_closed_only_after_somebody_tried_to_reach_the_patient",
    ),
    "a pacemaker forbids MRI": ("test_a_pacemaker_does_not_forbid_mri",),
    "a report changed after closing goes unseen": (
        "test_a_report_changed_after_closing_asks_for_a_decision",
        "test_a_changed_report_may_open_the_case_again",
    ),
    "a result of another patient is deleted": ("test_a_report_of_another_patient_is_voided_and_never_deleted",),
    "a feed classifies": ("test_a_feed_never_classifies_decides_or_concludes",),
    "men are left out": ("test_a_patient_of_any_sex_takes_the_same_way",),
    "letters to the dead": ("test_after_a_death_bookings_end_and_nothing_is_told_to_the_patient",),
    "two open cases after a merge": ("test_two_open_cases_of_one_person_are_merged_into_one",),
    "the code of a secondary exported as a primary": (
        "test_no_code_of_a_classification_of_diseases_is_written_for_a_primary",
    ),
}
