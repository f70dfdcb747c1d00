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


class Refusing(Disk):
    """Refuses all of a group for one number in it, as a database does."""

    def write(self, told: Sequence[int]) -> list[str]:
        written = super().write(told)
        if 1 in told:
            raise ValueError("1 cannot be written")
        return written


def is_refused(error: Exception) -> bool:
    return isinstance(error, ValueError)


def all_at_once(together: Together[int, str], disk: Disk, numbers: Sequence[int]) -> list[str]:
    """What each of these was told, if they all wait while the first is written."""

    def add(number: int) -> str:
        try:
            return together.add(number)
        except (OSError, ValueError) as error:
            return str(error)

    with ThreadPoolExecutor(len(numbers)) as people:
        answers = [people.submit(add, numbers[0])]
        while together._waiting or not together._turn.locked():
            threading.Event().wait(0.001)
        for number in numbers[1:]:
            answers.append(people.submit(add, number))
            while len(together._waiting) < len(answers) - 1:
                threading.Event().wait(0.001)
        disk.may_write.set()
        return [one.result() for one in answers]


def test_they_are_written_in_the_order_in_which_they_came():
    disk = Disk()

    all_at_once(Together(disk.write), disk, [7, 3, 9, 2])

    assert [[7], [3, 9, 2]] == disk.batches


def test_one_that_cannot_be_written_is_told_alone_and_the_others_of_its_group_are_written():
    disk = Refusing()

    answers = all_at_once(Together(disk.write, is_refused), disk, [7, 3, 1, 2])

    assert ["line 7", "line 3", "1 cannot be written", "line 2"] == answers
    assert [[7], [3, 1, 2], [3], [1], [2]] == disk.batches


def test_where_all_may_have_been_written_nothing_is_written_twice():
    """A line to the database that broke says nothing about whether the commit had come through."""
    disk = Disk(broken_at=2)

    answers = all_at_once(Together(disk.write, is_refused), disk, [7, 3, 1, 2])

    assert ["line 7", *["the disk is full"] * 3] == answers
    assert [[7], [3, 1, 2]] == disk.batches
