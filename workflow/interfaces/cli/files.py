"""Files that somebody names on the command line: read and written, each trouble told with the name that was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from workflow.case.errors import BadInput

Parsed = TypeVar("Parsed")


def parsed_file(file: Path, parse: Callable[[str], Parsed], kind: str) -> Parsed:
    """Read a file in UTF-8 and parse it.

    Args:
        kind: what it is to be, such as JSON.

    Raises:
        BadInput: when it is not there or cannot be read as that; with the place where that is known.
    """
    try:
        return parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {file.name}.") from error
    except (OSError, RecursionError) as error:
        raise BadInput(f"{file.name} cannot be read as {kind} ({type(error).__name__}).") from error
    except ValueError as error:  # tells the place
        raise BadInput(f"{file.name} cannot be read as {kind}: {error}.") from error


def write_file(file: Path, text: str, what: str) -> None:
    """Write a text in UTF-8, with line ends that are the same everywhere.

    Args:
        what: what is written, such as "The page", for the message.

    Raises:
        BadInput: when it cannot be written there.
    """
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{what} could not be written to {file} ({type(error).__name__}).") from error


def write_files(folder: Path, texts: Mapping[str, str], what: str) -> None:
    """Write texts by their names into a folder, which is made where it is not there.

    Raises:
        BadInput: as for `write_file`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{what} could not be written to {folder} ({type(error).__name__}).") from error
    for name, text in texts.items():
        write_file(folder / name, text, what)
