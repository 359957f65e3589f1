"""`casepath pathway migrate`: moves cases in flight to another version; without --apply it tells what would happen."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.case.errors import BadInput, Refused
from workflow.interfaces.cli.desk import Desk, at_desk
from workflow.interfaces.cli.files import parsed_file
from workflow.interfaces.cli.options import ASKER, DATABASE
from workflow.interfaces.cli.sheet import Block, Heading, Paragraph, table
from workflow.interfaces.problems import REFUSED
from workflow.interfaces.settings import shown_database

if TYPE_CHECKING:
    from workflow.engine.carrying import Renaming
    from workflow.engine.migrating import Verdict
    from workflow.interfaces.cli.toolbox import Database

To = Annotated[str, typer.Argument(metavar="VERSION", help="The version to move to, by name.", show_default=False)]
Since = Annotated[
    str, typer.Option("--from", metavar="VERSION", help="Only cases on this version; else on any other version.")
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="A TOML file with the names that changed.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help="Why, as a code.")]
Apply = Annotated[bool, typer.Option("--apply", help="Move them; without it nothing is written.")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move would do, or did, to one case."""

    verdict: Verdict
    moved: bool = False


def add_to(group: typer.Typer) -> None:
    """Add `migrate` to the pathway commands."""
    group.command("migrate")(migrate)


@at_desk(DATABASE, ASKER)
def migrate(
    desk: Desk,
    *,
    to: To,
    since: Since = "",
    mapping: MappingFile = None,
    reason: Reason = "new_version",
    apply: Apply = False,
) -> None:
    """Move the open cases of a pathway to another version, each as an entry of its own; first only try it.

    Every case gets a verdict: what reads otherwise, what follows at once, which limits are due on another day, or why
    it cannot be moved. With --apply each is moved in a transaction of its own, so that a run that was stopped goes on
    where it ended. Exit status 3 when a case cannot be moved.
    """
    from workflow.interfaces.cli.progress import progress

    renaming, by = _renaming(mapping), desk.actor()
    database = desk.database()
    with database.reading() as book:
        cases = book.in_flight(to, since=since)
    outcomes: list[Outcome] = []
    with progress(desk.screen, "cases looked at") as advance:
        for done, case_id in enumerate(cases, start=1):
            with database.reading() as book:
                verdict = book.preview_migration(case_id, to, by=by, renaming=renaming)
            moved = apply and verdict.refused is None
            if moved:
                verdict, moved = _move(database, verdict, to=to, renaming=renaming, by=by, reason=reason)
            outcomes.append(Outcome(verdict, moved))
            advance(done, len(cases))
    desk.screen.answer(_value(to, outcomes), _sheet(outcomes, to, shown_database(desk.settings.database)))
    if any(one.verdict.refused for one in outcomes):
        raise typer.Exit(REFUSED)


def _move(database: Database, verdict: Verdict, **how: Any) -> tuple[Verdict, bool]:
    """Move one case; somebody may have moved it, or reported on it, since it was looked at."""
    from dataclasses import replace

    try:
        with database.writing() as book:
            book.migrate(verdict.case_id, **how)
    except Refused as refused:
        return replace(verdict, refused=refused), False
    return verdict, True


def _renaming(file: Path | None) -> Renaming:
    import tomllib

    from workflow.engine.carrying import Renaming, renaming_from

    if file is None:
        return Renaming()
    told = parsed_file(file, tomllib.loads, "TOML")
    try:
        return renaming_from(told)
    except BadInput as error:
        raise BadInput(f"{file.name} is no mapping that can be used.", error.problems) from error


def _value(to: str, outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "to": to,
        "counts": dict(_counts(outcomes)),
        "cases": [
            {
                "case": one.verdict.case_id,
                "moved": one.moved,
                "refused": one.verdict.refused.message if one.verdict.refused else None,
                "state": one.verdict.state,
                "facts": [asdict(each) for each in one.verdict.facts],
                "follows": list(one.verdict.follows),
                "due": [
                    {
                        "clock": each.clock,
                        "item": each.item,
                        "before": each.before.isoformat() if each.before else None,
                        "after": each.after.isoformat() if each.after else None,
                    }
                    for each in one.verdict.due
                ],
            }
            for one in outcomes
        ],
    }


def _counts(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(
        "cannot be moved"
        if one.verdict.refused
        else "goes on as it is"
        if one.verdict.changes_nothing
        else "changes with the move"
        for one in outcomes
    )


def _sheet(outcomes: list[Outcome], to: str, place: str) -> list[Block]:
    if not outcomes:
        return [Paragraph(f"No open case in {place} is on another version of this pathway.")]
    moved = sum(one.moved for one in outcomes)
    head = (
        f"{moved} of {len(outcomes)} {'case was' if len(outcomes) == 1 else 'cases were'} moved to {to}."
        if moved
        else f"Nothing was written; --apply moves to {to}."
    )
    rows = [(one.verdict.case_id[:8], one.verdict.state, _told(one.verdict)) for one in outcomes]
    counts = [Paragraph(f"{says}: {count}", inset=1) for says, count in sorted(_counts(outcomes).items())]
    return [Heading(head), *counts, table(("case", "state", "what changes"), rows, flexible=("what changes",))]


def _told(verdict: Verdict) -> str:
    if verdict.refused:
        return verdict.refused.message
    parts = [f"{each.fact}: {each.before} → {each.after}" for each in verdict.facts]
    parts += [f"{event} follows at once" for event in verdict.follows]
    for due in verdict.due:
        place = f"{due.clock} {due.item}".strip()
        parts.append(f"{place} due: {due.before or 'not running'} → {due.after or 'not running'}")
    return "; ".join(parts) or "nothing"
