"""What may happen now: decide, evolve, options and clocks; pure, and the only importer of `transitions`."""

from workflow.engine.clocks import clocks, next_due
from workflow.engine.deciding import decide
from workflow.engine.evolving import evolve, fold
from workflow.engine.facts import facts_of
from workflow.engine.lawful import Lawful, relive
from workflow.engine.options import options
from workflow.engine.results import Accepted, CaseSummary, ClockReading, FieldOption, Option
from workflow.engine.summary import summary

__all__ = [
    "Accepted",
    "CaseSummary",
    "ClockReading",
    "FieldOption",
    "Lawful",
    "Option",
    "clocks",
    "decide",
    "evolve",
    "facts_of",
    "fold",
    "next_due",
    "options",
    "relive",
    "summary",
]
