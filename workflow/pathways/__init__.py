"""The shipped pathways and the class that finds, loads and keeps them; the only place that reads definition files."""

from workflow.pathways.finding import Pathways

__all__ = ["Pathways"]
