"""A door of an approved place: a post with a shift, a device that was enrolled, and rows as its page seals them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import msgspec
from nacl.public import PrivateKey, PublicKey, SealedBox

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.hours import Span
from bluezone.portal.posts.models import Device, Keeper, Post, RowRelease
from bluezone.portal.posts.services.enrolling import enrol, issue_code
from bluezone.portal.posts.services.keeping import Door, add_keeper, make_post
from bluezone.portal.posts.services.releasing import agree_to_rows, ask_for_rows, digest_of_release
from bluezone.portal.posts.services.taking import Taken, device_of, take_rows
from bluezone.portal.posts.wire import Enrolment, milliseconds_of, parse_parcel
from bluezone.portal.premises.models import Premises
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.reports.sealing import wrap
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.portal.tracing.models import Landmark
from tests.support.portal.offices import NOW, TAN_TRAO, Office, settled, the_unit
from tests.support.portal.premises import INN, Doors, doors_of

GATE = Door("Cổng chính", (Span(dt.time(7), dt.time(17)),), capacity=40)
PRIVATE = bytes(range(1, 33))
"""The private half of the report key of these tests."""


@dataclass
class Gate:
    """A post, and what whoever stands there does with its device."""

    office: Office
    doors: Doors
    premises: Premises
    post: Post
    keeper: Keeper
    device: Device
    token: str

    @property
    def officer(self) -> Staff:
        return self.doors.officer

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def send(self, *rows: dict[str, Any], now: dt.datetime = NOW, token: str = "", **more: Any) -> Taken:
        sender = device_of(token or self.token)
        return take_rows(sender=sender, parcel=parse_parcel(parcel(*rows, now=now, **more)), now=now)

    def another_device(self, label: str = "Máy thứ hai") -> str:
        """The token of another device at the same post."""
        return enrolled_at(self.office, self.officer, self.post, label)[1]


def a_gate(office: Office, *, door: Door = GATE) -> Gate:
    """Makes the place, its post, a shift and a device, at the tests' noon."""
    doors = doors_of(office)
    return a_gate_at(doors, doors.approved(INN), door)


def a_gate_at(doors: Doors, premises: Premises, door: Door = GATE) -> Gate:
    """Makes the post of a place with a shift and a device."""
    a_report_key()
    office = doors.office
    post = make_post(actor=doors.officer, premises=premises, door=door, now=NOW)
    keeper = add_keeper(
        actor=doors.officer, post=post, label="Ca sáng", pin="2580", entropy=office.chance.randbytes, now=NOW
    )
    device, token = enrolled_at(office, doors.officer, post, "Điện thoại ở cổng")
    return Gate(office, doors, premises, post, keeper, device, token)


def enrolled_at(office: Office, actor: Staff, post: Post, label: str) -> tuple[Device, str]:
    """Another device of this post, and its token."""
    entropy = office.chance.randbytes
    _, code = issue_code(actor=actor, post=post, entropy=entropy, now=NOW)
    made = enrol(asked=Enrolment(code, label), entropy=entropy, now=NOW)
    return made.device, made.token


@dataclass
class CaseAtDoor:
    """A case that was behind a gate, and two officers who may ask for its rows."""

    gate: Gate
    landmark: Landmark
    asker: Staff
    second: Staff

    def ask(self, *, by: Staff | None = None, at: dt.datetime = NOW, **more: Any) -> RowRelease:
        said = {"premises": self.gate.premises, "before": 1, "purpose": "tìm người tiếp xúc", "why_many": "", **more}
        return ask_for_rows(actor=by or self.asker, landmark=self.landmark, now=at, **said)

    def agree(self, release: RowRelease, *, by: Staff | None = None, at: dt.datetime = NOW) -> int:
        """Agrees to what the page of that moment shows."""
        return agree_to_rows(
            actor=by or self.second,
            release=release,
            read=digest_of_release(RowRelease.objects.get(pk=release.pk)),
            wrapping_key=wrapping_key(),
            now=at,
        )


def a_case_at(gate: Gate, *, unit: str = TAN_TRAO, is_confirmed: bool = True) -> CaseAtDoor:
    """Has a case have been there from an hour ago until now; a second person has looked at it, unless told."""
    office = gate.office
    asker, second = (office.staff(name, Role.HEALTH_OFFICER, unit) for name in ("Lý Người Hỏi", "Vi Người Đáp"))
    settled(asker, second)
    said = {"full_name": "Đào Thị Bệnh", "phone": "0912 345 888"}
    case = office.case(asker, confirmed_by=second if is_confirmed else None, unit=the_unit(unit), **said, now=NOW)
    landmark = record_landmark(
        actor=asker,
        case=case,
        place=gate.premises.name,
        unit=the_unit(unit),
        begins=NOW - dt.timedelta(hours=1),
        ends=NOW,
        now=NOW,
    )
    return CaseAtDoor(gate, landmark, asker, second)


def a_report_key() -> ReportKey:
    """The key of the portal to which these doors seal; made when it is first asked for."""
    public = bytes(PrivateKey(PRIVATE).public_key)
    return ReportKey.objects.filter(public=public).first() or ReportKey.objects.create(
        public=public,
        wrapped=wrap(PRIVATE, wrapping_key(), bytes),
        path=the_unit("08-202507").path,
        made_at=NOW,
    )


def row(number: int = 1, *, at: dt.datetime = NOW, **more: Any) -> dict[str, Any]:
    """A visitor who came in, in the device's JSON."""
    said = {"way": "in", "who": "visitor", "app": "unasked", "party": 1, "advised": False, "keeper": None}
    return {"id": b64(number_of(number)), "at_ms": milliseconds_of(at), **said, "paper": None, "sealed": None, **more}


def parcel(*rows: dict[str, Any], now: dt.datetime = NOW, clock: dt.datetime | None = None, shift: Any = None) -> bytes:
    """What a device sends, in bytes."""
    return msgspec.json.encode({"v": 1, "clock_ms": milliseconds_of(clock or now), "rows": rows, "shift": shift})


def sealed(public: bytes | None = None, **typed: str) -> str:
    """What a visitor typed, sealed as the page does it."""
    plain = json.dumps(typed, ensure_ascii=False).encode()
    padded = plain + b" " * (-len(plain) % 256)
    key = PublicKey(public or bytes(PrivateKey(PRIVATE).public_key))
    return b64(SealedBox(key).encrypt(padded))


def number_of(number: int) -> bytes:
    """A row's number, drawn from a small one."""
    return hashlib.sha256(str(number).encode()).digest()[:16]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
