"""A PostgreSQL server of our own for the length of a test or a benchmark: started, stopped, killed and started again.

It knows nothing of casepath's tables. The server keeps its safe settings (fsync and the like), because casepath's own
applications refuse a server without them; ordinary tests get their speed from a data folder in memory instead. Tests
that must see real disk writes ask for `on_disk=True`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg

from workflow.rehearsal.postgres_binaries import Binaries

if TYPE_CHECKING:
    import pwd  # Windows has no such module, and starts no server here

OWNER: Final = "casepath"
"""The superuser of the test server; it is reachable only through a socket in a private folder."""
MEMORY: Final = Path("/dev/shm")
ROOM_NEEDED: Final = 1 << 30
START_LIMIT_S: Final = 60
_PREFIX: Final = "casepath-pg-"


class PostgresServer:
    """One server with its own data folder, listening on a Unix socket only."""

    def __init__(self, binaries: Binaries, *, on_disk: bool = False) -> None:
        self._account = _unprivileged_account()
        self.home = _private_folder(on_disk, self._account)
        self.binaries = binaries.readable_by_everybody(self.home) if self._account else binaries
        self._server: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", "state", "-U", OWNER, "--auth=trust", "-E", "UTF8", "--no-locale", "--no-sync")

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        return self._server.pid

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database on this server."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.home}"

    def start(self, **settings: str) -> None:
        """Start the server, with further settings by name, and wait until it answers."""
        chosen = {"listen_addresses": "", "unix_socket_directories": str(self.home), "timezone": "UTC"} | settings
        options = [each for name, value in chosen.items() for each in ("-c", f"{name}={value}")]
        with (self.home / "server.log").open("ab") as log:
            program = [str(self.binaries.folder / "postgres"), "-D", "state", *options]
            self._server = subprocess.Popen(program, stdout=log, stderr=log, **self._as_owner())
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server in order, closing the sessions that are still open."""
        self._end(immediately=False)

    def kill(self) -> None:
        """End the postmaster with SIGKILL, as a crash would; the next `start` recovers from the log."""
        self._end(immediately=True)

    def remove(self) -> None:
        """Stop the server and delete everything it wrote."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        """Return what the server wrote to its log."""
        return (self.home / "server.log").read_text(encoding="utf-8", errors="replace")

    def _end(self, *, immediately: bool) -> None:
        if self._server is None:
            return
        if immediately:
            self._server.kill()
        else:
            self._server.send_signal(2)  # SIGINT is PostgreSQL's "fast" shutdown
        self._server.wait(timeout=START_LIMIT_S)
        self._server = None

    def _wait_until_it_answers(self) -> None:
        """Try to connect until it works; after a kill the server refuses while it recovers."""
        until = time.monotonic() + START_LIMIT_S
        while True:
            try:
                psycopg.connect(f"host={self.home} user={OWNER} dbname=postgres").close()
                return
            except psycopg.OperationalError:
                ended = self._server is None or self._server.poll() is not None
                if ended or time.monotonic() > until:
                    raise RuntimeError(f"PostgreSQL did not start; its log:\n{self.log()}") from None
                time.sleep(0.02)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries.folder / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, check=False, text=True, encoding="utf-8", **self._as_owner()
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _as_owner(self) -> dict[str, Any]:
        """Return how to run a program as the account that owns the data; PostgreSQL refuses to run as root."""
        options: dict[str, Any] = {"cwd": self.home, "stdin": subprocess.DEVNULL}
        if self._account:
            options |= {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return options


@contextmanager
def running(binaries: Binaries, *, on_disk: bool = False) -> Iterator[PostgresServer]:
    """Start a server for the length of a `with` block and remove every trace of it afterwards."""
    server = PostgresServer(binaries, on_disk=on_disk)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account that shall run the server when we are root, else None."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {each.pw_name: each for each in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _private_folder(on_disk: bool, account: pwd.struct_passwd | None) -> Path:
    """Make the server's folder: short, for a socket's path has 107 bytes, and closed to every other account."""
    in_memory = not on_disk and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    # As root the usual temporary folder may be one that the server's account cannot enter.
    parent = MEMORY if in_memory else Path("/tmp")
    _remove_what_ended_runs_left(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _remove_what_ended_runs_left(parent: Path) -> None:
    """Delete the folders of test runs that were killed; a server still running there notices and ends by itself."""
    for folder in parent.glob(f"{_PREFIX}*"):
        process_id = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process_id.isdigit() and not _is_alive(int(process_id)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
