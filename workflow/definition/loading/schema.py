"""The shape of a definition file, as pydantic models: used only while a TOML text is read, to tell every mistake.

It knows which keys a table may have and of what type; whether the names in them exist is `checking`'s question.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
PathwayName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DecimalText = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]
ConditionTable = dict[str, list[str]]
FieldType = Literal[
    "choice",
    "choices",
    "yes_no",
    "date",
    "decimal",
    "integer",
    "id",
    "item",
    "items",
    "entry",
    "text",
    "identifier",
]


class Table(BaseModel):
    """A table whose unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SourceTable(Table):
    kind: Literal["patient_information", "guideline", "study", "proposal", "recalled"]
    ref: str = ""
    at: str = ""


class Told(Table):
    says: Sentence
    source: SourceTable


class ToldInherited(Table):
    says: Sentence
    source: SourceTable | None = None


class PathwayTable(Told):
    name: PathwayName
    variant: PathwayName
    released_on: date
    title: Sentence
    extends: str | None = None
    extends_digest: str | None = None
    removes: list[str] = []


class ReferenceTable(Table):
    title: Sentence
    publisher: str = ""
    url: str = ""
    dated: str = ""


class VocabularyTable(Told):
    terms: dict[Name, Sentence | ToldInherited]


class RoleTable(Told):
    kind: Literal["person", "system", "interface"]


class LimitTable(Table):
    amount: Annotated[int, Field(ge=0)]
    unit: Literal["calendar_days", "working_days", "hours"]


class StateTable(Told):
    owner: list[Name] = []
    next: str = ""
    target: LimitTable | None = None
    final: bool = False
    main: bool = False


class BandTable(Table):
    below: DecimalText | None = None
    is_: Name = Field(alias="is")


class FieldTable(ToldInherited):
    type: FieldType
    hint: str = ""
    vocabulary: Name | None = None
    choices: list[Name] | None = None
    collection: Name | None = None
    required: bool = False
    required_when: ConditionTable | None = None
    must_equal: str | None = None
    bands: list[BandTable] | None = None
    default: str | None = None
    future: bool = False


class AttributeTable(FieldTable):
    source: SourceTable
    initial: Name | None = None
    when_outdated: Name | None = None


class ItemStateTable(ToldInherited):
    open: bool = False


class MoveTable(Table):
    by: Name
    from_: list[Name] | Literal["open", "any"] = Field(alias="from")
    to: Name


class MachineTable(Table):
    initial: Name
    source: SourceTable
    states: dict[Name, ItemStateTable]
    moves: list[MoveTable]


class CollectionTable(Told):
    prefix: Prefix
    version_field: Name | None = None
    fields: dict[Name, FieldTable] = {}
    machine: MachineTable | None = None


class EvidenceTable(Told):
    collection: Name
    where: ConditionTable = {}
    void_states: list[Name] = ["void"]


class DerivedRowTable(Table):
    when: ConditionTable = {}
    is_: Name = Field(alias="is")


class FactTable(Told):
    kind: Literal["recorded", "counted", "evidence", "derived", "provided"]
    attribute: Name | None = None
    presence: bool = False
    collection: Name | None = None
    where: ConditionTable = {}
    count: Literal["any", "all", "none", "latest"] | None = None
    of: Name | None = None
    empty: Name | None = None
    values: list[Name] | None = None
    rows: list[DerivedRowTable] | None = None
    provider: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*@\d+$")] | None = None
    over: list[Name] | None = None


class OverrideTable(Table):
    roles: list[Name] = []
    reasons: list[Name] | Name


class RequirementTable(Told):
    fact: Name
    allows: list[Name]
    class_: Literal["rule", "default", "advice", "info"] = Field(alias="class")
    supplied_by: list[Name] = []
    unoffered: list[Name] = []
    override: OverrideTable | None = None


