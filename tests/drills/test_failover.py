"""The leading server is lost under load and its standby takes over: nothing that was acknowledged is lost."""

from __future__ import annotations

import sys
import time

import pytest

from tests.drills.patroni import LOOP_S, NAMES, RETRY_S, TTL_S, Cluster, cluster
from tests.drills.working import at_work, entry_bytes, wait_for
from tests.faults.crowd import Crowd, history_left
from tests.faults.judging import judge
from tests.faults.test_races import cases_of
from tests.support.lending import Library, library_on, migrate
from workflow.history import open_engine, snapshot
from workflow.inspection import verify
from workflow.rehearsal.postgres_binaries import Binaries

pytestmark = [
    pytest.mark.failover,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="it looks for the servers' processes under /proc"),
]
LEADER, STANDBY = NAMES


def lose_the_leader(servers: Cluster, crowd: Crowd, *, unsent_s: float = 0) -> float:
    """Kill the leader while the crowd works; returns after how many seconds a report was acknowledged again.

    Args:
        unsent_s: how long the standby has heard nothing when that happens.
    """
    with at_work(crowd, until_recorded=600):
        if unsent_s:
            with servers.nothing_received(STANDBY):
                time.sleep(unsent_s)
                servers.kill(LEADER)
        else:
            servers.kill(LEADER)
        killed = time.monotonic()
        wait_for(lambda: acknowledged_since(crowd, killed) >= 50, seconds=180)
    first = min(w.ended for w in crowd.seen.writes if w.began > killed and w.outcome == "acknowledged")
    return first - killed


def acknowledged_since(crowd: Crowd, moment: float) -> int:
    return sum(write.began > moment and write.outcome == "acknowledged" for write in list(crowd.seen.writes))


def crowd_on(library: Library) -> Crowd:
    return Crowd(library, cases_of(library, 8), writers=6, patient=True, limit_s=400)


@pytest.mark.parametrize("unsent_s", [0, 1], ids=["leader killed", "wire torn, then leader killed"])
def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(postgres_binaries: Binaries, unsent_s: int) -> None:
    with cluster(postgres_binaries, synchronous=True) as servers:
        migrate(servers.url())
        with library_on(servers.url()) as library:
            crowd = crowd_on(library)
            waited = lose_the_leader(servers, crowd, unsent_s=unsent_s)
            servers.wait_for(leader=STANDBY)
            left = history_left(library, crowd.cases, crowd.seen)
            assert judge(left, crowd.seen) == []
            assert crowd.met["unanswered"] > 0, "no report was cut off, so that nothing was tried"
            with snapshot(library.engine) as connection:
                assert verify(connection, library.pathways, keys=library.keys).faults == ()
            servers.start_member(LEADER)
            servers.wait_for(leader=STANDBY, follows=LEADER)
            follows_to_the_byte(servers, library)
        told = sum(write.outcome == "acknowledged" for write in crowd.seen.writes)
        print(f"\n0 of {told} acknowledged reports lost; written again after {waited:.1f} s; {dict(crowd.met)}")
        print(f"Patroni with ttl {TTL_S} s, loop_wait {LOOP_S} s, retry_timeout {RETRY_S} s")


def follows_to_the_byte(servers: Cluster, library: Library) -> None:
    """The server that led before holds what was recorded since, and nothing of its own."""
    expected = entry_bytes(library.engine)
    other = open_engine(servers.url(LEADER))
    try:
        wait_for(lambda: entry_bytes(other) == expected, seconds=60)
    finally:
        other.dispose()


def test_a_standby_that_is_not_waited_for_loses_and_is_seen_through(postgres_binaries: Binaries) -> None:
    with cluster(postgres_binaries, synchronous=False) as servers:
        migrate(servers.url())
        with library_on(servers.url()) as library:
            crowd = crowd_on(library)
            lose_the_leader(servers, crowd, unsent_s=1)
            found = judge(history_left(library, crowd.cases, crowd.seen), crowd.seen)
    lost = sum("was acknowledged and is lost" in each for each in found)
    print(f"\n{lost} acknowledged reports are lost, and seen to be")
    assert lost > 0, "something was to be lost"
