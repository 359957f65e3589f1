"""Few paths show everything of a pathway; each can be gone by itself, and a changed row turns one of them red."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from tests.mutation.mutants import Mutant, rows_retargeted
from tests.support.bicycles import workshop
from tests.support.lending import lending
from tests.support.paths import first_otherwise, paths_through
from tests.support.small_pathways import bicycle_repair
from workflow.case.errors import BadInput
from workflow.definition import Definition
from workflow.engine.proving.paths import Attempt, Path, Paths, paths_from, paths_of
from workflow.engine.proving.paths.gathering import LONGEST
from workflow.engine.proving.reachable import explored
from workflow.engine.proving.targets import targets
from workflow.pathways import Pathways

SHIPPED = Pathways.shipped()
ALL = [*(SHIPPED.newest(name) for name in SHIPPED.names()), workshop(), lending()]
WHOLE = SHIPPED.newest("secondary-breast-cancer:bcn-guidance")

every_pathway = pytest.mark.parametrize("definition", ALL, ids=lambda each: each.name)


@every_pathway
def test_every_state_row_and_refusal_is_shown(definition: Definition) -> None:
    found = paths_through(definition)
    assert set(targets(definition)) <= set(found.shown())
    assert found.missing == ()


@every_pathway
def test_every_path_can_be_gone_by_itself(definition: Definition) -> None:
    for path in paths_through(definition).paths:
        assert first_otherwise(definition, path) is None, path.name


@every_pathway
def test_every_event_is_refused_to_a_role_that_may_not_report_it(definition: Definition) -> None:
    shown = {target[1] for target in paths_through(definition).shown() if target[0] == "role"}
    persons = {name for name, role in definition.roles.items() if role.kind == "person"}
    reported = (each for each in definition.events.values() if each.kind in ("opening", "case", "record"))
    assert {each.name for each in reported if not persons <= set(each.roles)} <= shown


@every_pathway
def test_no_path_is_longer_than_a_sitting(definition: Definition) -> None:
    assert max(len(path.attempts) for path in paths_through(definition).paths) <= LONGEST


def test_there_are_far_fewer_reports_than_on_the_journeys() -> None:
    found = paths_through(WHOLE)
    journeys = explored(WHOLE, SHIPPED.journeys(WHOLE)).found.values()
    without_roles = found.attempts - sum(target[0] == "role" for target in found.shown())
    assert len(found.paths) < len(journeys) / 3
    assert without_roles < sum(len(each.steps) + len(each.refused) for each in journeys) / 2


def test_the_same_paths_are_found_again() -> None:
    assert paths_of(workshop()) == paths_of(workshop())
    assert paths_of(lending()) == paths_of(lending())


def test_an_item_is_named_by_the_number_it_has_on_its_path() -> None:
    attempts = [attempt for path in paths_through(WHOLE).paths for attempt in path.attempts]
    named = {attempt.step.fields.get("investigation") for attempt in attempts if not attempt.refused}
    assert {"I1", "I2", "I3"} <= named


def test_what_no_case_was_found_for_is_named() -> None:
    assert ("row", "parts_arrive", "back_on_the_stand") in paths_of(bicycle_repair()).missing


def test_a_target_is_told_where_it_is_shown_first() -> None:
    told = [target for path in paths_through(WHOLE).paths for attempt in path.attempts for target in attempt.shows]
    assert len(told) == len(set(told)) == len(paths_through(WHOLE).shown())


@every_pathway
def test_a_retargeted_row_turns_the_path_red_that_is_there_for_it(definition: Definition) -> None:
    found = paths_through(definition)
    unseen = []
    for (kind, *names), (number, attempt) in found.shown().items():
        if kind in ("row", "refusal"):
            path = found.paths[number - 1]
            stood = {each.state for each in path.attempts[max(0, attempt - 2) : attempt]}
            changed = _led_elsewhere(definition, ".".join(names), stood)
            if first_otherwise(changed.definition, path) is None:
                unseen.append(changed.name)
    assert unseen == []


def test_a_dropped_requirement_turns_the_path_red_that_is_there_for_it() -> None:
    definition = workshop()
    for target, (number, attempt) in paths_through(definition).shown().items():
        if target[0] == "unmet":
            needs = {name: need for name, need in definition.requirements.items() if name == target[3]}
            free = {name: replace(need, allows=_values(definition, need.fact)) for name, need in needs.items()}
            changed = replace(
                definition, digest=f"without {target[3]}", requirements={**definition.requirements, **free}
            )
            assert first_otherwise(changed, paths_through(definition).paths[number - 1]) in range(1, attempt + 1)


def test_paths_are_written_and_read_without_loss() -> None:
    found = paths_through(lending())
    assert paths_from(json.loads(json.dumps(found.plain()))) == found


@pytest.mark.parametrize("plain", [[], {}, {"pathway": "x", "digest": "y", "missing": [], "paths": [{"number": 1}]}])
def test_what_is_no_set_of_paths_is_bad_input(plain: object) -> None:
    with pytest.raises(BadInput, match="no paths of a pathway"):
        paths_from(plain)  # type: ignore[arg-type]


def test_a_way_names_each_state_when_it_is_entered() -> None:
    states = ["", "referred", "referred", "staging", "referred"]
    step = paths_through(lending()).paths[0].attempts[0].step
    path = Path(7, tuple(Attempt(step, state, refused="" if state else "role") for state in states))
    assert path.way == ("referred", "staging", "referred")
    assert (path.name, path.refusals) == ("path-07", 1)
    assert Paths("p", "d", (path, path)).attempts == 10


def _values(definition: Definition, fact: str) -> tuple[str, ...]:
    return tuple(definition.states) if fact == "state" else definition.facts[fact].values


@cache
def _retargeted(digest: str) -> dict[str, list[Mutant]]:
    """Row → every way to lead it elsewhere."""
    found: dict[str, list[Mutant]] = {}
    for one in rows_retargeted(next(each for each in ALL if each.digest == digest)):
        found.setdefault(one.touches[0], []).append(one)
    return found


def _led_elsewhere(definition: Definition, row: str, stood: set[str]) -> Mutant:
    """The row led to a state where the case did not stand anyhow; one that refuses is made to stay."""
    event, _, name = row.partition(".")
    for one in _retargeted(definition.digest)[row]:
        changed = next(each for each in one.definition.events[event].rows if each.name == name)
        if (changed.to and changed.to not in stood) or "to stay" in one.name:
            return one
    raise AssertionError(f"{row} cannot be led elsewhere")
