"""A released history as a file: every row of a database, with the schema it had; written once and never again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, column, table

from workflow.history import current_revision
from workflow.history.tables import metadata

FOLDER = Path(__file__).parent
Rows = list[dict[str, Any]]


def released() -> list[Path]:
    """Every history that was ever released, oldest version first."""
    return sorted(FOLDER.glob("*/*.json.gz"))


def written(engine: Engine, file: Path) -> None:
    """Write a whole database to a file that is not there yet."""
    if file.exists():
        raise SystemExit(f"{file.name} was released and is never written again; release under another version.")
    with engine.connect() as connection:
        tables = {each.name: _rows(connection, each) for each in metadata.sorted_tables}
    body = {"revision": current_revision(engine), "tables": tables}
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    file.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def read(file: Path) -> tuple[str, dict[str, Rows]]:
    """Return the revision of the schema, and the rows of every table by its name."""
    body = json.loads(gzip.decompress(file.read_bytes()).decode("utf-8"))
    found = {name: [_from_json(row) for row in rows] for name, rows in body["tables"].items()}
    return body["revision"], found


def put_into(connection: Connection, tables: dict[str, Rows]) -> None:
    """Insert the rows as they were, under the columns they had."""
    for name, rows in tables.items():
        if rows:
            connection.execute(table(name, *(column(each) for each in rows[0])).insert(), rows)


def _rows(connection: Connection, found: Any) -> Rows:
    rows = connection.execute(found.select().order_by(*found.primary_key))
    return [{name: _to_json(value) for name, value in row._mapping.items()} for row in rows]


def _to_json(value: Any) -> Any:
    return {"hex": bytes(value).hex()} if isinstance(value, (bytes, memoryview)) else value


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for name, value in row.items()}
