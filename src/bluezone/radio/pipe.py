"""What an engine and the Android application around it say to each other, one line a message (docs/guides/android.md).

Orders go out, events come in. Both are words of ASCII with one space between them, and both are bounded: the other end
of the pipe is a process of ours, and still a stranger's bytes pass through it. Nothing here decides anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import itertools
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import ADDRESS_BYTES, Address

MAX_LINE_BYTES = 1_200
"""The longest event: an identity of 512 bytes in hex, and the words before it."""
MAX_ORDER_BYTES = 6_600
"""The longest order: a notice of twice 400 characters (device/notifying/notice.py), four bytes each, in hex."""
MAX_HEARD_BYTES = 255
"""Of one advertisement, its scan response and padding included."""
MAX_IDENTITY_BYTES = 512
"""The longest attribute value (Bluetooth Core 5.4, Vol 3, Part F, 3.2.9)."""
KEY_BYTES, MAX_SEALED_BYTES = 32, 128
"""Of the store's key; and of one that is sealed, with all that opens it again."""
MAX_ADDRESSES = 8
"""Of one name."""
MAX_NUMBER = 2**53
CARRIED_OUT, GONE, SILENT = "", "gone", "silent"
"""What became of an order, besides the words that the application has for why not: done, and two ways of no answer."""

_WORD = re.compile(rb"[!-~]+(?: [!-~]+)*")
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_NAME = re.compile(r"[a-z0-9]{1,32}")
_NONE = "-"
_IPV4_BYTES = 4
_AND = "+"


@dataclass(frozen=True, slots=True)
class Heard:
    """An advertisement, when it arrived by the clock of this boot, and under which address."""

    rssi_dbm: int
    address: Address
    monotonic_ms: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """The order with this token was carried out."""

    token: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The order with this token was not, and why: `off`, `forbidden`, or what Android said."""

    token: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What was on air, or listened, does so no more; a word why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A peer reads our identity and waits for the answer."""

    token: int


