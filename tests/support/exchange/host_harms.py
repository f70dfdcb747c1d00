"""What can befall three processes of an exchange that stand on machines of their own (on_hosts.py): silence between any
two, one way or both; a machine that loses its power; whoever publishes frozen for longer than its lease.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
from dataclasses import dataclass

import psycopg

from bluezone.exchange.store.leading import LEASE_MS
from tests.support.exchange.on_hosts import CALLER, EXCHANGES, HOSTS, OnHosts
from tests.support.exchange.several import Harm, Processes
from tests.support.exchange.surroundings import COUNT

_LEASE_S = LEASE_MS / 1_000
_PAIRS = [pair for pair in itertools.combinations(HOSTS, 2) if set(pair) & set(EXCHANGES)]
"""Between all others nothing is ever sent, but when somebody looks what came of it."""


@dataclass
class OnMachines(Processes):
    """The same processes, with all that can befall them and their machines."""

    past_lease: int = 0
    """Harms that lasted longer than a lease, by the database's own clock."""

    @property
    def hosts(self) -> OnHosts:
        assert isinstance(self.around, OnHosts)
        return self.around

    @property
    def possible_harms(self) -> tuple[Harm, ...]:
        return (
            self.kill,
            self.cut_any_two,
            self.freeze_whoever_publishes_past_its_lease,
            self.slow_the_bucket,
            self.cut_off,
            self.power_off_the_database,
            self.hear_nothing_from_the_database,
            self.cut_off_from_the_bucket,
            self.power_off,
            self.tell_the_database_nothing,
            self.slow_the_database,
            self.cut_off_past_a_lease,
            self.power_off_the_bucket,
            self.cut_off_from_whoever_calls,
            self.hear_nothing_from_the_bucket,
            self.freeze,
            self.cut_the_bucket_off_from_all,
            self.cut_any_two,
        )

    # Silence.

    async def cut_any_two(self, _number: int) -> None:
        one, other = self.chance.choice(_PAIRS)
        way_back = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            one, other = other, one
        await self._silence(one, other, self.chance.uniform(1, 4), way_back=way_back)

    async def hear_nothing_from_the_database(self, number: int) -> None:
        """What it writes is written, and it never hears of it."""
        await self._silence("database", EXCHANGES[number], self.chance.uniform(1, 4), way_back=False)

    async def tell_the_database_nothing(self, number: int) -> None:
        await self._silence(EXCHANGES[number], "database", self.chance.uniform(1, 4), way_back=False)

    async def hear_nothing_from_the_bucket(self, number: int) -> None:
        """What it puts there lies there, and it never hears of it."""
        await self._silence("bucket", EXCHANGES[number], self.chance.uniform(1, 4), way_back=False)

    async def cut_off_from_whoever_calls(self, number: int) -> None:
        await self._silence(CALLER, EXCHANGES[number], self.chance.uniform(1, 4))

    async def cut_off_past_a_lease(self, _number: int) -> None:
        """Whoever publishes; nobody ends its lease but the database's clock."""
        await self._silence(EXCHANGES[self.whoever_publishes()], "database", self._longer_than_a_lease())

    async def cut_the_bucket_off_from_all(self, _number: int) -> None:
        for host in EXCHANGES:
            self.hosts.network.cut(host, "bucket")
        await asyncio.sleep(self.chance.uniform(2, 6))
        for host in EXCHANGES:
            self.hosts.network.mend(host, "bucket")

    async def _silence(self, one: str, other: str, seconds: float, *, way_back: bool = True) -> None:
        self.hosts.network.cut(one, other, way_back=way_back)
        await asyncio.sleep(seconds)
        self.hosts.network.mend(one, other)

    async def slow_the_database(self, _number: int) -> None:
        self.hosts.network.slow_down("database", self.chance.randrange(256, 2_048))
        await asyncio.sleep(self.chance.uniform(1, 4))
        self.hosts.network.speed_up("database")

    # Processes and machines.

    async def freeze_whoever_publishes_past_its_lease(self, _number: int) -> None:
        """It wakes while another one publishes, and every step that it takes is refused."""
        frozen = self.running[self.whoever_publishes()].process
        frozen.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self._longer_than_a_lease())
        frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(1)

    async def power_off(self, number: int) -> None:
        """An exchange's machine: nobody is told that its lines are over."""
        await self._off_for_a_while(EXCHANGES[number])
        self.running[number].kill()
        self.running[number] = await asyncio.to_thread(self.around.begin, number)

    async def power_off_the_database(self, _number: int) -> None:
        await self._off_for_a_while("database")
        await asyncio.to_thread(self.hosts.begin_database)

    async def power_off_the_bucket(self, _number: int) -> None:
        await self._off_for_a_while("bucket")
        await asyncio.to_thread(self.hosts.begin_bucket)

    async def _off_for_a_while(self, host: str) -> None:
        self.hosts.network.cut_from_all(host)
        await asyncio.to_thread(self.hosts.kill_all_on, host)
        await asyncio.sleep(self.chance.uniform(0.5, 3))
        self.hosts.network.mend_to_all(host)

    def _longer_than_a_lease(self) -> float:
        self.past_lease += 1
        return _LEASE_S + self.chance.uniform(1, 3)

    def whoever_publishes(self) -> int:
        """By the database's row; somebody else where it is none of these, or cannot be read."""
        with psycopg.connect(self.around.address, connect_timeout=5) as connection:
            row = connection.execute("SELECT name FROM leader").fetchone()
        pid = "" if row is None else str(row[0]).rpartition("/")[2]
        found = [number for number in range(COUNT) if str(self.running[number].process.pid) == pid]
        return found[0] if found else random.Random(self.harms).randrange(COUNT)
