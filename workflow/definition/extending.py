"""The beginning of an extension: a text that changes nothing yet, with an example of each of the usual changes.

The examples are taken from the definition that is extended, so that each of them works once its `#` is taken away. It
gives text; where it is written is the business of whoever asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.definition.model import Definition, Event, TimeLimit

HEAD = """\
# {name}
#
# What stands here is laid over {parent}: a table is merged key by key, and everything else (a text, a number, a list, a
# condition) is replaced as a whole. What is not mentioned stays as it is. Nothing is changed yet but the name.
#
# Lines that begin with # and no space are examples. Take their # away, change them, and look at what comes of it:
#
#   casepath pathway diff {parent} FILE
#   casepath pathway check FILE
#
# A change needs a source like everything else: {{kind = "guideline", ref = "ID", at = "1.3.1"}} for a text that is
# listed under [references], or {{kind = "proposal"}} for an idea of your own, which cites nobody.

format = 1

# The digest pins exactly the content that is extended. A released file is never edited: the next change is a new file
# with a new date, which may extend this one or the same parent again.
[pathway]
name = {pathway}
variant = {variant}
released_on = {released_on}
extends = {parent_quoted}
extends_digest = {digest}
title = {title}
says = {says}
source = {source}
# What the parent has and you do not want is named here: removes = ["clocks.NAME", "events.NAME.rows.NAME"]
"""


@dataclass(frozen=True, slots=True)
class Example:
    """One of the usual changes.

    Args:
        name: deadline, target, field, reason or table.
        prose: what it does, as lines of a comment.
        lines: the TOML lines.
    """

    name: str
    prose: tuple[str, ...]
    lines: tuple[str, ...]


def extension_of(definition: Definition, *, variant: str, released_on: date) -> str:
    """A definition file that extends another, pinned by digest, with commented examples of the usual changes.

    Args:
        variant: the name of the new variant; the pathway keeps its name.
    """
    head = HEAD.format(
        name=f"{definition.pathway}:{variant}@{released_on.isoformat()}",
        parent=definition.name,
        pathway=_text(definition.pathway),
        variant=_text(variant),
        released_on=released_on.isoformat(),
        parent_quoted=_text(definition.name),
        digest=_text(definition.digest),
        title=_text(definition.title),
        says=_text(definition.says),
        source=_inline(json.loads(definition.body)["pathway"]["source"]),
    )
    return "\n".join([head, *(_told(one) for one in examples(definition))])


def examples(definition: Definition) -> Iterator[Example]:
    """The usual changes, each on something that this definition has; those it has nothing for are left out."""
    for example in (_deadline, _target, _field, _reason, _table):
        if found := example(definition):
            yield found


def _told(example: Example) -> str:
    prose = "\n".join(f"# {line}" for line in example.prose)
    return f"{prose}\n" + "\n".join(f"#{line}" for line in example.lines) + "\n"


def _deadline(definition: Definition) -> Example | None:
    for name, clock in definition.clocks.items():
        shorter = TimeLimit(max(clock.limit.amount - 1, 1), clock.limit.unit)
        return Example(
            "deadline",
            (
                "--- Another deadline ---",
                f"The clock {name} is limited to {clock.limit.in_words}. Whatever says so in words is changed with it.",
            ),
            (
                f"[clocks.{name}]",
                f"limit = {{amount = {shorter.amount}, unit = {_text(shorter.unit)}}}",
                f"says = {_text(f'{shorter.in_words} at most, by local policy.')}",
                'source = {kind = "proposal"}',
            ),
        )
    return None


def _target(definition: Definition) -> Example | None:
    for name, state in definition.states.items():
        if state.target is not None:
            return Example(
                "target",
                (
                    "--- Another target for a state ---",
                    f"A case is to stay in {name} for {state.target.in_words} at most.",
                ),
                (
                    f"[states.{name}]",
                    f"target = {{amount = {state.target.amount + 1}, unit = {_text(state.target.unit)}}}",
                    'source = {kind = "proposal"}',
                ),
            )
    return None


def _field(definition: Definition) -> Example | None:
    event = _asked_most(definition)
    return Example(
        "field",
        (
            "--- A field more ---",
            f"Whoever reports {event.name} may say this as well; it is kept with the entry. Types: choice, choices,",
            "date, decimal, integer, id; text and identifier are kept encrypted, and no rule ever reads them.",
        ),
        (
            f"[events.{event.name}.fields.interpreter]",
            'type = "choice"',
            'choices = ["needed", "not_needed"]',
            'says = "Whether an interpreter is needed"',
            'source = {kind = "proposal"}',
        ),
    )


def _asked_most(definition: Definition) -> Event:
    """The event with a proposed field, where there is one: people fill it in all the time; else the opening one."""
    for recommendation in definition.recommendations.values():
        return definition.events[recommendation.event]
    return definition.events[definition.opening]


def _reason(definition: Definition) -> Example | None:
    name = _reasons(definition)
    if not name:
        return None
    return Example(
        "reason",
        ("--- A reason more ---", f"{name}: {definition.vocabularies[name].says}"),
        (f"[vocabularies.{name}.terms]", 'by_local_policy = "By local policy"'),
    )


def _reasons(definition: Definition) -> str:
    """The first vocabulary of reasons for overriding a requirement, or "" when there is none."""
    raw: Mapping[str, Any] = json.loads(definition.body).get("requirements", {})
    for requirement in raw.values():
        reasons = requirement.get("override", {}).get("reasons")
        if isinstance(reasons, str):
            return reasons
    return ""


def _table(definition: Definition) -> Example | None:
    for name, recommendation in definition.recommendations.items():
        rows = json.loads(definition.body)["recommendations"][name]["rows"]
        first = rows[0]
        choices = definition.events[recommendation.event].fields[recommendation.field].choices
        more = next((code for code in choices if code not in (*first["propose"], *first.get("beside", ()))), "")
        if not more:
            continue
        changed = {**first, "beside": [*first.get("beside", ()), more], "source": {"kind": "proposal"}}
        return Example(
            "table",
            (
                f"--- Another line in the table {name} ---",
                f"{recommendation.says}",
                "A table is replaced as a whole, so all of its lines stand here; the first that fits counts. In the",
                f"first one {more} was added beside what is proposed.",
            ),
            (f"[recommendations.{name}]", "rows = [", *(f"{_inline(row)}," for row in (changed, *rows[1:])), "]"),
        )
    return None


def _inline(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _text(value: str) -> str:
    """A text between quotes, as TOML and JSON both write it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