@dataclass(frozen=True, slots=True)
class WasRead:
    """What a peer called itself; None when it could not be read."""

    token: int
    identity: bytes | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The addresses of a host, as the phone's system says, the best first."""

    token: int
    addresses: tuple[IPv4Address | IPv6Address, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A key as it may lie on disk."""

    token: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The key that was sealed. It stands in no message about this value."""

    token: int
    key: bytes = field(repr=False)


class Withheld(enum.StrEnum):
    """What Android can keep from an application that it lets run, in the order in which it is said."""

    PERMISSION = "permission"
    LOCATION = "location"
    """Switched off; up to Android 11 a scan then hears nothing."""
    BACKGROUND = "background"
    """Running while another application is in front."""
    SAVER = "saver"
    """The battery saver is on, and this application is not exempt."""


@dataclass(frozen=True, slots=True)
class Withholds:
    """All that is withheld from now on."""

    what: frozenset[Withheld]


@dataclass(frozen=True, slots=True)
class Made:
    """The maker of this phone, and its brand, in small letters and figures; empty where Android does not say."""

    maker: str
    brand: str


@dataclass(frozen=True, slots=True)
class IsModel:
    """The name of this phone's model, in small letters and figures; empty where Android does not say."""

    name: str


@dataclass(frozen=True, slots=True)
class Booted:
    """How often this phone was started, as Android counts."""

    times: int


Word = str | int | bytes | Address | None
Answer = Done | Failed | Resolved | Sealed | Unsealed
Event = Answer | Heard | Lost | Asked | WasRead | Withholds | Made | IsModel | Booted


def write_order(*words: Word) -> bytes:
    """Writes one line: numbers in decimal, bytes and addresses in hex, nothing at all as a dash. Raises ValueError for
    what the application would pass over."""
    line = " ".join(_written(word) for word in words).encode("ascii")
    if len(line) > MAX_ORDER_BYTES:
        raise ValueError("this order is longer than the application reads")
    return line + b"\n"


def parse_event(line: bytes) -> Event:
    """Reads one line without its end. Raises MalformedError for anything but a well-formed event."""
    if len(line) > MAX_LINE_BYTES or not _WORD.fullmatch(line):
        raise MalformedError("a line of the pipe has words with one space between them, and an end")
    name, *words = line.decode("ascii").split(" ")
    known = _EVENTS.get(name)
    if known is None or len(words) != known[0]:
        raise MalformedError("a line of the pipe is no event that the engine knows")
    try:
        return known[1](*words)
    except ValueError as error:
        raise MalformedError(f"a word of '{name}' is not what it should be") from error


class Pipe:
    """Carries lines both ways. What arrives goes to whoever hears, in order; what cannot be read is passed over.

    Several parts of an engine give orders on one pipe, so it draws the tokens of all.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The reader's limit is MAX_LINE_BYTES, so that an endless line cannot fill the memory."""
        self._reader, self._writer = reader, writer
        self._hearers: list[tuple[Callable[[Event], None], Callable[[], None]]] = []
        self._tokens = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self.malformed = 0
        """How many lines were passed over."""
        self.ended = False
        """The application is gone: nothing more is said or heard."""
        self._taking = asyncio.get_running_loop().create_task(self._take())

    def hear(self, hearer: Callable[[Event], None], ended: Callable[[], None]) -> None:
        """Hands every event from now on to `hearer`, and says when there will be none any more."""
        self._hearers.append((hearer, ended))

    def token(self) -> int:
        """Draws the number of the next order."""
        return next(self._tokens)

    def order(self, *words: Word) -> None:
        """Says one line; to an application that is gone, nothing."""
        if not self.ended and not self._writer.is_closing():
            self._writer.write(write_order(*words))

    async def ask(self, order: str, *words: Word, within_s: float | None) -> str:
        """Gives an order under a token of its own, and waits for what became of it: CARRIED_OUT, or a word why not."""
        answer = await self.answer(order, *words, within_s=within_s)
        return answer.reason if isinstance(answer, Failed) else CARRIED_OUT

    async def answer(self, order: str, *words: Word, within_s: float | None) -> Answer:
        """Gives an order under a token of its own, and waits for its answer, for however long where there is no limit;
        where none comes, it has failed."""
        token = self.token()
        if self.ended:
            return Failed(token, GONE)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[token] = answer
        try:
            self.order(order, token, *words)
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError:
            return Failed(token, SILENT)
        finally:
            del self._asked[token]

    async def until_ended(self) -> None:
        """Waits until the application is gone."""
        await asyncio.wait([self._taking])

    async def close(self) -> None:
        """Says what is still to be said, and ends. Closing twice is harmless."""
        self._taking.cancel()
        await self.until_ended()
        with contextlib.suppress(OSError):
            self._writer.close()
            await self._writer.wait_closed()

    async def _take(self) -> None:
        try:
            while line := await self._line():
                self._hand_on(line[:-1])
        finally:
            self.ended = True
            for token in self._asked:
                self._settle(Failed(token, GONE))
            for _, ended in self._hearers:
                ended()

    async def _line(self) -> bytes:
        """The next line with its end; nothing once there are no more. What is too long is passed over whole."""
        while True:
            try:
                return await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                await self._reader.readexactly(max(1, error.consumed))
                self.malformed += 1
                await self._pass_over()
            except (asyncio.IncompleteReadError, OSError):
                return b""

    async def _pass_over(self) -> None:
        while True:
            try:
                await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                await self._reader.readexactly(max(1, error.consumed))
            else:
                return

    def _hand_on(self, line: bytes) -> None:
        try:
            event = parse_event(line)
        except MalformedError:
            self.malformed += 1
            return
        if isinstance(event, Answer):
            self._settle(event)
        for hearer, _ in self._hearers:
            hearer(event)

    def _settle(self, answer: Answer) -> None:
        asked = self._asked.get(answer.token)
        if asked is not None and not asked.done():
            asked.set_result(answer)


async def open_standard_pipe() -> Pipe:
    """The pipe of an engine that an application has started: its standard input and output."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb", buffering=0))
    answering = asyncio.StreamReaderProtocol(asyncio.StreamReader())
    transport, _ = await loop.connect_write_pipe(lambda: answering, os.fdopen(os.dup(1), "wb", buffering=0))
    return Pipe(reader, asyncio.StreamWriter(transport, answering, None, loop))


def _written(word: Word) -> str:
    match word:
        case Address():
            return word.value.hex()
        case bytes():
            return word.hex() or _NONE
        case int():
            return str(word)
        case None:
            return _NONE
    if not word.isascii() or not _WORD.fullmatch(word.encode()) or " " in word:
        raise ValueError("a word of the pipe has no space and nothing but ASCII")
    return word


def _number(word: str, least: int = 0, most: int = MAX_NUMBER) -> int:
    if not _NUMBER.fullmatch(word) or not least <= int(word) <= most:
        raise ValueError(word)
    return int(word)


def _bytes(word: str, most: int) -> bytes:
    if word == _NONE:
        return b""
    if not _HEX.fullmatch(word) or len(word) > 2 * most:
        raise ValueError(word)
    return bytes.fromhex(word)


def _name(word: str) -> str:
    if word == _NONE:
        return ""
    if not _NAME.fullmatch(word):
        raise ValueError(word)
    return word


def _withheld(word: str) -> Withholds:
    what = frozenset() if word == _NONE else frozenset(Withheld(name) for name in word.split(_AND))
    if word != (_AND.join(one for one in Withheld if one in what) or _NONE):
        raise ValueError(word)
    return Withholds(what)


def _heard(rssi: str, address: str, moment: str, data: str) -> Heard:
    sender = Address(_bytes(address, ADDRESS_BYTES))
    return Heard(_number(rssi, -127, 126), sender, _number(moment), _bytes(data, MAX_HEARD_BYTES))


def _resolved(token: str, addresses: str) -> Resolved:
    packed = addresses.split(_AND)
    if not all(_HEX.fullmatch(one) for one in packed) or len(packed) > MAX_ADDRESSES:
        raise ValueError(addresses)
    return Resolved(_number(token), tuple(_address(bytes.fromhex(one)) for one in packed))


def _sealed(token: str, sealed: str) -> Sealed:
    return Sealed(_number(token), _bytes(sealed, MAX_SEALED_BYTES))


def _unsealed(token: str, key: str) -> Unsealed:
    unsealed = Unsealed(_number(token), _bytes(key, KEY_BYTES))
    if len(unsealed.key) != KEY_BYTES:
        raise ValueError("a store's key has another length")
    return unsealed


def _address(packed: bytes) -> IPv4Address | IPv6Address:
    """Raises ValueError for any other length."""
    return IPv4Address(packed) if len(packed) == _IPV4_BYTES else IPv6Address(packed)


_EVENTS: dict[str, tuple[int, Callable[..., Event]]] = {
    "heard": (4, _heard),
    "done": (1, lambda token: Done(_number(token))),
    "failed": (2, lambda token, reason: Failed(_number(token), reason)),
    "lost": (1, Lost),
    "asked": (1, lambda token: Asked(_number(token))),
    "read": (2, lambda token, value: WasRead(_number(token), _bytes(value, MAX_IDENTITY_BYTES))),
    "unread": (1, lambda token: WasRead(_number(token), None)),
    "resolved": (2, _resolved),
    "sealed": (2, _sealed),
    "unsealed": (2, _unsealed),
    "withheld": (1, _withheld),
    "model": (1, lambda name: IsModel(_name(name))),
    "boot": (1, lambda times: Booted(_number(times, 1))),
    "made": (2, lambda maker, brand: Made(_name(maker), _name(brand))),
}
"""How many words follow each, and what they make."""
EVENT_NAMES = frozenset(_EVENTS)
