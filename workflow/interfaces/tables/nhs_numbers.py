"""Whether a text is an NHS number: spacing is undone, a wrong check digit is said, nothing is ever repaired.

It cannot know whether the number belongs to the person; only the national record could confirm that.
"""

from __future__ import annotations

from dataclasses import dataclass

NHS_NUMBER = "nhs-number"
"""The name under which NHS numbers are kept as identifiers."""

LOCAL_ID = "local-id"
"""The name under which a hospital's own numbers are kept, unless the mapping names another."""


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """An NHS number as read.

    Args:
        value: its ten digits when `state` is checked, else "".
        state: checked (the check digit fits), missing, placeholder (ten times the same digit) or invalid.
        says: what is wrong with it as a sentence without the number, or "".
    """

    value: str
    state: str
    says: str = ""


def nhs_number(text: str) -> NhsNumber:
    """Read an NHS number as people write it: with spaces or hyphens, with a spreadsheet's apostrophe before it.

    Source: NHS Data Dictionary, NHS NUMBER (ten digits, modulus 11).
    """
    written = text.strip().lstrip("'").translate(_SPACING)
    if not written:
        return NhsNumber("", "missing", "There is no NHS number.")
    if not (written.isascii() and written.isdigit()):
        says = "The NHS number holds something other than digits."
        return NhsNumber("", "invalid", _SHORTENED if "e+" in written.casefold() else says)
    if len(set(written)) == 1:
        return NhsNumber("", "placeholder", "The NHS number is a placeholder of equal digits.")
    if len(written) != 10:
        return NhsNumber("", "invalid", f"The NHS number has {len(written)} digits instead of 10.")
    return _checked(written)


_SPACING = str.maketrans("", "", " \u00a0-\u2010\u2011\u2013\t")
_SHORTENED = "A spreadsheet has rounded the NHS number; its last digits are lost."


def _checked(digits: str) -> NhsNumber:
    from nhs_number.validate import is_valid

    if is_valid(digits):
        return NhsNumber(digits, "checked")
    return NhsNumber("", "invalid", "The NHS number's check digit does not fit.")
