"""How many wrong codes came in this hour to all processes of an exchange together.

Each tells the others what came to it, at each tick, by two numbers in the store: how many in all, and how many to which
no network added more than the others may. Which networks they came from is in no store (networks.py).
"""

from __future__ import annotations

import asyncio

import sqlalchemy as sa

from bluezone.exchange.challenges import NO_WRONG_CODES, Challenges, WrongCodes
from bluezone.exchange.store import Writer
from bluezone.exchange.store.log import mark, set_mark

_HOUR, _IN_ALL, _ALIKE = "wrong_hour", "wrong_codes", "wrong_codes_alike"


class SharedGuesses:
    """What this process told the others, and what they told."""

    def __init__(self, writer: Writer, challenges: Challenges) -> None:
        self._writer = writer
        self._challenges = challenges
        self._told = NO_WRONG_CODES
        self._telling = asyncio.Lock()

    async def exchange(self, marks: dict[str, int], now_s: int) -> None:
        """Tells what is new here, once, and takes note of what others have told in this hour."""
        async with self._telling:
            await self._exchange(marks, now_s)

    async def _exchange(self, marks: dict[str, int], now_s: int) -> None:
        here = self._challenges.wrong_here(now_s)
        if self._told.hour != here.hour:
            self._told = WrongCodes(here.hour, 0, 0)
        more = WrongCodes(here.hour, here.in_all - self._told.in_all, here.alike - self._told.alike)
        told = _told_in(marks, here.hour)
        if more.in_all:
            told = await self._writer.do(lambda connection: add_wrong_codes(connection, more))
            self._told = here
        in_all, alike = told.in_all - self._told.in_all, told.alike - self._told.alike
        self._challenges.wrong_elsewhere(WrongCodes(here.hour, max(0, in_all), max(0, alike)))


def add_wrong_codes(connection: sa.Connection, more: WrongCodes) -> WrongCodes:
    """Adds to what all processes told of this hour; the first of an hour begins anew. Tells the sums."""
    hour = mark(connection, _HOUR)
    is_this_hour = hour == more.hour
    sums = WrongCodes(
        more.hour,
        more.in_all + ((mark(connection, _IN_ALL) or 0) if is_this_hour else 0),
        more.alike + ((mark(connection, _ALIKE) or 0) if is_this_hour else 0),
    )
    if hour is None or hour <= more.hour:  # of an hour that is over for others nobody wants to know
        for name, value in ((_HOUR, sums.hour), (_IN_ALL, sums.in_all), (_ALIKE, sums.alike)):
            set_mark(connection, name, value)
    return sums


def _told_in(marks: dict[str, int], hour: int) -> WrongCodes:
    if marks.get(_HOUR) != hour:
        return WrongCodes(hour, 0, 0)
    return WrongCodes(hour, marks.get(_IN_ALL, 0), marks.get(_ALIKE, 0))
