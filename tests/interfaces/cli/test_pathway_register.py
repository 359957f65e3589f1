"""`casepath pathway register` proves a definition of one's own and keeps it; `pathway list` tells what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine
from tests.support.bicycles import FILE
from workflow.history import downgrade, open_engine, upgrade

OWN = "bicycle-repair:own@2026-01-05"
NEWER = "bicycle-repair:workshop@2026-02-05"
OPENING = ("received_on=2026-03-02", "part=chain", "--patient-ref", "frame:881")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A definition of one's own, under another variant than the shelf's."""
    return written(tmp_path / "own.toml", 'variant = "workshop"', 'variant = "own"')


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A later release of the shelf's definition."""
    return written(tmp_path / "newer.toml", "released_on = 2026-01-05", "released_on = 2026-02-05")


def written(file: Path, *changes: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for before, after in zip(changes[::2], changes[1::2], strict=True):
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_ones_own_takes_cases_once_it_is_registered(casepath_on_both: CommandLine, own: Path) -> None:
    refused = casepath_on_both("open", str(own), *OPENING)
    assert (refused.status, "casepath pathway register" in refused.err) == (2, True)
    assert casepath_on_both("pathway", "register", str(own)).status == 0
    for number, told in enumerate((str(own), OWN, "bicycle-repair:own")):
        words = ("received_on=2026-03-02", "part=chain", "--patient-ref", f"frame:{number}", "--json")
        ran = casepath_on_both("open", told, *words)
        assert ran.status == 0, ran.err
        assert OWN in casepath_on_both("history", ran.json["case"], "--json").out


def test_registering_again_is_harmless(casepath: CommandLine, own: Path) -> None:
    first = casepath("pathway", "register", str(own), "--json")
    again = casepath("pathway", "register", str(own), "--json")
    assert (first.json["changed"], again.json["changed"]) == (True, False)
    assert first.json["receipt"] == again.json["receipt"]
    assert "already; nothing had to change" in casepath("pathway", "register", OWN).out


def test_what_does_not_hold_is_told_in_full_and_not_kept(casepath: CommandLine, own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("rows.gauge_measures_nothing_else")]
    own.write_text("\n".join(lines), encoding="utf-8")
    ran = casepath("pathway", "register", str(own))
    assert ran.status == 2
    assert "(1) FAILS:" in ran.err
    assert [one["pathway"] for one in casepath("pathway", "list", "--json").json] == [casepath.definition.name]


def test_an_edited_file_is_told_to_take_a_new_date(casepath: CommandLine, own: Path) -> None:
    casepath("pathway", "register", str(own))
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("Repair of a bicycle", "Repair of bicycles"), encoding="utf-8")
    for words in (("pathway", "register", str(own)), ("open", str(own), *OPENING)):
        ran = casepath(*words)
        assert ran.status == 2
        assert "another content of that name" in ran.err


def test_the_list_tells_who_registered_it_and_when(casepath_on_both: CommandLine, own: Path) -> None:
    casepath_on_both("pathway", "register", str(own), by="a.reed:safety_officer")
    casepath_on_both("pathway", "register", str(own), by="c.lee:clerk")
    told = next(one for one in casepath_on_both("pathway", "list", "--json").json if one["pathway"] == OWN)
    assert told["registered"] == [{"at": "2026-03-05T09:30:00.000000Z", "by": "a.reed:safety_officer"}]
    assert "2026-03-05 09:30 UTC by a.reed:safety_officer" in casepath_on_both("pathway", "list").out


def test_nobody_registers_without_a_name(casepath: CommandLine, own: Path) -> None:
    ran = casepath("pathway", "register", str(own), by="")
    assert ran.status == 2
    assert "Everything recorded carries who reported it" in ran.err


def test_a_newer_release_takes_new_cases_and_the_old_one_is_still_had_by_its_date(
    casepath: CommandLine, newer: Path
) -> None:
    assert casepath("pathway", "register", str(newer)).status == 0
    by_name = casepath("open", "bicycle-repair", *OPENING, "--json").json["case"]
    words = ("received_on=2026-03-02", "part=chain", "--patient-ref", "frame:882", "--json")
    by_date = casepath("open", casepath.definition.name, *words).json["case"]
    assert NEWER in casepath("history", by_name, "--json").out
    assert casepath.definition.name in casepath("history", by_date, "--json").out


def test_a_case_on_a_registered_pathway_is_worked_on_like_any_other(casepath: CommandLine, own: Path) -> None:
    casepath("pathway", "register", str(own))
    case = casepath("open", OWN, *OPENING, "--json").json["case"]
    assert casepath("report", case, "order_check", "part=chain", "tool=gauge").status == 0
    assert casepath("show", case).status == 0
    listed = casepath("worklist", "--pathway", "bicycle-repair:own", "--state", "waiting", "--json")
    assert (listed.status, len(listed.json)) == (0, 1), listed.err
    assert casepath("audit", "verify", "--json").json["holds"]


def test_a_definition_may_extend_one_that_is_registered_only(casepath: CommandLine, own: Path, tmp_path: Path) -> None:
    digest = casepath("pathway", "register", str(own), "--json").json["receipt"]["digest"]
    head = 'name = "bicycle-repair"\nvariant = "own"\nreleased_on = 2026-03-01\ntitle = "Later"\nsays = "Later."\n'
    extends = f'source = {{ kind = "proposal" }}\nextends = "{OWN}"\nextends_digest = "{digest}"\n'
    text = f"format = 1\n[pathway]\n{head}{extends}"
    (tmp_path / "later.toml").write_text(text, encoding="utf-8")
    ran = casepath("pathway", "register", str(tmp_path / "later.toml"), "--json")
    assert ran.status == 0, ran.err
    assert ran.json["pathway"] == "bicycle-repair:own@2026-03-01"


def test_the_list_tells_where_each_comes_from_and_who_proved_it(casepath: CommandLine, own: Path) -> None:
    casepath("pathway", "register", str(own))
    casepath.opened()
    told = casepath("pathway", "list", "--json").json
    assert [(one["pathway"], one["from"]) for one in told] == [
        (casepath.definition.name, ["shipped", "in use"]),
        (OWN, ["registered"]),
    ]
    assert all(one["receipt"]["obligations"]["7"]["targets"] > 30 for one in told)
    assert "61 cells" in casepath("pathway", "list").out


def test_the_list_tells_what_is_shipped_where_there_is_no_database(casepath: CommandLine, tmp_path: Path) -> None:
    ran = casepath("pathway", "list", "--db", str(tmp_path / "none.db"))
    assert ran.status == 0
    assert "Only what is shipped is listed." in ran.out


def test_what_an_earlier_release_registered_is_proved_by_its_name(casepath_on_both: CommandLine, own: Path) -> None:
    casepath_on_both("pathway", "register", str(own))
    casepath_on_both("open", OWN, *OPENING)
    engine = open_engine(casepath_on_both.environment["CASEPATH_DATABASE_URL"])
    downgrade(engine, "wf0002")
    upgrade(engine)
    engine.dispose()
    assert "nobody yet" in casepath_on_both("pathway", "list").out
    assert f"kept {OWN} without a receipt" in casepath_on_both("audit", "verify").out.replace("\n", " ")
    assert casepath_on_both("pathway", "register", OWN).status == 0
    assert casepath_on_both("audit", "verify", "--json").json["unproved"] == []
