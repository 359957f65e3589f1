"""What the granted PostgreSQL roles can do, and what they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from tests.support.databases import PostgresDatabases
from tests.support.lending import migrate
from workflow.case.actor import Actor
from workflow.case.errors import BadInput
from workflow.history import CaseBook, Identifier, Keyring, PatientIdentity, open_engine
from workflow.history.granting import grants
from workflow.inspection import verify
from workflow.pathways import Pathways

NURSE = Actor("n.lee", "navigator")
REFERRAL = {"received_on": "2026-03-02", "pathway_type": "usc_referral", "site": "bone"}
PERSON = PatientIdentity((Identifier("local-id", "7"),), "N")
FORBIDDEN = (
    "UPDATE wf_entry SET event = 'x'",
    "DELETE FROM wf_entry",
    "UPDATE wf_case SET person_id = 'x'",
    "DELETE FROM wf_case",
    "UPDATE wf_definition SET body = 'x'",
    "UPDATE wf_receipt SET receipt = 'x'",
    "DELETE FROM wf_receipt",
    "TRUNCATE wf_pending",
)


APP, AUDITOR = (f"casepath_{kind}_{uuid4().hex[:8]}" for kind in ("app", "auditor"))
"""Roles belong to the whole server, which other tests use at the same time."""


@pytest.fixture
def granted(postgres_databases: PostgresDatabases) -> Iterator[Engine]:
    """A migrated database with the two roles granted."""
    engine = open_engine(postgres_databases.fresh(migrate))
    with engine.begin() as connection:
        for role in (APP, AUDITOR):
            connection.execute(text(f"DROP ROLE IF EXISTS {role}"))
            connection.execute(text(f"CREATE ROLE {role}"))
        for statement in grants({"app": APP, "auditor": AUDITOR}).splitlines():
            if not statement.startswith("--"):
                connection.execute(text(statement))
    yield engine
    with engine.begin() as connection:
        for role in (APP, AUDITOR):
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))
    engine.dispose()


def test_the_application_does_all_it_has_to(granted: Engine, tmp_path: Path) -> None:
    keys, pathways = Keyring.generate(tmp_path / "keys"), Pathways.shipped()
    with granted.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {APP}"))
        book = CaseBook(connection, pathways, keys=keys, deployment="trust.example")
        case = book.open("secondary-breast-cancer", patient=PERSON, fields=REFERRAL, by=NURSE, key="R1").case
        book.report(case.id, "add_symptom", {"site": "liver"}, by=NURSE)
        book.erase(case.id, by=NURSE, reason="patient_request")
    with granted.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {AUDITOR}"))
        assert verify(connection, pathways, keys=keys).faults == ()


@pytest.mark.parametrize("role", [APP, AUDITOR], ids=["app", "auditor"])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_was_recorded_is_out_of_their_reach(granted: Engine, role: str, statement: str) -> None:
    with granted.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))
        connection.rollback()


def test_an_auditor_adds_nothing(granted: Engine) -> None:
    with granted.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {AUDITOR}"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("INSERT INTO wf_pending VALUES ('x', 1, 1, '')"))
        connection.rollback()


@pytest.mark.parametrize("roles", [{"boss": "x"}, {"app": "x; DROP TABLE wf_entry"}, {"app": 'x"'}])
def test_only_plain_names_of_known_kinds_are_granted(roles: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="grants were not written"):
        grants(roles)
