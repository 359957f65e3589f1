"""Two PostgreSQL servers under Patroni, with etcd as the witness of who leads: started, killed and asked who leads.

Everything listens on the loopback only. It knows nothing of casepath's tables.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from workflow.rehearsal.postgres_binaries import Binaries

NAMES = ("one", "two")
TTL_S, LOOP_S, RETRY_S = 20, 2, 5
"""How long a leader that says nothing is believed, and how often it says something; Patroni ships 30, 10 and 10."""
PATIENCE_S = 90.0


@dataclass
class Member:
    """One server with its Patroni."""

    name: str
    port: int
    rest: int
    process: subprocess.Popen[bytes] | None = None


@dataclass
class Cluster:
    """Both servers and the witness.

    Args:
        synchronous: a commit is acknowledged when the standby has it too.
    """

    binaries: Binaries
    home: Path
    synchronous: bool
    members: dict[str, Member] = field(default_factory=dict)
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    witness: int = 0
    _etcd: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything, and wait until one leads and the other follows."""
        self.witness, peers = free_port(), free_port()
        here, there = f"http://127.0.0.1:{self.witness}", f"http://127.0.0.1:{peers}"
        addresses = ["--listen-client-urls", here, "--advertise-client-urls", here, "--listen-peer-urls", there]
        joined = ["--initial-advertise-peer-urls", there, "--initial-cluster", f"default={there}"]
        self._etcd = self._run("etcd", ["etcd", "--data-dir", "etcd", *addresses, *joined])
        for name in NAMES:
            self.members[name] = Member(name, free_port(), free_port())
            (self.home / f"{name}.yml").write_text(json.dumps(self._configured(name)), encoding="utf-8")
            self.start_member(name)
            self.wait_for(leader=NAMES[0])
        self.wait_for(leader=NAMES[0], follows=NAMES[1])

    def start_member(self, name: str) -> None:
        """Start a server's Patroni, which starts the server."""
        self.members[name].process = self._run(name, ["patroni", f"{name}.yml"])

    def url(self, *names: str) -> str:
        """The URL that finds whichever of the servers takes writes; of one server, whatever it does, by its name."""
        places = "&".join(f"host=127.0.0.1:{self.members[name].port}" for name in names or NAMES)
        wanted = "any" if names else "read-write"
        options = f"target_session_attrs={wanted}&connect_timeout=2"
        return f"postgresql+psycopg://casepath:{self.password}@/postgres?{places}&{options}"

    def wait_for(self, *, leader: str, follows: str = "") -> None:
        """Wait until a server leads, and another follows it (as its synchronous standby, in a synchronous cluster)."""
        until = time.monotonic() + PATIENCE_S
        while True:
            roles = {each["name"]: (each["role"], each["state"]) for each in self.told()}
            standby = ("sync_standby" if self.synchronous else "replica", "running"), ("replica", "streaming")
            if roles.get(leader) == ("leader", "running") and (not follows or roles.get(follows) in standby):
                return
            assert time.monotonic() < until, f"{roles}\n{self.log()}"
            time.sleep(0.1)

    def told(self) -> list[dict[str, Any]]:
        """What the members say of each other; nothing when none answers."""
        for member in self.members.values():
            with suppress(OSError, urllib.error.URLError, ValueError):
                with urllib.request.urlopen(f"http://127.0.0.1:{member.rest}/cluster", timeout=2) as answer:
                    found: list[dict[str, Any]] = json.load(answer)["members"]
                return found
        return []

    def kill(self, name: str) -> None:
        """Kill a server, all its sessions and its Patroni, as the loss of their machine would."""
        member = self.members[name]
        assert member.process is not None
        postmaster = self._postmaster(name)
        for process_id in (member.process.pid, postmaster, *children_of(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        member.process.wait(10)

    @contextmanager
    def nothing_received(self, name: str) -> Iterator[None]:
        """Let a standby receive nothing during a `with` block, and nothing of it afterwards, as a torn wire would."""
        until = time.monotonic() + PATIENCE_S
        while not (receivers := self._receivers(name)):
            assert time.monotonic() < until, f"the standby follows nobody\n{self.log()}"
            time.sleep(0.1)
        for process_id in receivers:
            os.kill(process_id, signal.SIGSTOP)
        try:
            yield
        finally:
            # Let go on, it would still read what waits in the socket.
            for process_id in receivers:
                os.kill(process_id, signal.SIGKILL)

    def stop(self) -> None:
        """End everything that was started."""
        for member in self.members.values():
            if member.process is not None and member.process.poll() is None:
                member.process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    member.process.wait(30)
        for member in self.members.values():
            with suppress(OSError, ValueError, AssertionError):
                self.kill(member.name)
        if self._etcd is not None:
            self._etcd.kill()
            self._etcd.wait(10)

    def log(self) -> str:
        """The end of what each of them wrote."""
        return "\n".join(
            f"--- {file.name}\n{file.read_text(encoding='utf-8', errors='replace')[-3000:]}"
            for file in sorted(self.home.glob("*.log"))
        )

    def _receivers(self, name: str) -> list[int]:
        return [each for each in children_of(self._postmaster(name)) if b"walreceiver" in _command_of(each)]

    def _postmaster(self, name: str) -> int:
        told = (self.home / name / "postmaster.pid").read_text(encoding="ascii")
        return int(told.splitlines()[0])

    def _run(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            import pwd  # Windows has no such module, and skips these tests

            owner = pwd.getpwnam("postgres")
            account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        surroundings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.home)}
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.home, env=surroundings, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account
            )

    def _configured(self, name: str) -> dict[str, Any]:
        member = self.members[name]
        dynamic = {"ttl": TTL_S, "loop_wait": LOOP_S, "retry_timeout": RETRY_S, "synchronous_mode": self.synchronous}
        rewinding = {"use_pg_rewind": True, "parameters": {"wal_log_hints": "on", "max_connections": 40}}
        login = {"password": self.password}
        return {
            "scope": "casepath",
            "name": name,
            "restapi": dict.fromkeys(("listen", "connect_address"), f"127.0.0.1:{member.rest}"),
            "etcd3": {"host": f"127.0.0.1:{self.witness}"},
            "bootstrap": {
                "dcs": dynamic | {"postgresql": rewinding},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}],
            },
            "postgresql": {
                **dict.fromkeys(("listen", "connect_address"), f"127.0.0.1:{member.port}"),
                "data_dir": str(self.home / name),
                "bin_dir": str(self.binaries.folder),
                "pgpass": str(self.home / f"{name}.pgpass"),
                "authentication": {
                    "superuser": {"username": "casepath", **login},
                    "replication": {"username": "follower", **login},
                },
                "parameters": {"unix_socket_directories": str(self.home)},
                "pg_hba": [f"host {whom} all 127.0.0.1/32 scram-sha-256" for whom in ("all", "replication")],
            },
        }


@contextmanager
def cluster(binaries: Binaries, *, synchronous: bool) -> Iterator[Cluster]:
    """Have two servers under Patroni for the length of a `with` block; skips where the packages are not there."""
    missing = [name for name in ("patroni", "etcd") if shutil.which(name) is None]
    if missing or binaries.source != "system":
        pytest.skip(f"failover needs Debian's patroni, etcd-server and postgresql; not here: {missing or 'postgresql'}")
    home = Path(tempfile.mkdtemp(prefix="casepath-failover-"))
    home.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    found = Cluster(binaries, home, synchronous)
    try:
        found.start()
        yield found
    finally:
        found.stop()
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def children_of(process_id: int) -> list[int]:
    """The processes that a process started and that still run."""
    listed = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(each) for each in listed.read_text(encoding="ascii").split()]


def _command_of(process_id: int) -> bytes:
    return Path(f"/proc/{process_id}/cmdline").read_bytes()
