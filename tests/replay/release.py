"""Releases histories of this version: `python -m tests.replay.release VERSION`; none is ever overwritten."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.replay.corpus import FOLDER, written
from tests.support.bicycles import CLERK, MECHANIC, SENSOR, workshop
from tests.support.lending import BORROWER, LIBRARIAN, Library, library_on, migrate
from tests.support.new_workshop import RENAMING, new_workshop
from tests.support.receipts import pathways_of
from workflow.case.actor import Actor
from workflow.case.entry import Override
from workflow.history import PatientRef, open_engine


def release(version: str) -> None:
    """Write the three histories of a version: a clinic's, a lending library's, a workshop's."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        clinic(place, FOLDER / version / "clinic.json.gz")
        for name, work in (("library", lend), ("workshop", repair)):
            url = f"sqlite:///{place / name}.db"
            migrate(url)
            with library_on(url) as library:
                work(library)
                written(library.engine, FOLDER / version / f"{name}.json.gz")


def clinic(place: Path, file: Path) -> None:
    """The rehearsed cohort on the shipped pathway."""
    program = Path(sys.executable).with_name("casepath")
    subprocess.run([program, "demo", "--cases", "24"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    engine = open_engine(f"sqlite:///{place / 'casepath-demo.db'}")
    written(engine, file)
    engine.dispose()


def lend(library: Library) -> None:
    """Corrections, an override, something late, something told by its month, a person erased."""
    case_id = library.lent()
    with library.at_work() as book:
        note = {"about": "book", "text": "a note"}
        seq = book.report(case_id, "note", note, by=LIBRARIAN, occurred_at="2026-02").entries[0].seq
        book.report(case_id, "void", {"entry": seq}, by=LIBRARIAN)
        book.report(case_id, "amend", {"entry": 1, "corrections": {"received_on": "2026-02-27"}}, by=LIBRARIAN)
        book.report(case_id, "take_back", by=LIBRARIAN, key="T1", occurred_at="2026-03-02")
        library.request(book, "R2")
        book.erase(case_id, by=LIBRARIAN, reason="borrower_request")
    other = library.lent("R3", patient=replace(BORROWER, identifiers=BORROWER.identifiers[:1]))
    with library.at_work() as book:
        book.report(other, "note", {"about": "book", "text": "another note"}, by=LIBRARIAN)


def repair(library: Library) -> None:
    """Cases that move to another version of their pathway at different moments, and go on."""
    shop = replace(library, pathways=pathways_of(workshop()))
    later = replace(library, pathways=pathways_of(workshop(), new_workshop()))
    for moment in range(6):
        with shop.at_work() as book:
            opened = {"received_on": "2026-03-02", "part": "chain"}
            tag = PatientRef("tag", f"{moment}")
            case_id = book.open("bicycle-repair", patient=tag, fields=opened, by=CLERK, key=f"B{moment}").case.id
        steps: list[tuple[str, dict[str, Any], Actor]] = [
            ("put_on_shelf", {"shelf": "A1"}, CLERK),
            ("order_check", {"part": "chain", "tool": "gauge"}, MECHANIC),
            ("start", {}, MECHANIC),
            ("measure", {"check": "C1", "wear": "0.8"}, SENSOR),
            ("read", {"check": "C1", "version": 1}, MECHANIC),
            ("judge", {"verdict": "worn", "order_part": "chain"}, MECHANIC),
        ]
        names = {"shelf": "rack", "tool": "instrument"}
        for number, (event, fields, by) in enumerate(steps):
            if number == moment:
                with later.at_work() as book:
                    book.migrate(case_id, new_workshop().name, by=MECHANIC, reason="new_rules", renaming=RENAMING)
            moved = number >= moment
            told = {names.get(name, name) if moved else name: value for name, value in fields.items()}
            if moved and told.get("verdict") == "worn":
                told["verdict"] = "worn_out"
            with later.at_work() as book:
                book.report(case_id, event, told, by=by)
    with shop.at_work() as book:
        opened = {"received_on": "2026-03-02", "part": "chain"}
        case_id = book.open("bicycle-repair", patient=PatientRef("tag", "9"), fields=opened, by=CLERK, key="B9").case.id
        lifted = {"something_ordered": Override("in_a_hurry", "the rider waits")}
        book.report(case_id, "start", by=MECHANIC, overrides=lifted)


if __name__ == "__main__":
    release(sys.argv[1])
