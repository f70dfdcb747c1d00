"""Phones for page tests: a real Device over a real encrypted store, an empty air, a clock that the test sets.

`an_owner` gives the phone with its pages' address; the little verbs below put it into the states that pages show.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import msgspec

from bluezone.citizen import create_app, page_path
from bluezone.citizen.phone import PREFERENCES_FACT, Phone, Preferences
from bluezone.device.core.exposure import Level
from bluezone.device.core.moments import Entropy
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.warnings import VIET_NAM, KeptEncounter, Warning  # noqa: A004 - the product's own word
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.device.errors import UnreachableError
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.disclosure import Certificate, write_certificate
from bluezone.protocol.disclosure import Level as Case
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    Request,
    TimeAnswer,
    TimeRequest,
    pack_answer,
    sign_time,
    unpack_request,
)
from bluezone.protocol.report import report_public_key
from bluezone.protocol.sighting import HeardBy, Sighting
from bluezone.protocol.signature import KeyList, Kind, ListedKey, SigningKey
from bluezone.radio.air import AirParameters
from bluezone.radio.virtual import VirtualAir
from tests.support.device.stores import store_in

TUESDAY = dt.datetime(2020, 8, 18, 14, 5, tzinfo=VIET_NAM)
AUGUST_11 = dt.date(2020, 8, 11)
KEY = "a-page-key-of-this-phone"
ORIGIN = "http://127.0.0.1:8470"
PAGES = page_path(KEY)
"""Below which the pages of a phone of its own lie."""
PROOF = b"declared" * 2
"""The number of a health declaration."""


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was put, and jumps on when somebody sleeps."""

    wall: int
    started: int = 0

    def __post_init__(self) -> None:
        self.started = self.wall - 3_600_000

    def wall_ms(self) -> int:
        return self.wall

    def monotonic_ms(self) -> int:
        return self.wall - self.started

    async def sleep(self, duration_ms: int) -> None:
        self.wall += duration_ms
        await asyncio.sleep(0)

    def pass_minutes(self, minutes: float) -> None:
        self.wall += int(minutes * 60_000)


