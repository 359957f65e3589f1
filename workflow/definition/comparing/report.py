"""A comparison as Markdown: the verdict, whom it concerns, who may report what, then every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workflow.case.file import NEW
from workflow.definition.comparing.comparison import BEHAVIOUR, IDENTICAL, WORDING_ONLY, Change, Comparison
from workflow.definition.comparing.phrases import in_states
from workflow.definition.describing.markdown import table
from workflow.definition.describing.pathway_picture import places_in_words
from workflow.definition.describing.wording import one_of, plain, pretty

MARKS = {
    "added": "+",
    "removed": "−",
    "renamed": "=",
    "retargeted": "→",
    "loosened": "↓",
    "tightened": "↑",
    "changed": "~",
    "reworded": "“”",
}
"""One sign for each kind of change, beside the word."""

VERDICTS = {
    IDENTICAL: "**Identical**: both are the same definition, to the byte.",
    WORDING_ONLY: (
        "**Wording only**: sentences, hints, titles, sources or the order of a list differ. What may be reported, what "
        "is asked, recorded and counted is the same."
    ),
    BEHAVIOUR: "**Behaviour**: something is allowed, asked, recorded or counted otherwise.",
}


def comparison_text(comparison: Comparison, *, spelled: Callable[[str], str] = str) -> str:
    """Write a comparison as a Markdown document.

    Args:
        spelled: gives names in the tables the capitals they have in the definition's sentences.
    """
    lines = (spelled(line) if line.startswith("|") else line for line in _document(comparison))
    return "\n".join(lines) + "\n"


def _document(comparison: Comparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    yield f"# What changed: {after.title}"
    yield ""
    yield f"From `{before.name}` (digest `{before.digest}`)  "
    yield f"to `{after.name}` (digest `{after.digest}`)"
    yield ""
    yield VERDICTS[comparison.kind]
    behaviour, wording = comparison.of_behaviour, comparison.of_wording
    if comparison.kind == BEHAVIOUR:
        yield f"{_counted(len(behaviour), 'change')} of behaviour, {_counted(len(wording), 'change')} of wording."
    if comparison.permissions:
        yield from _permissions(comparison)
    if behaviour:
        yield from _for_whom(behaviour)
        yield from _changes(comparison)
    if wording:
        yield from _wording(wording)


def _counted(figure: int, noun: str) -> str:
    return f"{figure} {noun}{'' if figure == 1 else 's'}"


def _permissions(comparison: Comparison) -> Iterator[str]:
    yield from ("", "## Who may report what", "")
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in comparison.permissions:
        alike.setdefault((one.role, one.gained, one.lost), []).append(plain(one.event))
    lines = [
        (f"**{plain(role)}**", one_of(events, "and"), _places(comparison, gained), _places(comparison, lost))
        for (role, gained, lost), events in alike.items()
    ]
    yield from table(("role", "event", "+ may now report it in", "− may no longer report it in"), lines)


def _places(comparison: Comparison, names: tuple[str, ...]) -> str:
    """States in words, shortly where they are nearly all."""
    still_open = comparison.open_states
    if len(names) > len(still_open) / 2 and NEW not in names:
        return places_in_words(still_open, names).lower()
    return in_states(names)


def _for_whom(changes: tuple[Change, ...]) -> Iterator[str]:
    """By role and by state the numbers of the changes below."""
    yield from ("", "## For whom, and where", "")
    yield "The numbers are those of the next table."
    yield ""
    roles = dict.fromkeys(role for change in changes for role in change.roles)
    lines = [(f"**{plain(role)}**", _numbers(changes, role, "roles")) for role in roles]
    yield from table(("for", "changes"), [*lines, ("**everybody**", _numbers(changes, None, "roles"))])
    states = dict.fromkeys(state for change in changes for state in change.states)
    yield ""
    inside = [(f"**{plain(state)}**", _numbers(changes, state, "states")) for state in states if state != NEW]
    yield from table(("in", "changes"), [*inside, ("**wherever a case stands**", _numbers(changes, None, "states"))])


def _numbers(changes: tuple[Change, ...], name: str | None, field: str) -> str:
    found = []
    for number, change in enumerate(changes, start=1):
        named: tuple[str, ...] = getattr(change, field)
        if name in named or (name is None and not named):
            found.append(number)
    return _spans(found) or "none"


def _spans(numbers: list[int]) -> str:
    """Numbers in order, those that follow each other as a span: "1–3, 7"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in spans)


def _changes(comparison: Comparison) -> Iterator[str]:
    yield from ("", "## What is decided otherwise", "")
    lines = [
        (
            str(number),
            f"{MARKS[change.kind]} {change.kind}",
            f"**{pretty(change.subject)}**",
            change.says,
            one_of(map(plain, change.roles), "and") or "everybody",
            _places(comparison, tuple(state for state in change.states if state != NEW)),
        )
        for number, change in enumerate(comparison.of_behaviour, start=1)
    ]
    yield from table(("no.", "kind", "what", "how", "for", "in"), lines)


def _wording(changes: Iterable[Change]) -> Iterator[str]:
    yield from ("", "## What is only told otherwise", "")
    yield from table(("what", "how"), [(f"**{pretty(change.subject)}**", change.says) for change in changes])
