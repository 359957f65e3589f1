"""The proof that a pathway is sound before a patient is on it: one module per obligation; pure, knowing no clinic."""

from __future__ import annotations

from workflow.definition.proof.findings import Failure, Given, Obligation, Proof
from workflow.definition.proof.proving import prove
from workflow.definition.proof.report import pictures, proof_report

__all__ = ["Failure", "Given", "Obligation", "Proof", "pictures", "proof_report", "prove"]
