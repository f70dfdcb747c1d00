"""What several processes of an exchange stand in, and how they are cut off there: one loopback with a relay before each
database and bucket, or machines of their own (on_hosts.py)."""

from __future__ import annotations

import contextlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import sqlalchemy as sa

from tests.support.exchange import served
from tests.support.exchange.databases import store_address
from tests.support.exchange.lines import Line

COUNT = 3
Place = Literal["database", "bucket"]


class Surroundings(ABC):
    """Where so many processes run, by number."""

    folder: Path
    address: str
    """Of the database, for whoever looks into it from outside."""
    has_bucket: bool

    @abstractmethod
    def begin(self, number: int) -> served.Served:
        """Starts a process, also anew."""

    @abstractmethod
    def cut(self, number: int, place: Place) -> None:
        """Has nothing pass between a process and a place any more, in silence."""

    @abstractmethod
    def mend(self, number: int, place: Place) -> None:
        """Has things pass again."""

    @abstractmethod
    def slow_down_the_bucket(self, how: float) -> None:
        """For all of them, by a number from 0 (a little) to 1."""

    @abstractmethod
    def speed_up_the_bucket(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...


class OneLoopback(Surroundings):
    """All on one machine, each by relays of its own."""

    def __init__(self, folder: Path, address: str, *options: str) -> None:
        port = sa.make_url(address).port
        assert port is not None
        self.folder, self.address, self._options = folder, address, options
        self.has_bucket = any(option.startswith("s3://") for option in options)
        self.lines: dict[Place, list[Line]] = {"database": [Line(port) for _ in range(COUNT)]}
        if self.has_bucket:
            bucket_port = urlsplit(os.environ["AWS_ENDPOINT_URL"]).port
            assert bucket_port is not None
            self.lines["bucket"] = [Line(bucket_port) for _ in range(COUNT)]

    def begin(self, number: int) -> served.Served:
        port = self.lines["database"][number].port
        address = sa.make_url(self.address).set(port=port).render_as_string(hide_password=False)
        around = {}
        if self.has_bucket:
            around["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{self.lines['bucket'][number].port}"
        return served.start(self.folder, "--store", address, *self._options, around=around)

    def cut(self, number: int, place: Place) -> None:
        self.lines[place][number].cut()

    def mend(self, number: int, place: Place) -> None:
        self.lines[place][number].mend()

    def slow_down_the_bucket(self, how: float) -> None:
        """Whoever publishes is on its way when the next hour is over, and the one after it."""
        for line in self.lines["bucket"]:
            line.slow_down(0.05 + 0.45 * how)

    def speed_up_the_bucket(self) -> None:
        for line in self.lines["bucket"]:
            line.mend()

    def close(self) -> None:
        for lines in self.lines.values():
            for line in lines:
                line.close()


@contextlib.contextmanager
def one_loopback(folder: Path, *options: str) -> Iterator[OneLoopback]:
    """With a database of their own; for as long as a block."""
    with store_address("postgresql", folder) as address:
        found = OneLoopback(folder, address, *options)
        try:
            yield found
        finally:
            found.close()
