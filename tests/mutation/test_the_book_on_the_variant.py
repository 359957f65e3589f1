"""What NICE's pathway leaves as it was: all but a handful of the tests written for the other one hold on it too."""

from __future__ import annotations

from tests.mutation.chapters import book

OTHERWISE = {
    # PET-CT needs no override, and an image the symptom suggested is no longer the one proposed.
    "test_imaging_review::test_pet_ct_does_not_follow_images_that_never_came_about",
    "test_referred::test_pet_ct_is_not_a_first_test_of_this_guidance",
    "test_referred::test_a_consultant_may_order_pet_ct_first_and_says_why",
    "test_referred::test_a_navigator_may_not_order_pet_ct_first",
    "test_referred::test_the_first_image_follows_the_symptom_and_another_one_asks_for_a_reason",
    "test_referred::test_two_symptoms_propose_the_tests_of_both",
    # A PET-CT stands for both items of the staging set, and the refusals to repeat a scan name it.
    "test_staging::test_a_ct_that_was_done_is_not_repeated",
    "test_staging::test_a_bone_scan_that_was_done_is_not_repeated",
    "test_staging::test_a_pet_ct_stands_for_staging_only_by_a_consultants_word",
    "test_who_may_lift_what::test_a_navigator_may_not_repeat_what_was_done",
    # Going without tissue after recent cancer asks about receptors.
    "test_biopsy_decision::test_recent_cancer_with_conclusive_imaging_may_skip_biopsy",
    # What may be lifted is another list.
    "test_who_may_lift_what::test_what_may_be_lifted_is_lifted_by_a_consultant_alone",
    "test_who_may_lift_what::test_a_navigator_who_may_order_may_not_lift_what_keeps_an_order_back",
}


def test_every_other_test_of_the_book_holds_on_nices_pathway_too() -> None:
    holding = {told.name for told in book("nice-cg81-2026")}
    left_out = {told.name for told in book("bcn-guidance")} - holding
    assert {name.partition("[")[0] for name in left_out} == OTHERWISE
    assert len(holding) > 50 * len(left_out)
