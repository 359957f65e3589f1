"""When a report that leaves a field out lacks it: the conditions under which the field must be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.definition.domains import NOT_GIVEN, key_domain
from workflow.definition.model import Condition, Definition, Event


def demands(definition: Definition, event: Event, choice: Mapping[str, str], *, item: str) -> Iterator[Condition]:
    """The conditions that demand a field which is left out, and which no other field can be chosen to escape.

    Args:
        choice: the fields that matter, as they are reported.
        item: the field that names an item; "" for none.
    """
    for name, field in event.fields.items():
        if field.required_when is None or name == item:
            continue
        is_left_out = field.type in ("item", "items") or choice.get(name) == NOT_GIVEN
        if is_left_out and not any(
            _may_avoid(definition, event, key, values=values)
            for key, values in field.required_when.items()
            if key not in choice
        ):
            yield field.required_when


def _may_avoid(definition: Definition, event: Event, key: str, *, values: tuple[str, ...]) -> bool:
    """Whether a field that matters to nothing else can be given another value than these."""
    return key in event.fields and bool(set(key_domain(definition, event, key) or ()) - set(values))
