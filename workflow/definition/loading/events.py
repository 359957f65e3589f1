"""Event tables of a resolved body: fields, rows and the four kinds of effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.case.file import NEW
from workflow.definition import model
from workflow.definition.loading.reading import Raw, condition, source_of

if TYPE_CHECKING:
    from workflow.definition.loading.building import Parts


def events(raw: Raw, parts: Parts) -> dict[str, model.Event]:
    """Read the table of events."""
    return {name: _event(name, found, parts) for name, found in raw.items()}


def _event(name: str, found: Raw, parts: Parts) -> model.Event:
    kind = found["kind"]
    roles = tuple(found.get("roles", ()))
    return model.Event(
        name,
        kind,
        found["says"],
        source_of(found["source"]),
        roles or (("system",) if kind in ("automatic", "ending") else ()),
        parts.fields(found.get("fields", {})),
        tuple(_row(row_name, row, event=name, table=found, parts=parts) for row_name, row in found["rows"].items()),
        sets=tuple(_sets(each) for each in found.get("sets", ())),
        adds=tuple(_adds(each) for each in found.get("adds", ())),
        moves=tuple(_moves(each) for each in found.get("moves", ())),
        ends=tuple(_ends(each) for each in found.get("ends", ())),
        attaches=found.get("attaches") or "",
        relies_on=tuple(found.get("relies_on", ())),
        relies_on_items=tuple(found.get("relies_on_items", ())),
        refers=found.get("refers") or "",
        needs=tuple(found.get("needs", ())),
    )


def never(name: str, found: Raw, parts: Parts) -> model.Never:
    """Read one table of what must never happen."""
    return model.Never(
        name,
        found["says"],
        source_of(found["source"]),
        _states(found.get("states"), "", parts),
        tuple(found.get("events", ())),
        tuple(found.get("roles", ())),
        tuple(found.get("to", ())),
        condition(found.get("when")),
    )


def _row(name: str, found: Raw, *, event: str, table: Raw, parts: Parts) -> model.Row:
    return model.Row(
        name,
        event,
        _states(found.get("states"), table["kind"], parts),
        condition(found.get("select")),
        found.get("says") or table["says"],
        source_of(found.get("source") or table["source"]),
        found.get("otherwise", False),
        found.get("to") or "",
        found.get("refuses") or "",
        tuple(dict.fromkeys((*table.get("requires", ()), *found.get("requires", ())))),
    )


def _states(found: list[str] | str | None, kind: str, parts: Parts) -> tuple[str, ...]:
    if kind == "opening":
        return (NEW,)
    if found == "open":
        return parts.open_states
    if found == "any":
        return parts.states
    return tuple(found or ())


def _sets(found: Raw) -> model.Sets:
    return model.Sets(
        found["attribute"],
        found.get("value") or "",
        condition(found.get("when")),
        found.get("evidence") or "",
        found.get("withdraws", False),
    )


def _adds(found: Raw) -> model.Adds:
    return model.Adds(
        found["collection"],
        dict(found.get("values", {})),
        condition(found.get("when")),
        found.get("state") or "",
    )


def _moves(found: Raw) -> model.Moves:
    where = found.get("where")
    return model.Moves(
        found["collection"],
        found.get("item") or "",
        None if where is None else condition(where),
        found.get("by", ""),
        dict(found.get("values", {})),
        condition(found.get("when")),
    )


def _ends(found: Raw) -> model.Ends:
    return model.Ends(
        found["collection"],
        condition(found.get("where")),
        found["event"],
        found["field"],
        dict(found.get("values", {})),
    )


def way_out(found: Raw) -> model.WayOut:
    """Read one way out of a state."""
    return model.WayOut(
        found["state"],
        found["event"],
        found["says"],
        source_of(found["source"]),
        condition(found.get("when")),
        dict(found.get("fields", {})),
        found.get("item") or "",
    )
