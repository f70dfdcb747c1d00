"""Whole days of a phone's calls, as whoever watches the line has them: do an owner's acts stand out from cover?

Every act an owner has, the consent to linking and two in a row among them, on phones that speak by cover's clock. A day
without a call says nothing to anybody and is left out on both sides.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bluezone.citizen.keeping import What
from bluezone.citizen.phone import Phone
from bluezone.citizen.screens import code as code_screen
from bluezone.citizen.sending import keep, new_report_id, set_off
from bluezone.device.rhythm import _keep_cover
from bluezone.device.runtime import Device
from bluezone.lab.exchange.telling_apart import classifier_auc
from bluezone.protocol.calendar import DAY_MS, Day
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.messages import REQUEST_BYTES, CoverRequest, TimeRequest, unpack_request
from bluezone.protocol.report import Withdrawal
from tests.device.test_runtime import Bench
from tests.support.amounts import DAYS_TOLD_APART, FULL
from tests.support.device.living import Town, settle
from tests.support.device.phones import dice

MOST_AUC = 0.53
_APART_MS = 60_000
"""Calls closer than this are of one sequence, as an observer would cut them."""
ACTS = ("disclosure", "disclosure with link", "report", "two in a row", "link and report in a row")
_EVERY_DAYS = 12
"""Between two acts of one owner: mostly cover's turn has come by then, as it would have."""


class Line:
    """The line, watched: when each call left, how long it was, and (not for the observer) whether it says something."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.seen: list[tuple[int, int, bool]] = []

    async def fetch(self, path: str, limit: int) -> bytes:
        return await self._town.exchange.fetch(path, limit)

    async def call(self, body: bytes) -> bytes:
        says = not isinstance(unpack_request(body), TimeRequest | CoverRequest)
        self.seen.append((self._town.clock.now_ms, len(body), says))
        return await self._town.exchange.call(body)

    async def close(self) -> None:
        pass


def days_of(seen: list[tuple[int, int, bool]]) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Each day with a call: what an observer can make of it, and whether an owner's data left."""
    by_day: dict[int, list[tuple[int, int, bool]]] = {}
    for one in seen:
        by_day.setdefault(one[0] // DAY_MS, []).append(one)
    for calls in by_day.values():
        times = [at for at, _, _ in calls]
        gaps = [after - before for before, after in pairwise(times)]
        within = [gap for gap in gaps if gap < _APART_MS] or [0]
        lengths, length = [], 1
        for gap in gaps:
            length = length + 1 if gap < _APART_MS else 1
            lengths.append(length)
        between = min((gap for gap in gaps if gap >= _APART_MS), default=DAY_MS)
        sizes = {size for _, size, _ in calls}
        row = (
            len(calls),
            max(lengths, default=1),
            between,
            min(within),
            max(within),
            sum(within) / len(within),
            max(sizes) - REQUEST_BYTES,
        )
        yield tuple(map(float, row)), any(says for _, _, says in calls)


async def acts(town: Town, device: Device, what: str, number: int) -> None:
    await device.tick()
    phone = Phone(device, "k" * 32, "/x")
    if what.startswith("disclosure") or "link" in what:
        code = short_code(number.to_bytes(16, "big"))
        today = Day.containing(town.clock.wall_ms())
        town.exchange.codes[code] = (Level.F0, today)
        days = device.machine.identity.days()
        await passed(town, code_screen._disclose(phone, code, days, link="link" in what))
        await passed(town, phone.errand.finished())
    for _ in range({"report": 1, "two in a row": 2, "link and report in a row": 1}.get(what, 0)):
        set_off(phone, keep(phone, What.CONTACT, Withdrawal(new_report_id(phone))))
        await passed(town, phone.errand.finished())


async def passed(town: Town, work: object) -> None:
    task = asyncio.ensure_future(work)  # type: ignore[arg-type]
    while not task.done():
        await town.pass_time(1_000)
    task.result()


async def a_phone(folder: Path, wanted: int, seed: int, *, owner: bool) -> list[tuple[float, ...]]:
    """So many days of one phone: of those with an owner's data where it has an owner who acts, of cover without."""
    town, chance = Town(folder), random.Random(seed)
    town.world.publish_keys(report_key=bytes(range(1, 33)))
    line = Line(town)
    device = await town.start(0, radio=Bench(), exchange=line, entropy=dice(f"days {seed}"))
    await device.update()
    life = asyncio.ensure_future(_keep_cover(device))
    await settle()
    found: list[tuple[float, ...]] = []
    number = 0
    while len(found) < wanted:
        for _ in range(10):
            await town.pass_time(int(_EVERY_DAYS * DAY_MS * chance.uniform(0.5, 1.5)))
            town.world.sign_index()
            await device.update()
            if owner:
                await acts(town, device, ACTS[number % len(ACTS)], number)
                number += 1
        found = [row for row, says in days_of(line.seen) if says == owner]
    life.cancel()
    await asyncio.gather(life, return_exceptions=True)
    device.store.close()
    return found[:wanted]


def auc(folder: Path, days: int) -> float:
    for name in ("owner", "cover"):
        (folder / name).mkdir()
    real = asyncio.run(a_phone(folder / "owner", days, 1, owner=True))
    cover = asyncio.run(a_phone(folder / "cover", days, 2, owner=False))
    return classifier_auc(real, cover, 3)


@pytest.mark.slow
def test_whole_days_with_every_act_of_an_owners_are_not_told_from_days_of_cover(tmp_path: Path) -> None:
    """In a drill nothing is left to chance: there are days enough."""
    pytest.importorskip("sklearn")
    by_chance = 0.5 + 3 * (1 / (3 * DAYS_TOLD_APART)) ** 0.5  # three standard deviations on half of so many days

    found = auc(tmp_path, DAYS_TOLD_APART)

    assert found <= (MOST_AUC if FULL else by_chance)


@pytest.mark.breadth
@pytest.mark.slow
def test_messages_that_are_sent_right_behind_one_another_would_be_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was: the consent to linking went at once, and so did a second message."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr(Device, "has_just_spoken", property(lambda _: False))
    monkeypatch.setattr(
        code_screen, "leave_to_cover", lambda phone, outgoing: phone.errand.start("x", phone.device.send_kept(outgoing))
    )

    assert auc(tmp_path, min(DAYS_TOLD_APART, 200)) > 0.6
