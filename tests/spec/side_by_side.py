"""NICE's pathway beside the patient information's: the same story told on both, for the chapters about what differs.

It answers how a story is told on one, the other or both; what each must say there is the chapters' matter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from tests.spec.patients import (
    FILE,
    REFERRED_ON,
    Patient,
    given_symptom,
    lifted,
    pathway,
    shipped,
    told_on,
    with_result,
)
from workflow.case.file import Case
from workflow.definition import Definition, load

VARIANT = "nice-cg81-2026"
NICE_FILE = FILE.with_name("secondary-breast-cancer.nice-cg81-2026.2026-11-24.toml")
T = TypeVar("T")


@lru_cache(maxsize=1)
def shipped_variant() -> Definition:
    """NICE's pathway as it is shipped."""
    return load(NICE_FILE.read_text(encoding="utf-8"), file=NICE_FILE.name, parent=lambda _: shipped())


def on_bcn(tell: Callable[[], T]) -> T:
    """Told on the patient information's pathway, or on what a test run puts in its place."""
    with told_on(pathway() if not _is_nice() else shipped()):
        return tell()


def on_nice(tell: Callable[[], T]) -> T:
    """Told on NICE's pathway, or on what a test run puts in its place."""
    with told_on(pathway() if _is_nice() else shipped_variant()):
        return tell()


def on_both(tell: Callable[[], T]) -> tuple[T, T]:
    """Told on the patient information's pathway, and on NICE's."""
    return on_bcn(tell), on_nice(tell)


def _is_nice() -> bool:
    return pathway().variant == VARIANT


def image(modality: str, purpose: str = "initial", site: str = "bone") -> dict[str, str]:
    """The fields of an order."""
    return {"kind": "imaging", "modality": modality, "purpose": purpose, "site": site}


def referred(**fields: str) -> Patient:
    """Somebody referred without a named nurse, with a symptom unless `site` is empty."""
    given = {"site": "bone", "prior_history": "none", "pathway_type": "usc_referral", **fields}
    said = {name: value for name, value in given.items() if value}
    opened = Patient(Case("case-1", pathway().digest))
    return opened.reports("register", by="navigator", received_on=REFERRED_ON, **said)


def given_first_image(modality: str, site: str = "liver") -> Patient:
    """A first image is reported and acknowledged; a consultant lifts what a first PET-CT needs, where it needs that."""
    lifting = lifted("pet_ct_follows_first_imaging", reason="not_available")
    needed = lifting if modality == "pet_ct" and not _is_nice() else {}
    ordered = given_symptom(site).reports("order", needed, **image(modality, site=site))
    return with_result(ordered.reports("accept"))


def given_staging_after(modality: str) -> Patient:
    """A first image showed a secondary."""
    return identified(given_first_image(modality))


def identified(patient: Patient) -> Patient:
    """Images are classified as showing a secondary."""
    return patient.reports("classify", classification="secondary_identified", plan="staging", sites="liver")


def items(patient: Patient) -> tuple[str, str]:
    """How the bone scan and the CT of the staging set stand."""
    return patient.fact("bone_scan_item"), patient.fact("ct_item")
