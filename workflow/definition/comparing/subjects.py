"""What a path into a definition is called: "event classify, row unclear waits", "clock fds 28"."""

from __future__ import annotations

from workflow.definition.describing.wording import plain

SINGULAR = {
    "references": "reference",
    "vocabularies": "word list",
    "roles": "role",
    "states": "state",
    "attributes": "attribute",
    "collections": "collection",
    "evidence": "evidence",
    "facts": "fact",
    "requirements": "requirement",
    "events": "event",
    "recommendations": "proposals",
    "clocks": "clock",
    "banned": "refused word",
    "nevers": "never rule",
    "notes": "note",
}
"""Tables whose elements have names."""

ALONE = {"calendar": "calendar", "worklist": "worklist", "ways_out": "ways out of every state", "opening": "opening"}
"""Tables of which a definition has one."""

WITHIN = {"fields": "field", "rows": "row", "terms": "code", "states": "state"}
"""Parts of an element that hold named ones."""


def part_of(path: tuple[str, ...]) -> str:
    """The table a path leads into; "pathway" for what the definition says of itself."""
    return path[0] if path[0] in SINGULAR or path[0] in ALONE else "pathway"


def element_of(path: tuple[str, ...]) -> str:
    """The name of the element a path leads into; "" for a table that stands alone."""
    return path[1] if path[0] in SINGULAR and len(path) > 1 else ""


def subject_of(path: tuple[str, ...], *, within: bool = False) -> str:
    """What stands at a path, in words.

    Args:
        within: only the part inside its element.
    """
    if path[0] not in SINGULAR:
        own = ALONE.get(path[0], "pathway")
        counter = f", counter {plain(path[2])}" if len(path) > 2 and path[1] == "counts" else ""
        return f"{own}{counter}"
    first = "" if within or len(path) < 2 else f"{SINGULAR[path[0]]} {plain(path[1])}"
    if len(path) < 2:
        return f"list of {SINGULAR[path[0]]}s"
    return ", ".join(part for part in (first, *_inside(path[2:])) if part)


def _inside(rest: tuple[str, ...]) -> list[str]:
    found, at = [], 0
    while at < len(rest):
        name = rest[at]
        if name in WITHIN and at + 1 < len(rest):
            found.append(f"{WITHIN[name]} {plain(rest[at + 1])}")
            at += 1
        elif name == "machine":
            found.append("its states")
        at += 1
    return found
