"""A post of a lodging with a shift, a device and a row, for whoever walks every page."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.models import ReleasedRow, RowRelease, Sheet
from bluezone.portal.posts.services.enrolling import digest_of_device
from bluezone.portal.posts.services.hearing import name_for_radio, take_heard
from bluezone.portal.posts.services.keeping import digest_of_hours, digest_of_keeper, digest_of_post
from bluezone.portal.posts.services.releasing import digest_of_release
from bluezone.portal.premises.models import Premises
from bluezone.rollout.tally.heard import QUARTER, Heard, Quarter, write_heard
from tests.support.portal.announcing import PlayedPublished
from tests.support.portal.doorposts import Gate, a_case_at, a_gate_at, parcel, row, sealed
from tests.support.portal.offices import NOW, SON_DUONG
from tests.support.portal.posting import Fields
from tests.support.portal.premises import Doors
from tests.support.portal.raw import Raw
from tests.support.portal.sheets import a_sheet, keyed, line, sealed_picture
from tests.support.portal.things import Named, Things

EIGHT = Quarter(NOW.replace(hour=8, minute=0).astimezone(dt.UTC), 52, 34)
NEXT = Quarter(EIGHT.begins + QUARTER, 12, 9)
NAMES = {"a visitor who came in at a door": Named("Lò Thị Vào", "posts.release")}
LINES = {
    "door_photo": "posts.see_photo",
    "door_row": "posts.row",
    "post": "posts.list",
    "post_keeper": "posts.list",
    "row_ask": "posts.releases",
    "row_releases": "posts.releases",
    "sheet": "posts.key",
}

_VISITOR = NAMES["a visitor who came in at a door"].value


def things(known: Things) -> dict[str, object]:
    office, place = known.office, Premises.objects.get(pk=known.of("premises")["key"])
    keeper = office.staff("Ma Thị Giữ Cửa", Role.HEALTH_OFFICER)
    gate = a_gate_at(Doors(office, keeper, keeper, PlayedPublished()), place)
    gate.send(row(1, app="live", sealed=sealed(name=_VISITOR, phone="0912 345 999")))
    photographed, picture = a_sheet(gate), sealed_picture()
    keyed(gate, photographed, line(photographed, 1, sealed=sealed(name="Lò Thị Giấy")), photo=picture)
    seen = a_case_at(gate, unit=SON_DUONG)
    seen.agree(seen.ask())
    waits = seen.ask(by=seen.second)
    sheet = a_sheet(gate)
    take_heard(actor=keeper, post=gate.post, data=write_heard(Heard(name_for_radio(gate.post), (EIGHT,))), now=NOW)
    return {
        "key": gate.post.pk,
        "post_new.key": gate.premises.pk,
        "post_device_revoke.key": gate.device.pk,
        "post_keeper_end.key": gate.keeper.pk,
        "row_ask.landmark": seen.landmark.pk,
        "row_agree.key": waits.pk,
        "row_aside.key": waits.pk,
        "door_row.key": ReleasedRow.objects.get(row__page="").pk,
        "door_photo.key": ReleasedRow.objects.get(row__page=photographed.number).pk,
        "number": sheet.number,
        "gate": gate,
        "waits": waits,
        "sheet": sheet,
    }


def forms(known: Things) -> dict[str, Fields]:
    """What whoever keeps doors of the commune sends."""
    gate = known.of("posts")["gate"]
    waits = known.of("posts")["waits"]
    assert isinstance(gate, Gate)
    assert isinstance(waits, RowRelease)
    sheet = known.of("posts")["sheet"]
    assert isinstance(sheet, Sheet)
    heard = write_heard(Heard(name_for_radio(gate.post), (NEXT,)))
    return {
        "row_ask": {"premises": gate.premises.pk, "before": 3, "purpose": "tìm người tiếp xúc"},
        "row_agree": {"read": digest_of_release(waits)},
        "row_aside": {"read": digest_of_release(waits)},
        "post_new": {"name": "Cổng sau"},
        "post_hours": {
            "opens": "07:00",
            "closes": "17:00",
            "days": ["0", "1"],
            "read": digest_of_hours(gate.post),
        },
        "post_code": {},
        "post_keeper": {"label": "Ca tối", "pin": "1357"},
        "sheets_print": {"count": "2"},
        "sheet_rows": {"rows": parcel(line(sheet, 1)).decode()},
        "post_heard": {"heard": SimpleUploadedFile("radio.json", heard)},
        "post_close": {"read": digest_of_post(gate.post)},
        "post_device_revoke": {"read": digest_of_device(gate.device)},
        "post_keeper_end": {"read": digest_of_keeper(gate.keeper)},
    }


def raw(known: Things) -> dict[str, Raw]:
    """What the page at a door sends: rows, and the code that makes its device known."""
    gate = known.of("posts")["gate"]
    assert isinstance(gate, Gate)
    rows = parcel(row(7, app="live", sealed=sealed(name="Lò Thị Ra")), row(8))
    return {
        "door_sync": Raw(rows, gate.headers),
        "door_enrol": Raw(b'{"code": "AAAA-BBBB-CCCC", "label": "phone"}'),
    }