class NoExchange:
    """Nobody answers. Counts who asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def fetch(self, path: str, limit: int) -> bytes:
        self.asked.append(path)
        raise UnreachableError("the exchange cannot be reached")

    async def call(self, body: bytes) -> bytes:
        self.asked.append("call")
        raise UnreachableError("the exchange cannot be reached")

    async def close(self) -> None:
        """Nothing to let go of."""


class Desk(NoExchange):
    """An exchange that takes what it is given and remembers it; it can be cut off, busy, or know no code."""

    def __init__(self, *, reachable: bool = True, refusal: Refusal | None = None) -> None:
        super().__init__()
        self.reachable, self.refusal = reachable, refusal
        self.requests: list[Request] = []

    def taken(self, kind: type) -> list[Any]:
        return [request for request in self.requests if isinstance(request, kind)]

    async def call(self, body: bytes) -> bytes:
        if not self.reachable:
            raise UnreachableError("the exchange cannot be reached")
        request = unpack_request(body)
        self.requests.append(request)
        return pack_answer(self._answer(request))

    def _answer(self, request: Request) -> Answer:
        if isinstance(request, TimeRequest):
            time_s = ms(TUESDAY) // 1000
            return TimeAnswer(time_s, *sign_time(request.nonce, time_s, _key(Kind.TIME)), bytes(16), 1, 1)
        if self.refusal is not None and not isinstance(request, CoverRequest):
            return RefusedAnswer(self.refusal)
        if isinstance(request, RedeemRequest):
            today = Day.containing(ms(TUESDAY)).number
            given = Certificate(request.commitment, Case.F0, today - 2, today - 14, today, ms(TUESDAY) // 1000 + 86_400)
            return CertificateAnswer(write_certificate(given, _key(Kind.CERTIFICATE)))
        return AcceptedAnswer()


def _key(kind: Kind) -> SigningKey:
    return SigningKey(kind, kind.value.encode().ljust(32, b"."))


def seeded_entropy(seed: int) -> Entropy:
    return random.Random(seed).randbytes


async def a_phone(folder: Path, *, clock: SetClock | None = None, exchange: Any = None, seed: int = 1) -> Device:
    """A phone that has begun, with nothing heard and nothing fetched."""
    clock = clock or SetClock(ms(TUESDAY))
    surroundings = Surroundings(
        radio=VirtualAir(AirParameters(), seed, []).radio(seed),
        store=store_in(folder / f"phone-{seed}.db", bytes([seed]) * 32),
        exchange=exchange or NoExchange(),
        clock=clock,
        entropy=seeded_entropy(seed),
        root=SigningKey(Kind.KEYS, bytes(32)).verifying_key,
        profile=read_radio_profiles()[DEFAULT_PROFILE],
    )
    return await start_device(surroundings)


def ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def is_up_to_date(device: Device, **configuration: Any) -> None:
    """The phone has fetched everything a minute ago."""
    now_s = device.now().wall_ms // 1000
    config = Configuration(sequence=1, issued_s=now_s - 600, **configuration)
    feed = replace(device.feed, configuration=config, issued_s=now_s - 60, valid_until_s=now_s + 172_800)
    device._saved.save_feed(feed)
    device.machine.configuration = config


def hears(device: Device, phone: int, minutes_ago: float, rssi_dbm: int = -60) -> None:
    """One packet of another phone, under an id that this number stands for."""
    now = device.now()
    wall_ms = now.wall_ms - int(minutes_ago * 60_000)
    monotonic_ms = max(0, now.monotonic_ms - int(minutes_ago * 60_000))
    rolling_id = RollingId(random.Random(phone).randbytes(12))
    boot = device.machine.clock.boot
    device.store.keep_sighting(Sighting(rolling_id, boot, monotonic_ms, wall_ms, rssi_dbm, None, HeardBy.ADVERTISEMENT))


def is_warned(
    device: Device, *, level: Level = Level.F1, date: dt.date = dt.date(2020, 8, 11), minutes: int = 25, least: int = 0
) -> None:
    warned = Warning(level, date, minutes, 2, (7,), least, 2 * minutes)
    standing = [
        told.warning
        for told in device.store.judged.warnings()
        if (told.warning.level, told.warning.date) != (level, date)
    ]
    device.store.judged.save_warnings([*standing, warned], device.now().wall_ms)


def prefers(device: Device, **choices: Any) -> None:
    """What the owner has chosen before; the first run is over."""
    preferences = Preferences(**{"introduced": True, **choices})
    device.store.save_fact(PREFERENCES_FACT, msgspec.msgpack.encode(preferences))


REPORT_PRIVATE_KEY = b"r" * 32
VENUE_KEY = SigningKey(Kind.VENUE, b"v" * 32)


def may_report(device: Device) -> None:
    """The phone knows a key list: to whom to seal, and whose codes, times and certificates to believe."""
    signing = (VENUE_KEY, _key(Kind.TIME), _key(Kind.CERTIFICATE))
    listed = tuple(ListedKey(key.kind, key.verifying_key.value, 0, 1 << 35) for key in signing)
    keys = KeyList(sequence=1, issued_s=1, keys=listed, report_key=report_public_key(REPORT_PRIVATE_KEY))
    device._saved.save_feed(replace(device.feed, keys=keys))


def has_met(
    device: Device, *, seed: int = 1, minutes: float = 25.0, day: dt.date = AUGUST_11, level: Case = Case.F0
) -> None:
    """One meeting that matched, at ten in the morning of that local day."""
    start_ms = ms(dt.datetime.combine(day, dt.time(10), VIET_NAM))
    spell = CloseSpell(start_ms, start_ms + int(minutes * 60_000), minutes, 2.0)
    met = KeptEncounter(DaySeed(bytes([seed]) * 16), Day.containing(start_ms), level, Infectivity.HIGH, 7, (spell,))
    device.store.judged.save_encounters([met])


class Owner:
    """A person with one phone, and its pages as a browser asks for them: cookie, own origin, form key."""

    def __init__(self, device: Device, app: Any, *, key: str = KEY, prefix: str = "") -> None:
        """Among many a phone has a prefix; alone, its pages lie below a path of their own, added by the browser."""
        self.device, self.app, self.key, self.prefix = device, app, key, prefix
        self.root = "" if prefix else page_path(key)
        self.browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN + self.root)

    @property
    def phone(self) -> Phone:
        """The phone as the running pages hold it."""
        found = self.app._find(f"{self.root}{self.prefix}/")
        assert found is not None
        phone: Phone = found[0]
        return phone

    async def opens(self) -> None:
        """The printed address, once."""
        answer = await self.browser.get(f"{self.prefix}/?key={self.key}")
        assert 303 == answer.status_code

    async def sees(self, path: str) -> str:
        """The page's text, without its tags."""
        return words_of((await self.gets(path)).text)

    async def gets(self, path: str, **options: Any) -> httpx.Response:
        address = ORIGIN + path if path.startswith("/static/") else self.prefix + path
        return await self.browser.get(address, **options)

    async def sends(self, path: str, data: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """A form of our own pages; follows to the page that it leads to."""
        form = {"form_key": self.phone.form_key, **(data or {})}
        return await self.browser.post(self.prefix + path, data=form, follow_redirects=True, **options)

    async def looks_and_sends(self, path: str, data: dict[str, str] | None = None) -> httpx.Response:
        """Reads what would leave, then taps, as the page has it."""
        look = await self.sends(path, data)
        return await self.sends(f"{path}/send", {**(data or {}), **shown_on(look)})

    async def waits(self) -> None:
        """Until what is being sent has arrived, or not."""
        await self.phone.errand.finished()

    async def closes(self) -> None:
        await self.waits()
        await self.browser.aclose()
        await self.device.close()


@contextlib.contextmanager
def under_way(owner: Owner, what: str) -> Iterator[None]:
    """Has something be sent for the length of a block, however long that takes."""
    over = asyncio.Event()
    owner.phone.errand.start(what, over.wait())
    try:
        yield
    finally:
        over.set()


def shown_on(look: httpx.Response) -> dict[str, str]:
    """What a preview carries back with the tap: its message's digest and number."""
    return dict(re.findall(r'name="(shown|number)"\s+value="(\w+)"', look.text))


def words_of(html: str) -> str:
    """What a reader reads, blanks tidied."""
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", html)
    return " ".join(unescape(body).split())


@contextlib.asynccontextmanager
async def an_owner(
    folder: Path, *, language: str = "en", introduced: bool = True, platform: Any = frozenset, **phone: Any
) -> AsyncIterator[Owner]:
    """One phone with its pages open."""
    device = await a_phone(folder, **phone)
    prefers(device, language=language, introduced=introduced)
    owner = Owner(device, create_app(device, token=KEY, platform=platform))
    await owner.opens()
    try:
        yield owner
    finally:
        await owner.closes()
