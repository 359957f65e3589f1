"""Fixtures of the command line: commands run in this process, or as a program of their own, on a prepared database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.interfaces.cli.shop import THURSDAY, workshop_tools
from tests.support.bicycles import workshop
from workflow.interfaces.cli.application import run

REPOSITORY = Path(__file__).resolve().parents[3]
NOTHING: Mapping[str, str] = MappingProxyType({})
CLERK, MECHANIC = "c.lee:clerk", "m.ali:mechanic"


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer, read as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error, read as JSON."""
        return json.loads(self.err)["error"]


class CommandLine:
    """The workshop's command line in this process."""

    def __init__(self, captured: pytest.CaptureFixture[str], environment: dict[str, str]) -> None:
        self.captured = captured
        self.environment = environment
        self.now = THURSDAY
        self.definition = workshop()

    def __call__(self, *words: str, by: str = CLERK, now: datetime | None = None) -> Ran:
        """Run one command as `by`, at `now`."""
        self.captured.readouterr()
        here = self.environment | {"CASEPATH_ACTOR": by}
        tools = workshop_tools(here, now or self.now, definition=self.definition)
        status = run(tools, words)
        return Ran(status, *self.captured.readouterr())

    def opened(self, reference: str = "frame:881", *words: str) -> str:
        """Open a case for a bicycle with a broken chain, and return its id."""
        given = ("received_on=2026-03-02", *(words or ("part=chain",)))
        ran = self("open", "bicycle-repair", *given, "--patient-ref", reference, "--json")
        assert ran.status == 0, ran.err
        return str(ran.json["case"])

    def measured(self, reference: str = "frame:881") -> str:
        """A case whose chain was measured, so that somebody has to read it."""
        case = self.opened(reference)
        self("report", case, "order_check", "part=chain", "tool=gauge")
        self("report", case, "start", by=MECHANIC)
        ran = self("report", case, "measure", "check=C1", "wear=0.8", by=MECHANIC)
        assert ran.status == 0, ran.err
        return case


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an up-to-date SQLite database without cases, and its keys."""
    folder = tmp_path_factory.mktemp("workshop")
    assert run(workshop_tools({}), ["migrate", "--db", str(folder / "shop.db"), "--json"]) == 0
    return folder


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Path:
    """A database of this test alone, with its keys beside it."""
    for file in prepared.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / "shop.db"


@pytest.fixture
def casepath(database: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The workshop's command line on a fresh SQLite database."""
    return CommandLine(capsys, {"CASEPATH_DATABASE_URL": str(database)})


@pytest.fixture
def casepath_on_both(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The workshop's command line on a fresh database, once on SQLite and once on PostgreSQL."""
    environment = {"CASEPATH_DATABASE_URL": database_url, "CASEPATH_KEYS": str(tmp_path / "shop.keys")}
    line = CommandLine(capsys, environment)
    ran = line("migrate")
    assert ran.status == 0, ran.err
    return line


def program(
    *words: str, cwd: Path, environment: Mapping[str, str] = NOTHING, shop: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a program of its own: the workshop's, or the shipped one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEPATH_")}
    return subprocess.run(
        [*python_command(shop=shop), *words],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(REPOSITORY)} | dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


def python_command(*, shop: bool = True) -> list[str]:
    """How a command is started with this very Python."""
    if shop:
        return [sys.executable, "-m", "tests.interfaces.cli.shop"]
    return [sys.executable, "-c", "import sys; from workflow.serving.main import main; sys.exit(main())"]
