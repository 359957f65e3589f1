"""Histories as they were released: what later releases must read, fold to the same bytes, and find lawful."""
