"""Lines that wait for each other are written together, in the order in which they came; each is told its own end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bluezone.portal.audit.committing import MOST_TOGETHER, Together

MANY = 3 * MOST_TOGETHER


class Disk:
    """Writes as slowly as a test says, and counts how often."""

    def __init__(self, broken_at: int = 0) -> None:
        self.batches: list[list[int]] = []
        self.may_write = threading.Event()
        self._broken_at = broken_at

    def write(self, told: Sequence[int]) -> list[str]:
        self.may_write.wait(60)
        self.batches.append(list(told))
        if len(self.batches) == self._broken_at:
            raise OSError("the disk is full")
        return [f"line {one}" for one in told]


def test_who_comes_while_one_is_written_goes_along_with_the_next():
    disk = Disk()
    together: Together[int, str] = Together(disk.write)

    with ThreadPoolExecutor(MANY) as people:
        written = [people.submit(together.add, number) for number in range(MANY)]
        while len(together._waiting) < MANY - MOST_TOGETHER:
            threading.Event().wait(0.001)
        disk.may_write.set()
        answers = [one.result() for one in written]

    assert [f"line {number}" for number in range(MANY)] == answers
    assert sorted(range(MANY)) == sorted(number for batch in disk.batches for number in batch)
    assert len(disk.batches) < MANY // 4
    assert max(map(len, disk.batches)) <= MOST_TOGETHER


def test_alone_one_is_written_at_once():
    disk = Disk()
    disk.may_write.set()

    assert "line 7" == Together(disk.write).add(7)
    assert [[7]] == disk.batches


def test_what_could_not_be_written_is_told_to_whoever_waits_for_it_and_to_nobody_after():
    disk = Disk(broken_at=1)
    disk.may_write.set()
    together: Together[int, str] = Together(disk.write)

    with pytest.raises(OSError, match="the disk is full"):
        together.add(1)

    assert "line 2" == together.add(2)
