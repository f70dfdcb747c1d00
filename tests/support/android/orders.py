"""What the application for Android takes for an order, read from the guide a second time and without its patterns; and
lines to try it with (docs/guides/android.md, "The pipe")."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Callable, Iterator

MAX_ORDER_BYTES = 6_600
_DIGITS = frozenset(string.digits)
_HEX = frozenset("0123456789abcdef")
_LETTERS = frozenset(string.ascii_lowercase)

Word = Callable[[str], bool]


def _bytes(least: int, most: int) -> Word:
    return lambda word: set(word) <= _HEX and len(word) % 2 == 0 and 2 * least <= len(word) <= 2 * most


def _or_none(word: Word) -> Word:
    return lambda said: said == "-" or word(said)


def _one_of(*words: str) -> Word:
    return lambda word: word in words


def _host(word: str) -> bool:
    inner = set(word) <= _LETTERS | _DIGITS | {".", "-"}
    return inner and 1 <= len(word) <= 253 and not {word[0], word[-1]} & {".", "-"}


def _name(word: str) -> bool:
    return 1 <= len(word) <= 32 and set(word) <= _LETTERS | {"-"} and word[0] != "-"


def _text(word: str) -> bool:
    if not _bytes(1, 1_600)(word):
        return False
    try:
        bytes.fromhex(word).decode()
    except UnicodeDecodeError:
        return False
    return True


def _token(word: str) -> bool:
    return bool(word) and set(word) <= _DIGITS and len(word) <= 16 and (word == "0" or word[0] != "0")


WANTED: dict[str, tuple[Word, ...]] = {
    "advertise": (_bytes(12, 12), _or_none(_bytes(2, 2))),
    "hush": (),
    "listen": (),
    "deaf": (),
    "serve": (),
    "answer": (_or_none(_bytes(1, 512)),),
    "read": (_bytes(6, 6),),
    "leave": (),
    "close": (),
    "resolve": (_host,),
    "screen": (),
    "show": (_name, _one_of("urgent", "plain"), _or_none(_text), _or_none(_text)),
    "unshow": (_name,),
    "seal": (_bytes(32, 32),),
    "unseal": (_bytes(1, 128),),
    "anew": (),
}
ANSWERS = {
    "read": {"read", "unread"},
    "seal": {"sealed", "failed"},
    "unseal": {"unsealed", "failed"},
    "resolve": {"resolved", "failed"},
    "unshow": {"done"},
    **{name: {"done", "failed"} for name in ("advertise", "hush", "listen", "deaf", "serve", "screen", "show")},
}
"""What comes of each that is answered, once and whatever was before; the owner answers `anew`."""
ACTS = (
    *("off", "on", "forbid", "permit", "agree", "restart", "end-scan 2"),
    *("keys busy", "keys well", "keys lose", "withhold bluetooth", "give bluetooth", "withhold sending"),
    *("give sending", "withhold notices", "give notices", "withhold channel:told-urgent"),
)
"""Of the phone's owner and its system, in the words of the imitated phones (Crowd)."""


def order_in(line: bytes) -> tuple[str, str] | None:
    """Name and token of an order that is one; None for whatever must not be acted on."""
    if len(line) > MAX_ORDER_BYTES:
        return None
    name, *words = line.decode("latin-1").split(" ")
    wanted = WANTED.get(name)
    if wanted is None or len(words) != 1 + len(wanted) or not _token(words[0]):
        return None
    return (name, words[0]) if all(is_it(word) for is_it, word in zip(wanted, words[1:], strict=True)) else None


def good(chance: random.Random, name: str, token: int) -> bytes:
    """An order of this name, with words drawn anew."""
    text, name_of_one = "Có tin 🔔".encode().hex(), chance.choice(["news", "off"])
    drawn = {
        "advertise": (chance.randbytes(12).hex(), chance.choice(["-", "02f9"])),
        "answer": (chance.choice(["-", chance.randbytes(chance.randint(1, 512)).hex()]),),
        "read": (chance.randbytes(6).hex(),),
        "resolve": (chance.choice(["localhost", "exchange.example", "a-b.example"]),),
        "show": (
            name_of_one,
            chance.choice(["urgent", "plain"]),
            text,
            chance.choice(["-", text * 99]),
        ),
        "unshow": (name_of_one,),
        "seal": (chance.randbytes(32).hex(),),
        "unseal": (chance.randbytes(chance.randint(1, 128)).hex(),),
    }
    return " ".join((name, str(token), *drawn.get(name, ()))).encode()


def spoilt(chance: random.Random, line: bytes) -> bytes:
    """A line with a few stretches overwritten, cut out or put in; now and then very long."""
    data = bytearray(line)
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(data))
        data[start : start + chance.choice([0, 0, 1, 1, 2, 6])] = chance.choice(_PUT_IN)
    if chance.random() < 0.02:
        data *= chance.choice([2, 100])
    if chance.random() < 0.0005:
        data += b"0" * 1_000_000
    return bytes(data)


_PUT_IN = (
    *(
        b"",
        b"",
        b"",
        b"\x00",
        b"\n",
        b"\r",
        b" ",
        b"  ",
        b"-",
        b"0",
        b"00",
        b"f",
        b"F",
        b"g",
        b"\xff",
        b"eda080",
        b"c3",
    ),
    *("\u0660".encode(), "\ud800".encode("utf-8", "surrogatepass"), b"hush 1", b"\t", b"+7", b"9" * 17, b"41" * 3_000),
)


def every_row(symbols: int, length: int) -> Iterator[int]:
    """Numbers below `symbols`, so that every row of this length comes up once (a de Bruijn sequence)."""
    word = [-1]
    while word:
        word[-1] += 1
        if length % len(word) == 0:
            yield from word
        word = list(itertools.islice(itertools.cycle(word), length))
        while word and word[-1] == symbols - 1:
            word.pop()
