"""Walks the guide for hospitals: runs its commands in its order, with its TOML put into the file they work on.

`python -m tests.support.guide` writes the answers into the page as they are today.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workflow.interfaces.cli.application import run
from workflow.interfaces.cli.toolbox import Toolbox
from workflow.pathways import Pathways
from workflow.serving.lazily import LazyDatabases

PAGE = Path(__file__).resolve().parents[2] / "diagrams" / "guide" / "README.md"
OWN_FILE = "st-elsewhere.toml"
CHECK = "casepath pathway check "

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
BLOCK = re.compile(r"```(console|toml)\n(.*?)```", re.DOTALL)


class Walk:
    """One walk through the page in a folder of its own.

    Args:
        proving: whether `pathway check` is run too; registering proves the same.
    """

    def __init__(self, folder: Path, *, proving: bool) -> None:
        self.folder = folder
        self.proving = proving
        self.environment: dict[str, str] = {}

    def page(self, page: str) -> str:
        """The page with the answers as they are today."""
        with chdir(self.folder):
            return BLOCK.sub(self._block, page)

    def _block(self, found: re.Match[str]) -> str:
        kind, text = found.groups()
        if kind == "toml":
            with Path(OWN_FILE).open("a", encoding="utf-8") as stream:
                stream.write("\n" + text)
            return found.group()
        commands = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")]
        if commands[0].startswith(CHECK) and not self.proving:
            return found.group()
        return f"```console\n{''.join(self._answered(commands))}```"

    def _answered(self, commands: list[str]) -> Iterator[str]:
        for command in commands:
            yield f"$ {command}\n"
            word, *words = shlex.split(command)
            if word == "export":
                name, _, value = words[0].partition("=")
                self.environment[name] = value
            else:
                yield self.answer(words)

    def answer(self, words: list[str]) -> str:
        """What a command answers, and what it complains of; each finds the database and what is shipped, no more."""
        shelf = Pathways.shipped()
        tools = Toolbox(
            pathways=lambda: shelf,
            databases=LazyDatabases(lambda: shelf, clock=lambda: NOW),
            environment=self.environment,
            now=lambda: NOW,
        )
        answer, complaint = io.StringIO(), io.StringIO()
        with redirect_stdout(answer), redirect_stderr(complaint):
            done = run(tools, words) == 0
        # How far long work has come is told there too, and no part of the answer.
        told = answer if done else complaint
        return "\n".join(line.rstrip() for line in told.getvalue().rstrip().splitlines()) + "\n"

    def answered_json(self, *words: str) -> Any:
        """What a command answers in JSON, after the walk."""
        with chdir(self.folder):
            return json.loads(self.answer([*words, "--json"]))


def alike(page: str) -> str:
    """The page without what differs from run to run: ids, digests and seconds."""
    return re.sub(r"\d+\.\d+ s\b", "0.00 s", re.sub(r"\b[0-9a-f]{7,64}\b", "…", page))


def snippets() -> list[str]:
    """The changes that the page shows, in its order."""
    return [text for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == "toml"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        before = PAGE.read_text(encoding="utf-8")
        after = Walk(Path(scratch), proving=True).page(before)
        if alike(before) != alike(after):
            PAGE.write_text(after, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{PAGE} is as casepath answers today.\n")
