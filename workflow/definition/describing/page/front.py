"""The first pages: what this is, what was proved of it, what it does not do, and how to read the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from workflow.definition.describing.page.elements import facts, paragraph, table
from workflow.definition.describing.wording import sentence
from workflow.definition.model import Definition

if TYPE_CHECKING:
    from workflow.definition.receipts import Receipt

SHOWN = {
    1: "In every state, each way an event can be reported has one answer: no gap, and no two that contradict.",
    2: "Each fact that is found from others has a value whatever those are, and no line of its table is idle.",
    3: "Each requirement can be met or overridden, and what a refusal offers can bring it about.",
    4: "What happens by itself is never in doubt, and it comes to rest.",
    5: "From everywhere staff can bring a case to its end, even if no report comes and the patient agrees to nothing.",
    6: "What must never happen cannot happen, whatever is reported, by whom and in whatever order.",
    7: "Every state, every row and every refusal can be reached.",
}
"""What each obligation of the proof comes to, for a reader who is no engineer."""

LIMITS = (
    (
        "It gives no medical advice and takes no decision: it records what people decide, checks it against these "
        "rules, and proposes. It is not a medical device."
    ),
    (
        "It is no emergency service. An alert here is a second net; whoever asked for a test stays responsible for its "
        "result."
    ),
    (
        "The proof shows that the rules have no gap, no contradiction and no dead end, and that what must never happen "
        "cannot. It cannot show that the rules are right for patients; that is judged by whoever signs below."
    ),
    "It knows what was reported, and cannot know whether a report is true or what nobody reported.",
    "Where a sentence is marked as proposed or recalled it cites nobody, and has to be confirmed before use.",
)

READING = (
    "A case always stands in one state, and a state says who owes the next step. An event is what somebody reports.",
    (
        "Each line under a state is one rule: when this was reported so, and only if that is met, then the case goes "
        "there, because. What an “only if” looks at stands under Requirements."
    ),
    (
        "A requirement marked as a default can be overridden by the roles named there, with one of the reasons named "
        "there, and the override is written into the history of the case. A rule is never lifted. Advice refuses "
        "nothing: it asks for a reason."
    ),
    (
        "Rules that several states share stand once, after the single states. A mark such as [reference] leads to the "
        "list of references."
    ),
    (
        "The digest is a check sum of the whole definition. If one letter of it changes, so does the digest, and "
        "this page is then about another definition."
    ),
)


def title_block(definition: Definition, receipt: Receipt | None, written_on: date | None) -> Iterator[str]:
    """The name, the digest, the dates, and whether it was proved."""
    yield f"<header><h1>{escape(definition.title)}</h1>"
    yield paragraph(sentence(definition.says))
    yield from facts(
        (
            ("Definition", f"<code>{escape(definition.name)}</code>"),
            ("Released on", definition.released_on.isoformat()),
            ("Digest", f"<code>{escape(definition.digest)}</code>"),
            ("Page written on", written_on.isoformat() if written_on else ""),
            ("Proof", _verdict(definition, receipt)),
            ("States, events", f"{len(definition.states)} states, {len(definition.events)} events"),
        )
    )
    yield "</header>"


def _verdict(definition: Definition, receipt: Receipt | None) -> str:
    if receipt is None or receipt.digest != definition.digest:
        return "<strong>not proved</strong>"
    return f"proved, by prover version {escape(receipt.prover)}"


def proof_part(definition: Definition, receipt: Receipt | None) -> Iterator[str]:
    """What was proved with the figures behind it, or plainly that nothing was."""
    if receipt is None or receipt.digest != definition.digest:
        other = " The receipt at hand is of another content." if receipt else ""
        yield '<div class="verdict open"><p><strong>This definition is not proved.</strong> There is no receipt that '
        yield f"exactly this content was proved.{other} It must not be used for cases.</p></div>"
        return
    yield '<div class="verdict"><p><strong>This definition is proved.</strong> Exactly the content with the digest '
    yield f"<code>{escape(receipt.digest)}</code> was examined, by prover version {escape(receipt.prover)}, in full: "
    yield "nothing was sampled.</p></div>"
    lines = (
        (str(number), escape(SHOWN.get(number, "")), escape(_figures(dict(found))))
        for number, found in sorted(receipt.counts.items())
    )
    yield from table("What was shown", ("no.", "shown", "looked at"), lines)


def _figures(counts: dict[str, int]) -> str:
    return ", ".join(f"{figure:,} {name.replace('_', ' ')}" for name, figure in counts.items())


def limits_part() -> Iterator[str]:
    """What neither the pathway nor its proof does."""
    yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in LIMITS)}</ul>"


def reading_part() -> Iterator[str]:
    """How to read the tables."""
    yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in READING)}</ul>"
