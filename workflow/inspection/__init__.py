"""Can it be proved: verification of a whole history. Read only; needs no key, and proves more with one."""

from workflow.inspection.faults import KINDS, Fault, Verification
from workflow.inspection.verifying import verify

__all__ = ["KINDS", "Fault", "Verification", "verify"]
