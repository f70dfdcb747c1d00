"""A demonstration's office that has been at work: `python -m tests.support.portal_work DATA` before it is served.

The rest of its people (whoever collects, signs, registers, interviews, keeps a door), a directive with reports in every
state, papers, and lists. What the demonstration itself has is left to it: whoever adds there takes away here.
"""

from __future__ import annotations

import os
import sys
from base64 import b32encode
from pathlib import Path

LOGINS_FILE = "demo-logins.txt"
_PASSWORD = "bluezone-at-work"
_MORE_PEOPLE = (
    ("yen", "Lê Thị Yến", "consolidator"),
    ("bao", "Hà Quốc Bảo", "leader"),
    ("khanh", "Triệu Vân Khánh", "registry_clerk"),
    ("giang", "Đặng Hương Giang", "interviewer"),
    ("son", "Ma Văn Sơn", "door_keeper"),
)
_STAFF_LIST = "STT,Họ và tên,Ngày sinh,Số điện thoại\n1,Ma Thị Sen,01/02/1980,0911222333\n2,Lý Văn Ba,1975,0911222444\n"


def fill(data: Path) -> None:
    """Into a portal that demo-data has filled."""
    from bluezone.portal.configuration import Configuration

    os.environ.update(Configuration(data=data).as_environment(), DJANGO_SETTINGS_MODULE="bluezone.portal.settings")

    import django

    django.setup()

    from tests.support.offices import Office

    office = Office()
    _hire(data)
    _rollout(office)
    _papers(office)
    _lists()


def _hire(data: Path) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    from bluezone.portal.accounts.roles import Role
    from bluezone.portal.accounts.services import give_role, make_staff
    from tests.support.offices import NOW, SON_DUONG, the_unit

    lines = []
    for number, (username, full_name, role) in enumerate(_MORE_PEOPLE, 1):
        secret = b32encode(bytes([number]) * 20).decode()
        staff = make_staff(username=username, full_name=full_name, password=_PASSWORD, must_change=False)
        give_role(actor=None, staff=staff, role=Role(role), unit=the_unit(SON_DUONG), now=NOW)
        TOTP.activate(staff, secret)
        lines.append(f"{username:<9} {role:<16} {_PASSWORD:<28} {secret:<34}\n")
    with (data / LOGINS_FILE).open("a", encoding="utf-8") as file:
        file.writelines(lines)


def _rollout(office) -> None:
    """One report waits, one is approved, one is only begun by its reporter, the others are late."""
    from bluezone.portal.accounts.models import Staff
    from bluezone.portal.rollout_desk.services.registering import seat
    from tests.support.rolling import LOADED, TRUNG_YEN, a_rollout

    rollout = a_rollout(office)
    for name, key in (("yen", "culture-office"), ("bao", "culture-office"), ("thao", TRUNG_YEN)):
        seat(actor=None, participant=rollout.participant(key), staff=Staff.objects.get(username=name), now=LOADED)
    others = [one.key for one in rollout.record.participants.filter(key__startswith="ubnd-").exclude(key=TRUNG_YEN)]
    rollout.send(others[0])
    rollout.approved(others[1])


def _papers(office) -> None:
    from bluezone.portal.accounts.models import Staff
    from bluezone.portal.organisations.models import Organisation
    from bluezone.portal.papers import services
    from tests.support.offices import NOW
    from tests.support.papers import letter

    clerk = Staff.objects.get(username="khanh")
    committee = Organisation.objects.get(name="UBND xã Sơn Dương")
    for is_submitted in (False, True):
        paper = services.draft_paper(
            organisation=committee, paper=letter(), by=clerk, now=NOW, entropy=office.chance.randbytes
        )
        if is_submitted:
            services.submit(paper=paper, by=clerk, now=NOW)


def _lists() -> None:
    """One is stored, and one waits for a word about it."""
    from bluezone.portal.accounts.models import Staff
    from bluezone.portal.organisations.models import Organisation
    from bluezone.portal.registers.models import Kind
    from bluezone.portal.registers.services import confirm_list, receive_list
    from bluezone.portal.registers.working import work_off
    from tests.support.offices import NOW

    hung, school = Staff.objects.get(username="hung"), Organisation.objects.get(name="Trường THPT Sơn Dương")
    for name, text in (("a.csv", _STAFF_LIST), ("b.csv", _STAFF_LIST.replace("0911222333", "0911222355"))):
        facts = {"organisation": school, "kind": Kind.STAFF, "case": None, "name": name}
        sent = receive_list(actor=hung, **facts, data=text.encode(), now=NOW)
        work_off(lambda: NOW)
        sent.refresh_from_db()
        if name == "a.csv" and sent.preview:
            confirm_list(actor=hung, sent=sent, digest=sent.preview["digest"], now=NOW)
            work_off(lambda: NOW)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
