"""Abbreviations are spelled as the definition's own sentences spell them, and nothing else is touched."""

from __future__ import annotations

from dataclasses import replace

from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing.describer import describe
from workflow.definition.describing.spelling import speller

BODY = (
    '{"states": {"a": {"says": "A PET-CT or a CT; the US asks us. IT stays."}}, "terms": {"x": "An MRI"}, "ref": "NOT"}'
)
SPELLED = speller(replace(bicycle_repair(), body=BODY))


def test_a_name_gets_the_capitals_its_sentences_give_it() -> None:
    assert SPELLED("modality is pet ct, ct or mri") == "modality is PET-CT, CT or MRI"


def test_a_word_that_is_also_an_ordinary_one_stays_as_it_is() -> None:
    assert SPELLED("told us") == "told us"


def test_letters_within_a_word_or_a_code_stay_as_they_are() -> None:
    assert SPELLED("ct_chest, direct, non-ct") == "ct_chest, direct, non-ct"


def test_what_is_no_sentence_gives_no_spelling() -> None:
    assert SPELLED("not") == "not"


def test_a_definition_without_abbreviations_is_left_alone() -> None:
    assert speller(replace(bicycle_repair(), body="{}"))("ct") == "ct"


def test_codes_are_never_respelled() -> None:
    found = describe(replace(bicycle_repair(), body='{"says": "It is WORN."}'))
    words = next(section for section in found.sections if section.title == "Words")
    assert [line[1] for line in words.lines] == ["worn", "broken", "sound"]
