"""A town: an exchange of ours that runs, its authority, and phones in another language (clients/js)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.support.commands import bluezone
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony
from tests.support.other_phone import OtherPhone, OtherPhones, other_phones

HOUR_MS, DAY_MS, SLOT_MS = 3_600_000, 86_400_000, 900_000
START_MS = 20_500 * DAY_MS + 6 * HOUR_MS
YESTERDAY = 20_499
REPORT_SECRET = bytes(range(32))
REPORT_PUBLIC = bytes.fromhex("8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f")


@dataclass
class Town:
    """What runs, and the time there."""

    ceremony: Ceremony
    exchange: served.Served
    phones: OtherPhones
    now_ms: int = START_MS

    def phone(self) -> OtherPhone:
        root = (self.ceremony.folder / "root.key.pub").read_text().strip()
        return self.phones.begun(self.exchange.public, root)

    def someone_of(
        self, phone: OtherPhone, *, at_slot: int = 40, rssi: int = -60, times: int = 5, says_dbm: int | None = None
    ) -> OtherPhone:
        """A phone that heard this one in a slot of yesterday, each minute so often. What this one knows of its power,
        if anything, is said hidden."""
        said = phone.does("ids", YESTERDAY, *([] if says_dbm is None else [f"--power={says_dbm}"]))
        heard = {"id": said["ids"][at_slot], "hidden": said["hidden"][at_slot], "rssi": rssi, "periodS": 60}
        start_ms = YESTERDAY * DAY_MS + at_slot * SLOT_MS
        other = self.phone()
        begins = [start_ms + minute * 60_000 for minute in range(times)]
        other.does("hear", given=[{**heard, "atMs": at_ms} for at_ms in begins])
        return other

    def code(self) -> str:
        onset = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=YESTERDAY)).date().isoformat()
        return str(self.desk("POST", "codes", {"level": "F0", "onset": onset})[0]["code"])

    def publishes(self) -> int:
        """The next window comes out; the number of its batch."""
        self.now_ms += HOUR_MS
        served.set_clock(self.ceremony.folder, self.now_ms)
        self.desk("POST", "publish")
        return max(file["sequence"] for file in self.desk("GET", "published")["files"] if file["kind"] == "batch")

    def desk(self, method: str, path: str, order: Any = None) -> Any:
        address = f"{self.exchange.internal}/internal/v1/{path}"
        answer = httpx.request(method, address, json=order, headers=self.exchange.bearer, timeout=60)
        assert answer.is_success, answer.text
        return answer.json()

    def revokes(self, batch: int) -> None:
        """Two persons look at the proposal and sign it."""
        proposal, desk = self.ceremony.folder / "proposal", ("--internal", self.exchange.internal)
        desk = (*desk, "--internal-key", str(self.ceremony.data / "internal.key"))
        where = ("--published", self.exchange.public, "--root", self.ceremony.folder / "root.key.pub")
        done = [bluezone("exchange", "revocation", "propose", "--batch", batch, "--out", proposal, *desk)]
        for name in ("alice", "bob"):
            shown = bluezone("exchange", "revocation", "show", proposal, *where)
            signs = ("--key", self.ceremony.folder / f"{name}.key", "--fingerprint", shown.json["fingerprint"])
            done.append(bluezone("exchange", "revocation", "sign", proposal, *where, *signs))
        done.append(bluezone("exchange", "revocation", "publish", proposal, *desk))
        assert [0, 0, 0, 0] == [each.status for each in done], [each.err for each in done]


@contextlib.contextmanager
def town_in(folder: Path) -> Iterator[Town]:
    """Two persons may revoke, and a portal takes reports."""
    served.set_clock(folder, START_MS)
    ceremony = Ceremony(folder)
    (folder / "report.pub").write_bytes(REPORT_PUBLIC)
    people = [ceremony.draw("revocation", f"{name}.key").with_name(f"{name}.key.pub") for name in ("alice", "bob")]
    ceremony.begin("--add", people[0], "--add", people[1], "--report-key", folder / "report.pub")
    exchange = served.start(folder)
    try:
        with other_phones(folder) as phones:
            yield Town(ceremony, exchange, phones)
    finally:
        exchange.kill()
