"""Pathways are found by name and by digest; a released one is never replaced."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.bicycles import FILE, workshop
from workflow.case.errors import DefinitionError, NotFound
from workflow.definition import load
from workflow.definition.receipts import receipt_from_text
from workflow.pathways import Pathways, finding
from workflow.pathways.finding import fresh_receipts, proved, read_receipts

TEXT = FILE.read_text(encoding="utf-8")
NEWER = TEXT.replace("released_on = 2026-01-05", "released_on = 2026-02-05")
EDITED = TEXT.replace("Repair of a bicycle", "Repair of bicycles")


def test_every_shipped_file_has_the_receipt_it_deserves() -> None:
    assert read_receipts() == fresh_receipts(), "run: python -m workflow.pathways"


def ship(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, receipts: object) -> None:
    """Let the bicycle be what is shipped, with these receipts."""
    (folder / "bicycle.toml").write_text(text, encoding="utf-8")
    (folder / "receipts.json").write_text(json.dumps(receipts), encoding="utf-8")
    monkeypatch.setattr(finding, "SHIPPED", folder)
    monkeypatch.setattr(finding, "RECEIPTS", folder / "receipts.json")


def test_a_shipped_file_is_used_with_a_receipt_of_its_proof(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ship(monkeypatch, tmp_path, TEXT, {"bicycle.toml": proved(workshop()).plain()})
    assert Pathways.shipped().names() == (workshop().name,)


@pytest.mark.parametrize(
    ("text", "changes"),
    [(EDITED, {}), (TEXT, {"prover": "0"}), (TEXT, {"digest": "0" * 64})],
    ids=["the file was edited", "proved by another prover", "a receipt of something else"],
)
def test_a_shipped_file_without_a_receipt_of_its_proof_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, changes: dict[str, str]
) -> None:
    ship(monkeypatch, tmp_path, text, {"bicycle.toml": {**proved(workshop()).plain(), **changes}})
    with pytest.raises(DefinitionError, match="no receipt that exactly this content was proved"):
        Pathways.shipped()


def test_no_receipt_is_given_for_what_does_not_hold() -> None:
    whole = workshop()
    events = {name: replace(event, needs=("patient",)) for name, event in whole.events.items()}
    with pytest.raises(DefinitionError, match=r"(?s)is not proved.*\(5\) FAILS"):
        Pathways.of(replace(whole, events=events))


def test_a_definition_of_ones_own_is_proved_when_it_is_put_on_offer() -> None:
    receipt = Pathways.of(workshop()).receipt(workshop())
    assert receipt is not None
    assert (receipt.digest, receipt.is_current) == (workshop().digest, True)
    assert receipt.counts[7]["targets"] > 30


def test_a_receipt_spares_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = proved(workshop())
    monkeypatch.setattr(finding, "proved", lambda *_, **__: pytest.fail("it was proved again"))
    assert Pathways.of(workshop(), receipts=[receipt]).receipt(workshop()) == receipt


@pytest.mark.parametrize("changes", [{"prover": "0"}, {"digest": "0" * 64}, {"counts": {1: {"rows": 1}}}])
def test_a_receipt_of_something_else_spares_nothing(changes: dict[str, Any]) -> None:
    receipt = proved(workshop())
    wrong = replace(receipt, **changes)
    assert Pathways.of(workshop(), receipts=[wrong]).receipt(workshop()) == receipt
    with pytest.raises(DefinitionError, match="another content or another prover"):
        Pathways().add(workshop(), wrong)


def test_a_definition_that_was_changed_in_memory_is_not_put_on_offer() -> None:
    with pytest.raises(DefinitionError, match="digest: found 0000"):
        Pathways().register(replace(workshop(), digest="0" * 64))


def test_the_newest_release_of_a_variant_is_found() -> None:
    newer = load(NEWER, file="newer.toml")
    pathways = Pathways.of(newer, workshop())
    assert pathways.newest("bicycle-repair") is newer
    assert pathways.newest("bicycle-repair:workshop@2026-01-05") is workshop()


def test_a_release_is_found_by_its_digest() -> None:
    assert Pathways.of(workshop()).by_digest(workshop().digest) is workshop()


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(NotFound, match="Did you mean bicycle-repair"):
        Pathways.of(workshop()).newest("bicicle-repair")


def test_a_released_definition_is_never_edited() -> None:
    with pytest.raises(DefinitionError, match="give the new one another date"):
        Pathways.of(workshop(), load(EDITED, file="edited.toml"))


def test_a_remembered_definition_is_not_offered() -> None:
    pathways = Pathways()
    pathways.remember(workshop())
    assert (pathways.names(), pathways.by_digest(workshop().digest)) == ((), workshop())


def test_a_look_at_a_file_puts_nothing_on_offer(tmp_path: Path) -> None:
    file, pathways = tmp_path / "own.toml", Pathways()
    file.write_text(TEXT, encoding="utf-8")
    assert pathways.load_file(file) == workshop()
    assert (pathways.names(), pathways.receipt(workshop())) == ((), None)


def test_a_file_of_ones_own_is_on_offer_once_it_is_proved(tmp_path: Path) -> None:
    file, pathways = tmp_path / "own.toml", Pathways()
    file.write_text(TEXT, encoding="utf-8")
    assert pathways.register(file) == pathways.receipt(pathways.newest("bicycle-repair"))


def test_the_text_of_a_receipt_gives_the_receipt_again() -> None:
    receipt = proved(workshop())
    assert receipt_from_text(receipt.text) == receipt
    assert receipt_from_text(receipt.text).text == receipt.text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest":1,"prover":"1","obligations":{}}', '{"digest":"d"}'])
def test_another_text_is_no_receipt(text: str) -> None:
    with pytest.raises(DefinitionError, match="not the receipt of a proof"):
        receipt_from_text(text)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes("says = 'ä'".encode("latin-1"))
    with pytest.raises(DefinitionError, match="cannot be read as UTF-8"):
        Pathways().load_file(file)


def test_the_bare_name_of_the_shipped_pathway_is_the_patient_information() -> None:
    assert Pathways.shipped().newest("secondary-breast-cancer").variant == "bcn-guidance"


def test_no_variant_with_an_earlier_name_takes_the_place_of_the_patient_information(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = [f"secondary-breast-cancer.{each}.2027-01-01.toml" for each in ("an-earlier-name", "bcn-guidance", "nice")]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setattr(finding, "SHIPPED", tmp_path)
    assert [path.name for path in finding.shipped_files()] == [names[1], names[0], names[2]]
