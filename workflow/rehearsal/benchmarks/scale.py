"""`casepath bench scale`: what a hundred thousand closed cases in the database do to recording a transition.

casepath and the bare driver both record on an empty and on a filled database, in turns; what the filled one costs the
driver by itself is no fault of casepath's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from sqlalchemy import Connection

from workflow.history import Keyring, open_engine, snapshot
from workflow.rehearsal.benchmarks.contenders import Contender, transitions_of
from workflow.rehearsal.benchmarks.contenders.own import Own
from workflow.rehearsal.benchmarks.figures import Bench, Chapter, Figure
from workflow.rehearsal.benchmarks.harness import ROUNDS, alternate, ratios
from workflow.rehearsal.benchmarks.machine import this_machine
from workflow.rehearsal.benchmarks.places import FLOOR, OWN, SECRET, Place, make_contender
from workflow.rehearsal.benchmarks.scale_bulk import bulk_at
from workflow.rehearsal.benchmarks.scale_cloning import Model, copy_definitions, models_of, pour
from workflow.rehearsal.benchmarks.scale_rooms import NO_SERVER, POSTGRESQL, Room, engine_at, rooms, sync_says
from workflow.rehearsal.benchmarks.specimen import DEPLOYMENT

CLOSED: Final = 100_000
WALKED: Final = 25
MODELS: Final = 20
TARGET: Final = 1.1
EMPTY, FILLED = "empty", "filled"

Progress = Callable[[str], object]


def bench_scale(
    *,
    rounds: int = ROUNDS,
    closed: int = CLOSED,
    walked: int = WALKED,
    titles: Sequence[str] = (),
    in_memory: bool = False,
    progress: Progress = lambda says: None,
) -> Bench:
    """Measure recording on empty and on filled databases.

    Args:
        closed: how many closed cases the filled ones hold.
        walked: how many cases each contender walks in a round, eight transitions each.
        titles: only on these databases.
        in_memory: where no write waits for a disk.
        progress: told what is done now.
    """
    machine, chapters = this_machine(), []
    with rooms(*titles, in_memory=in_memory) as found:
        for room in found:
            progress(f"{room.title}: filling")
            urls = {EMPTY: room.fresh("empty_one"), FILLED: room.fresh("filled")}
            entries = _fill(room, urls[FILLED], closed)
            progress(f"{room.title}: measuring")
            seconds = _measure(urls, rounds, walked)
            note = f"The filled database holds {closed:,} closed cases with {entries:,} entries."
            chapters.append(Chapter(room.title, tuple(_figures(seconds, walked)), (note, sync_says(room.folder))))
        if POSTGRESQL not in [room.title for room in found]:
            chapters.append(Chapter(POSTGRESQL, (), (NO_SERVER,)))
    return Bench("scale", machine, rounds, tuple(chapters))


def _fill(room: Room, url: str, closed: int) -> int:
    """Copy closed specimens, recorded through the one door, into a database."""
    with engine_at(room.fresh("models")) as source, engine_at(url) as target:
        _walk_some(str(source.url.render_as_string(hide_password=False)))
        with snapshot(source) as read, target.begin() as write:
            models = _closed(read)
            copy_definitions(read, write)
    with bulk_at(url) as bulk:
        return pour(bulk, models, closed)


def _walk_some(url: str) -> None:
    own = Own(open_engine(url), Keyring.from_hex(SECRET))
    own.lay_out(MODELS)
    own.walk()
    own.close()


def _closed(connection: Connection) -> list[Model]:
    return [model for model in models_of(connection, DEPLOYMENT) if not model.is_open]


def _measure(urls: dict[str, str], rounds: int, walked: int) -> dict[str, list[float]]:
    with ExitStack() as stack:
        contenders: dict[str, Contender] = {}
        for filling, url in urls.items():
            for name in (FLOOR, OWN):
                place = Place(url, url, "DELETE" if url.startswith("sqlite") else "")
                contender = contenders[f"{name}, {filling}"] = make_contender(name, place)
                stack.callback(contender.close)
        work = {name: each.walk for name, each in contenders.items()}
        return alternate(work, rounds, before=lambda name: contenders[name].lay_out(walked))


def _figures(seconds: dict[str, list[float]], walked: int) -> Iterator[Figure]:
    for name, values in seconds.items():
        yield Figure(name, "transitions/s", tuple(transitions_of(walked) / value for value in values))
    slower = {name: ratios(seconds, f"{name}, {FILLED}", f"{name}, {EMPTY}") for name in (FLOOR, OWN)}
    for name, times in slower.items():
        yield Figure(f"{name}: filled / empty", "times as long", times)
    beside = tuple(own / floor for own, floor in zip(slower[OWN], slower[FLOOR], strict=True))
    yield Figure("casepath's slowdown / the driver's", "times", beside, at_most=TARGET)
