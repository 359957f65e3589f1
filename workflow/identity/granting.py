"""What each PostgreSQL role may do with the tables of people: these lines follow the history's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflow.history.granting import grants as history_grants
from workflow.identity.tables import metadata

_CHANGED: Final = {
    "wf_account": (
        "roles",
        "teams",
        "is_active",
        "password",
        "password_at",
        "must_change",
        "issuer",
        "subject",
        "last_sign_in_at",
    ),
    "wf_throttle": ("failures", "failed_at", "blocked_until"),
    "wf_session": ("digest", "role", "seen_at", "ended_at", "ended_because"),
    "wf_token": ("last_used_at", "revoked_at", "revoked_by"),
    "wf_break_glass_notice": ("seen_at", "seen_by"),
}
_DELETED: Final = ("wf_session", "wf_throttle")
_SECRET: Final = {"wf_account": ("password",), "wf_session": ("digest",), "wf_token": ("digest",)}
"""What an auditor of the database needs for nothing."""


def grants(roles: Mapping[str, str]) -> str:
    """Write the GRANT statements for both, the history and the people; the roles are those of the history's script.

    Raises:
        BadInput: for another kind of role, or a name that is no plain PostgreSQL identifier.
    """
    lines = [history_grants(roles).rstrip("\n")]
    for kind, role in roles.items():
        lines += [f"-- {kind}: people and their access", *(_app(role) if kind == "app" else _auditor(role))]
    return "\n".join(lines) + "\n"


def _app(role: str) -> list[str]:
    every = ", ".join(sorted(metadata.tables))
    changed = [f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role};" for table, columns in _CHANGED.items()]
    return [
        f"GRANT SELECT, INSERT ON {every} TO {role};",
        *changed,
        f"GRANT DELETE ON {', '.join(_DELETED)} TO {role};",
    ]


def _auditor(role: str) -> list[str]:
    whole = ", ".join(sorted(set(metadata.tables) - set(_SECRET)))
    parts = []
    for table, hidden in _SECRET.items():
        shown = ", ".join(column.name for column in metadata.tables[table].c if column.name not in hidden)
        parts.append(f"GRANT SELECT ({shown}) ON {table} TO {role};")
    return [f"GRANT SELECT ON {whole} TO {role};", *parts]
