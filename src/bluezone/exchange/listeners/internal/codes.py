"""Codes for confirmed persons, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from bluezone.exchange.codes import MAX_CODES_AT_ONCE, CodeOrder, code_status
from bluezone.exchange.errors import RequestError
from bluezone.exchange.service import Exchange
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level


class CodesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order for codes."""

    level: Literal["F0", "F1"]
    onset: dt.date
    first_exposure: dt.date | None = None
    form: Literal["short", "long"] = "short"
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_CODES_AT_ONCE)] = 1


class Code(msgspec.Struct, frozen=True):
    """A code, told once."""

    code: str
    spaced: str
    handle: str
    expires_at: dt.datetime


class Status(msgspec.Struct, frozen=True):
    """What became of a code."""

    state: str
    date: dt.date


def code_routes(exchange: Exchange) -> list[Any]:
    @post("/internal/v1/codes", status_code=201, operation_id="issue_codes")
    async def issue(data: JSONBody[CodesRequest]) -> list[Code]:
        """Fresh codes; they are told here once and kept nowhere in clear."""
        order = CodeOrder(
            Level[data.level],
            Day.of(data.onset),
            Day.of(data.first_exposure) if data.first_exposure else None,
            long=data.form == "long",
        )
        issued = await exchange.issue(order, data.count)
        return [
            Code(code.code, code.spaced, code.handle.hex(), dt.datetime.fromtimestamp(code.expires_s, dt.UTC))
            for code in issued
        ]

    @get("/internal/v1/codes/{handle:str}", operation_id="code_status")
    async def status(handle: FromPath[str]) -> Status:
        """The state of a code, with its date and nothing finer."""
        try:
            raw = bytes.fromhex(handle)
        except ValueError as error:
            raise RequestError("a handle is 32 hexadecimal digits") from error
        now_s = exchange.clock() // 1000
        found = await exchange.writer.read(lambda connection: code_status(connection, raw, now_s))
        return Status(found.state, found.date)

    return [issue, status]
