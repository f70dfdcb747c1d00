"""Messages in every state, somebody who wants none, and an announcement that a machine read aloud."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.services.audio import make_audio
from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.messages.addresses import read_address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.base import Letter, OutletError, Taken
from bluezone.portal.messages.services import deliver_due, queue_messages, record_opt_out, send_code, take_receipt
from scripts.freezing.cases import CASE
from tests.support.portal.offices import NOW, Office

NUMBERS = ("0912 345 701", "0912 345 702", "0912 345 703", "0912 345 704", "0912 345 705")
"""Told and arrived; taken by the carrier; refused; wants none; waits."""
WORDS = "Trạm y tế xã tiêm chủng sáng thứ Bảy tại nhà văn hóa."
_VOICE = """#!{python}
import sys, wave
if sys.argv[1].startswith("--voices"):
    print("Pty Language\\n 5 vi")
else:
    sys.stdin.read()
    with wave.open(sys.stdout.buffer, "wb") as out:
        out.setparams((1, 2, 8_000, 16_000, "NONE", ""))
        out.writeframesraw(bytes(32_000))
"""
"""Two seconds of silence: a real one would take as much room as everything else that is frozen."""


class Carrier:
    """Takes all numbers but the third."""

    def send(self, letter: Letter) -> Taken:
        if letter.address == read_address(NUMBERS[2]).text:
            raise OutletError("the carrier knows no such number", may_be_tried_again=False)
        return Taken(f"nhà mạng {letter.key}")


def work(office: Office) -> dict[str, str]:
    """What an officer has sent to people, and what became of it."""
    lan, case = Staff.objects.get(username="lan"), Case.objects.get(number=CASE)
    addresses = [read_address(number) for number in NUMBERS]
    made = queue_messages(
        actor=lan, addresses=addresses, body=WORDS, subject="", outlet=Outlet.QUEUE, path=case.path, now=NOW
    )
    record_opt_out(actor=lan, address=addresses[3], path=case.path, now=NOW)
    deliver_due(outlets={Outlet.QUEUE: Carrier()}, clock=office.world.now, most=3)
    made[0].refresh_from_db()
    take_receipt(carrier_key=made[0].carrier_key, is_delivered=True, now=NOW)
    send_code(
        actor=lan,
        address=addresses[0],
        body="Mã của bạn: 1234 5678 9015",
        outlet=Outlet.GATEWAY,
        through=Carrier(),
        path=case.path,
        key="một",
        subjects=[("case", case.number)],
        now=NOW,
    )
    said = Announcement.objects.get(state=Announcement.State.APPROVED)
    with tempfile.TemporaryDirectory() as folder:
        _give_a_voice(Path(folder))
        make_audio(actor=Staff.objects.get(username="tu"), row=said, language="vi", now=NOW)
    return {}


def _give_a_voice(folder: Path) -> None:
    """A program of the voice's name, found before any other."""
    voice = folder / "espeak-ng"
    voice.write_text(_VOICE.format(python=sys.executable), encoding="utf-8")
    voice.chmod(voice.stat().st_mode | stat.S_IXUSR)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
