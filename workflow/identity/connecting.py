"""The name of what every function here is given, for rooms that may not know the database library themselves."""

from __future__ import annotations

from sqlalchemy import Connection

__all__ = ["Connection"]
