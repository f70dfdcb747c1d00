"""Phones in every state that pages show, behind one listener: for browsers, for pictures, for measuring.

`python -m scripts.take_pictures docs/images` takes the pictures of the README again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec

from bluezone.citizen import create_crowd_app, serve
from bluezone.citizen.keeping import OUTBOX_FACT, Outbox, Outgoing, What
from bluezone.citizen.phone import Offer, Phone
from bluezone.device.air_shell import RadioProblem
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.exposure import Level
from bluezone.device.core.visits import VisitBook
from bluezone.device.errors import UnreachableError
from bluezone.device.runtime import Device
from bluezone.device.saved import VISITS, save_visits, visits_in
from bluezone.device.store import Departure
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import Article, Link
from bluezone.protocol.handover import Handover, handover_key
from bluezone.protocol.messages import Refusal
from bluezone.protocol.venue import Venue, VenueKind
from bluezone.radio.errors import UnavailableReason
from tests.support.citizen.owners import (
    PROOF,
    TUESDAY,
    SetClock,
    a_phone,
    has_met,
    hears,
    is_up_to_date,
    is_warned,
    may_report,
    ms,
    prefers,
)
from tests.support.citizen.screens import CODE, TRANSFER
from tests.support.ports import free_port

_ALONE, _WITH_WINDOWS = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")
CHROMIUM = _ALONE if _ALONE.exists() else _WITH_WINDOWS
"""The same engine; the first comes without the pages and processes of a browser that somebody sits before."""
LEAN = (
    "--disable-gpu",
    "--in-process-gpu",
    "--no-zygote",
    "--disable-site-isolation-trials",
    "--num-raster-threads=1",
    "--js-flags=--single-threaded",
)
"""How tests start it: with fewer processes and threads, which do the same work with a sixth less of the processor where
nobody has a core to spare for them. What measures how fast a page is starts it as people do."""
NOW_MS = ms(TUESDAY)
_LONGEST_COMMUNE = "00226"
_NEWS = (
    Article(
        id="masks",
        issued_s=NOW_MS // 1000 - 90_000,
        title={"vi": "Đeo khẩu trang nơi đông người", "en": "Wear a mask in crowds"},
        text={
            "vi": "Đeo khẩu trang ở chợ, trên xe và nơi đông người.\n\nKhẩu trang vải giặt sạch thì dùng lại được.",
            "en": "Everybody wears a mask in markets, on buses and in crowds.\n\nA washed cloth mask serves again.",
        },
    ),
)
_LONG_NEWS = (
    Article(
        id="long",
        issued_s=NOW_MS // 1000 - 90_000,
        title={
            "vi": "Hướng dẫn phòng, chống dịch tại chợ, siêu thị, bến xe, trường học và nơi thờ tự trên địa bàn huyện",
            "en": "Guidance for markets, supermarkets, bus stations, schools and places of worship of the district",
        },
        text={"vi": "Đang cập nhật.", "en": "To follow."},
    ),
)
_SHARE = "https://bluezone.example.gov.vn"
_LINKS = (Link({"vi": "Bộ Y tế", "en": "Ministry of Health"}, "https://moh.gov.vn"),)


@dataclass(frozen=True, slots=True)
class Showcase:
    """Where the phones are served."""

    port: int
    devices: dict[str, Device]

    def address(self, name: str, path: str = "/") -> str:
        """The printed address of one phone's page."""
        asked, mark, part = path.partition("#")
        joined = "&" if "?" in asked else "?"
        return f"http://127.0.0.1:{self.port}/p/{name}{asked}{joined}key=key-{name}{mark}{part}"


