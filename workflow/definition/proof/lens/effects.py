"""The effects an event declares, put together for whoever goes through all of them."""

from __future__ import annotations

from workflow.definition.model import Adds, Event, Moves, Sets


def on_items(event: Event) -> tuple[Adds | Moves, ...]:
    """What an event adds to collections and moves in them."""
    return (*event.adds, *event.moves)


def effects(event: Event) -> tuple[Sets | Adds | Moves, ...]:
    """Everything an event does but ending items."""
    return (*event.sets, *event.adds, *event.moves)
