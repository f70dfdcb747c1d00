"""Phones in every state that pages show, behind one listener: for browsers, for pictures, for measuring.

`python -m tests.support.showcase docs/images` takes the pictures of the README again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import msgspec

from bluezone.citizen import create_crowd_app, serve
from bluezone.citizen.keeping import OUTBOX_FACT, Outbox, Outgoing, What
from bluezone.device.core.exposure import Level
from bluezone.device.core.visits import VisitBook
from bluezone.device.runtime import Device
from bluezone.device.saved import VISITS
from bluezone.device.store.encrypted import Departure
from bluezone.protocol.config import Article, Link
from bluezone.protocol.venue import Venue, VenueKind
from tests.support.owners import (
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

CHROMIUM = Path("/usr/bin/chromium")
NOW_MS = ms(TUESDAY)
PROOF = b"declared" * 2
SCREENS = (
    "/",
    "/around",
    "/history",
    "/mark",
    "/door-code",
    "/warnings",
    "/warnings/report",
    "/code",
    "/code/progress",
    "/declaration",
    f"/declaration/{PROOF.hex()}",
    "/sending",
    "/sent",
    "/places",
    "/places/scan",
    "/news",
    "/news/masks",
    "/questions",
    "/questions?q=xyz",
    "/more",
    "/invite",
    "/about",
    "/terms",
    "/settings",
    "/settings/battery",
    "/settings/commune?q=son",
    "/settings/export",
    "/settings/erase",
    "/ledger",
    "/welcome",
    "/welcome/permissions",
    "/welcome/terms",
    "/offline",
    "/nowhere",
)
_NEWS = (
    Article(
        id="masks",
        issued_s=NOW_MS // 1000 - 90_000,
        title={"vi": "Đeo khẩu trang nơi đông người", "en": "Wear a mask in crowds"},
        text={
            "vi": "Đeo khẩu trang ở chợ, trên xe buýt và nơi đông người.\n\nKhẩu trang vải giặt sạch dùng lại",
            "en": "Everybody wears a mask in markets, on buses and in crowds.\n\nA washed cloth mask serves again.",
        },
    ),
)
_LINKS = (Link({"vi": "Bộ Y tế", "en": "Ministry of Health"}, "https://moh.gov.vn"),)


@dataclass(frozen=True, slots=True)
class Showcase:
    """Where the phones are served."""

    port: int
    devices: dict[str, Device]

    def address(self, name: str, path: str = "/") -> str:
        """The printed address of one phone's page."""
        joined = "&" if "?" in path else "?"
        return f"http://127.0.0.1:{self.port}/p/{name}{path}{joined}key=key-{name}"


@contextlib.asynccontextmanager
async def a_showcase(folder: Path, *, plain: int = 0) -> AsyncIterator[Showcase]:
    """Three states in both languages (`busy-vi`, `warned-en`, `off-vi`, ...), and `plain` more phones."""
    devices = {}
    for language in ("vi", "en"):
        for state in ("busy", "warned", "off", "new"):
            device = await a_phone(folder, seed=len(devices) + 1, clock=SetClock(NOW_MS))
            prefers(device, language=language, introduced=state != "new", commune="02536")
            await _STATES[state](device)
            devices[f"{state}-{language}"] = device
    for number in range(plain):
        device = await a_phone(folder, seed=100 + number, clock=SetClock(NOW_MS))
        prefers(device, language="en")
        await _busy(device)
        devices[str(number)] = device
    port = free_port()
    app = create_crowd_app(devices, tokens={name: f"key-{name}" for name in devices})
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
    is_up_to_date(device, hotline="1900 9095", news=_NEWS, links=_LINKS)
    may_report(device)
    device._saved.save_feed(replace(device.feed, log_size=412, root=bytes(range(32))))
    for phone, (minutes, dbm) in enumerate([(1, -52), (2, -55), (1.5, -78), (3, -86), (2, -92), (4, -95), (70, -60)]):
        hears(device, phone, minutes, dbm)
    for day in range(1, 9):
        for phone in range(day * 7 % 13):
            hears(device, 1_000 * day + phone, day * 1_440 + phone * 3, -70)
    device.store.save_fact(VISITS, msgspec.msgpack.encode(_visits()))
    sent = (
        Outgoing(PROOF, What.DECLARATION, NOW_MS - 3_600_000, "Trần Văn An", b"", NOW_MS - 3_600_000),
        Outgoing(b"waiting." * 2, What.CONTACT, NOW_MS - 7_200_000, "", b"sealed"),
    )
    device.store.save_fact(OUTBOX_FACT, msgspec.msgpack.encode(Outbox(sent)))
    for hour in range(30):
        device.store.note_departure(Departure(NOW_MS - (30 - hour) * 3_600_000, "files", 1_200, owner_act=False))
    device.store.note_departure(Departure(NOW_MS - 3_600_000, "report", 4_096, owner_act=True))


