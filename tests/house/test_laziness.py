"""What an import costs, counted in the libraries it loads; a fresh interpreter tells, for this one has them all."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Final

import pytest

import workflow
from tests.house.source import ROOT, modules

DATABASE: Final = {"sqlalchemy", "alembic", "psycopg"}
EDGES: Final = {"pydantic", "typer", "rich", "click"}
FILES: Final = {"openpyxl", "python_calamine"}
HEAVY: Final = DATABASE | EDGES | FILES | {"cryptography", "rfc8785", "transitions", "nhs_number"}


def loaded_by(statement: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has loaded after running a statement."""
    program = f"import sys\ntry:\n    {statement}\nexcept SystemExit:\n    pass\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return set(done.stderr.decode("utf-8").splitlines()[-1].split())


def test_importing_the_package_loads_the_package_alone() -> None:
    loaded = loaded_by("import workflow")
    assert not loaded & HEAVY
    assert {name for name in loaded if name.startswith("workflow.")} == set()


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("from workflow import Actor, Refused", HEAVY),
        ("from workflow.engine import decide, evolve, options, clocks", HEAVY - {"transitions"}),
        ("from workflow.definition import Definition, load, from_body", HEAVY),
        ("from workflow import Pathways", HEAVY - {"transitions"}),
        ("from workflow import CaseBook, unit_of_work", EDGES | FILES | {"alembic", "sqlalchemy.orm", "rfc8785"}),
        (
            "from workflow.serving.main import main; sys.argv[1:] = ['--help']; main()",
            HEAVY - {"typer", "click", "rich"},
        ),
    ],
)
def test_an_import_loads_no_more_than_its_work_needs(statement: str, unwanted: set[str]) -> None:
    assert loaded_by(statement) & unwanted == set()


def test_a_shipped_pathway_is_had_without_pydantic() -> None:
    loaded = loaded_by("from workflow import Pathways; Pathways.shipped().newest('secondary-breast-cancer')")
    assert "pydantic" not in loaded


def test_every_public_name_can_be_had_and_is_promised_to_type_checkers() -> None:
    tree = next(each.tree for each in modules() if each.path == "workflow/__init__.py")
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    promised = {
        alias.name: node.module for node in guarded.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert promised == workflow._HOMES
    assert set(promised) == set(workflow.__all__)
    assert [name for name in workflow.__all__ if not hasattr(workflow, name)] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Ward'"):
        workflow.Ward  # noqa: B018


def test_the_names_are_listed_before_they_are_loaded() -> None:
    assert set(workflow.__all__) <= set(dir(workflow))
