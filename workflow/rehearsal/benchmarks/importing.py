"""`casepath bench import`: how fast a list of referrals becomes cases, from the file to the last commit."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from workflow.case.actor import Actor
from workflow.case.errors import WorkflowError
from workflow.definition import Definition
from workflow.history import LOCAL_ID, Keyring, unit_of_work
from workflow.interfaces.tables import bring_in, guess_mapping, plan, read_list
from workflow.pathways import Pathways
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, alternate
from workflow.rehearsal.benchmarks.machine import this_machine
from workflow.rehearsal.benchmarks.places import SECRET
from workflow.rehearsal.benchmarks.scale_cohort import DEPLOYMENT
from workflow.rehearsal.benchmarks.scale_rooms import NO_SERVER, POSTGRESQL, Room, engine_at, rooms, sync_says
from workflow.rehearsal.people import people
from workflow.rehearsal.simulation import PATHWAY

ROWS: Final = 10_000
AT_LEAST: Final = 1_000
CLERK = Actor("c.bench", "navigator")
HEADINGS = (
    *("NHS No", "Hospital No", "Surname", "Forename", "DOB", "Sex", "Date received", "Source", "Symptom", "?Site"),
    *("Onset", "Previous breast cancer", "Comments"),
)
SITES = ("bone", "liver", "lung", "spine")

Progress = Callable[[str], object]


def bench_importing(
    *,
    rounds: int = ROUNDS,
    rows: int = ROWS,
    titles: Sequence[str] = (),
    in_memory: bool = False,
    progress: Progress = lambda says: None,
) -> Bench:
    """Measure bringing in a list, into a new database each time.

    Args:
        rows: how many referrals the list has.
        titles: only on these databases.
        in_memory: where no write waits for a disk.
        progress: told what is measured now.
    """
    machine, chapters = this_machine(), []
    with rooms(*titles, in_memory=in_memory) as found:
        for room in found:
            progress(room.title)
            file = write_referrals(room.folder / "referrals.csv", rows, today=datetime.now(UTC).date())
            seconds = alternate({room.title: _bringing(room, file, rows)}, rounds, warm_up=0, before=_new(room))
            rates = tuple(rows / each for each in seconds[room.title])
            figure = Figure(f"{rows:,} referrals", "rows/s", rates, at_least=AT_LEAST)
            chapters.append(
                Chapter(room.title, (figure,), ("In transactions of 200 rows each.", sync_says(room.folder)))
            )
        if POSTGRESQL not in [room.title for room in found]:
            chapters.append(Chapter(POSTGRESQL, (), (NO_SERVER,)))
    return Bench("import", machine, rounds, tuple(chapters))


def write_referrals(path: Path, rows: int, *, today: date) -> Path:
    """Write a list as an office keeps it, of so many people who do not exist."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_referrals(rows, today))
    return path


def bring_in_list(url: str, file: Path, definition: Definition, pathways: Pathways) -> int:
    """Read a list and open its cases, and tell how many were opened."""
    keys = Keyring.from_hex(SECRET)
    referrals = read_list(file)
    planned = plan(referrals, guess_mapping(referrals, definition), definition, today=datetime.now(UTC).date())
    with engine_at(url) as engine:
        verdicts = bring_in(
            planned,
            lambda: unit_of_work(engine, pathways, deployment=DEPLOYMENT, keys=keys),
            definition,
            by=CLERK,
            fingerprint=keys.fingerprint,
            apply=True,
        )
    return sum(one.verdict == "opened" for one in verdicts)


def _new(room: Room) -> Callable[[str], object]:
    return lambda _: room.fresh("imported")


def _bringing(room: Room, file: Path, rows: int) -> Callable[[], None]:
    pathways = Pathways.shipped()
    definition = pathways.newest(PATHWAY)

    def work() -> None:
        opened = bring_in_list(url, file, definition, pathways)
        if opened != rows:
            raise WorkflowError(f"{rows - opened:,} of {rows:,} referrals opened no case.")

    url = room.fresh("imported")
    return work


def _referrals(rows: int, today: date) -> Iterator[tuple[str, ...]]:
    chance = Random(7)
    everybody = people(chance, today=today, men=0.01)
    for person in (next(everybody) for _ in range(rows)):
        identity = person.identity
        known = {each.system: each.value for each in identity.identifiers}
        given, _, family = identity.name.partition(" ")
        received = today - timedelta(days=chance.randrange(1, 20))
        born = identity.born_on or today
        yield (
            next(value for system, value in known.items() if system != LOCAL_ID),
            known[LOCAL_ID],
            family,
            given,
            born.strftime("%d/%m/%Y"),
            "M" if person.is_male else "F",
            received.strftime("%d/%m/%Y"),
            "2WW",
            "pain at night",
            chance.choice(SITES),
            (received - timedelta(days=14)).strftime("%d/%m/%Y"),
            "none",
            "",
        )
