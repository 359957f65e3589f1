"""A path for testers: reports to make one after the other, each with the answer that is expected.

Plain values that can be written down and read again; how a path was found is not their matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.case.errors import BadInput, Problem
from workflow.engine.proving.journeys import Step, step_from, step_out
from workflow.engine.proving.targets import Target


@dataclass(frozen=True, slots=True)
class Attempt:
    """One report that is tried, and what is to come of it.

    Args:
        step: the report; dates in it are `TODAY`.
        state: where the case stands then; "" when it is not open yet.
        follows: the events that follow by themselves, in order.
        refused: the kind of refusal; "" when it is accepted.
        unmet: the requirements that refuse.
        says: the sentence of the row that refuses.
        shows: the targets that it is the first of all attempts to show, sorted.
    """

    step: Step
    state: str
    follows: tuple[str, ...] = ()
    refused: str = ""
    unmet: tuple[str, ...] = ()
    says: str = ""
    shows: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """One case from its opening on.

    Args:
        number: from 1.
    """

    number: int
    attempts: tuple[Attempt, ...]

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        return f"path-{self.number:02}"

    @property
    def way(self) -> tuple[str, ...]:
        """The states the case passes through, each named when it is entered."""
        states = [attempt.state for attempt in self.attempts if attempt.state]
        return tuple(state for before, state in zip(["", *states], states, strict=False) if state != before)

    @property
    def refusals(self) -> int:
        """How many of its attempts are refused."""
        return sum(bool(attempt.refused) for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths that together show everything that can be reached on one definition.

    Args:
        pathway: the full name of the definition.
        digest: of the definition.
        missing: what no path shows, because no case was found that shows it; empty for a sound definition.
    """

    pathway: str
    digest: str
    paths: tuple[Path, ...]
    missing: tuple[Target, ...] = ()

    @property
    def attempts(self) -> int:
        """How many reports are tried on all of them."""
        return sum(len(path.attempts) for path in self.paths)

    @property
    def refusals(self) -> int:
        """How many of the reports are refused."""
        return sum(path.refusals for path in self.paths)

    def shown(self) -> dict[Target, tuple[int, int]]:
        """Target → the number of the path that is there to show it, and of the attempt in it."""
        places = {
            target: (path.number, number)
            for path in self.paths
            for number, attempt in enumerate(path.attempts, start=1)
            for target in attempt.shows
        }
        return dict(sorted(places.items()))

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "pathway": self.pathway,
            "digest": self.digest,
            "missing": [list(target) for target in self.missing],
            "paths": [
                {"number": path.number, "attempts": [_plain(each) for each in path.attempts]} for path in self.paths
            ],
        }


def _plain(attempt: Attempt) -> dict[str, Any]:
    found = {"state": attempt.state, "follows": list(attempt.follows)}
    if attempt.refused:
        found |= {"refused": attempt.refused, "unmet": list(attempt.unmet), "says": attempt.says}
    return {**step_out(attempt.step), **found, "shows": [list(target) for target in attempt.shows]}


def paths_from(plain: Mapping[str, Any]) -> Paths:
    """Read paths from their plain values.

    Raises:
        BadInput: when they are not those of paths.
    """
    try:
        paths = tuple(
            Path(int(one["number"]), tuple(_attempt(each) for each in one["attempts"])) for one in plain["paths"]
        )
        missing = tuple(tuple(target) for target in plain["missing"])
        return Paths(str(plain["pathway"]), str(plain["digest"]), paths, missing)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        problem = Problem("paths", f"something else ({type(error).__name__})", "what `pathway paths --json` writes")
        raise BadInput("These are no paths of a pathway.", [problem]) from error


def _attempt(raw: Mapping[str, Any]) -> Attempt:
    return Attempt(
        step_from(raw),
        raw["state"],
        tuple(raw["follows"]),
        raw.get("refused", ""),
        tuple(raw.get("unmet", ())),
        raw.get("says", ""),
        tuple(tuple(target) for target in raw["shows"]),
    )
