"""Paths for testers: few cases that together show every state, row and refusal of a definition."""

from workflow.engine.proving.paths.path import Attempt, Path, Paths, paths_from
from workflow.engine.proving.paths.telling import paths_of

__all__ = ["Attempt", "Path", "Paths", "paths_from", "paths_of"]
