"""The photograph of a paper sheet: sealed with its lines, shown where all of them were opened, gone when they go."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.models import ReleasedRow, SheetPhoto
from bluezone.portal.posts.photos import MOST_PHOTO_BYTES
from bluezone.portal.posts.services.erasing import erase_rows
from bluezone.portal.posts.services.taking import KEPT_FOR
from bluezone.portal.posts.sheets_seen import page_of_sheet
from bluezone.portal.posts.wire import SEAL_BYTES
from tests.support.portal.doorposts import a_case_at, parcel
from tests.support.portal.offices import NOW, TAN_TRAO
from tests.support.portal.sheets import a_sheet, keyed, line, picture, sealed_picture

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def sheet(gate):
    return a_sheet(gate)


def posted(client, sheet, *lines, photo: bytes):
    form = {"rows": parcel(*lines).decode(), "photo": SimpleUploadedFile("photo", photo)}
    return client.post(reverse("sheet_rows", args=[sheet.number]), form)


def photographed(gate, sheet, *lines, content: bytes = b"") -> None:
    answer = posted(gate.office.client(gate.officer), sheet, *lines, photo=sealed_picture(content))
    assert answer.json()["photo"]


def looked_at(seen, released: ReleasedRow):
    return seen.gate.office.client(seen.second).post(reverse("door_photo", args=[released.pk]))


def test_the_first_photograph_of_a_sheet_is_kept_with_its_lines_and_no_other(gate, sheet):
    client, first = gate.office.client(gate.officer), sealed_picture()
    nothing = posted(client, sheet, photo=first)
    answers = [posted(client, sheet, line(sheet, 1), photo=one).json() for one in (first, sealed_picture(picture(50)))]

    assert 409 == nothing.status_code
    assert [{"kept": [1], "stood": [], "photo": True}, {"kept": [], "stood": [1], "photo": True}] == answers
    photo = SheetPhoto.objects.get()
    assert (first, gate.officer.pk) == (bytes(photo.sealed), photo.kept_by_id)
    assert 1 == Entry.objects.filter(act="posts.photo").count()
    page = client.get(reverse("sheet", args=[sheet.number])).content.decode()
    assert "A photograph of this sheet is kept" in page
    assert "data-photo-canvas" not in page


@pytest.mark.parametrize("length", [SEAL_BYTES, SEAL_BYTES + MOST_PHOTO_BYTES + 1])
def test_what_no_page_sends_keeps_back_its_lines(gate, sheet, length):
    answer = posted(gate.office.client(gate.officer), sheet, line(sheet, 1), photo=bytes(length))

    assert (409, 0) == (answer.status_code, SheetPhoto.objects.count())
    assert "400 kB" in answer.json()["said"]


def test_it_is_shown_where_all_that_it_shows_was_opened(gate, sheet):
    photographed(gate, sheet, line(sheet, 1, at=NOW - HOUR), line(sheet, 2))
    seen = a_case_at(gate)
    seen.agree(seen.ask(before=0))
    one, two = ReleasedRow.objects.order_by("pk")
    client = gate.office.client(seen.second)
    page = client.post(reverse("door_row", args=[one.pk])).content.decode()

    answer = looked_at(seen, two)

    assert reverse("door_photo", args=[one.pk]) in page
    assert "image/jpeg" == answer.headers["content-type"]
    assert (40, 40) == Image.open(io.BytesIO(answer.content)).size
    looks = Entry.objects.filter(act="posts.see_photo")
    assert [seen.second.pk] == [look.actor_id for look in looks]
    stranger = gate.office.staff("Ma Thị Giữ Cửa", Role.DOOR_KEEPER, TAN_TRAO)
    assert 403 == gate.office.client(stranger).post(reverse("door_photo", args=[one.pk])).status_code


def test_a_sheet_that_reaches_beyond_the_hours_or_was_keyed_since_stays_sealed_as_a_picture(gate, sheet):
    other = a_sheet(gate)
    photographed(gate, sheet, line(sheet, 1, at=NOW - 3 * HOUR), line(sheet, 2))
    photographed(gate, other, line(other, 1))
    seen = a_case_at(gate)
    seen.agree(seen.ask(before=0))
    beyond, whole = (ReleasedRow.objects.get(row__page=one.number) for one in (sheet, other))
    before = looked_at(seen, whole).status_code
    keyed(gate, other, line(other, 2, at=NOW), now=NOW + HOUR)

    assert [200, 404, 404] == [before, looked_at(seen, beyond).status_code, looked_at(seen, whole).status_code]
    page = gate.office.client(seen.second).post(reverse("door_row", args=[beyond.pk])).content.decode()
    assert "photograph" not in page


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xd8 no picture", "photo"), (picture(2001, "PNG"), "larger than")],
    ids=["no picture", "too many pixels"],
)
def test_what_was_sealed_instead_of_a_photograph_is_not_shown(gate, sheet, content, says):
    photographed(gate, sheet, line(sheet, 1), content=content)
    seen = a_case_at(gate)
    seen.agree(seen.ask())

    answer = looked_at(seen, ReleasedRow.objects.get())

    assert 400 <= answer.status_code < 500
    assert says in answer.content.decode()


def test_it_goes_with_the_first_of_its_lines_that_goes(gate, sheet):
    other = a_sheet(gate)
    photographed(gate, sheet, line(sheet, 1, at=NOW - 2 * HOUR), line(sheet, 2))
    photographed(gate, other, line(other, 1))

    erase_rows(now=NOW + KEPT_FOR - HOUR)

    assert [other.pk] == list(SheetPhoto.objects.values_list("sheet", flat=True))


def test_none_is_kept_that_would_show_a_line_that_is_gone(gate, sheet):
    keyed(gate, sheet, line(sheet, 1, at=NOW - 2 * HOUR), line(sheet, 2))
    later = NOW + KEPT_FOR - HOUR / 2
    assert 1 == erase_rows(now=later)

    keyed(gate, sheet, line(sheet, 2), photo=sealed_picture(), now=later)

    assert 0 == SheetPhoto.objects.count()
    sheet.refresh_from_db()
    assert page_of_sheet(sheet, NOW).takes_photo
    assert not page_of_sheet(sheet, later).takes_photo
