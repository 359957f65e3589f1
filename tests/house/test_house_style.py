"""The rules of the house that a linter does not know: sizes, words, documentation, and what stays out of the text.

Sizes have a ratchet, `ratchet.toml`: what is too large today is listed there with its size, and may only shrink.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.house.source import ROOT, Function, modules, texts, words

LIMITS: Final = {"file_lines": 400, "function_lines": 50, "positional_parameters": 4}
CLINICALLY_AMBIGUOUS: Final = {"clear", "normal", "abnormal", "positive", "negative"}
EMPTY_NAMES: Final = {"util", "utils", "helper", "helpers", "manager", "process", "handle", "data"}
PURE: Final = ("workflow/case/", "workflow/definition/", "workflow/engine/")
IMPURE_CALLS: Final = {"now", "today", "utcnow", "open", "read_text", "write_text", "print", "input"}
RATCHET: Final = tomllib.loads((ROOT / "tests/house/ratchet.toml").read_text(encoding="utf-8"))


def sizes() -> Mapping[str, Mapping[str, int]]:
    functions = [each for module in modules() for each in module.functions()]
    return {
        "file_lines": {module.path: module.lines for module in modules()},
        "function_lines": {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions},
        "positional_parameters": {name: positional(node) for name, node in functions},
    }


def positional(function: Function) -> int:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@pytest.mark.parametrize("kind", LIMITS)
def test_nothing_is_larger_than_the_house_allows(kind: str) -> None:
    too_large = {name: size for name, size in sizes()[kind].items() if size > LIMITS[kind]}
    assert too_large == RATCHET[kind], f"{kind}: at most {LIMITS[kind]}; the ratchet may only shrink: {too_large}"


def test_every_module_says_what_it_answers() -> None:
    silent = [each.path for each in modules() if not _is_a_sentence(ast.get_docstring(each.tree))]
    assert not silent, _listed(silent)


def test_every_public_name_of_the_package_is_described() -> None:
    silent = [where for where, node in public_names() if not _is_a_sentence(ast.get_docstring(node))]
    assert not silent, _listed(silent)


def public_names() -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Yield the public classes, functions and methods of the package, schemas excepted.

    The classes of the definition's schema are the TOML tables of the same names, which the format describes.
    """
    for module in modules():
        if module.path.startswith("workflow/") and not module.path.endswith("loading/schema.py"):
            for node in _public(module.tree):
                yield f"{module.path}:{node.lineno} {node.name}", node


def test_no_name_says_what_the_clinic_reads_two_ways() -> None:
    found = [
        f"{module.path}:{line} {name}"
        for module in modules()
        if module.path.startswith(("workflow/", "migrations/"))
        for name, line in module.definitions()
        if CLINICALLY_AMBIGUOUS & set(words(name))
    ]
    assert not found, _listed(found)


def test_no_code_of_a_shipped_pathway_is_read_two_ways() -> None:
    found = [
        f"{path.name}: {code}"
        for path in sorted((ROOT / "workflow/pathways/definitions").glob("*.toml"))
        for code in _codes({**tomllib.loads(path.read_text(encoding="utf-8")), "banned": {}})
        if CLINICALLY_AMBIGUOUS & set(words(code))
    ]
    assert not found, _listed(found)


def test_names_tell_what_a_thing_is() -> None:
    named = [(each.path, each.path.rsplit("/", 1)[-1].removesuffix(".py")) for each in modules()]
    named += [
        (name, node.name) for each in modules() for name, node in each.functions() if not node.name.startswith("test_")
    ]
    found = [where for where, name in named if EMPTY_NAMES & set(words(name))]
    assert not found, _listed(found)


def test_pure_folders_ask_no_clock_and_open_no_file() -> None:
    found = [
        f"{module.path}:{node.lineno} {name}"
        for module in modules()
        if module.path.startswith(PURE)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and (name := _called(node)) in IMPURE_CALLS
    ]
    assert not found, _listed(found)


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/\w|[A-Z]:\\Users\\")
    found = [
        f"{path}:{number}"
        for path, text in texts()
        if path != "tests/house/test_house_style.py"
        for number, line in enumerate(text.splitlines(), start=1)
        if place.search(line)
    ]
    assert not found, _listed(found)


def test_constraints_pin_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []


def test_imports_point_up_the_listing() -> None:
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            overloads = isinstance(child, ast.FunctionDef) and any(
                isinstance(each, ast.Name) and each.id in {"overload", "override"} for each in child.decorator_list
            )
            if not overloads:
                yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)


def _codes(value: object) -> Iterator[str]:
    """Yield the keys of a definition, and its texts that are one word: codes, not sentences."""
    match value:
        case dict():
            yield from (key for key in value if isinstance(key, str))
            yield from (code for each in value.values() for code in _codes(each))
        case list():
            yield from (code for each in value for code in _codes(each))
        case str() if re.fullmatch(r"[a-z][a-z0-9_]*", value):
            yield value
        case _:
            pass


def _listed(found: list[str]) -> str:
    return "\n" + "\n".join(found)


def _is_a_sentence(docstring: str | None) -> bool:
    first, _, _ = (docstring or "").strip().partition("\n\n")
    return len(first.split()) >= 3 and first.rstrip().endswith((".", ":", "?", "”", ")"))


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