class RowTable(ToldInherited):
    says: Sentence | None = None  # type: ignore[assignment]  # a row without a sentence takes its event's
    states: list[Name] | Literal["open", "any"] | None = None
    select: ConditionTable = {}
    otherwise: bool = False
    to: Name | None = None
    stays: bool = False
    refuses: Sentence | None = None
    requires: list[Name] = []


class SetsTable(Table):
    attribute: Name
    value: str | None = None
    when: ConditionTable = {}
    evidence: str | None = None
    withdraws: bool = False


class AddsTable(Table):
    collection: Name
    values: dict[Name, str] = {}
    when: ConditionTable = {}
    state: Name | None = None


class MovesTable(Table):
    collection: Name
    item: Name | None = None
    where: ConditionTable | None = None
    by: str = ""
    values: dict[Name, str] = {}
    when: ConditionTable = {}


class EndsTable(Table):
    collection: Name
    where: ConditionTable = {}
    event: Name
    field: Name
    values: dict[Name, str] = {}


class EventTable(Told):
    kind: Literal["opening", "case", "record", "automatic", "ending"]
    roles: list[Name] = []
    requires: list[Name] = []
    relies_on: list[Name] = []
    relies_on_items: list[Name] = []
    fields: dict[Name, FieldTable] = {}
    rows: dict[Name, RowTable]
    sets: list[SetsTable] = []
    adds: list[AddsTable] = []
    moves: list[MovesTable] = []
    ends: list[EndsTable] = []
    attaches: Name | None = None
    refers: Literal["amend", "void"] | None = None
    needs: list[Literal["report", "patient", "administrative"]] = []


class NeverTable(Told):
    states: list[Name] | Literal["open", "any"] = []
    events: list[Name] = []
    roles: list[Name] = []
    to: list[Name] = []
    when: ConditionTable = {}


class WayOutTable(Told):
    state: Name
    event: Name
    when: ConditionTable = {}
    fields: dict[Name, Name] = {}
    item: Name | None = None


class RecommendationRowTable(ToldInherited):
    when: ConditionTable
    propose: list[Name]
    beside: list[Name] = []


class RecommendationTable(Told):
    collection: Name
    event: Name
    field: Name
    when: ConditionTable = {}
    reasons: list[Name] | Name = ["other"]
    rows: list[RecommendationRowTable]


class ClockTable(Told):
    limit: LimitTable
    starts: Name
    stops: Name | None = None
    standard: str = ""
    applies: ConditionTable = {}
    per: Name | None = None
    where: ConditionTable = {}
    stop_states: list[Name] = []
    adjustable: bool = False


class CalendarTable(Table):
    time_zone: str
    weekend: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]]
    holidays: list[date] = []
    source: SourceTable


class BannedTable(Table):
    says: Sentence


class CountTable(Table):
    collection: Name
    where: ConditionTable = {}


class WorklistTable(Table):
    received: Name | None = None
    review: Name | None = None
    owner: Name | None = None
    team: Name | None = None
    outcome: Name | None = None
    adjustments: Name | None = None
    counts: dict[Name, CountTable] = {}


class DefinitionFile(Table):
    format: Literal[1]
    pathway: PathwayTable
    references: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")], ReferenceTable] = {}
    notes: dict[Name, Told] = {}
    vocabularies: dict[Name, VocabularyTable] = {}
    roles: dict[Name, RoleTable]
    states: dict[Name, StateTable]
    attributes: dict[Name, AttributeTable] = {}
    collections: dict[Name, CollectionTable] = {}
    evidence: dict[Name, EvidenceTable] = {}
    facts: dict[Name, FactTable] = {}
    requirements: dict[Name, RequirementTable] = {}
    events: dict[Name, EventTable]
    recommendations: dict[Name, RecommendationTable] = {}
    clocks: dict[Name, ClockTable] = {}
    calendar: CalendarTable
    banned: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]*$")], BannedTable] = {}
    worklist: WorklistTable = WorklistTable()
    nevers: dict[Name, NeverTable] = {}
    ways_out: dict[Name, WayOutTable] = {}
