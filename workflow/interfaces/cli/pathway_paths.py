"""`casepath pathway paths`: few cases that show everything of a pathway, as scripts for testers, and going them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput, Corrupt, DefinitionError
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.files import parsed_file, write_files
from workflow.interfaces.cli.options import DATABASE
from workflow.interfaces.cli.sheet import Block, Heading, Paragraph, table
from workflow.interfaces.problems import BAD_INPUT
from workflow.interfaces.settings import database_url, default_keys, shown_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.definition.model import Definition
    from workflow.engine.proving.paths import Paths
    from workflow.interfaces.cli.path_running import Mismatch
    from workflow.interfaces.cli.toolbox import Database

Which = Annotated[str, typer.Argument(metavar="PATHWAY|FILE", help="A name, or a TOML file.", show_default=False)]
One = Annotated[int | None, typer.Option("--path", metavar="N", help="Show one path, line by line.")]
Write = Annotated[
    Path | None, typer.Option("--write", metavar="FOLDER", help="Write there a script for each path, and an index.")
]
Read = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="The paths of a paths.json written before, as they were.")
]
Run = Annotated[bool, typer.Option("--run", help="Go every path, in a database made for it and thrown away.")]
RunIn = Annotated[
    str | None,
    typer.Option("--run-in", metavar="URL|FILE", help="Go every path in this database; it keeps their cases."),
]


def add_to(group: typer.Typer) -> None:
    """Add `paths` to the pathway commands."""
    group.command("paths")(paths)


@at_desk(DATABASE)
def paths(
    desk: Desk,
    *,
    which: Which,
    one: One = None,
    write: Write = None,
    read: Read = None,
    run: Run = False,
    run_in: RunIn = None,
) -> None:
    """List few paths that together show every state, row and refusal of a pathway, as scripts that can be run.

    Nothing is claimed about the pathway: every expected answer is the engine's own. With --run or --run-in every path
    is gone through the door that records; exit status 2 when something is answered otherwise than written down. With
    --from that is what an earlier version was expected to answer.
    """
    from workflow.interfaces.cli.meaning import known_anywhere

    definition = known_anywhere(desk, which)
    found = _read(read) if read is not None else _found(desk, definition)
    if run or run_in is not None:
        _go(desk, definition, found, run_in)
    elif write is not None:
        _write(desk, definition, found, write)
    elif one is not None:
        _show(desk, definition, found, one)
    else:
        desk.screen.answer(found.plain(), _sheet(found))


def _found(desk: Desk, definition: Definition) -> Paths:
    from workflow.engine.proving.paths import paths_of

    return paths_of(definition, desk.pathways.journeys(definition))


def _read(file: Path) -> Paths:
    from workflow.engine.proving.paths import paths_from

    return paths_from(parsed_file(file, json.loads, "JSON"))


def _write(desk: Desk, definition: Definition, found: Paths, folder: Path) -> None:
    from workflow.interfaces.cli.path_index import in_short, index
    from workflow.interfaces.cli.path_script import scripts

    body = json.dumps(found.plain(), ensure_ascii=False, indent=1) + "\n"
    written = {"index.md": index(found), "paths.json": body, **scripts(found, definition)}
    write_files(folder, written, "The paths")
    sheet = [Paragraph(in_short(found)), Paragraph(f"Begin with {folder / 'index.md'}.")]
    desk.screen.answer(sorted(written), sheet)


def _show(desk: Desk, definition: Definition, found: Paths, number: int) -> None:
    from workflow.interfaces.cli.path_script import script

    path = next((each for each in found.paths if each.number == number), None)
    if path is None:
        raise BadInput(f"There is no path {number} of {definition.name}: they are numbered 1 to {len(found.paths)}.")
    plain = next(each for each in found.plain()["paths"] if each["number"] == number)
    desk.screen.text(plain, script(path, definition))


def _sheet(found: Paths) -> list[Block]:
    from workflow.interfaces.cli.path_index import in_short
    from workflow.interfaces.cli.path_script import shown_target

    rows = [
        (str(path.number), str(len(path.attempts)), str(path.refusals), " → ".join(path.way)) for path in found.paths
    ]
    missing = [Paragraph(f"Not shown: {shown_target(target)}.", "warn") for target in found.missing]
    columns = ("path", "reports", "refused", "states it passes through")
    return [Heading(in_short(found)), *missing, table(columns, rows, flexible=columns[-1:])]


def _go(desk: Desk, definition: Definition, found: Paths, run_in: str | None) -> None:
    from uuid import uuid4

    from workflow.interfaces.cli.path_running import Runner
    from workflow.interfaces.cli.progress import progress

    with _place(desk, definition, run_in) as (database, where):
        runner = Runner(database.writing, definition.name, uuid4().hex[:8], lambda: desk.today(definition))
        mismatches: list[Mismatch] = []
        with progress(desk.screen, "paths gone") as advance:
            for done, path in enumerate(found.paths, start=1):
                mismatches += runner.go(path)
                advance(done, len(found.paths))
        with progress(desk.screen, "entries verified") as advance:
            verified = database.verify(advance)
    if verified.faults:
        faults = "; ".join(fault.says for fault in verified.faults)
        raise Corrupt(f"The paths were gone in {where}, and its histories do not verify: {faults}")
    desk.screen.answer(_value(found, mismatches, where), _told(found, mismatches, where))
    if mismatches:
        raise typer.Exit(BAD_INPUT)


@contextmanager
def _place(desk: Desk, definition: Definition, run_in: str | None) -> Iterator[tuple[Database, str]]:
    """The database to go the paths in, with the definition on offer there."""
    from tempfile import TemporaryDirectory

    databases = desk.toolbox.databases
    with TemporaryDirectory(prefix="casepath-paths-") as folder:
        url = database_url(run_in or str(Path(folder) / "paths.db"))
        keys = desk.settings.keys if run_in and desk.settings.keys_named else default_keys(url)
        settings = replace(desk.settings, database=url, keys=keys)
        if run_in is None:
            settings = replace(settings, keys_named=False, deployment=None)
            databases.migrate(settings)
        database = databases.open(settings)
        try:
            _offer(desk, definition, database if run_in else None)
            yield database, shown_database(url) if run_in else "a database of their own"
        finally:
            database.close()


def _offer(desk: Desk, definition: Definition, database: Database | None) -> None:
    """Have a receipt of the definition's proof: in hand, in the database the paths are gone in, or by proving it."""
    from workflow.interfaces.cli.progress import progress

    if desk.pathways.receipt(definition) is not None:
        return
    if database is None:
        with progress(desk.screen, "looked at in the proof") as advance:
            desk.pathways.register(definition, progress=lambda _, done, total: advance(done, total))
        return
    with database.reading() as book:
        registered = [one.digest for one in book.definitions() if one.is_registered]
    if definition.digest not in registered:
        raise DefinitionError(
            f"{definition.name} is not registered in that database, so no case can be opened under it there. "
            "`casepath pathway register` proves it and keeps it; --run makes a database where it is proved first."
        )


def _value(found: Paths, mismatches: list[Mismatch], where: str) -> dict[str, Any]:
    return {
        "pathway": found.pathway,
        "database": where,
        "paths": len(found.paths),
        "reports": found.attempts,
        "refused": found.refusals,
        "mismatches": [asdict(each) for each in mismatches],
    }


def _told(found: Paths, mismatches: list[Mismatch], where: str) -> list[Block]:
    gone = f"{len(found.paths)} paths of {found.pathway} were gone in {where}: {found.attempts} reports"
    if not mismatches:
        return [Paragraph(f"{gone}, every one answered as written down; their histories verify.", "good")]
    otherwise = len({each.path for each in mismatches})
    return [
        Heading(f"{gone}; {otherwise} paths were answered otherwise than written down."),
        *(Paragraph(str(each), "bad") for each in mismatches),
    ]
