"""casepath's tables in somebody else's database: in the host's own tree or beside it, never proposed for dropping."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, inspect

from workflow.history import current_revision, include_name, migrations_folder, open_engine, upgrade

ROOT = Path(__file__).parents[2]

HOST_ENV = """
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=None)
    context.run_migrations()
engine.dispose()
"""
HOST_REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0001", None, ("host",), "wf0001"
def upgrade(): op.create_table("shelf", sa.Column("id", sa.Integer, primary_key=True))
def downgrade(): op.drop_table("shelf")
"""


def host_tree(folder: Path, url: str) -> Config:
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(HOST_ENV, encoding="utf-8")
    (folder / "versions" / "0001_shelf.py").write_text(HOST_REVISION, encoding="utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{folder / 'versions'}\n{migrations_folder() / 'versions'}")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def test_casepath_is_a_branch_of_the_hosts_own_tree(database_url: str, tmp_path: Path) -> None:
    config = host_tree(tmp_path / "host", database_url)
    command.upgrade(config, "casepath@head")
    engine = open_engine(database_url)
    with engine.begin() as connection:
        assert "wf_entry" in inspect(connection).get_table_names()
        assert "shelf" not in inspect(connection).get_table_names()
    command.upgrade(config, "heads")
    with engine.begin() as connection:
        assert "shelf" in inspect(connection).get_table_names()
    command.downgrade(config, "host@base")
    command.downgrade(config, "casepath@base")
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_a_hosts_autogenerate_leaves_our_tables_alone(database_url: str) -> None:
    engine = open_engine(database_url)
    host = MetaData()
    Table("shelf", host, Column("id", Integer, primary_key=True))
    upgrade(engine)
    with engine.begin() as connection:
        host.create_all(connection)
        naive = compare_metadata(MigrationContext.configure(connection), host)
        told = MigrationContext.configure(connection, opts={"include_name": include_name})
        assert {change[0] for change in naive} >= {"remove_table"}
        assert compare_metadata(told, host) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("name", "kind", "parents", "kept"),
    [
        ("wf_entry", "table", {}, False),
        ("wf_version", "table", {}, False),
        ("ix_wf_case_person", "index", {"table_name": "wf_case"}, False),
        ("shelf", "table", {}, True),
        ("ix_shelf", "index", {"table_name": "shelf"}, True),
        (None, "schema", {}, True),
    ],
)
def test_only_what_is_ours_is_left_out(name: str, kind: str, parents: dict[str, str | None], kept: bool) -> None:
    assert include_name(name, kind, parents) is kept


def alembic(*arguments: str, url: str) -> str:
    environment = {**os.environ, "CASEPATH_DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", "pyproject.toml", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_alembic_itself_runs_from_a_checkout(database_url: str) -> None:
    alembic("upgrade", "head", url=database_url)
    engine = open_engine(database_url)
    assert current_revision(engine) == "wf0005"
    engine.dispose()
    assert "No new upgrade operations detected" in alembic("check", url=database_url)


@pytest.mark.parametrize("url", ["postgresql+psycopg://x/y", "sqlite:///x"])
def test_the_schema_can_be_printed_as_sql(url: str) -> None:
    script = alembic("upgrade", "head", "--sql", url=url)
    assert "CREATE TABLE wf_entry" in script
    assert "CREATE TRIGGER wf_entry_refuse_" in script
    assert "DROP TABLE wf_entry" in alembic("downgrade", "wf0005:base", "--sql", url=url)


def test_the_wheel_carries_the_revisions(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed here")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    ours = {path.relative_to(migrations_folder()).as_posix() for path in migrations_folder().rglob("*.py")}
    assert {f"workflow/_migrations/{name}" for name in (*ours, "script.py.mako")} <= shipped
