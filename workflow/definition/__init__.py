"""What should happen: the model of a pathway, its loader, its prover and its describer; pure, knowing no clinic."""

from workflow.definition.loading import digest_of, from_body, load, load_released
from workflow.definition.model import Definition

__all__ = ["Definition", "digest_of", "from_body", "load", "load_released"]
