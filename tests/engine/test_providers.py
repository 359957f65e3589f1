"""A fact may be answered by a pure function of other facts, named with its version and never replaced."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.support.bicycles import FILE
from workflow.case.errors import Corrupt
from workflow.case.file import Case
from workflow.definition import Definition, load
from workflow.engine import facts_of
from workflow.engine.facts import provide

PROVIDED = """
[facts.weather]
kind = "provided"
provider = "{name}"
over = ["fault", "round"]
values = ["wet", "dry"]
says = "What a bicycle is in for."
source = {{ kind = "proposal" }}

[banned.fine]"""


def with_provider(name: str) -> Definition:
    text = FILE.read_text(encoding="utf-8").replace("[banned.fine]", PROVIDED.format(name=name).lstrip())
    return load(text, file="provided.toml")


def weather(facts: Mapping[str, str]) -> str:
    return "wet" if facts == {"fault": "no", "round": "empty"} else "dry"


def test_a_provider_is_given_the_facts_it_declares() -> None:
    provide("weather@1", weather)
    definition = with_provider("weather@1")
    assert facts_of(definition, Case("b1", definition.digest))["weather"] == "wet"


def test_a_released_provider_is_never_replaced() -> None:
    provide("weather@2", weather)
    provide("weather@2", weather)
    with pytest.raises(Corrupt, match="already another function"):
        provide("weather@2", lambda _: "dry")


def test_a_provider_that_is_not_there_is_named() -> None:
    definition = with_provider("weather@3")
    with pytest.raises(Corrupt, match="weather@3 is not known here"):
        facts_of(definition, Case("b1", definition.digest))


def test_an_answer_that_was_not_declared_is_corrupt() -> None:
    provide("weather@4", lambda _: "foggy")
    definition = with_provider("weather@4")
    with pytest.raises(Corrupt, match="answered 'foggy'"):
        facts_of(definition, Case("b1", definition.digest))
