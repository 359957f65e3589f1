"""From a resolved body (plain tables, dates as text) to the typed model; standard library only.

It trusts the shape: a TOML text has been through `schema`, a stored body through its digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from workflow.case.file import NEW
from workflow.definition import model
from workflow.definition.loading import events as event_tables
from workflow.definition.loading.reading import Raw, condition, source_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YES_NO = ("yes", "no")


def build(raw: Raw, *, body: str, digest: str) -> model.Definition:
    """Build the model of one definition from its resolved tables."""
    pathway = raw["pathway"]
    vocabularies = _vocabularies(raw.get("vocabularies", {}))
    parts = Parts(raw, vocabularies)
    events = event_tables.events(raw["events"], parts)
    return model.Definition(
        digest=digest,
        pathway=pathway["name"],
        variant=pathway["variant"],
        released_on=date.fromisoformat(pathway["released_on"]),
        title=pathway["title"],
        says=pathway["says"],
        source=source_of(pathway["source"]),
        body=body,
        opening=next((name for name, event in events.items() if event.kind == "opening"), ""),
        references={name: model.Reference(name, **found) for name, found in raw.get("references", {}).items()},
        vocabularies=vocabularies,
        roles={name: _role(name, found) for name, found in raw["roles"].items()},
        states={name: _state(name, found) for name, found in raw["states"].items()},
        attributes={name: parts.attribute(name, found) for name, found in raw.get("attributes", {}).items()},
        collections={name: parts.collection(name, found) for name, found in raw.get("collections", {}).items()},
        evidence={name: _evidence(name, found) for name, found in raw.get("evidence", {}).items()},
        facts=parts.facts(),
        requirements={name: parts.requirement(name, found) for name, found in raw.get("requirements", {}).items()},
        events=events,
        recommendations={n: parts.recommendation(n, found) for n, found in raw.get("recommendations", {}).items()},
        clocks={name: _clock(name, found) for name, found in raw.get("clocks", {}).items()},
        calendar=_calendar(raw["calendar"]),
        banned={word: model.BannedWord(word, found["says"]) for word, found in raw.get("banned", {}).items()},
        worklist=_worklist(raw.get("worklist", {})),
        notes=tuple(
            model.Term(name, found["says"], source_of(found["source"])) for name, found in raw.get("notes", {}).items()
        ),
        ways_out=tuple(event_tables.way_out(found) for found in raw.get("ways_out", {}).values()),
        nevers={name: event_tables.never(name, found, parts) for name, found in raw.get("nevers", {}).items()},
    )


class Parts:
    """The tables that need others to be read: fields need vocabularies, facts need attributes and collections."""

    def __init__(self, raw: Raw, vocabularies: Mapping[str, model.Vocabulary]) -> None:
        self.raw = raw
        self.vocabularies = vocabularies
        self.states = tuple(raw["states"])
        self.open_states = tuple(name for name, found in raw["states"].items() if not found.get("final"))

    def fields(self, found: Raw) -> dict[str, model.Field]:
        """Read a table of fields."""
        return {name: self.field(name, each) for name, each in found.items()}

    def field(self, name: str, found: Raw) -> model.Field:
        """Read one field; `yes_no` is a choice of yes and no."""
        kind = found["type"]
        required_when = found.get("required_when")
        return model.Field(
            name,
            "choice" if kind == "yes_no" else kind,
            found["says"],
            hint=found.get("hint", ""),
            vocabulary=found.get("vocabulary") or "",
            choices=self._choices(kind, found),
            collection=found.get("collection") or "",
            required=found.get("required", False),
            required_when=condition(required_when) if required_when else None,
            protected=kind in ("text", "identifier"),
            must_equal=found.get("must_equal") or "",
            bands=tuple((band.get("below"), band["is"]) for band in found.get("bands") or ()),
            default=found.get("default") or "",
            future=found.get("future", False),
        )

    def _choices(self, kind: str, found: Raw) -> tuple[str, ...]:
        if kind == "yes_no":
            return YES_NO
        if found.get("choices"):
            return tuple(found["choices"])
        vocabulary = self.vocabularies.get(found.get("vocabulary") or "")
        return tuple(vocabulary.terms) if vocabulary and kind in ("choice", "choices") else ()

    def attribute(self, name: str, found: Raw) -> model.Attribute:
        """Read one attribute."""
        return model.Attribute(
            name,
            self.field(name, found),
            found.get("initial") or "",
            source_of(found["source"]),
            found.get("when_outdated") or "",
        )

    def collection(self, name: str, found: Raw) -> model.Collection:
        """Read one collection with its machine."""
        machine = found.get("machine")
        return model.Collection(
            name,
            found["says"],
            found["prefix"],
            self.fields(found.get("fields", {})),
            source_of(found["source"]),
            _machine(machine) if machine else None,
            found.get("version_field") or "",
        )

    def requirement(self, name: str, found: Raw) -> model.Requirement:
        """Read one requirement; its override reasons may be a vocabulary's name."""
        override = found.get("override")
        return model.Requirement(
            name,
            found["fact"],
            tuple(found["allows"]),
            found["class"],
            found["says"],
            source_of(found["source"]),
            tuple(found.get("supplied_by", ())),
            self._override(override) if override else None,
            tuple(found.get("unoffered", ())),
        )

    def _override(self, found: Raw) -> model.OverrideRule:
        return model.OverrideRule(tuple(found.get("roles", ())), self._reasons(found["reasons"]))

    def _reasons(self, found: list[str] | str) -> tuple[str, ...]:
        if not isinstance(found, str):
            return tuple(found)
        vocabulary = self.vocabularies.get(found)
        return tuple(vocabulary.terms) if vocabulary else ()

    def recommendation(self, name: str, found: Raw) -> model.Recommendation:
        """Read one table of recommendations; rows without a source of their own share the table's."""
        own = source_of(found["source"])
        rows = tuple(
            model.RecommendationRow(
                condition(row["when"]),
                tuple(row["propose"]),
                tuple(row.get("beside", ())),
                row["says"],
                source_of(row["source"]) if row.get("source") else own,
            )
            for row in found["rows"]
        )
        return model.Recommendation(
            name,
            found["says"],
            own,
            found["collection"],
            found["event"],
            found["field"],
            condition(found.get("when")),
            rows,
            self._reasons(found.get("reasons", ["other"])),
        )

    def facts(self) -> dict[str, model.Fact]:
        """Read the facts; the case's state is one of them under the name `state`."""
        source = model.Source("proposal")
        built_in = model.Fact("state", "state", "The state the case is in.", source, (NEW, *self.states))
        named = {name: self._fact(name, found) for name, found in self.raw.get("facts", {}).items()}
        return {"state": built_in, **named}

    def _fact(self, name: str, found: Raw) -> model.Fact:
        return model.Fact(
            name,
            found["kind"],
            found["says"],
            source_of(found["source"]),
            tuple(self._values(found)),
            attribute=found.get("attribute") or "",
            presence=found.get("presence", False),
            collection=found.get("collection") or "",
            where=condition(found.get("where")),
            count=found.get("count") or "",
            of=found.get("of") or "",
            empty=found.get("empty") or "",
            rows=tuple(model.DerivedRow(condition(row.get("when")), row["is"]) for row in found.get("rows") or ()),
            provider=found.get("provider") or "",
            over=tuple(found.get("over") or ()),
        )

    def _values(self, found: Raw) -> Iterable[str]:
        kind = found["kind"]
        if kind == "evidence":
            return ("none", "current", "changed")
        if kind == "counted":
            return self._counted_values(found)
        if kind == "recorded":
            return self._recorded_values(found)
        return found.get("values") or ()

    def _recorded_values(self, found: Raw) -> Iterable[str]:
        if found.get("presence"):
            return ("recorded", "missing")
        attribute = self.raw.get("attributes", {}).get(found.get("attribute"), {})
        known = self._choices(attribute.get("type", ""), attribute)
        extra = (attribute.get("initial"), attribute.get("when_outdated"))
        return dict.fromkeys((*known, *(value for value in extra if value)))

    def _counted_values(self, found: Raw) -> Iterable[str]:
        if found.get("count") != "latest":
            return dict.fromkeys((*YES_NO, *([found["empty"]] if found.get("empty") else ())))
        collection = self.raw.get("collections", {}).get(found.get("collection"), {})
        if found.get("of") == "state":
            known = tuple((collection.get("machine") or {}).get("states", ()))
        else:
            field = collection.get("fields", {}).get(found.get("of"), {})
            banded = tuple(band["is"] for band in field.get("bands") or ())
            known = (*(self._choices(field.get("type", ""), field) or banded or ("given",)), "not_given")
        return dict.fromkeys((*known, found.get("empty") or "none"))


