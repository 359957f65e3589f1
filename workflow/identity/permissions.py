"""What each role may do: one table, read by every page and every route; whatever is not in it is not allowed.

It is pure. Which events a role may report is the pathway's to say; which cases it may see, `caller.Scope`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """The capacities in which people and systems come in.

    The pathway's roles but two: `system` is nobody, and a `referrer` writes letters, which others record.
    """

    NAVIGATOR = "navigator"
    CONSULTANT = "consultant"
    RADIOLOGIST = "radiologist"
    PATHOLOGIST = "pathologist"
    SCHEDULER = "scheduler"
    MDT_COORDINATOR = "mdt_coordinator"
    DATA_STEWARD = "data_steward"
    AUDITOR = "auditor"
    ADMIN = "admin"
    INTERFACE = "interface"


class Permission(StrEnum):
    """What pages and actions ask for, each named by what it is about and what is done to it."""

    PAGES_USE = "pages.use"
    WORKLIST_READ = "worklist.read"
    CASE_READ = "case.read"
    CASE_SEARCH = "case.search"
    CASE_OPEN = "case.open"
    CASE_REPORT = "case.report"
    CASE_ASSIGN = "case.assign"
    CASE_EXPORT = "case.export"
    FIGURES_READ = "figures.read"
    PATHWAY_READ = "pathway.read"
    IMPORT_RUN = "import.run"
    HISTORY_AUDIT = "history.audit"
    VERIFY_RUN = "verify.run"
    READ_LOG_READ = "read_log.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    TEAM_MANAGE = "team.manage"
    BREAK_GLASS_USE = "break_glass.use"
    BREAK_GLASS_REVIEW = "break_glass.review"


_P = Permission
_EVERY_PERSON = frozenset({_P.PAGES_USE, _P.PATHWAY_READ})
_AT_THE_CASE = _EVERY_PERSON | {_P.WORKLIST_READ, _P.CASE_READ, _P.CASE_SEARCH, _P.CASE_REPORT}
_IN_CHARGE = _AT_THE_CASE | {
    _P.CASE_OPEN,
    _P.CASE_ASSIGN,
    _P.CASE_EXPORT,
    _P.FIGURES_READ,
    _P.BREAK_GLASS_USE,
}

PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.NAVIGATOR: _IN_CHARGE | {_P.IMPORT_RUN},
        Role.CONSULTANT: _IN_CHARGE,
        Role.RADIOLOGIST: _AT_THE_CASE | {_P.BREAK_GLASS_USE},
        Role.PATHOLOGIST: _AT_THE_CASE | {_P.BREAK_GLASS_USE},
        Role.SCHEDULER: _AT_THE_CASE | {_P.CASE_OPEN, _P.CASE_ASSIGN},
        Role.MDT_COORDINATOR: _AT_THE_CASE | {_P.CASE_EXPORT, _P.FIGURES_READ, _P.BREAK_GLASS_USE},
        Role.DATA_STEWARD: _AT_THE_CASE | {_P.CASE_OPEN, _P.CASE_EXPORT, _P.FIGURES_READ, _P.IMPORT_RUN, _P.VERIFY_RUN},
        # Reads everything, and every reading is kept; records nothing on a case.
        Role.AUDITOR: _EVERY_PERSON
        | {_P.WORKLIST_READ, _P.CASE_READ, _P.CASE_SEARCH, _P.CASE_EXPORT, _P.FIGURES_READ}
        | {_P.HISTORY_AUDIT, _P.VERIFY_RUN, _P.READ_LOG_READ, _P.BREAK_GLASS_REVIEW},
        # Whoever gives out roles reads no patient: nobody may let themselves in unseen.
        Role.ADMIN: _EVERY_PERSON | {_P.ACCOUNTS_MANAGE, _P.TEAM_MANAGE},
        Role.INTERFACE: frozenset({_P.CASE_READ, _P.CASE_SEARCH, _P.CASE_REPORT, _P.PATHWAY_READ}),
    }
)
"""Role → all that it may do.

Source: a proposal of this project; least privilege as in OWASP ASVS 5.0, 8.2.
"""

SCOPES: Final = PERMISSIONS[Role.INTERFACE]
"""What a token may be given."""

SEES_UNASSIGNED: Final = frozenset(
    {Role.NAVIGATOR, Role.CONSULTANT, Role.SCHEDULER, Role.MDT_COORDINATOR, Role.DATA_STEWARD, Role.INTERFACE}
)
"""Roles that see a case which belongs to no team yet.

A referral comes without a team, and a case that nobody sees is one that silently stops. So everybody who gives cases
to teams, books for them or puts them right sees those without one, and so does a feed, whose result must never be lost.
Radiologists and pathologists are asked by a team and do without; they have break-glass for the exception.
"""

SEES_EVERY_CASE: Final = frozenset({Role.AUDITOR})
"""Roles that no team limits."""


def allows(role: str, permission: str) -> bool:
    """Tell whether a role may do something; an unknown role or permission may not."""
    return role in _NAMES and permission in PERMISSIONS[Role(role)]


_NAMES: Final = frozenset(role.value for role in Role)
