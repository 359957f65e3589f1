"""A wire to a PostgreSQL server that can be cut where it hurts most: just before, or just after, the server commits.

It passes on what client and server say to each other, and knows of it only the word COMMIT.
"""

from __future__ import annotations

import random
import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from workflow.rehearsal.postgres import OWNER, PostgresServer

Moment = Literal["before", "after"]
"""`before` the server hears of the commit; `after` it has committed, and before the client hears of that."""
SOCKET = ".s.PGSQL.5432"


class Wire:
    """Connections to a server, each of them passed on by a thread of its own."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._there = str(server.home / SOCKET)
        self._folder = folder
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen(64)
        self._next: Moment | None = None
        self._chance: random.Random | None = None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, database: str) -> str:
        """The URL of a database at the other end."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self._folder}"

    def cut_next(self, moment: Moment) -> None:
        """Cut at the next commit, once."""
        self._next = moment

    def cut_now_and_then(self, chance: random.Random | None) -> None:
        """Cut one commit in ten, before or after; or no more, when there is no chance."""
        self._chance = chance

    def close(self) -> None:
        """Take no further connections."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self._there)
            while self._carried_once(client, server):
                pass

    def _carried_once(self, client: socket.socket, server: socket.socket) -> bool:
        """Pass on what there is to pass on; tells whether both ends still stand."""
        ready, _, _ = select.select([client, server], [], [])
        for end in ready:
            said = end.recv(1 << 16)
            if not said:
                return False
            moment = self._moment() if end is client and b"COMMIT" in said else None
            if moment == "before":
                return False
            (server if end is client else client).sendall(said)
            if moment == "after":
                server.recv(1 << 16)  # it has committed, and says so to nobody
                return False
        return True

    def _moment(self) -> Moment | None:
        moment, self._next = self._next, None
        if moment is None and self._chance is not None and self._chance.random() < 0.1:
            moment = self._chance.choice(("before", "after"))
        self.cuts += moment is not None
        return moment


@contextmanager
def wire(server: PostgresServer) -> Iterator[Wire]:
    """Have a wire to a server for the length of a `with` block."""
    folder = Path(tempfile.mkdtemp(prefix="casepath-wire-"))
    strung = Wire(server, folder)
    try:
        yield strung
    finally:
        strung.close()
        shutil.rmtree(folder, ignore_errors=True)
