"""The project's own files as the house tests read them: parsed Python, and text; it judges nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
CODE: Final = ("workflow", "migrations", "tests")
NOT_OURS: Final = {".git", ".venv", ".hypothesis", "build", "dist"}
TEXT: Final = {".py", ".toml", ".md", ".txt", ".csv", ".yml", ".yaml", ".svg", ".mmd", ".cfg", ".mako", ""}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its path from the root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.text.count("\n")

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Yield every function with the name it has in the ratchet, `path::Class.method`."""
        for name, node in _functions(self.tree, ""):
            yield f"{self.path}::{name}", node

    def definitions(self) -> Iterator[tuple[str, int]]:
        """Yield every name that the file gives to something, and its line."""
        for node in ast.walk(self.tree):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield node.name, node.lineno
                case ast.arg():
                    yield node.arg, node.lineno
                case ast.Name(ctx=ast.Store()):
                    yield node.id, node.lineno
                case ast.Attribute(ctx=ast.Store()):
                    yield node.attr, node.lineno
                case _:
                    pass


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python file of the project, parsed once, in the order of their paths."""
    paths = sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    return tuple(_module(path) for path in paths)


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text file of the project with its path from the root."""
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        ours = not any(part in NOT_OURS or part.endswith(("_cache", "__pycache__")) for part in relative.parts)
        if ours and path.suffix in TEXT and path.is_file() and not path.name.startswith(".coverage"):
            yield relative.as_posix(), path.read_text(encoding="utf-8", errors="replace")


def words(identifier: str) -> tuple[str, ...]:
    """Split an identifier into its words, in lower case: `noSecondary_seen` → no, secondary, seen."""
    return tuple(each.lower() for each in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier))


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            inner = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix
            yield from _functions(child, inner)
