"""The part of the proof that needs the engine: that every state, row and refusal can really be reached, and how."""

from workflow.engine.proving.journeys import Journey, Step, journeys_from, journeys_out
from workflow.engine.proving.proving import prove
from workflow.engine.proving.reachable import explored, reachable

__all__ = ["Journey", "Step", "explored", "journeys_from", "journeys_out", "prove", "reachable"]
