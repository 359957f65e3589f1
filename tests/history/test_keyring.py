"""The keys of a deployment: made once, never overwritten, never shown, and told apart from another's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from workflow.case.errors import BadInput, Corrupt
from workflow.history import Keyring


def test_a_key_file_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "casepath.keys"
    Keyring.generate(path)
    assert path.stat().st_mode & 0o777 == 0o600 or os.name == "nt"


def test_a_key_file_gives_the_same_keys_each_time(tmp_path: Path) -> None:
    made = Keyring.generate(tmp_path / "k")
    read = Keyring.load(tmp_path / "k")
    wrapped = made.wrap("p1", bytes(32))
    assert read.unwrap("p1", wrapped) == bytes(32)
    assert read.fingerprint("x") == made.fingerprint("x") != Keyring.from_hex("01" * 32).fingerprint("x")


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    Keyring.generate(tmp_path / "k")
    before = (tmp_path / "k").read_bytes()
    with pytest.raises(BadInput, match="never overwritten"):
        Keyring.generate(tmp_path / "k")
    assert (tmp_path / "k").read_bytes() == before


def test_a_single_secret_in_a_file_will_do(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("ab" * 32 + "\n", encoding="utf-8")
    assert Keyring.load(tmp_path / "k").fingerprint("x") == Keyring.from_hex("ab" * 32).fingerprint("x")


@pytest.mark.parametrize(
    "text", ["", "hello", "{}", '{"format": 2}', '{"format": 1, "masters": [], "index": ""}', "[]"]
)
def test_what_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "k").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        Keyring.load(tmp_path / "k")
    with pytest.raises(BadInput, match="cannot be read"):
        Keyring.load(tmp_path / "missing")


def test_a_wrapped_key_opens_for_its_own_person_only() -> None:
    keys = Keyring.from_hex("02" * 32)
    wrapped = keys.wrap("p1", bytes(32))
    with pytest.raises(Corrupt):
        keys.unwrap("p2", wrapped)


def test_an_old_master_key_still_opens_and_a_new_one_wraps(tmp_path: Path) -> None:
    old = Keyring.generate(tmp_path / "k")
    wrapped = old.wrap("p1", bytes(32))
    body = json.loads((tmp_path / "k").read_text(encoding="utf-8"))
    body["masters"].append({"name": "second", "key": "03" * 32})
    (tmp_path / "k").write_text(json.dumps(body), encoding="utf-8")
    rotated = Keyring.load(tmp_path / "k")
    assert rotated.unwrap("p1", wrapped) == bytes(32)
    newer = rotated.wrap("p1", bytes(32))
    assert newer.master == "second"
    with pytest.raises(BadInput, match="not in the key file"):
        old.unwrap("p1", newer)


def test_a_keyring_shows_no_key() -> None:
    assert "02" * 4 not in repr(Keyring.from_hex("02" * 32))
