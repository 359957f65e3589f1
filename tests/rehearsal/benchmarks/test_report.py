"""The page of figures: every figure with its target, as a picture and in words, from what benchmarks answered."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path

import pytest

from workflow.case.errors import BadInput
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.machine import Machine
from workflow.rehearsal.benchmarks.report import bench_from, read_answer, write_report
from workflow.rehearsal.benchmarks.report_bars import bars

MACHINE = Machine("A processor", 2, "Linux 6", "CPython 3.11.2", 0.25)
FAST = Figure("rows <brought> in", "rows/s", (900.0, 1200.0, 1100.0), at_least=1000)
SLOW = Figure("a page", "ms", (7.0, 9.0, 8.0), at_most=5)
BENCH = Bench("read", MACHINE, 3, (Chapter("SQLite", (FAST, SLOW), ("Said beside it.",)), Chapter("None", ())))
DAY = date(2026, 11, 24)


def test_a_benchmark_reads_back_from_its_answer() -> None:
    assert bench_from(json.loads(json.dumps(BENCH.plain()))) == BENCH


def test_the_picture_is_well_formed_and_says_everything_in_words() -> None:
    root = ElementTree.fromstring(bars(BENCH))
    words = " ".join(root.itertext())
    assert "rows <brought> in 1,100 rows/s (≥ 1,000)" in words
    assert "a page 8.00 ms (missed ≤ 5)" in words


def test_a_longer_bar_is_a_larger_value_and_the_target_is_marked() -> None:
    pair = Chapter("SQLite", (Figure("one", "ms", (2.0,), at_most=4), Figure("two", "ms", (4.0,))))
    picture = bars(Bench("read", MACHINE, 1, (pair,)))
    drawn = [each for each in ElementTree.fromstring(picture).iter() if each.get("height") == "12.0"]
    widths = [float(each.get("width", "0")) for each in drawn]
    assert widths[1] == 2 * widths[0]
    assert picture.count("stroke-dasharray") == 1


def test_the_page_tells_machine_day_and_what_was_missed(tmp_path: Path) -> None:
    written = write_report(tmp_path / "figures", [BENCH], on=DAY)
    page = written[-1].read_text(encoding="utf-8")
    assert [path.name for path in written] == ["read.svg", "README.md"]
    assert "24 November 2026" in page
    assert "A processor; 2 cores" in page
    assert "| read | SQLite | a page | 8.00 ms | ≤ 5 | **missed** |" in page


def test_a_file_that_is_no_answer_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"bench": "read"}', encoding="utf-8")
    with pytest.raises(BadInput, match=r"other\.json is not the answer of"):
        read_answer(path)


def test_a_target_is_met_from_the_right_side() -> None:
    assert (FAST.is_met, SLOW.is_met) == (True, False)
    assert (FAST.target, SLOW.target, Figure("", "", (1.0,)).target) == ("≥ 1,000", "≤ 5", "")