async def _warned(device: Device) -> None:
    await _busy(device)
    is_warned(device)
    is_warned(device, level=Level.F2, date=dt.date(2020, 8, 14), minutes=90)
    has_met(device)
    device.save_visits(device.visits().with_alert({2}, 9))


async def _off(device: Device) -> None:
    await device.pause()


_STATES = {"busy": _busy, "new": _busy, "warned": _warned, "off": _off}


def _visits() -> VisitBook:
    def place(number: int, name: str, kind: VenueKind) -> Venue:
        return Venue(bytes([number]) * 16, name, kind, "02536", 0, 1 << 35, bytes(16))

    hour_ms = 3_600_000
    book = VisitBook().arrived(place(1, "Trường THPT Sơn Dương", VenueKind.SCHOOL), NOW_MS - 30 * hour_ms)
    book = book.left(1, NOW_MS - 26 * hour_ms)
    book = book.arrived(place(2, "Chợ trung tâm thị trấn Sơn Dương", VenueKind.MARKET), NOW_MS - 4 * hour_ms)
    book = book.left(2, NOW_MS - 3 * hour_ms)
    return book.arrived(place(3, "UBND huyện Sơn Dương", VenueKind.OFFICE), NOW_MS - 40 * 60_000)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until_answers(port: int) -> None:
    """Until somebody listens there."""
    async with httpx.AsyncClient() as browser:
        for _ in range(500):
            with contextlib.suppress(httpx.TransportError):
                await browser.get(f"http://127.0.0.1:{port}/")
                return
            await asyncio.sleep(0.02)
    raise TimeoutError("the showcase does not answer")


PICTURES = (
    ("home-vi", "busy-vi", "/", "light"),
    ("warning-vi", "warned-vi", "/warnings", "light"),
    ("home-warned-dark-en", "warned-en", "/", "dark"),
    ("mark-en", "busy-en", "/mark", "light"),
    ("places-vi", "busy-vi", "/places", "light"),
    ("history-dark-vi", "busy-vi", "/history", "dark"),
    ("welcome-en", "new-en", "/welcome", "light"),
    ("off-vi", "off-vi", "/", "light"),
    ("place-warning-dark-vi", "warned-vi", "/warnings#place", "dark"),
    ("report-en", "warned-en", "/warnings/report", "light"),
    ("ledger-en", "busy-en", "/ledger", "light"),
)


async def take_pictures(target: Path) -> None:
    """390 x 844, as a phone shows them."""
    from playwright.async_api import async_playwright

    with tempfile.TemporaryDirectory() as folder:
        async with a_showcase(Path(folder)) as shown, async_playwright() as play:
            browser = await play.chromium.launch(executable_path=str(CHROMIUM))
            for name, phone, path, scheme in PICTURES:
                page = await browser.new_page(
                    viewport={"width": 390, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
                )
                await page.goto(shown.address(phone, path))
                await page.screenshot(path=target / f"{name}.png")
                await page.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(take_pictures(Path(sys.argv[1])))
