"""Lists of referrals as offices keep them in spreadsheets: read, understood, brought in, and handed back with verdicts.

Nothing about identity, earlier illness or site is ever guessed, and no message carries a patient's text.
Names are loaded when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workflow.interfaces.tables.bringing_in import bring_in
    from workflow.interfaces.tables.mapping import ColumnMapping, guess_mapping, load_mapping
    from workflow.interfaces.tables.mapping_writing import mapping_text
    from workflow.interfaces.tables.nhs_numbers import LOCAL_ID, NHS_NUMBER, NhsNumber, nhs_number
    from workflow.interfaces.tables.notes import Reason
    from workflow.interfaces.tables.planned import PlannedRow
    from workflow.interfaces.tables.planning import plan
    from workflow.interfaces.tables.reading import read_list
    from workflow.interfaces.tables.referral_list import ReferralList, Row
    from workflow.interfaces.tables.result_file import write_result
    from workflow.interfaces.tables.verdicts import ImportSummary, RowVerdict, summarise

_HOMES: Final = {
    "ColumnMapping": "mapping",
    "ImportSummary": "verdicts",
    "LOCAL_ID": "nhs_numbers",
    "NHS_NUMBER": "nhs_numbers",
    "NhsNumber": "nhs_numbers",
    "PlannedRow": "planned",
    "Reason": "notes",
    "ReferralList": "referral_list",
    "Row": "referral_list",
    "RowVerdict": "verdicts",
    "bring_in": "bringing_in",
    "guess_mapping": "mapping",
    "load_mapping": "mapping",
    "mapping_text": "mapping_writing",
    "nhs_number": "nhs_numbers",
    "plan": "planning",
    "read_list": "reading",
    "summarise": "verdicts",
    "write_result": "result_file",
}

__all__ = [
    "LOCAL_ID",
    "NHS_NUMBER",
    "ColumnMapping",
    "ImportSummary",
    "NhsNumber",
    "PlannedRow",
    "Reason",
    "ReferralList",
    "Row",
    "RowVerdict",
    "bring_in",
    "guess_mapping",
    "load_mapping",
    "mapping_text",
    "nhs_number",
    "plan",
    "read_list",
    "summarise",
    "write_result",
]


def __getattr__(name: str) -> object:
    """Load a name from the module that defines it, and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the lazy names too."""
    return sorted({*globals(), *__all__})
