"""A picture as the text of a Mermaid state diagram, for pages and editors that draw Mermaid themselves."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.definition.describing.picture import Group, Picture, Road


def mermaid_text(picture: Picture) -> str:
    """The states, the roads and the groups of a picture; what happens by itself says so."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield "---"
    yield f"title: {_quoted(picture.title)}"
    yield "---"
    yield "stateDiagram-v2"
    yield "    direction TB"
    for place in picture.places:
        yield f"    state {_quoted(place.label)} as {place.name}"
    first = picture.main_road[0] if picture.main_road else picture.places[0].name
    yield f"    [*] --> {first}{_after(picture.start)}"
    for road in picture.roads:
        yield f"    {road.origin} --> {road.target}{_after(_words(road))}"
    for number, group in enumerate(picture.groups, start=1):
        yield from _group(group, f"group_{number}")
    for place in picture.places:
        if place.final:
            yield f"    {place.name} --> [*]"
    yield "    classDef beside fill:#f6f7f9,stroke:#8592a1"
    beside = [place.name for place in picture.places if not place.main]
    if beside:
        yield f"    class {', '.join(beside)} beside"


def _group(group: Group, name: str) -> Iterator[str]:
    """A group as one arrow between two boxes of its own, or to the place itself where it leads to one."""
    target = group.targets[0] if len(group.targets) == 1 else f"{name}_end"
    yield f"    state {_quoted(group.starting)} as {name}"
    if target not in group.targets:
        yield f"    state {_quoted(group.ending)} as {target}"
    yield f"    {name} --> {target}{_after(_words(group))}"


def _words(road: Road | Group) -> str:
    words = " ".join(road.labels)
    return f"{words} (by itself)" if road.automatic else words


def _after(words: str) -> str:
    return f" : {words.replace(':', ' –').replace(';', ',')}" if words else ""


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "'") + '"'
