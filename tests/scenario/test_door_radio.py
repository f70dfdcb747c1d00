"""A radio at a door hears real phones go by, and nothing but counts is left of them."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from pathlib import Path

from bluezone.device.door_ear import count_running_phones
from bluezone.device.ports import Clock
from bluezone.joining.device.counting_at_door import keep_in
from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.radio.base import ALWAYS, HeardFrame
from bluezone.rollout.tally.heard import QUARTER, Heard, Quarter, read_heard
from tests.support.device.living import Town, living

TEN = dt.datetime(2020, 8, 10, 3, tzinfo=dt.UTC)
DOOR, BESIDE = 90, 91
KEEPER, COOK, PASSER, CHANGING, WRONG, OFF = range(6)
THERE = {
    KEEPER: (0, 60),
    COOK: (0, 60),
    PASSER: (20, 25),
    CHANGING: (28, 32),
    WRONG: (32, 58),
    OFF: (0, 60),
}
"""Minutes from when until when each phone is near the door."""


class WrongClock:
    """A phone's clock that is five minutes fast."""

    def __init__(self, right: Clock) -> None:
        self._right = right

    def wall_ms(self) -> int:
        return self._right.wall_ms() + 5 * MINUTE_MS

    def monotonic_ms(self) -> int:
        return self._right.monotonic_ms()

    async def sleep(self, duration_ms: int) -> None:
        await self._right.sleep(duration_ms)


def test_running_phones_are_counted_by_the_quarter_and_no_identifier_is_kept(tmp_path: Path) -> None:
    asyncio.run(an_hour_at_the_door(tmp_path))


async def an_hour_at_the_door(folder: Path) -> None:
    town = Town(_made(folder / "phones"), _near((DOOR, BESIDE)))
    phones = [await town.start(phone) for phone in (KEEPER, COOK, PASSER, CHANGING)]
    phones.append(await town.start(WRONG, clock=WrongClock(town.clock)))
    off = await town.start(OFF)
    await off.pause()
    sent = await _sent_near(town)
    file, told = _made(folder / "door") / "counts.json", []

    async with living(*phones, off):
        await _hour(town, file, told)

    assert Heard(
        "02536-7",
        (
            Quarter(TEN, 2, 2),
            Quarter(TEN + QUARTER, 4, 3),
            Quarter(TEN + 2 * QUARTER, 5, 3),
            Quarter(TEN + 3 * QUARTER, 4, 3),
        ),
    ) == read_heard(file.read_bytes())
    assert _phones_in_each_quarter(read_heard(file.read_bytes()))
    assert 24 <= len(sent)
    assert town.air.radio(DOOR).on_air is None
    assert [] == _found(sent, file.parent, "\n".join(told))


async def _hour(town: Town, file: Path, told: list[str]) -> None:
    keep = keep_in(file, "02536-7", told.append)
    counting = asyncio.ensure_future(count_running_phones(town.air.radio(DOOR), town.clock, keep, told.append))
    await town.pass_time(HOUR_MS + 2 * MINUTE_MS)
    counting.cancel()
    await asyncio.gather(counting, return_exceptions=True)


def _phones_in_each_quarter(heard: Heard) -> bool:
    """Whether as many phones as truly ran there lie within the span of each quarter."""
    for number, quarter in enumerate(heard.quarters):
        there = [
            phone
            for phone, (come, go) in THERE.items()
            if phone != OFF and come < 15 * (number + 1) and go > 15 * number
        ]
        assert quarter.fewest <= len(there) <= quarter.heard, quarter
    return True


async def _sent_near(town: Town) -> set[bytes]:
    """Fills with every identifier and every address that another radio beside the door hears."""
    sent: set[bytes] = set()

    def note(frame: HeardFrame) -> None:
        said = parse_advertisement(frame.data)
        assert isinstance(said, Advertisement)
        sent.update((said.rolling_id.value, frame.address.value))

    await town.air.radio(BESIDE).listen(note, ALWAYS)
    return sent


def _found(sent: set[bytes], folder: Path, told: str) -> list[str]:
    """Where one of these stands, as bytes, digits, or base 64, in a file, its name, or a line told."""
    places = {str(path): path.name.encode() + path.read_bytes() for path in folder.rglob("*")}
    places["told"] = told.encode()
    forms = [form for value in sent for form in _forms(value)]
    return [name for name, text in places.items() if any(form in text.lower() for form in forms)]


def _forms(value: bytes) -> list[bytes]:
    written = [value, value.hex().encode(), base64.b64encode(value), base64.urlsafe_b64encode(value)]
    return [form.lower() for form in written]


def test_the_search_finds_an_identifier_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"heard " + b"twelve bytes".hex().upper().encode())

    assert [str(tmp_path / "log")] == _found({b"twelve bytes"}, tmp_path, "")
    assert ["told"] == _found({b"another twel"}, tmp_path, "another twel")


def _near(ears: tuple[int, ...]) -> list[tuple[int, int, int, int, float]]:
    rows = [(come * MINUTE_MS, go * MINUTE_MS, phone, ear, 2.0) for phone, (come, go) in THERE.items() for ear in ears]
    return sorted(rows)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
