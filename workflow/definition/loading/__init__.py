"""From a text to a definition: TOML is read, completed from its parent, checked in shape and names, and built.

Takes texts, never paths. What is stored (`body`) is the resolved definition as compact JSON in the order of the file;
its SHA-256 is the definition's digest.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflow.case.errors import DefinitionError, Problem
from workflow.definition.loading import merging
from workflow.definition.loading.building import build
from workflow.definition.model import Definition

__all__ = ["digest_of", "from_body", "load", "load_released", "resolve"]

Parent = Callable[[str], Definition]


def load(text: str, *, file: str, parent: Parent | None = None) -> Definition:
    """Read a definition from TOML text.

    Args:
        text: the file's text.
        file: its name, for messages only.
        parent: finds the definition that `extends` names; needed only where a definition extends another.

    Raises:
        DefinitionError: with every fault found: table, key, what was found, what was expected.
    """
    from workflow.definition.loading.shaping import shape_problems

    raw = resolve(text, file=file, parent=parent)
    if problems := shape_problems(raw):
        raise DefinitionError(f"{file} is not a sound definition.", problems)
    return _checked(_body(raw), file=file)


def load_released(text: str, *, file: str, digest: str, parent: Parent | None = None) -> Definition | None:
    """Read a definition whose digest is known from a proof of this very content; None when the digest is another.

    What was proved once need not be checked again, so nothing but the standard library is loaded.
    """
    body = _body(resolve(text, file=file, parent=parent))
    if digest_of(body) != digest:
        return None
    return from_body(body)


def from_body(body: str) -> Definition:
    """Build a definition from the body that was stored when it was first used; it was checked then."""
    return build(json.loads(body), body=body, digest=digest_of(body))


def digest_of(body: str) -> str:
    """SHA-256 of the stored body, in hexadecimal."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def resolve(text: str, *, file: str, parent: Parent | None = None) -> Mapping[str, Any]:
    """The tables of a TOML text, dates as text, laid over those of the definition it extends.

    Raises:
        DefinitionError: when the text is no TOML, or the parent is unknown or has another digest.
    """
    try:
        raw: dict[str, Any] = _plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{file} is not TOML.", [Problem(file, str(error), "TOML")]) from error
    except RecursionError as error:
        raise DefinitionError(
            f"{file} is nested too deeply.", [Problem(file, "deep nesting", "plain tables")]
        ) from error
    head = raw.get("pathway")
    if not isinstance(head, dict) or not head.get("extends"):
        return raw
    if parent is None:
        raise DefinitionError(f"{file} extends {head['extends']}, and no parent was offered.")
    found = parent(str(head["extends"]))
    if found.digest != head.get("extends_digest"):
        pinned = Problem("pathway.extends_digest", repr(head.get("extends_digest")), found.digest)
        raise DefinitionError(f"{file} extends {found.name}, but pins another content of it.", [pinned])
    return merging.laid_over(json.loads(found.body), raw, file=file)


def _checked(body: str, *, file: str) -> Definition:
    from workflow.definition.loading.checking import check

    definition = from_body(body)
    if problems := check(definition):
        raise DefinitionError(f"{file} is not a sound definition.", problems)
    return definition


def _body(raw: Mapping[str, Any]) -> str:
    try:
        return json.dumps(raw, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DefinitionError("A definition holds text, whole numbers, booleans, dates and tables only.") from error


def _plain(value: Any, where: str = "") -> Any:
    """The same tables with dates as ISO text; floats and times have no place in a definition."""
    if isinstance(value, dict):
        return {key: _plain(each, f"{where}.{key}".lstrip(".")) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, f"{where}[{number}]") for number, each in enumerate(value, 1)]
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, (str, bool, int)):
        return value
    raise DefinitionError(
        "A definition holds text, whole numbers, booleans, dates and tables only.",
        [Problem(where, repr(value)[:40], "a text, or a decimal written as text")],
    )
