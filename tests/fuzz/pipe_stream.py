"""All that an engine is sent by the application around it, in pieces as a pipe brings them: lines that are cut, too
long, or of another kind, and any event after any other. Whatever came before, the next good line is heard."""

from __future__ import annotations

import asyncio
import contextlib
from unittest.mock import Mock

from bluezone.protocol.errors import MalformedError
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import ALWAYS, HeardFrame
from bluezone.radio.pipe import MAX_LINE_BYTES, Event, Pipe, parse_event
from tests.fuzz import pipe_line

_LONG, _ENDLESS = b"\xfe", b"\xff"
"""What stands for a line longer than any event, and for one of a million bytes."""
_GOOD = b"asked 4242"


def fuzz(data: bytes) -> None:
    asyncio.run(_hear(data))


def samples() -> list[bytes]:
    lines = pipe_line.samples()
    return [
        b"\n".join(lines) + b"\n",
        b"\n".join(reversed(lines)) + b"\n",
        b"\n".join(one + b"\n" + two for one in lines for two in lines) + b"\n",
        b"lost scan-2\nlost off\nlost none\n" * 3,
        _LONG + b"\ndone 1\n" + _ENDLESS + b"\nlost off\n" + _ENDLESS,
        b"\x00\n\ndone 1\r\nread 1 \xed\xa0\x80\n" + lines[0] * 30,
    ]


async def _hear(data: bytes) -> None:
    sent = data.replace(_LONG, b"x" * (MAX_LINE_BYTES + 1)).replace(_ENDLESS, b"done 1 " * 150_000)
    reader = asyncio.StreamReader(limit=MAX_LINE_BYTES)
    pipe = Pipe(reader, Mock(is_closing=lambda: True))
    heard: list[Event] = []
    pipe.hear(heard.append, lambda: None)
    radio = AndroidRadio(pipe, clock=lambda: 200_000, answer_timeout_ms=1)
    with contextlib.suppress(Exception):  # nobody answers; what was heard goes to whoever listens all the same
        await radio.listen(_frame, ALWAYS)
    heard.clear()
    piece = 1 + sum(data[:4]) * 16
    for start in range(0, len(sent), piece):
        reader.feed_data(sent[start : start + piece])
        await asyncio.sleep(0)
    reader.feed_data(b"\n" + _GOOD + b"\n")
    reader.feed_eof()
    await pipe.until_ended()
    lines = sent.split(b"\n")
    understood = [event for line in lines if (event := _understood(line)) is not None]
    assert [*understood, parse_event(_GOOD)] == heard
    assert pipe.malformed == len(lines) - len(understood)


def _frame(frame: HeardFrame) -> None:
    assert frame.monotonic_ms <= 200_000


def _understood(line: bytes) -> Event | None:
    try:
        return parse_event(line)
    except MalformedError:
        return None
