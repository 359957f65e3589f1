"""A definition file with anything wrong in it is loaded, or answered with the place of what is wrong."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.fuzz.budget import lengths, tried
from workflow.case.errors import DefinitionError
from workflow.definition import load

WAYS = sorted((Path(__file__).parents[1] / "support" / "pathways").glob("*.toml"))
LONGEST_S = 20.0
ODD = (
    "1", "-1", "1.5", "nan", "inf", "true", "[]", "{}", "[[]]", "[1]", "[{}]", '""', "'''", "'''", "2026-02-30",
    "2026-01-05", "2026-01-05T10:00:00Z", "10:00:00", "0x7f", '"open"', '"any"', '["open"]', '"$copy"',
    '"$nothing"', '"\\u0000"', '"\\uD800"', '"＊"', '"a\\nb"', '{x=["y"]}', "{x=1}", "99999999999999999999",
    '"state"',
)  # fmt: skip
VALUE = re.compile(r'"[^"\n]*"|\b\d+\b|\btrue\b|\bfalse\b')
NAME = re.compile(r"\b[a-z_]{3,}\b")


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """The text with one to three things changed: a line gone, doubled or moved, a value or a name exchanged."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        how = draw(
            st.sampled_from(["drop", "double", "move", "value", "value", "value", "name", "name", "text", "swap"])
        )
        if how == "drop":
            lines[at] = ""
        elif how == "double":
            lines.insert(other, lines[at])
        elif how == "move":
            lines.insert(other, lines.pop(at))
        elif how == "value":
            odd = draw(st.sampled_from(ODD))
            lines[at] = _exchanged(draw, VALUE, lines[at], odd)
        elif how == "name":
            lines[at] = _exchanged(draw, NAME, lines[at], draw(st.sampled_from(["nothing", "state", "İ", "x" * 5000])))
        elif how == "swap" and (words := NAME.findall(lines[other])):
            lines[at] = _exchanged(draw, NAME, lines[at], draw(st.sampled_from(words)))
        else:
            lines.insert(at, draw(st.text(max_size=9)))
    return "\n".join(lines)


def _exchanged(draw: st.DrawFn, what: re.Pattern[str], line: str, new: str) -> str:
    found = list(what.finditer(line))
    if not found:
        return line
    chosen = found[draw(st.integers(0, len(found) - 1))]
    return line[: chosen.start()] + new + line[chosen.end() :]


def read(text: str) -> bool:
    """Load a text; tells whether it was a definition."""
    began = time.perf_counter()
    try:
        load(text, file="own.toml")
    except DefinitionError as error:
        assert error.problems or "own.toml" in error.message  # noqa: PT017 - the other answer is a definition
        return False
    finally:
        assert time.perf_counter() - began < LONGEST_S
    return True


@lengths
@pytest.mark.parametrize("way", WAYS, ids=lambda path: path.stem)
def test_a_changed_definition_is_loaded_or_its_fault_is_placed(way: Path, times: int) -> None:
    answers = tried(changed(way.read_text(encoding="utf-8")), read, examples=60, times=times)
    assert False in answers


@lengths
def test_any_text_is_no_definition(times: int) -> None:
    assert not any(tried(st.text(max_size=40), read, examples=60, times=times))
    assert not any(tried(st.text("[]{}=\"'.\n#ab1-:,", max_size=40), read, examples=100, times=times))


@pytest.mark.parametrize("text", ["x=" + "[" * 50_000, "x=" + "{a=" * 20_000, "a." * 2_000 + "b=1", "[" * 9999, "\x00"])
def test_a_text_nested_without_end_is_told_as_one(text: str) -> None:
    with pytest.raises(DefinitionError):
        load(text, file="own.toml")
