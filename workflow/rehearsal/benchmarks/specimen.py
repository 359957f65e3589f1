"""The workload of the recording benchmark: a specimen's eight steps through a laboratory, the same for every contender.

Each step is one durable transaction with an idempotency key, a coded field and a protected note of some 120 letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflow.case.actor import Actor
from workflow.definition import Definition, load

FILE = Path(__file__).parent / "specimen_way.toml"
TECHNICIAN = Actor("t.bench", "technician")
DEPLOYMENT = "bench.example"
NOTE = "The specimen came in two pieces; the smaller one was kept back, and the label was written once more. Nothing."


@dataclass(frozen=True, slots=True)
class Step:
    """One of the eight steps: what is reported, and between which states it leads."""

    event: str
    before: str
    after: str

    @property
    def fields(self) -> dict[str, str]:
        """The coded fields that are reported with it."""
        told = {"station": f"bench_{self.after}"}
        return {**told, "finding": "conclusive"} if self.event == "examine" else told


STEPS = (
    Step("register", "received", "registered"),
    Step("cut_up", "registered", "cut"),
    Step("embed", "cut", "embedded"),
    Step("section", "embedded", "sectioned"),
    Step("stain", "sectioned", "stained"),
    Step("examine", "stained", "examined"),
    Step("review", "examined", "reviewed"),
    Step("report", "reviewed", "reported"),
)


@cache
def specimen_way() -> Definition:
    """The small pathway, loaded; whoever uses it for cases proves it, which takes some milliseconds."""
    return load(FILE.read_text(encoding="utf-8"), file=FILE.name)