def _vocabularies(raw: Raw) -> dict[str, model.Vocabulary]:
    return {
        name: model.Vocabulary(
            name,
            found["says"],
            source_of(found["source"]),
            {code: _term(code, term) for code, term in found["terms"].items()},
        )
        for name, found in raw.items()
    }


def _term(code: str, found: str | Raw) -> model.Term:
    if isinstance(found, str):
        return model.Term(code, found)
    own = found.get("source")
    return model.Term(code, found["says"], source_of(own) if own else None)


def _role(name: str, found: Raw) -> model.Role:
    return model.Role(name, found["kind"], found["says"], source_of(found["source"]))


def _limit(found: Raw | None) -> model.TimeLimit | None:
    return model.TimeLimit(found["amount"], found["unit"]) if found else None


def _state(name: str, found: Raw) -> model.State:
    return model.State(
        name,
        found["says"],
        tuple(found.get("owner", ())),
        found.get("next", ""),
        source_of(found["source"]),
        _limit(found.get("target")),
        found.get("final", False),
        found.get("main", False),
    )


def _machine(found: Raw) -> model.ItemMachine:
    states = {n: model.ItemState(n, each["says"], each.get("open", False)) for n, each in found["states"].items()}
    still_open = tuple(name for name, state in states.items() if state.open)
    moves = []
    for move in found["moves"]:
        named = move["from"]
        origins = still_open if named == "open" else tuple(states) if named == "any" else tuple(named)
        if isinstance(named, str):
            origins = tuple(name for name in origins if name != move["to"])
        moves.append(model.Move(move["by"], origins, move["to"]))
    return model.ItemMachine(found["initial"], states, tuple(moves), source_of(found["source"]))


