"""The version of the proof: what is proved of a definition, and how."""

from __future__ import annotations

PROVER = "2"
"""A receipt of another version is not accepted: the definition has to be proved anew."""
