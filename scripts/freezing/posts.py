"""Somebody stands at the door of the lodging: a device is enrolled, a shift begins, a visitor comes in."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable

import msgspec
from nacl.public import PublicKey, SealedBox

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.posts.hours import Span
from bluezone.portal.posts.models import Post
from bluezone.portal.posts.services.enrolling import enrol, issue_code
from bluezone.portal.posts.services.erasing import erase_rows
from bluezone.portal.posts.services.hearing import name_for_radio, take_heard
from bluezone.portal.posts.services.keeping import Door, add_keeper, make_post
from bluezone.portal.posts.services.releasing import agree_to_rows, ask_for_rows, digest_of_release
from bluezone.portal.posts.services.sheets import key_sheet, print_sheets
from bluezone.portal.posts.services.taking import device_of, take_rows
from bluezone.portal.posts.sheets import number_of_line
from bluezone.portal.posts.wire import Enrolment, milliseconds_of, parse_parcel
from bluezone.portal.premises.models import Premises
from bluezone.portal.reports.selectors import public_report_key
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.rollout.tally.heard import Heard, Quarter, write_heard
from scripts.freezing.cases import CASE
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """Lets a visitor come in by a door that somebody keeps."""
    lan, place = Staff.objects.get(username="lan"), Premises.objects.get(name="Nhà nghỉ Hoa Mai")
    entropy = office.chance.randbytes
    door = Door("Cổng chính", (Span(dt.time(6), dt.time(22)),))
    post = make_post(actor=lan, premises=place, door=door, now=NOW)
    keeper = add_keeper(actor=lan, post=post, label="Ca sáng", pin="2580", entropy=entropy, now=NOW)
    _, code = issue_code(actor=lan, post=post, entropy=entropy, now=NOW)
    made = enrol(asked=Enrolment(code, "Điện thoại ở cổng"), entropy=entropy, now=NOW)
    for number, at in ((0, NOW), (1, NOW - dt.timedelta(days=20))):
        take_rows(sender=device_of(made.token), parcel=parse_parcel(_parcel(keeper.pk, number, at)), now=NOW)
    _bring_what_a_radio_counted(lan, post)
    _key_a_sheet(lan, post, entropy)
    _open_rows(place)
    erase_rows(now=NOW + dt.timedelta(days=2))
    return {}


def _bring_what_a_radio_counted(lan: Staff, post: Post) -> None:
    begins = NOW.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    counted = Heard(name_for_radio(post), (Quarter(begins, 52, 34),))
    take_heard(actor=lan, post=post, data=write_heard(counted), now=NOW)


def _key_a_sheet(lan: Staff, post: Post, entropy: Callable[[int], bytes]) -> None:
    """Somebody came while there was no power, and was written on paper."""
    (sheet, _) = print_sheets(actor=lan, post=post, count=2, entropy=entropy, now=NOW)
    row = {
        "id": _text(number_of_line(sheet.number, 1, "in")),
        "at_ms": milliseconds_of(NOW - dt.timedelta(hours=3)),
        "way": "in",
        "who": "visitor",
        "app": "none",
        "paper": {"page": sheet.number, "line": 1},
    }
    sent = msgspec.json.encode({"v": 1, "clock_ms": milliseconds_of(NOW), "rows": [row]})
    photo = SealedBox(PublicKey(public_report_key())).encrypt(b"a picture that nobody looks at")
    key_sheet(actor=lan, sheet=sheet, parcel=parse_parcel(sent), photo=photo, now=NOW)


def _open_rows(place: Premises) -> None:
    """One of two officers asks for the rows of the hour in which a case was there."""
    lan, hung = (Staff.objects.get(username=name) for name in ("lan", "hung"))
    landmark = record_landmark(
        actor=lan,
        case=Case.objects.get(number=CASE),
        place=place.name,
        unit=place.unit,
        begins=NOW - dt.timedelta(hours=1),
        ends=NOW,
        now=NOW,
    )
    asked = ask_for_rows(
        actor=lan, landmark=landmark, premises=place, before=1, purpose="tìm người tiếp xúc", why_many="", now=NOW
    )
    read = digest_of_release(asked)
    agree_to_rows(actor=hung, release=asked, read=read, wrapping_key=wrapping_key(), now=NOW)


def _parcel(keeper: int, number: int, at: dt.datetime) -> bytes:
    typed = '{"name":"Hoàng Văn Khách","phone":"0912 345 300"}'.encode()
    sealed = SealedBox(PublicKey(public_report_key())).encrypt(typed.ljust(256))
    moment = milliseconds_of(at)
    row = {
        "id": _text(number.to_bytes(16, "big")),
        "at_ms": moment,
        "way": "in",
        "who": "visitor",
        "app": "live",
        "keeper": keeper,
        "sealed": _text(sealed),
    }
    shift = {"keeper": keeper, "began_ms": moment}
    return msgspec.json.encode({"v": 1, "clock_ms": milliseconds_of(NOW), "rows": [row], "shift": shift})


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
