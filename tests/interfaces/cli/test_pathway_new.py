"""`casepath pathway new` writes a pathway that is proved and works as it stands, or an extension of another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine

LUMP = "neck-lump:st-elsewhere@2026-03-05"
OPENING = ("received_on=2026-03-02", "symptom=lump", "--patient-ref", "ward:7", "--json")
NAVIGATOR, CONSULTANT = "n.lee:navigator", "c.ode:consultant"


@pytest.fixture
def written(casepath_on_both: CommandLine, tmp_path: Path) -> Path:
    """A new pathway's file."""
    file = tmp_path / "lump.toml"
    ran = casepath_on_both("pathway", "new", "neck-lump:st-elsewhere", "--file", str(file), "--json")
    assert ran.status == 0, ran.err
    assert ran.json == {"file": str(file), "pathway": LUMP, "extends": None}
    return file


def test_what_is_written_is_proved_in_every_obligation(casepath_on_both: CommandLine, written: Path) -> None:
    (proof,) = casepath_on_both("pathway", "check", str(written), "--json").json
    assert [(one["number"], one["holds"]) for one in proof["obligations"]] == [(number, True) for number in range(1, 8)]
    assert proof["pathway"] == LUMP


def test_a_case_goes_to_its_end_on_what_is_written(casepath_on_both: CommandLine, written: Path) -> None:
    casepath = casepath_on_both
    assert casepath("pathway", "register", str(written)).status == 0
    case = casepath("open", LUMP, *OPENING, by=NAVIGATOR).json["case"]
    for who, *words in (
        (NAVIGATOR, "assign", "person=n.lee"),
        (NAVIGATOR, "order_test", "test=imaging"),
        ("lab:laboratory_feed", "report_test", "item=T1", "result=explains"),
        (CONSULTANT, "acknowledge", "item=T1"),
        (CONSULTANT, "decide", "decision=explained", "--override", "spoken_with_the_patient=other"),
        (NAVIGATOR, "tell_patient"),
    ):
        ran = casepath("report", case, *words, by=who)
        assert ran.status == 0, ran.err
    assert casepath("show", case, "--json", by=NAVIGATOR).json["state"] == "closed"
    assert casepath("audit", "verify", "--json").json["holds"]


def test_it_refuses_as_its_comments_teach(casepath_on_both: CommandLine, written: Path) -> None:
    casepath = casepath_on_both
    casepath("pathway", "register", str(written))
    case = casepath("open", LUMP, "received_on=2026-03-02", *OPENING[2:], by=NAVIGATOR).json["case"]
    refused = casepath("report", case, "order_test", "test=blood", by=NAVIGATOR)
    assert refused.status == 3
    assert "No test without a symptom: record what worried the clinician." in refused.err
    casepath("report", case, "record_symptom", "symptom=pain", by=NAVIGATOR)
    assert casepath("report", case, "order_test", "test=blood", by=NAVIGATOR).status == 0


def test_an_existing_file_is_never_overwritten(casepath: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine", encoding="utf-8")
    ran = casepath("pathway", "new", "neck-lump", "--file", str(file))
    assert ran.status == 2
    assert "is there already, and is not overwritten" in ran.err
    assert file.read_text(encoding="utf-8") == "mine"


def test_without_a_file_it_is_named_like_the_pathway(
    casepath: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert casepath("pathway", "new", "neck-lump").status == 0
    assert "own" in (tmp_path / "neck-lump.own.2026-03-05.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Neck-Lump", "neck lump", "2lumps", "neck-lump:", "neck-lump:St", "", "a/b"])
def test_a_name_that_cannot_be_a_pathways_is_told_what_one_looks_like(casepath: CommandLine, name: str) -> None:
    ran = casepath("pathway", "new", name)
    assert ran.status == 2
    assert "such as neck-lump or neck-lump:st-elsewhere" in ran.err


def test_an_extension_changes_nothing_yet(casepath: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    ran = casepath("pathway", "new", "ours", "--extends", "bicycle-repair", "--file", str(file), "--json")
    assert ran.json["pathway"] == "bicycle-repair:ours@2026-03-05"
    compared = casepath("pathway", "diff", "bicycle-repair", str(file), "--exit-code", "--json")
    assert (compared.status, compared.json["changes"]) == (10, []), compared.out


def test_every_example_of_an_extension_works_when_its_marks_are_taken_away(
    casepath: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "ours.toml"
    casepath("pathway", "new", "ours", "--extends", "bicycle-repair", "--file", str(file))
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^#(?! |$)", "", text, flags=re.MULTILINE), encoding="utf-8")
    compared = casepath("pathway", "diff", "bicycle-repair", str(file), "--json")
    assert compared.status == 0, compared.err
    told = " ".join(str(one) for one in compared.json["changes"])
    for changed in ("an interpreter", "code by local policy", "by local policy"):
        assert changed in told
    assert casepath("pathway", "check", str(file)).status == 0


def test_an_extension_is_a_variant_of_the_same_pathway(casepath: CommandLine) -> None:
    ran = casepath("pathway", "new", "car-repair:ours", "--extends", "bicycle-repair")
    assert ran.status == 2
    assert "bicycle-repair:ours, or ours alone" in ran.err


def test_a_further_release_of_the_same_variant_needs_a_later_day(casepath: CommandLine, tmp_path: Path) -> None:
    words = ("pathway", "new", "workshop", "--extends", "bicycle-repair", "--file", str(tmp_path / "next.toml"))
    early = casepath(*words, now=casepath.now.replace(month=1, day=5))
    assert (early.status, "needs a later day" in early.err) == (2, True)
    assert casepath(*words).status == 0


def test_one_that_is_registered_only_may_be_extended_as_well(casepath: CommandLine, tmp_path: Path) -> None:
    own, ours = tmp_path / "own.toml", tmp_path / "ours.toml"
    casepath("pathway", "new", "neck-lump", "--file", str(own))
    casepath("pathway", "register", str(own))
    ran = casepath("pathway", "new", "ours", "--extends", "neck-lump", "--file", str(ours))
    assert ran.status == 0, ran.err
    assert casepath("pathway", "register", str(ours), "--json").json["pathway"] == "neck-lump:ours@2026-03-05"
