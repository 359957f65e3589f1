"""Pathways are found by name and by digest; a released one is never replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.bicycles import FILE, workshop
from workflow.case.errors import DefinitionError, NotFound
from workflow.definition import load
from workflow.pathways import Pathways
from workflow.pathways.finding import fresh_receipts, read_receipts

TEXT = FILE.read_text(encoding="utf-8")
NEWER = TEXT.replace("released_on = 2026-01-05", "released_on = 2026-02-05")
EDITED = TEXT.replace("Repair of a bicycle", "Repair of bicycles")


def test_every_shipped_file_has_the_receipt_it_deserves() -> None:
    assert read_receipts() == fresh_receipts(), "run: python -m workflow.pathways"


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
