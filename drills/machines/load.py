"""An office that is at work, as it is seen from outside: phones disclose, a door sends its rows, a team its counts,
each through the proxy and noted once it was answered with a yes. It ends when nobody answers any more.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
import random
import re
import ssl
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.messages import AcceptedAnswer
from drills.machines.calling import SERVICE_NAMES, many_through_the_proxy
from drills.machines.ledger import Acknowledged, Kind
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days

PHONES, SENDERS = 3, 2
_MOST_ROWS, MOST_ENTRIES = 4, 4
TEAM_RESTS_S = 0.7
"""Between what a sender of the team brings: a team may count 5,000 in a day, and one day has to do for fifty cuts."""
_MOST_AT_ONCE = 500
_NUMBER_BYTES = 16


_LATER = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.BAD_GATEWAY, httpx.codes.GATEWAY_TIMEOUT})
"""What a sender is told who has to come again."""


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What is sent at once, and by whom."""

    kind: Kind
    path: str
    token: str
    numbers: list[bytes]


@dataclass
class Work:
    """Who is at work, and what each of them was told."""

    chance: random.Random
    acknowledged: Acknowledged
    device: str
    """The token of a door's device."""
    team: str
    """The token of a field team's link."""
    codes: list[str] = field(default_factory=list)
    """Issued and not used."""
    refused: list[str] = field(default_factory=list)
    """Answers that nobody should have got."""

    async def goes_on(self, port: int, trusted: ssl.SSLContext, now: dt.datetime) -> None:
        """Everybody works until the machine is gone."""
        exchange = _caller("exchange", port, trusted)
        portal = _caller("portal", port, trusted)
        async with exchange, portal:
            phones = [self._until_gone(self._phone(exchange, now)) for _ in range(PHONES)]
            doors = [self._until_gone(self._door(portal, now)) for _ in range(SENDERS)]
            teams = [self._until_gone(self._team(portal)) for _ in range(SENDERS)]
            await asyncio.gather(*phones, *doors, *teams)

    async def sends_again(self, port: int, trusted: ssl.SSLContext, now: dt.datetime) -> int:
        """Sends what was not answered before the power failed; and every entry that was. How many of those were new."""
        known = sorted(self.acknowledged.of_kind["entries"])
        waiting = self.acknowledged.unanswered
        rows, waiting["rows"], entries, waiting["entries"] = waiting["rows"], [], waiting["entries"], []
        async with _caller("portal", port, trusted) as portal:
            lost = 0
            for at in range(0, len(known), _MOST_AT_ONCE):
                lost += await self._send_entries(portal, known[at : at + _MOST_AT_ONCE])
            if rows:
                await self._send_rows(portal, rows, now)
            if entries:
                await self._send_entries(portal, entries)
        return lost

    async def _until_gone(self, work: Coroutine[Any, Any, None]) -> None:
        with contextlib.suppress(httpx.HTTPError):
            await work

    async def _phone(self, exchange: httpx.AsyncClient, now: dt.datetime) -> None:
        phone = PhoneClient(exchange, random.Random(self.chance.random()))
        day = int(now.timestamp() * 1000) // DAY_MS
        while self.codes:
            seeds = seeds_of_days(phone.chance, range(day - 3, day))
            answer = await phone.try_to_disclose(self.codes.pop(), seeds)
            if isinstance(answer, AcceptedAnswer):
                self.acknowledged.note("seeds", (retired.seed.value for retired in seeds))
            else:
                self.refused.append(f"a phone: {answer}")

    async def _door(self, portal: httpx.AsyncClient, now: dt.datetime) -> None:
        while True:
            await self._send_rows(portal, self._drawn(_MOST_ROWS), now)

    async def _team(self, portal: httpx.AsyncClient) -> None:
        while True:
            await self._send_entries(portal, self._drawn(MOST_ENTRIES))
            await asyncio.sleep(TEAM_RESTS_S)

    async def _send_rows(self, portal: httpx.AsyncClient, numbers: list[bytes], now: dt.datetime) -> None:
        at_ms = int(now.timestamp() * 1000)
        rows = [{"id": said(one), "at_ms": at_ms, "way": "in", "who": "visitor", "app": "unasked"} for one in numbers]
        parcel = {"v": 1, "clock_ms": at_ms, "rows": rows}
        answer = await self._sent(portal, _Parcel("rows", "/door/sync", self.device, numbers), parcel)
        if answer is not None:
            kept = set(answer["kept"])
            self.acknowledged.note("rows", (one for one in numbers if said(one) in kept))
            self.refused += [f"a row: {one}" for one in answer["refused"]]

    async def _send_entries(self, portal: httpx.AsyncClient, numbers: list[bytes]) -> int:
        """How many of them were not there before."""
        lines = [{"id": one.hex(), "helped": 1} for one in numbers]
        answer = await self._sent(portal, _Parcel("entries", "/field/entries", self.team, numbers), lines)
        if answer is None:
            return 0
        self.acknowledged.note("entries", numbers)
        return int(answer["added"])

    async def _sent(self, portal: httpx.AsyncClient, parcel: _Parcel, body: Any) -> Any:
        """What was answered; noted as unanswered before, and as that no more once it was."""
        waiting = self.acknowledged.unanswered[parcel.kind]
        waiting += parcel.numbers
        answer = await portal.post(parcel.path, json=body, headers={"authorization": f"Bearer {parcel.token}"})
        if answer.status_code != httpx.codes.OK:
            if answer.status_code not in _LATER:
                self.refused.append(f"{parcel.path}: {answer.status_code}: {answer.text[:200]}")
            await asyncio.sleep(1)
            return None
        for one in parcel.numbers:
            waiting.remove(one)
        return answer.json()

    def _drawn(self, most: int) -> list[bytes]:
        return [self.chance.randbytes(_NUMBER_BYTES) for _ in range(self.chance.randint(1, most))]


def said(number: bytes) -> str:
    """The number of a row as a device writes it."""
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """What a page puts into the form that goes to this address. Raises LookupError where there is none."""
    found = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    if found is None:
        raise LookupError(f"no form goes to {action}")
    inputs = re.findall(r"<input[^>]*>", found[1])
    named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name[1]: value[1] for name, value in named if name is not None and value is not None}


def _caller(service: str, port: int, trusted: ssl.SSLContext) -> httpx.AsyncClient:
    there = many_through_the_proxy(port, trusted)
    return httpx.AsyncClient(transport=there, base_url=f"https://{SERVICE_NAMES[service]}", timeout=60)
