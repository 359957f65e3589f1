"""Verification of a whole history: definitions, chain, numbers, columns, rules, projections, texts, look-ups.

What it cannot see from inside one database, because nothing is left to compare with: entries cut off the end of a case
together with their projection, a case deleted with every trace, an older copy of the whole database. Those need
evidence from outside. It reads and never writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection

from workflow.case.effective import instant_from, instant_text
from workflow.case.errors import WorkflowError
from workflow.definition import Definition
from workflow.history import statements
from workflow.history.definitions import DefinitionSource, find_definition
from workflow.history.keyring import Keyring
from workflow.history.statements import for_dialect
from workflow.inspection.bytes_only import byte_pages
from workflow.inspection.chaining import TOLERANCE, Link, check_chain, read_links
from workflow.inspection.defining import check_definitions, check_receipts, kept_without_receipt
from workflow.inspection.faults import Fault, Findings, Verification
from workflow.inspection.finding_persons import Persons, check_leftovers
from workflow.inspection.pages import StoredCase, case_pages, count_cases
from workflow.inspection.protecting import check_payloads, committed
from workflow.inspection.recomposing import Home, recomposed
from workflow.inspection.reliving import STUMBLES, check_projection, relive_case

Progress = Callable[[int, int], None]
"""Called with cases done and cases in all."""


def verify(
    connection: Connection,
    pathways: DefinitionSource,
    *,
    keys: Keyring | None = None,
    deployment: str | None = None,
    progress: Progress | None = None,
    bytes_only: bool = False,
) -> Verification:
    """Verify every case of a database.

    Args:
        connection: one that sees a single moment, as `snapshot(engine)` gives, or writers at work look like faults.
        keys: also open every protected text and compare it with what was committed to.
        deployment: the deployment whose history it must be; None to take each case's first entry at its word.
        progress: told after every case; with `bytes_only` after every page of them.
        bytes_only: look only whether any stored text was changed, exchanged or taken out since it was chained.

    Returns:
        What was looked at, and the first fault of each kind.
    """
    if bytes_only:
        return _bytes_verified(connection, deployment, progress)
    began = time.perf_counter()
    findings, persons = Findings(), Persons(connection)
    inspector = _Inspector(connection, pathways, keys, deployment)
    findings.add_all(check_definitions(connection, pathways))
    findings.add_all(check_receipts(connection))
    total, cases, entries = count_cases(connection), 0, 0
    for page in case_pages(connection):
        for stored in page:
            findings.add_all(inspector.check_case(stored, persons))
            cases += 1
            entries += len(stored.entries)
            if progress:
                progress(cases, total)
        findings.add_all(persons.settle())
    findings.add_all(_check_rest(connection, persons, cases, total))
    seconds = time.perf_counter() - began
    return Verification(
        cases,
        entries,
        findings.in_order(),
        findings.counts,
        keys is not None,
        seconds,
        unproved=kept_without_receipt(connection),
    )


def _check_rest(connection: Connection, persons: Persons, cases: int, total: int) -> Iterator[Fault]:
    yield from persons.unsettled()
    yield from check_leftovers(connection)
    if cases != total:
        yield Fault("projection", "", 0, f"{total} cases are counted, and {cases} could be read")


def _bytes_verified(connection: Connection, deployment: str | None, progress: Progress | None) -> Verification:
    began = time.perf_counter()
    findings = Findings()
    total, cases, entries = count_cases(connection), 0, 0
    for page_cases, page_entries, faults in byte_pages(connection, deployment):
        findings.add_all(iter(faults))
        cases += page_cases
        entries += page_entries
        if progress and page_cases:
            progress(cases, total)
    seconds = time.perf_counter() - began
    return Verification(cases, entries, findings.in_order(), findings.counts, False, seconds, bytes_only=True)


class _Inspector:
    """What every case is checked against."""

    def __init__(
        self, connection: Connection, pathways: DefinitionSource, keys: Keyring | None, deployment: str | None
    ) -> None:
        self._connection = connection
        self._pathways = pathways
        self._keys = keys
        self._deployment = deployment
        self._now: datetime = instant_from(connection.execute(for_dialect(connection, statements.CLOCK)).scalar_one())
        self._home = Home(deployment, instant_text(self._now + TOLERANCE), self._definition)

    def check_case(self, stored: StoredCase, persons: Persons) -> Iterator[Fault]:
        """Check one case: quickly where all is as it would be written again, else closely."""
        commitments = recomposed(stored, self._home)
        try:
            if commitments is not None:
                yield from check_payloads(stored, commitments, keys=self._keys, persons=persons)
            else:
                yield from self._look_closely(stored, persons)
        except STUMBLES as error:
            says = f"what is stored of the case cannot be looked at ({type(error).__name__})"
            yield Fault("bytes", str(stored.case_id), 0, says)

    def _look_closely(self, stored: StoredCase, persons: Persons) -> Iterator[Fault]:
        links, unreadable = read_links(stored)
        yield from unreadable
        yield from check_chain(stored, links, deployment=self._deployment, now=self._now)
        yield from check_payloads(stored, committed(links), keys=self._keys, persons=persons)
        missing = list(self._missing_definitions(links))
        yield from missing
        if not missing:
            yield from self._check_meaning(stored, links)

    def _check_meaning(self, stored: StoredCase, links: list[Link]) -> Iterator[Fault]:
        relived = relive_case(stored.case_id, links, self._definition)
        yield from relived.faults
        yield from check_projection(stored, links, relived.case, self._definition)

    def _missing_definitions(self, links: list[Link]) -> Iterator[Fault]:
        for link in links:
            try:
                self._definition(link.entry.definition)
            except WorkflowError as error:
                yield Fault("definition", link.row.case_id, link.row.seq, error.message)

    def _definition(self, digest: str) -> Definition:
        return find_definition(self._connection, self._pathways, digest)
