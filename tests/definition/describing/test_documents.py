"""The clinician's table, the matrix, Mermaid and the list of documents say what the definition says."""

from __future__ import annotations

from tests.support.small_pathways import bicycle_repair
from workflow.definition.describing import as_markdown, describe, documents, matrix, mermaid
from workflow.definition.describing.description import RowLine


def rows() -> dict[str, RowLine]:
    return {line.row: line for line in describe(bicycle_repair()).rows}


def test_a_row_is_told_as_when_only_if_then_because() -> None:
    mend = rows()["mend"]
    assert mend.when == ("work is needed",)
    assert [(ask.says, ask.condition, ask.kind) for ask in mend.only_if] == [
        ("looked over", "work is needed or none", "default")
    ]
    assert (mend.then, mend.because, mend.roles) == ("on the stand", "Work starts.", ("mechanic",))


def test_a_row_that_refuses_tells_its_sentence_and_asks_for_nothing() -> None:
    refusing = rows()["not_looked_at"]
    assert (refusing.then, refusing.only_if) == ("refused", ())
    assert refusing.refusal == "Nobody has looked at the bicycle yet."


def test_what_happens_by_itself_is_reported_by_nobody() -> None:
    assert rows()["back_on_the_stand"].roles == ()


def test_rows_stand_by_state_then_by_event_and_those_of_several_states_last() -> None:
    assert [line.row for line in describe(bicycle_repair()).rows] == [
        "taken_in",
        "mend",
        "ride_on",
        "not_looked_at",
        "parts_are_ordered",
        "back_on_the_stand",
        "noted",
        "handed_over",
    ]


def test_the_table_is_headed_by_its_states() -> None:
    text = as_markdown(describe(bicycle_repair()))
    heads = [line for line in text.splitlines() if line.startswith("### ")]
    assert heads[0] == "### At the start"
    assert heads[-2:] == ["### In every open state", "### In every open state but brought in"]


def test_a_requirement_says_who_may_override_it_with_which_reasons() -> None:
    text = as_markdown(describe(bicycle_repair()))
    assert "default: mechanic may override it; reasons: in a hurry" in text


def test_a_bar_in_a_sentence_does_not_break_the_table() -> None:
    start = '[events.start.rows.mend]\nstates = ["brought_in"]\nto = "on_the_stand"\nsays = "Yes | no."\n'
    line = next(each for each in as_markdown(describe(bicycle_repair(start))).splitlines() if "Yes" in each)
    assert "Yes \\| no." in line


def test_the_matrix_has_a_cell_for_every_event_in_every_state() -> None:
    lines = [line for line in matrix(bicycle_repair()).splitlines() if line.startswith("| **")]
    assert len(lines) == 6
    assert lines[2] == "| **start** | mechanic |  | → on the stand, → on the road, ✗ |  |  |  |"
    assert "auto → on the stand" in lines[4]


def test_mermaid_has_every_state_and_road() -> None:
    lines = [line.strip() for line in mermaid(bicycle_repair()).splitlines()]
    assert 'state "Waiting for parts" as waiting_for_parts' in lines
    assert "waiting_for_parts --> on_the_stand : parts arrive (by itself)" in lines
    assert "on_the_road --> [*]" in lines


def test_mermaid_tells_a_group_as_one_arrow() -> None:
    plain = 'says = "Told."\nsource = {kind = "proposal"}\n'
    back = f'[events.reopen]\nkind = "case"\nroles = ["owner"]\n{plain}[events.reopen.fields.how]\ntype = "yes_no"\n'
    back += 'required = true\nsays = "How"\n'
    for how, to in (("yes", "brought_in"), ("no", "on_the_stand")):
        back += (
            f'[events.reopen.rows.back_{how}]\nstates = ["on_the_road"]\nselect = {{how = ["{how}"]}}\nto = "{to}"\n'
        )
    lines = [line.strip() for line in mermaid(bicycle_repair(more=back)).splitlines()]
    assert 'state "Brought in or on the stand" as group_1_end' in lines
    assert "group_1 --> group_1_end : Reopen" in lines


def test_documents_are_named_after_the_pathway_and_do_not_change_from_run_to_run() -> None:
    found = documents(bicycle_repair())
    assert list(found) == [f"bicycle-repair.corner-shop{end}" for end in (".svg", ".mmd", ".md", ".matrix.md")]
    assert found == documents(bicycle_repair())
