"""The block that a clinical-safety officer fills in and signs, on the screen before printing or by hand."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from workflow.definition.model import Definition

TICKS = (
    ("read", "I have read this page, and the states, rules, requirements and clocks on it are those we want to use."),
    ("limits", "I know what it does not do, and that the proof does not show that the rules are right for patients."),
    ("open", "What is marked as proposed or recalled was confirmed here, or is listed under Remarks."),
    ("hazards", "The hazards of using it were assessed; those that remain are acknowledged and kept in our record."),
)

LINES = (("name", "Name"), ("role", "Role"), ("organisation", "Organisation"), ("date", "Date"))


def signature_part(definition: Definition) -> Iterator[str]:
    """What is signed, the statements to be ticked, name, role, date, remarks and room for a signature."""
    yield f"<p>For <code>{escape(definition.name)}</code>, digest <code>{escape(definition.digest)}</code>.</p>"
    for key, words in TICKS:
        box = f'<input type="checkbox" id="sign-{key}"/>'
        yield f'<p class="tick">{box}<span><label for="sign-{key}">{escape(words)}</label></span></p>'
    for key, words in LINES:
        yield f'<label for="sign-{key}">{words}</label><input type="text" id="sign-{key}" autocomplete="off"/>'
    yield '<label for="sign-remarks">Remarks</label><textarea id="sign-remarks" rows="4"></textarea>'
    yield '<p id="sign-signature">Signature</p><div class="space"></div>'