@contextlib.asynccontextmanager
async def a_showcase(folder: Path, *states: str, plain: int = 0) -> AsyncIterator[Showcase]:
    """These states (every one, if none is named) in both languages (`busy-vi`, `warned-en`, `off-vi`, ...), and `plain`
    more phones."""
    devices: dict[str, Device] = {}
    for language in ("vi", "en"):
        for state in states or _STATES:
            prepare = _STATES[state]
            device = await a_phone(folder, seed=len(devices) + 1, clock=SetClock(NOW_MS))
            commune = _LONGEST_COMMUNE if state == "long" else "02536"
            prefers(device, language=language, introduced=state not in _FIRST_RUN, commune=commune)
            await prepare(device)
            if device.ended:
                prefers(device, language=language)  # whoever reads the farewell goes on in their language
            devices[f"{state}-{language}"] = device
    for number in range(plain):
        device = await a_phone(folder, seed=100 + number, clock=SetClock(NOW_MS))
        prefers(device, language="en")
        await _busy(device)
        devices[str(number)] = device
    port = free_port()
    app = create_crowd_app(devices, tokens={name: f"key-{name}" for name in devices})
    for name, device in devices.items():
        if name.startswith("offered"):
            phone: Phone = app._find(f"/p/{name}/")[0]  # type: ignore[attr-defined] # the front's
            phone.preferences = msgspec.structs.replace(phone.preferences, introduced="new" not in name)
            phone.offer = _offer(device)
    serving = asyncio.create_task(serve(app, port))
    try:
        await until_answers(port)
        yield Showcase(port, devices)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        for device in devices.values():
            await device.close()


async def _busy(device: Device) -> None:
    """An ordinary day: neighbours, a week of history, visits, things sent."""
    is_up_to_date(device, hotline="1900 9095", news=_NEWS, links=_LINKS, share_url=_SHARE)
    may_report(device)
    device._saved.save_feed(replace(device.feed, log_size=412, root=bytes(range(32))))
    heard = [(1, -52), (1.2, -55), (1.1, -78), (1.4, -86), (1.3, -92), (1.5, -95), (70, -60)]
    for phone, (minutes, dbm) in enumerate(heard):
        hears(device, phone, minutes + 0.6, dbm)
        hears(device, phone, minutes, dbm)
    for day in range(1, 9):
        for phone in range(day * 7 % 13):
            for minutes in (10, 0):
                hears(device, 1_000 * day + phone, day * 1_440 + phone * 3 + minutes, -70)
    device.store.save_fact(VISITS, msgspec.msgpack.encode(_visits()))
    sent = (Outgoing(PROOF, What.DECLARATION, NOW_MS - 3_600_000, "Trần Văn An", b"", NOW_MS - 3_600_000),)
    device.store.save_fact(OUTBOX_FACT, msgspec.msgpack.encode(Outbox(sent)))
    for hour in range(30):
        device.store.note_departure(Departure(NOW_MS - (30 - hour) * 3_600_000, "files", 1_200, owner_act=False))
    device.store.note_departure(Departure(NOW_MS - 3_600_000, "report", 4_096, owner_act=True))


async def _warned(device: Device) -> None:
    await _busy(device)
    is_warned(device)
    is_warned(device, level=Level.F2, date=dt.date(2020, 8, 14), minutes=90)
    has_met(device)
    save_visits(device.store, visits_in(device.store).with_alert({2}, 9))


async def _twice(device: Device) -> None:
    """Warned of two days; an alert about a place was taken back."""
    await _busy(device)
    is_warned(device, minutes=60)
    is_warned(device, date=dt.date(2020, 8, 16), minutes=20)
    has_met(device)
    save_visits(device.store, visits_in(device.store).with_alert({2}, 9).all_told(NOW_MS).without_alerts_of(9, NOW_MS))


async def _relieved(device: Device) -> None:
    """The only warning was taken back, and its owner does not know yet."""
    await _busy(device)
    is_warned(device)
    device.store.judged.save_warnings([], NOW_MS)


async def _off(device: Device) -> None:
    await device.pause()


async def _silent(device: Device) -> None:
    """Nobody hears it, and it hears nobody: a switch of the computer blocks Bluetooth."""
    is_up_to_date(device)
    device._air.radio_problem = RadioProblem(UnavailableReason.BLOCKED, "Bluetooth is off")


async def _stale(device: Device) -> None:
    """Nothing was ever fetched, and the clock is in doubt."""
    device.machine.clock_verified = False


async def _empty(device: Device) -> None:
    """All is well, and nothing has happened yet."""
    is_up_to_date(device)


