"""What a tally page sends, and the token it sends it under."""

from __future__ import annotations

import contextlib
import datetime as dt

from bluezone.rollout.errors import TallyError
from bluezone.rollout.tally.counting import TallyBook, parse_entries, take
from bluezone.rollout.tally.tokens import FieldToken, TeamCode, open_token

_SECRET = b"s" * 32
_NOW = dt.datetime(2020, 8, 15, 7, tzinfo=dt.UTC)
_TOKEN = FieldToken("son-duong-2020", TeamCode("D07"), _NOW.date(), dt.datetime(2020, 8, 17, tzinfo=dt.UTC))


def fuzz(data: bytes) -> None:
    with contextlib.suppress(TallyError):
        take(TallyBook(), _TOKEN, parse_entries(data))
    with contextlib.suppress(TallyError):
        open_token(data.decode("latin-1"), _SECRET, directive="son-duong-2020", zone=dt.UTC, now=_NOW)


def samples() -> list[bytes]:
    return [b'[{"id":"' + b"0f" * 16 + b'","helped":2,"refused":1}]', _TOKEN.signed(_SECRET).encode()]
