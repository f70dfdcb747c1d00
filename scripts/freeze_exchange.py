"""What a release of the exchange leaves to phones: `python -m scripts.freeze_exchange FOLDER`, in its own tree.

Writes what it published in a drill of three hours (a disclosure, a batch that two persons took back) as the files that
phones fetch, `calls.json` with what a phone of that release sent and was answered, and `fields.json` with what stands
in each file and message. docs/protocol/releases keeps them; later phones read them (tests/clients/test_versions.py).
All seeds and keys are drawn for it; no private one is kept.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from bluezone.protocol.messages import CoverRequest, ReportRequest
from scripts.freeze_fields import fields
from tests.support.commands import bluezone
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
START_MS = 20_416 * DAY_MS + 6 * HOUR_MS
DAYS = range(20_413, 20_416)
CHANCE = 1
ONSET = "2025-11-22"
ELSEWHERE = (
    {"type": "time"},
    {"type": "refused", "reason": 4},
    {"type": "refused", "reason": 2},
    {"type": "time"},
    {"type": "refused", "reason": 4},
    {"type": "accepted"},
    {"type": "accepted"},
)
"""What any other exchange answers to these calls, in their order: challenges and certificate are not its own."""
REPORT_PUBLIC = bytes.fromhex("8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f")


def freeze(folder: Path) -> None:
    """Everything that a phone of this release could fetch, and what one sent."""
    with tempfile.TemporaryDirectory() as place:
        ceremony = _begun(Path(place))
        exchange = served.start(Path(place))
        try:
            calls = asyncio.run(_talk(exchange))
            for hour in range(1, 4):
                served.set_clock(Path(place), START_MS + hour * HOUR_MS)
                _desk(exchange, "publish")
            _take_back(ceremony, exchange)
        finally:
            exchange.kill()
        shutil.copytree(ceremony.data / "public" / "v1", folder / "v1")
    for call, elsewhere in zip(calls["calls"], ELSEWHERE, strict=True):
        call["elsewhere"] = elsewhere
    facts = {"now_ms": START_MS + 3 * HOUR_MS, **calls}
    (folder / "calls.json").write_text(json.dumps(facts, indent=1) + "\n")
    (folder / "fields.json").write_text(json.dumps(fields(), indent=1) + "\n")


def _begun(folder: Path) -> Ceremony:
    served.set_clock(folder, START_MS)
    ceremony = Ceremony(folder)
    (folder / "report.pub").write_bytes(REPORT_PUBLIC)
    people = [ceremony.draw("revocation", f"{name}.key").with_name(f"{name}.key.pub") for name in ("alice", "bob")]
    ceremony.begin("--add", people[0], "--add", people[1], "--report-key", folder / "report.pub")
    return ceremony


async def _talk(exchange: served.Served) -> dict[str, Any]:
    """One of each call, as a phone of this release writes it, with its answer."""
    calls: list[dict[str, Any]] = []

    async def note(answer: httpx.Response) -> None:
        sent, got = answer.request.content, await answer.aread()
        calls.append({"request": sent.rstrip(b"\0").hex(), "answer": got.rstrip(b"\0").hex()})

    async with httpx.AsyncClient(base_url=exchange.public, event_hooks={"response": [note]}) as http:
        phone = PhoneClient(http, random.Random(CHANCE))
        seeds = seeds_of_days(phone.chance, DAYS)
        await phone.disclose(_desk(exchange, "codes", {"level": "F0", "onset": ONSET})[0]["code"], seeds)
        time = await phone.time()
        for step in (1, 2):
            await phone.call(CoverRequest(step, "957313612955", bytes(32), time.challenge, bytes(8)))
        await phone.call(ReportRequest(phone.chance.randbytes(3448)))
    drawn_again = random.Random(CHANCE)
    return {"seeds": [[day, drawn_again.randbytes(16).hex()] for day in DAYS], "calls": calls}


def _take_back(ceremony: Ceremony, exchange: served.Served) -> None:
    proposal = ceremony.folder / "proposal"
    desk = ("--internal", exchange.internal, "--internal-key", ceremony.data / "internal.key")
    where = ("--published", exchange.public, "--root", ceremony.folder / "root.key.pub")
    bluezone("exchange", "revocation", "propose", "--batch", 2, "--out", proposal, *desk)
    for name in ("alice", "bob"):
        shown = bluezone("exchange", "revocation", "show", proposal, *where).json["fingerprint"]
        signs = ("--key", ceremony.folder / f"{name}.key", "--fingerprint", shown)
        bluezone("exchange", "revocation", "sign", proposal, *where, *signs)
    published = bluezone("exchange", "revocation", "publish", proposal, *desk)
    assert published.status == 0, published.err


def _desk(exchange: served.Served, path: str, order: Any = None) -> Any:
    address = f"{exchange.internal}/internal/v1/{path}"
    answer = httpx.post(address, json=order, headers=exchange.bearer, timeout=60)
    assert answer.is_success, answer.text
    return answer.json()


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))