def _evidence(name: str, found: Raw) -> model.EvidenceSet:
    return model.EvidenceSet(
        name,
        found["collection"],
        condition(found.get("where")),
        found["says"],
        source_of(found["source"]),
        tuple(found.get("void_states", ("void",))),
    )


def _clock(name: str, found: Raw) -> model.Clock:
    limit = found["limit"]
    return model.Clock(
        name,
        found["says"],
        source_of(found["source"]),
        model.TimeLimit(limit["amount"], limit["unit"]),
        found["starts"],
        found.get("stops") or "",
        found.get("standard", ""),
        condition(found.get("applies")),
        found.get("per") or "",
        condition(found.get("where")),
        tuple(found.get("stop_states", ())),
        found.get("adjustable", False),
    )


def _calendar(found: Raw) -> model.Calendar:
    return model.Calendar(
        found["time_zone"],
        tuple(WEEKDAYS.index(day) for day in found["weekend"]),
        frozenset(date.fromisoformat(day) for day in found.get("holidays", ())),
        source_of(found["source"]),
    )


def _worklist(found: Raw) -> model.Worklist:
    named = {key: value or "" for key, value in found.items() if key != "counts"}
    counts = {
        name: (each["collection"], condition(each.get("where"))) for name, each in found.get("counts", {}).items()
    }
    return model.Worklist(counts=counts, **named)
