"""A town: an exchange in its own process, phones that write to it, and a portal that reads what they send."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bluezone.protocol.messages import CALL_PATH, AcceptedAnswer, ReportRequest, pack_request, unpack_answer
from bluezone.protocol.report import ContactReport, Minutes, Row, Sealable, seal
from tests.support.commands import bluezone
from tests.support.exchange.exchanges import NOON_MS, TODAY
from tests.support.exchange.served import Served, served, set_clock
from tests.support.portal.forked_commands import forked_commands
from tests.support.portal.served_portal import ServedPortal, served_portal

COMMUNE = "02536"


@dataclass
class Town:
    """An exchange that stands throughout, and a portal that may not."""

    folder: Path
    exchange: Served
    report_key: bytes
    sent: int = 0

    def phone_sends(self, note: str) -> None:
        rows = (Row(TODAY.number - 1, 1, Minutes.FROM_30, 2),)
        self.phone_seals(ContactReport(self.sent.to_bytes(16, "big"), COMMUNE, rows, "0987 654 321", note))

    def phone_seals(self, message: Sealable) -> None:
        self.sent += 1
        sealed = seal(message, self.report_key, self.sent.to_bytes(32, "big"))
        answer = httpx.post(self.exchange.public + CALL_PATH, content=pack_request(ReportRequest(sealed)), timeout=60)
        assert isinstance(unpack_answer(answer.content), AcceptedAnswer)

    @property
    def published(self) -> tuple[str, ...]:
        """How a portal reads what phones read."""
        root = httpx.get(f"{self.exchange.public}/v1/root", timeout=60).content.hex()
        return ("--published", self.exchange.public, "--published-root", root)

    @contextlib.contextmanager
    def portal(self, data: Path, *more: str, heard: list[str] | None = None) -> Iterator[ServedPortal]:
        key = self.exchange.folder / "data" / "internal.key"
        options = ("--exchange", self.exchange.internal, "--exchange-key", str(key))
        with served_portal(data, "--clock", str(self.folder / "clock"), *options, *more, heard=heard) as running:
            yield running


@contextlib.contextmanager
def a_town(folder: Path, data: Path) -> Iterator[Town]:
    clock = set_clock(folder, NOON_MS)
    public, places = folder / "report.pub", folder / "venue.pub"
    with forked_commands(data) as commands:
        for command, file in (("report-key", public), ("venue-key", places)):
            told = commands.run("portal", command, "--data", data, "--out", file)
            assert 0 == told.status, told.complained
    keys = ("--report-key", public, "--add", places)
    made = bluezone("exchange", "init", "--data", folder / "data", *keys, "--clock", clock)
    assert 0 == made.status, made.err
    with served(folder, NOON_MS) as exchange:
        yield Town(folder, exchange, public.read_bytes())
