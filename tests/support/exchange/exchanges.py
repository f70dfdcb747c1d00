"""Exchanges for tests: a new one in a folder, with a clock that the test moves and chance that repeats itself."""

from __future__ import annotations

import asyncio
import functools
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import Context, ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
from litestar import Litestar

from bluezone.doors import asynchronous
from bluezone.exchange.codes import CodeOrder
from bluezone.exchange.keyring import KEY_LIST_FILE, create_keyring
from bluezone.exchange.leaps import ClockNotes
from bluezone.exchange.listeners import internal_application
from bluezone.exchange.listeners.public import calls_or_files, files_application
from bluezone.exchange.ports import SecondClock
from bluezone.exchange.service import Exchange
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store.opening import open_store
from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.signature import Kind
from tests.support.exchange.answering import AnswererTransport
from tests.support.exchange.exchange_client import PhoneClient
from tests.support.protocol.signing import ROOT, listed, signing_key

T = TypeVar("T")
TODAY = Day(20_781)  # 2026-11-24
TWO_DAYS_AGO = TODAY.plus(-2)
NOON_MS = TODAY.start_ms + 12 * HOUR_MS
BEARER = "a test's bearer key"
WATCHER = "a monitor's key"
REPORT_KEY = bytes(range(32))


@dataclass
class Scene:
    """A running exchange, phones and staff around it, and the hands of its clock."""

    exchange: Exchange
    public: httpx.AsyncClient
    internal: httpx.AsyncClient
    chance: random.Random
    clock: list[int] = field(default_factory=list)

    @property
    def exchange_internal_routes(self) -> list[Any]:
        """Every route of the internal listener."""
        return [route for route in _internal().routes if "schema" not in route.path]

    @property
    def now_ms(self) -> int:
        return self.clock[0]

    def move_to(self, now_ms: int) -> None:
        self.clock[0] = now_ms

    def move_by(self, ms: int) -> None:
        self.clock[0] += ms

    def phone(self, number: int = 0) -> PhoneClient:
        return PhoneClient(self.public, random.Random(number))

    async def code(self, level: Level = Level.F0, onset: Day = TWO_DAYS_AGO, **order: Any) -> str:
        (issued,) = await self.exchange.issue(CodeOrder(level, onset, **order))
        return issued.code

    async def publish(self) -> list[dict[str, Any]]:
        answer = await self.internal.post("/internal/v1/publish")
        assert answer.status_code == 200
        return list(answer.json()["published"])

    async def publish_tomorrow(self) -> list[dict[str, Any]]:
        """Moves the clock to noon of the next day and publishes everything until then."""
        self.move_to((self.now_ms // DAY_MS + 1) * DAY_MS + 12 * HOUR_MS)
        return await self.publish()

    async def published_entries(self) -> dict[bytes, list[tuple[int, Any]]]:
        """Every 16 bytes in every listed batch, with (sequence, group) of each appearance."""
        phone = self.phone()
        keys = await phone.keys()
        found: dict[bytes, list[tuple[int, Any]]] = {}
        for file in (await phone.index()).index.of_kind(Kind.BATCH):
            batch, _ = read_batch(await phone.file(file.path), Kind.BATCH, keys)
            for group in batch.groups:
                column = bytes(group.column)
                for at in range(0, len(column), 16):
                    found.setdefault(column[at : at + 16], []).append((file.sequence, group.key))
        return found


def lets_watch(authorization: bytes) -> bool:
    """Whether it names the monitor's."""
    return authorization == f"Bearer {WATCHER}".encode()


def accepts(authorization: bytes) -> bool:
    """Whether a request to the internal interface names the test's key."""
    return authorization == f"Bearer {BEARER}".encode()


_ASKED: ContextVar[Exchange] = ContextVar("_ASKED")
"""The exchange that the request at hand is put to."""


class _WhicheverIsAsked:
    """Any exchange of this process, before applications that are made once for all: making them anew for each scene
    took as long as opening its store. They are made where no exchange is asked: a route that wanted something of its
    exchange by then would have a former scene's, and fails at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_ASKED.get(), name)


@functools.cache
def _files() -> Litestar:
    return Context().run(files_application, cast(Exchange, _WhicheverIsAsked()))


@functools.cache
def _internal() -> Litestar:
    return Context().run(internal_application, cast(Exchange, _WhicheverIsAsked()), accepts, lets_watch)


def _asked_of(exchange: Exchange, made: Callable[[], Litestar]) -> Callable[[Any, Any, Any], Coroutine[Any, Any, None]]:
    """This application, asked of this exchange; it is made for whoever asks first."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        _ASKED.set(exchange)
        await made()(scope, receive, send)

    return application


@functools.cache
def _empty_store() -> bytes:
    """A store with its tables and nothing in them: making the tables is half of opening a new one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exchange.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


@functools.cache
def _first_keys(seed: int, report_key: bytes) -> tuple[dict[str, bytes], tuple[Any, ...]]:
    """The keys that this chance draws, by their files, and the chance afterwards: each new file waits for the disk."""
    chance = random.Random(seed)
    extra = tuple(listed(signing_key(Kind.REVOCATION, number)) for number in range(3))
    witness = listed(signing_key(Kind.WITNESS))
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        create_keyring(keys, ROOT, chance.randbytes, 1, extra=(*extra, witness), report_key=report_key)
        return {file.name: file.read_bytes() for file in keys.iterdir()}, chance.getstate()


def _begin(chosen: ExchangeSettings, chance: random.Random, seed: int, report_key: bytes) -> None:
    """Lays what a new exchange begins with into its folder, as its first start does."""
    files, drawn = _first_keys(seed, report_key)
    chosen.key_directory.mkdir(parents=True, mode=0o700)
    for name, content in files.items():
        (chosen.key_directory / name).write_bytes(content)
        (chosen.key_directory / name).chmod(0o600)
    chance.setstate(drawn)
    store = chosen.data / "exchange.db"
    if chosen.store_url is None and not store.exists():
        store.write_bytes(_empty_store())


@asynccontextmanager
async def open_scene(
    folder: Path,
    *,
    now_ms: int = NOON_MS,
    seed: int = 1,
    report_key: bytes = REPORT_KEY,
    second: SecondClock = lambda: None,
    clock_is_right: bool = False,
    clock_notes: ClockNotes | None = None,
    **settings: Any,
) -> AsyncIterator[Scene]:
    """An exchange in a folder, new or taken up again, without sockets: its applications answer in this process."""
    clock = [now_ms]
    chance = random.Random(seed)
    settings = {"data": folder, "answer_delay_ms": (0, 0), **settings}
    chosen = ExchangeSettings(**settings)
    if not (chosen.key_directory / KEY_LIST_FILE).exists():
        _begin(chosen, chance, seed, report_key)
    async with Exchange(
        chosen,
        clock=lambda: clock[0],
        entropy=chance.randbytes,
        second=second,
        clock_is_right=clock_is_right,
        clock_notes=clock_notes,
        ticking=False,
    ) as exchange:
        public = AnswererTransport(lambda: calls_or_files(exchange, asynchronous(_asked_of(exchange, _files))))
        internal = httpx.ASGITransport(_asked_of(exchange, _internal))
        headers = {"authorization": f"Bearer {BEARER}"}
        async with (
            httpx.AsyncClient(transport=public, base_url="http://exchange") as phones,
            httpx.AsyncClient(transport=internal, base_url="http://exchange", headers=headers) as staff,
        ):
            yield Scene(exchange, phones, staff, chance, clock)


def play(folder: Path, story: Callable[[Scene], Coroutine[Any, Any, T]], **options: Any) -> T:
    """Runs a story on a scene, in an event loop of its own."""

    async def run() -> T:
        async with open_scene(folder, **options) as scene:
            return await story(scene)

    return asyncio.run(run())
