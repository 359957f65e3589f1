"""The case file as canonical JSON text and back: the projection that a decision reads in one go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workflow.case.effective import Effective, Precision
from workflow.case.entry import Coded, EvidenceRef
from workflow.case.file import Case, Item, Setting

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """Write JSON as RFC 8785 does for our restricted profile (ASCII keys; text, whole numbers, booleans, null)."""
    return _ENCODER.encode(value)


def case_text(case: Case) -> str:
    """Write everything of a case but its id, definition, state and seq, which have columns of their own."""
    since = case.state_since
    return canonical(
        {
            "attributes": {name: [_setting_out(s) for s in found] for name, found in case.attributes.items()},
            "collections": {name: [_item_out(i) for i in found] for name, found in case.collections.items()},
            "since": [since.text, since.precision] if since else None,
        }
    )


def case_from(text: str, *, case_id: str, definition: str, state: str, seq: int) -> Case:
    """Read what `case_text` wrote."""
    body = json.loads(text)
    since = body["since"]
    return Case(
        case_id,
        definition,
        state,
        seq,
        Effective(since[0], _precision(since[1])) if since else None,
        {name: tuple(_setting_in(s) for s in found) for name, found in body["attributes"].items()},
        {name: tuple(_item_in(i) for i in found) for name, found in body["collections"].items()},
    )


def coded_from(value: Any) -> Coded:
    """A JSON value as a coded value: lists become tuples."""
    return tuple(value) if isinstance(value, list) else value


def _precision(text: str) -> Precision:
    return "instant" if text == "instant" else "date" if text == "date" else "month"


def _setting_out(setting: Setting) -> list[Any]:
    return [setting.value, setting.seq, [[ref.item, ref.version] for ref in setting.evidence]]


def _setting_in(raw: list[Any]) -> Setting:
    return Setting(coded_from(raw[0]), raw[1], tuple(EvidenceRef(*ref) for ref in raw[2]))


def _item_out(item: Item) -> dict[str, Any]:
    fields = {name: [value, item.written[name]] for name, value in item.fields.items()}
    body = {"id": item.id, "state": item.state, "seq": item.seq, "fields": fields}
    return {**body, "withdrawn": True} if item.withdrawn else body


def _item_in(raw: Mapping[str, Any]) -> Item:
    fields = {name: coded_from(pair[0]) for name, pair in raw["fields"].items()}
    written = {name: pair[1] for name, pair in raw["fields"].items()}
    return Item(raw["id"], raw["state"], fields, written, raw["seq"], raw.get("withdrawn", False))
