"""Somebody stands at the door of the lodging: a device is enrolled, a shift begins, a visitor comes in."""

from __future__ import annotations

import base64
import datetime as dt

import msgspec
from nacl.public import PublicKey, SealedBox

from bluezone.portal.identity.models import Staff
from bluezone.portal.posts.services.enrolling import enrol, issue_code
from bluezone.portal.posts.services.keeping import Door, add_keeper, make_post
from bluezone.portal.posts.services.taking import take_rows
from bluezone.portal.posts.wire import Enrolment, milliseconds_of, parse_parcel
from bluezone.portal.premises.models import Premises
from bluezone.portal.reports.selectors import public_report_key
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """Lets a visitor come in by a door that somebody keeps."""
    lan, place = Staff.objects.get(username="lan"), Premises.objects.get(name="Nhà nghỉ Hoa Mai")
    entropy = office.chance.randbytes
    door = Door("Cổng chính", dt.time(6), dt.time(22))
    post = make_post(actor=lan, premises=place, door=door, now=NOW)
    keeper = add_keeper(actor=lan, post=post, label="Ca sáng", pin="2580", entropy=entropy, now=NOW)
    _, code = issue_code(actor=lan, post=post, entropy=entropy, now=NOW)
    made = enrol(asked=Enrolment(code, "Điện thoại ở cổng"), entropy=entropy, now=NOW)
    take_rows(token=made.token, parcel=parse_parcel(_parcel(keeper.pk)), now=NOW)
    return {}


def _parcel(keeper: int) -> bytes:
    typed = '{"name":"Hoàng Văn Khách","phone":"0912 345 300"}'.encode()
    sealed = SealedBox(PublicKey(public_report_key())).encrypt(typed.ljust(256))
    moment = milliseconds_of(NOW)
    row = {
        "id": _text(bytes(16)),
        "at_ms": moment,
        "way": "in",
        "who": "visitor",
        "app": "live",
        "keeper": keeper,
        "sealed": _text(sealed),
    }
    shift = {"keeper": keeper, "began_ms": moment}
    return msgspec.json.encode({"v": 1, "clock_ms": moment, "rows": [row], "shift": shift})


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
