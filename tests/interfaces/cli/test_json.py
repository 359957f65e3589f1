"""With `--json` every command answers one JSON document on stdout and fails with one on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import MECHANIC, CommandLine

ANSWERS = [
    ("worklist",),
    ("show", "CASE"),
    ("options", "CASE"),
    ("options", "CASE", "name_fault"),
    ("history", "CASE"),
    ("report", "CASE", "name_fault", "part=brake"),
    ("report", "CASE", "name_fault", "part=brake", "--preview"),
    ("open", "bicycle-repair", "received_on=2026-03-02", "--patient-ref", "frame:9"),
    ("audit", "verify"),
    ("audit", "as-of", "CASE", "--known-at", "2026-03-05"),
    ("pathway", "check"),
    ("pathway", "describe"),
    ("pathway", "diagram"),
    ("migrate",),
]

FAILURES = [
    (("show", "zzz"), 2, "not_found"),
    (("show", "--no-such-option"), 2, "bad_input"),
    (("worklist", "--state", "nowhere"), 2, "bad_input"),
    (("worklist", "--limit", "none"), 2, "bad_input"),
    (("worklist", "--db", "nowhere.db"), 2, "database"),
    (("worklist", "--keys", "nowhere.keys"), 2, "keys"),
    (("open", "no-such-pathway", "--patient-ref", "a:1"), 2, "not_found"),
    (("report", "CASE", "start"), 3, "refused"),
    (("report", "CASE", "name_fault", "part=brake", "--expected-seq", "0"), 4, "conflict"),
]


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_an_answer_is_one_json_document(casepath: CommandLine, words: tuple[str, ...]) -> None:
    case = casepath.opened()
    ran = casepath(*(case if word == "CASE" else word for word in words), "--json")
    assert (ran.status, ran.err) == (0, "")
    json.loads(ran.out)


@pytest.mark.parametrize(("words", "status", "code"), FAILURES, ids=[" ".join(words) for words, _, _ in FAILURES])
def test_a_failure_is_one_json_document_on_stderr(
    casepath: CommandLine, words: tuple[str, ...], status: int, code: str
) -> None:
    case = casepath.opened()
    ran = casepath(*(case if word == "CASE" else word for word in words), "--json", by=MECHANIC)
    assert (ran.status, ran.out) == (status, "")
    assert ran.error["code"] == code
    assert ran.error["message"]


def test_a_refusal_carries_everything_it_can_tell(casepath: CommandLine) -> None:
    error = casepath("report", casepath.opened(), "start", "--json", by=MECHANIC).error
    assert (error["event"], error["state"], error["kind"]) == ("start", "waiting", "requirements")
    assert error["unmet"] == [
        {
            "requirement": "something_ordered",
            "kind": "default",
            "says": "At least one check is ordered first.",
            "source": "proposal",
            "fact": "check_ordered",
            "actual": "no",
            "needed": ["yes"],
            "suppliers": [{"event": "order_check", "roles": ["mechanic", "clerk"]}],
            "overridable_by": ["mechanic"],
            "override_reasons": ["in_a_hurry", "seen_before"],
        }
    ]


def test_a_missing_field_is_a_problem_with_its_place(casepath: CommandLine) -> None:
    error = casepath("report", casepath.opened(), "name_fault", "--json").error
    assert error["problems"][0]["where"] == "part"


def test_an_entry_tells_both_times_its_actor_and_its_place_in_the_chain(casepath: CommandLine) -> None:
    first, second = casepath("history", casepath.measured(), "--json").json[:2]
    assert first["effective"] == {"at": "2026-03-05T09:30:00.000000Z", "precision": "instant"}
    assert first["recorded_at"] == "2026-03-05T09:30:00+00:00"
    assert first["actor"] == {"name": "c.lee", "role": "clerk", "on_behalf_of": None}
    assert second["prev_hash"] == first["hash"]


def test_the_database_kind_is_told(casepath: CommandLine, tmp_path: Path) -> None:
    assert casepath("worklist", "--db", str(tmp_path / "no.db"), "--json").error["kind"] == "missing"
