"""The words and options that several commands share, each with its help, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Db = Annotated[
    str | None,
    typer.Option("--db", metavar="URL|FILE", help="Database [env CASEPATH_DATABASE_URL; default casepath.db]."),
]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", metavar="FILE", help="Key file [env CASEPATH_KEYS; default beside an SQLite file]."),
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who reports [env CASEPATH_ACTOR=NAME:ROLE]; taken on trust."),
]
Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="The role they act in, such as navigator.")]
OnBehalfOf = Annotated[
    str | None, typer.Option("--on-behalf-of", metavar="NAME", help="Whom they report it for, where that is another.")
]
Json = Annotated[bool, typer.Option("--json", help="Answer (and fail) in JSON.")]

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The case's id, or its beginning.", show_default=False)]
FieldWords = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FIELD=VALUE",
        help="What is reported. Several codes: a,b. Text from a file: text=@FILE, from stdin: text=-.",
        show_default=False,
    ),
]
OccurredAt = Annotated[
    str | None,
    typer.Option("--occurred-at", metavar="WHEN", help="When it happened, if not just now; a date or a month will do."),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="KEY", help="Idempotency key: repeated with the same contents, nothing is written twice."
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--override", metavar="REQUIREMENT=REASON[:TEXT]", help="Answer an unmet requirement with a reason; repeatable."
    ),
]

DATABASE: dict[str, tuple[Any, Any]] = {"db": (Db, None), "keys": (Keys, None)}
ASKER: dict[str, tuple[Any, Any]] = {"by": (By, None), "role": (Role, None), "on_behalf_of": (OnBehalfOf, None)}
ANSWER: dict[str, tuple[Any, Any]] = {"as_json": (Json, False)}
