"""Databases full of cases of the shipped pathway: a small simulated cohort, copied until there are as many as asked."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from workflow.history import DefinitionSource, snapshot
from workflow.interfaces.settings import DEFAULT_DEPLOYMENT
from workflow.rehearsal.benchmarks.scale_bulk import bulk_at
from workflow.rehearsal.benchmarks.scale_cloning import Model, copy_definitions, models_of, pour, with_share_open
from workflow.rehearsal.benchmarks.scale_rooms import Room, engine_at
from workflow.rehearsal.parameters import shipped_parameters
from workflow.rehearsal.simulation import Plan, simulate

DEPLOYMENT = DEFAULT_DEPLOYMENT
UNTIL = datetime(2026, 9, 30, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Simulated cases to be copied, and where they were recorded."""

    url: str
    models: tuple[Model, ...]


def models_in(room: Room, pathways: DefinitionSource, cases: int) -> Cohort:
    """Simulate so many people in a new database."""
    url = room.fresh("cohort")
    with engine_at(url) as engine:
        simulate(engine, pathways, Plan(cases, 1, UNTIL), parameters=shipped_parameters())
        with snapshot(engine) as connection:
            return Cohort(url, tuple(models_of(connection, DEPLOYMENT)))


def fill(url: str, cohort: Cohort, cases: int, *, share: float | None = None, whole: int = 10) -> int:
    """Copy the cohort's cases into a migrated database, and return how many entries they have.

    Args:
        share: of the copies that are open; as it is in the cohort without it.
        whole: so many of ten copies have their entries.
    """
    with ExitStack() as stack:
        source, target = (stack.enter_context(engine_at(each)) for each in (cohort.url, url))
        with snapshot(source) as read, target.begin() as write:
            copy_definitions(read, write)
    models = with_share_open(cohort.models, share=share) if share else cohort.models
    with bulk_at(url) as bulk:
        return pour(bulk, models, cases, whole=whole)
