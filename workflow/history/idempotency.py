"""Sending the same thing twice: digests of keys and of what was reported under them.

Protected texts are never hashed here: a digest of a short text is found by trying texts. They are compared apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from workflow.case.actor import Actor
from workflow.case.effective import Effective, instant_text
from workflow.case.entry import Override
from workflow.case.errors import BadInput
from workflow.case.quoting import as_text
from workflow.case.written import canonical
from workflow.definition import Definition
from workflow.history.entry_bytes import utf8


class KeyReused(BadInput):
    """The idempotency key was used before, for something else; nothing was recorded."""

    code = "key_reused"


def key_digest(client: str, key: str) -> str:
    """Return the digest an idempotency key is kept as; `client` is who sends, so that keys of two never meet."""
    return hashlib.sha256(utf8(canonical([client, key]))).hexdigest()


def content_digest(
    protected: Iterable[str],
    *,
    event: str,
    fields: Mapping[str, object],
    by: Actor,
    occurred_at: Effective | datetime | date | str | None,
    overrides: Mapping[str, Override],
) -> str:
    """Return the digest of what was reported, coded parts only.

    Args:
        protected: names of the protected fields, which are left out.
    """
    left_out = set(protected)
    try:
        told = {str(name): _told(value) for name, value in fields.items() if name not in left_out}
    except RecursionError as error:
        raise BadInput(f"{event} was not recorded: a value holds values in values without end.") from error
    text = canonical(
        {
            "event": event,
            "fields": {name: value for name, value in told.items() if value not in ("", [], {})},
            "role": by.role,
            "on_behalf_of": by.on_behalf_of,
            "occurred_at": _told(occurred_at),
            "overrides": {name: answer.reason for name, answer in overrides.items()},
        }
    )
    return hashlib.sha256(utf8(text)).hexdigest()


def protected_fields(definition: Definition, event: str) -> frozenset[str]:
    """Return the names of an event's protected fields; none for an event there is not."""
    found = definition.events.get(event)
    return frozenset(name for name, field in found.fields.items() if field.protected) if found else frozenset()


def protected_texts(names: Iterable[str], fields: Mapping[str, object]) -> dict[str, str]:
    """Return the protected texts among reported fields, as they would be stored."""
    texts = {name: as_text(fields[name]).strip() for name in names if fields.get(name) is not None}
    return {name: text for name, text in texts.items() if text}


def _told(value: object) -> object:
    """One value as the text that two ways of sending the same thing agree on."""
    if value is None:
        return ""
    if isinstance(value, Effective):
        return value.text
    if isinstance(value, datetime):
        return instant_text(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _told(each) for name, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(_told(each)) for each in value)
    if isinstance(value, (list, tuple)):
        return [_told(each) for each in value]
    return as_text(value).strip()
