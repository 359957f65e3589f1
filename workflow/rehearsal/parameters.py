"""The numbers the rehearsal draws from, each with the study it was read in, or with the sentence why it was assumed.

It reads `cohort.toml` and knows nothing of cases, clocks or chance.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from workflow.case.errors import BadInput, Problem

FILE = Path(__file__).with_name("cohort.toml")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a number is what it is: the figure as it was printed and where, or an assumption; never both.

    Args:
        source: id of a reference; "" for an assumption.
        printed: the figure as that reference prints it.
        assumption: the sentence why this number was taken; "" for a figure that was read.
    """

    source: str = ""
    printed: str = ""
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happens, 0 to 1."""

    name: str
    says: str
    grounds: Grounds
    share: float


@dataclass(frozen=True, slots=True)
class Shares:
    """How one thing divides among several; the shares add up to 1."""

    name: str
    says: str
    grounds: Grounds
    among: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Wait:
    """How many days something takes: at least `least`, at most `most`, most often near `usual`."""

    name: str
    says: str
    grounds: Grounds
    least: float
    usual: float
    most: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A public source, and where it can be read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything the rehearsal draws from."""

    references: Mapping[str, Reference]
    rates: Mapping[str, Rate]
    shares: Mapping[str, Shares]
    waits: Mapping[str, Wait]

    @property
    def all(self) -> tuple[Rate | Shares | Wait, ...]:
        """Every parameter, in the order of the file within its kind."""
        return (*self.rates.values(), *self.shares.values(), *self.waits.values())


@cache
def shipped_parameters() -> Parameters:
    """The parameters that come with casepath."""
    return parameters(FILE.read_text(encoding="utf-8"))


def parameters(text: str) -> Parameters:
    """Read the parameters out of a text in TOML.

    Raises:
        BadInput: with every number that has no grounds, two, or a reference nobody listed, and shares that do not
            add up.
    """
    body = tomllib.loads(text)
    read = Parameters(
        {name: Reference(each["title"], each["url"]) for name, each in body["references"].items()},
        {name: _rate(name, each) for name, each in body["rates"].items()},
        {name: _shares(name, each) for name, each in body["shares"].items()},
        {name: _wait(name, each) for name, each in body["waits"].items()},
    )
    if problems := [*_without_grounds(read), *_out_of_range(read)]:
        raise BadInput("The parameters of the rehearsal are not sound.", problems)
    return read


def _rate(name: str, body: Mapping[str, Any]) -> Rate:
    return Rate(name, body["says"], _grounds(body), _share(body["share"]))


def _shares(name: str, body: Mapping[str, Any]) -> Shares:
    return Shares(name, body["says"], _grounds(body), {each: _share(share) for each, share in body["among"].items()})


def _wait(name: str, body: Mapping[str, Any]) -> Wait:
    least, usual, most = body["days"]
    return Wait(name, body["says"], _grounds(body), least, usual, most)


def _grounds(body: Mapping[str, Any]) -> Grounds:
    return Grounds(body.get("source", ""), body.get("printed", ""), body.get("assumption", ""))


def _share(written: str | float) -> float:
    """A share written as a number, as counts ("6/35"), or as a printed range ("0.34–0.40": its middle is taken)."""
    if not isinstance(written, str):
        return float(written)
    low, dash, high = written.partition("–")
    return (float(low) + float(high)) / 2 if dash else float(Fraction(written))


def _without_grounds(read: Parameters) -> list[Problem]:
    wrong = []
    for each in read.all:
        grounds = each.grounds
        sourced = grounds.source in read.references and bool(grounds.printed)
        if sourced == bool(grounds.assumption):
            found = f"source {grounds.source!r}, printed {grounds.printed!r}, assumption {grounds.assumption!r}"
            wrong.append(Problem(each.name, found, "a listed source with its printed figure, or an assumption"))
    return wrong


def _out_of_range(read: Parameters) -> list[Problem]:
    wrong = [
        Problem(each.name, str(each.share), "a share from 0 to 1")
        for each in read.rates.values()
        if not 0 <= each.share <= 1
    ]
    wrong += [
        Problem(each.name, f"a sum of {sum(each.among.values())}", "shares that add up to 1")
        for each in read.shares.values()
        if abs(sum(each.among.values()) - 1) > 1e-9
    ]
    wrong += [
        Problem(each.name, f"{each.least}, {each.usual}, {each.most}", "days in rising order")
        for each in read.waits.values()
        if not 0 <= each.least <= each.usual <= each.most
    ]
    return wrong
