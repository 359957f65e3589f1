"""Pathways are found by name and by digest; a released one is never replaced."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.bicycles import FILE, workshop
from workflow.case.errors import DefinitionError, NotFound
from workflow.definition import load
from workflow.pathways import Pathways, finding
from workflow.pathways.finding import fresh_receipts, read_receipts, receipt

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
    ship(monkeypatch, tmp_path, TEXT, {"bicycle.toml": receipt(workshop())})
    assert Pathways.shipped().names() == (workshop().name,)


@pytest.mark.parametrize(
    ("text", "changes"),
    [(EDITED, {}), (TEXT, {"prover": "0"}), (TEXT, {"digest": "0" * 64})],
    ids=["the file was edited", "proved by another prover", "a receipt of something else"],
)
def test_a_shipped_file_without_a_receipt_of_its_proof_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, changes: dict[str, str]
) -> None:
    ship(monkeypatch, tmp_path, text, {"bicycle.toml": {**receipt(workshop()), **changes}})
    with pytest.raises(DefinitionError, match="no receipt that exactly this content was proved"):
        Pathways.shipped()


def test_no_receipt_is_given_for_what_does_not_hold() -> None:
    whole = workshop()
    events = {name: replace(event, needs=("patient",)) for name, event in whole.events.items()}
    with pytest.raises(DefinitionError, match=r"(?s)is not proved.*\(5\) FAILS"):
        receipt(replace(whole, events=events))


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


def test_a_file_of_ones_own_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(TEXT, encoding="utf-8")
    assert Pathways().load_file(file) == workshop()


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes("says = 'ä'".encode("latin-1"))
    with pytest.raises(DefinitionError, match="cannot be read as UTF-8"):
        Pathways().load_file(file)


def test_the_bare_name_of_the_shipped_pathway_is_the_patient_information() -> None:
    assert Pathways.shipped().newest("secondary-breast-cancer").variant == "bcn-guidance"
