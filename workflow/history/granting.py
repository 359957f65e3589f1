"""What each PostgreSQL role may do with the tables of a history: a script to be read and run by whoever owns them.

The roles themselves are the operator's; a superuser passes all of it, which is why entries are chained.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workflow.case.errors import BadInput, Problem
from workflow.history.tables import VERSION_TABLE, metadata, wf_case

_ADDED_TO = tuple(sorted(metadata.tables))
_NEVER_CHANGED = ("case_id", "person_id", "pathway")
_TAKEN_BACK = ("wf_opening", "wf_identifier")
"""Claims that a transaction gives back when it finds that somebody else was first."""
_ERASED = ("wf_payload", "wf_key", "wf_identifier")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}\Z")
KINDS = ("app", "auditor")


def grants(roles: Mapping[str, str]) -> str:
    """Write the GRANT statements for roles that exist already.

    Args:
        roles: `app` (opens, reports and erases; never changes an entry) and `auditor` (reads) → the role's name.

    Raises:
        BadInput: for another kind, or a name that is no plain PostgreSQL identifier.
    """
    problems = []
    for kind, name in roles.items():
        if kind not in KINDS:
            problems.append(Problem(kind, "an unknown kind of role", f"one of {', '.join(KINDS)}"))
        if not _NAME.match(name):
            problems.append(Problem(kind, "another name", "letters, digits and _"))
    if problems:
        raise BadInput("The grants were not written.", problems)
    lines = ["-- Run as the owner of the tables. Nothing is granted to PUBLIC, and no role owns what it writes."]
    for kind, name in roles.items():
        lines += [f"-- {kind}", *(_app(name) if kind == "app" else _auditor(name))]
    return "\n".join(lines) + "\n"


def _app(role: str) -> list[str]:
    changed = ", ".join(column.name for column in wf_case.c if column.name not in _NEVER_CHANGED)
    deleted = ", ".join(sorted({*_TAKEN_BACK, *_ERASED}))
    return [
        f"GRANT SELECT ON {_all_tables()} TO {role};",
        f"GRANT INSERT ON {', '.join(_ADDED_TO)} TO {role};",
        f"GRANT UPDATE ({changed}) ON wf_case TO {role};",
        f"GRANT DELETE ON {deleted} TO {role};",
    ]


def _auditor(role: str) -> list[str]:
    return [f"GRANT SELECT ON {_all_tables()} TO {role};"]


def _all_tables() -> str:
    return ", ".join([*sorted(metadata.tables), VERSION_TABLE])
