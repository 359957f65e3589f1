"""`casepath migrate` makes a database and its keys, on both databases, and never new keys for old secrets."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import CommandLine, program


def test_a_new_database_gets_a_key_file_beside_it(tmp_path: Path) -> None:
    ran = program("migrate", cwd=tmp_path, shop=False)
    assert ran.returncode == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["casepath.db", "casepath.db.keys"]
    assert b"keep a copy in a safe place" in ran.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are those of POSIX")
def test_the_database_and_its_keys_are_their_owners_alone(database: Path, tmp_path: Path) -> None:
    program("migrate", cwd=tmp_path, shop=False)
    for file in ("casepath.db", "casepath.db.keys"):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600


def test_migrating_again_changes_nothing(casepath_on_both: CommandLine) -> None:
    ran = casepath_on_both("migrate", "--json")
    assert (ran.status, ran.json["changed"], ran.json["keys_made"]) == (0, False, False)


def test_a_lost_key_file_is_not_replaced_while_it_protects_something(casepath: CommandLine, database: Path) -> None:
    casepath("open", "bicycle-repair", "received_on=2026-03-02", "--nhs-number", "9990000018")
    keys = database.with_name("shop.db.keys")
    keys.unlink()
    assert casepath("migrate").status == 0
    assert not keys.exists()


def test_a_named_key_file_that_is_lost_is_told(casepath: CommandLine, database: Path, tmp_path: Path) -> None:
    casepath("open", "bicycle-repair", "received_on=2026-03-02", "--nhs-number", "9990000018")
    ran = casepath("worklist", "--keys", str(tmp_path / "lost.keys"))
    assert ran.status == 2
    assert "a lost one cannot be made again" in ran.err


def test_a_file_that_holds_no_keys_is_told(casepath: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear colleague", encoding="utf-8")
    ran = casepath("worklist", "--keys", str(tmp_path / "letter"))
    assert ran.status == 2
    assert "--keys" in ran.err


def test_a_server_gets_keys_only_where_a_file_is_named(postgres_url: str, casepath: CommandLine) -> None:
    ran = casepath("migrate", "--db", postgres_url)
    assert ran.status == 0
    assert "only opaque patient references can be kept" in ran.out