async def _long(device: Device) -> None:
    """The longest names that occur, and a newer version."""
    is_up_to_date(device, hotline="1900 9095", news=_LONG_NEWS, newest_version="9999.12", share_url=_SHARE)
    may_report(device)
    name = "Trường PTDT nội trú THCS và THPT huyện Sơn Dương"
    venue = Venue(bytes(16), name, VenueKind.SCHOOL, "02536", 0, 1 << 35, bytes(16))
    book = VisitBook().arrived(venue, NOW_MS - 30 * HOUR_MS).left(1, NOW_MS - 26 * HOUR_MS)
    device.store.save_fact(VISITS, msgspec.msgpack.encode(book.arrived(venue, NOW_MS - HOUR_MS)))
    label = "Công Tằng Tôn Nữ Phương Thảo Nguyên"
    sent = (Outgoing(PROOF, What.DECLARATION, NOW_MS - HOUR_MS, label, b"", NOW_MS - HOUR_MS),)
    device.store.save_fact(OUTBOX_FACT, msgspec.msgpack.encode(Outbox(sent)))


async def _kept(device: Device) -> None:
    """A consent that found no network; a report that waits, and a declaration that has perhaps arrived."""
    is_up_to_date(device)
    may_report(device)
    waiting = (
        Outgoing(b"waiting." * 2, What.CONTACT, NOW_MS - 7_200_000, "", b"sealed"),
        Outgoing(PROOF, What.DECLARATION, NOW_MS - 9_000_000, "Trần Văn An", b"sealed", perhaps=True),
    )
    device.store.save_fact(OUTBOX_FACT, msgspec.msgpack.encode(Outbox(waiting)))
    with contextlib.suppress(UnreachableError):
        await device.consent_and_disclose(CODE, device.machine.identity.days())


async def _closed(device: Device, stage: Stage, refusal: Refusal | None = None) -> None:
    await _kept(device)
    assert device.draft is not None
    device._saved.save_draft(device.draft.closed(stage, refusal))


async def _done(device: Device) -> None:
    """With a consent to linking that is not sealed yet."""
    await _closed(device, Stage.DONE)
    assert device.draft is not None
    device._saved.save_draft(replace(device.draft, links=(bytes(32),)))
    device.store.forget_fact(OUTBOX_FACT)


async def _wrong(device: Device) -> None:
    await _closed(device, Stage.REFUSED, Refusal.CODE)


async def _ended(device: Device) -> None:
    device._saved.end()


async def _moved(device: Device) -> None:
    """Another phone is to take its place."""
    await _busy(device)
    await device.moves.hand_over()


def _offer(device: Device) -> Offer:
    """What an old phone hands over, its file opened."""
    handover = Handover(TRANSFER, NOW_MS, device.around.root.value)
    return Offer(handover_key(bytes(17)), handover, tuple(dt.date(2020, 8, day) for day in range(6, 18)))


_STATES = {
    "busy": _busy,
    "new": _busy,
    "warned": _warned,
    "twice": _twice,
    "relieved": _relieved,
    "off": _off,
    "silent": _silent,
    "stale": _stale,
    "empty": _empty,
    "long": _long,
    "kept": _kept,
    "done": _done,
    "wrong": _wrong,
    "ended": _ended,
    "moved": _moved,
    "offered": _busy,
    "offered-new": _empty,
}
_FIRST_RUN = ("new", "offered-new")


def _visits() -> VisitBook:
    def place(number: int, name: str, kind: VenueKind) -> Venue:
        return Venue(bytes([number]) * 16, name, kind, "02536", 0, 1 << 35, bytes(16))

    book = VisitBook().arrived(place(1, "Trường THPT Sơn Dương", VenueKind.SCHOOL), NOW_MS - 30 * HOUR_MS)
    book = book.left(1, NOW_MS - 26 * HOUR_MS)
    book = book.arrived(place(2, "Chợ trung tâm thị trấn Sơn Dương", VenueKind.MARKET), NOW_MS - 4 * HOUR_MS)
    book = book.left(2, NOW_MS - 3 * HOUR_MS)
    return book.arrived(place(3, "UBND huyện Sơn Dương", VenueKind.OFFICE), NOW_MS - 40 * 60_000)


async def until_answers(port: int) -> None:
    """Until somebody listens there."""
    async with httpx.AsyncClient(timeout=60) as browser:
        for _ in range(3_000):
            with contextlib.suppress(httpx.TransportError):
                await browser.get(f"http://127.0.0.1:{port}/")
                return
            await asyncio.sleep(0.02)
    raise TimeoutError("the showcase does not answer")
