"""Paper sheets of a door: numbered once, keyed by whomever and however often, each line kept and counted once."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.errors import Untaken
from bluezone.portal.posts.models import DoorRow, Sheet
from bluezone.portal.posts.selectors import Figures, figures_of
from bluezone.portal.posts.services.keeping import Door, close_post, digest_of_post, make_post
from bluezone.portal.posts.services.sheets import Keyed, print_sheets
from bluezone.portal.posts.services.taking import KEPT_FOR
from bluezone.portal.posts.sheets import LINES, number_meant, spaced
from bluezone.portal.premises.models import Kind
from bluezone.portal.premises.services import Facts
from tests.support.portal.doorposts import b64, parcel, row
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO
from tests.support.portal.sheets import a_sheet, keyed, line

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def sheet(gate) -> Sheet:
    return a_sheet(gate)


def refused(gate, sheet, *lines, **more) -> str:
    with pytest.raises(RefusedError) as caught:
        keyed(gate, sheet, *lines, **more)
    return str(caught.value)


def test_a_sheet_that_two_people_key_counts_once_and_the_first_hand_stands(gate, sheet):
    other = gate.office.staff("Ma Thị Nhập Lại", Role.DOOR_KEEPER, TAN_TRAO)
    mine = [line(sheet, 1, at=NOW - HOUR, party=2), line(sheet, 1, "out", at=NOW), line(sheet, 2, app="none")]
    theirs = [line(sheet, 1, at=NOW - HOUR, party=9), line(sheet, 2), line(sheet, 5, app="not_running")]

    first = keyed(gate, sheet, *mine)
    again = keyed(gate, sheet, *mine)
    second = keyed(gate, sheet, *theirs, by=other)

    assert [Keyed((1, 2), ()), Keyed((), (1, 2)), Keyed((5,), (1, 2))] == [first, again, second]
    assert [(1, "in"), (1, "out"), (2, "in"), (5, "in")] == list(
        DoorRow.objects.order_by("line", "way").values_list("line", "way")
    )
    assert Figures(visitors=4, left=1, shown=1, none=1, not_running=1) == figures_of(gate.post.hours.all())
    sheet.refresh_from_db()
    assert (NOW.date(), other) == (sheet.day, sheet.keyed_by)
    lines = Entry.objects.filter(act="posts.key").order_by("pk")
    assert [gate.officer.pk, other.pk] == [one.actor_id for one in lines]
    assert [sheet.number] * 2 == [one.subjects.get().key for one in lines]


def test_the_time_is_the_papers_whatever_the_clock_of_the_computer_shows(gate, sheet):
    keyed(gate, sheet, line(sheet, 1, at=NOW - 3 * DAY), clock=NOW - dt.timedelta(hours=9))

    row = DoorRow.objects.get()
    assert ((NOW - 3 * DAY).replace(minute=0), False) == (row.hour, row.is_corrected)


def test_who_goes_out_after_midnight_is_of_the_same_sheet(gate, sheet):
    late = (NOW - DAY).replace(hour=16, minute=30)  # half past eleven at night there

    keyed(gate, sheet, line(sheet, 1, at=late), line(sheet, 1, "out", at=late + 2 * HOUR))

    sheet.refresh_from_db()
    assert (late.date(), 2) == (sheet.day, DoorRow.objects.count())


def test_a_copied_sheet_is_of_one_day_and_counts_once(gate, sheet):
    keyed(gate, sheet, line(sheet, 1, at=NOW - DAY))

    assert "another day" in refused(gate, sheet, line(sheet, 2))
    assert "of one day" in refused(gate, sheet, line(sheet, 2), line(sheet, 3, at=NOW - DAY))
    assert 1 == DoorRow.objects.count()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"id": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"paper": {"page": "AAAAAAAA", "line": 1}},
        {"paper": None},
        {"app": "live"},
        {"who": "staff"},
        {"way": "out"},
        {"way": "through"},
        {"keeper": 1},
        {"party": 0},
    ],
)
def test_what_no_page_of_ours_sends_keeps_nothing(gate, sheet, spoilt):
    assert "cannot be read" in refused(gate, sheet, line(sheet, 2), {**line(sheet, 1), **spoilt})
    assert 0 == DoorRow.objects.count()


def test_a_line_beyond_the_last_one_nobody_and_who_left_before_they_came_are_no_lines(gate, sheet):
    for lines in (
        [line(sheet, LINES + 1)],
        [],
        [line(sheet, 1, "out")],
        [line(sheet, 1), line(sheet, 1, "out", at=NOW - HOUR)],
        [line(sheet, 1, at=NOW - 2 * DAY), line(sheet, 1, "out", at=NOW - DAY)],
    ):
        assert "cannot be read" in refused(gate, sheet, *lines)


def test_what_is_to_come_and_what_is_too_old_is_not_taken(gate, sheet):
    assert "not come yet" in refused(gate, sheet, line(sheet, 1, at=NOW + HOUR))
    assert "older than 21 days" in refused(gate, sheet, line(sheet, 1, at=NOW - KEPT_FOR))
    assert 0 == DoorRow.objects.count()


def test_a_sheet_of_a_post_that_has_closed_is_keyed_all_the_same(gate, sheet):
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)

    assert Keyed((1,), ()) == keyed(gate, sheet, line(sheet, 1))


def test_sheets_are_printed_for_a_door_that_is_open_fifty_at_once_and_five_hundred_a_day(gate):
    def printed(count: int) -> list[Sheet]:
        entropy = gate.office.chance.randbytes
        return print_sheets(actor=gate.officer, post=gate.post, count=count, entropy=entropy, now=NOW)

    numbers = {one.number for _ in range(10) for one in printed(50)}

    assert 500 == len(numbers)
    with pytest.raises(RefusedError, match="too many"):
        printed(1)
    for count in (0, 51):
        with pytest.raises(RefusedError, match="1 to 50"):
            printed(count)
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    with pytest.raises(RefusedError, match="closed"):
        printed(1)


def test_a_number_is_typed_as_it_is_printed_or_as_people_misread_it():
    assert "K1Q20XMA" == number_meant(spaced("K1Q20XMA")) == number_meant("kIq2-oxma")
    assert ("", "", "") == (number_meant("K1Q2"), number_meant("K1Q20XMU"), number_meant("K" * 900))


def test_from_the_post_to_a_printed_sheet_to_its_lines(gate):
    """A reporter of the commune prints; whoever keeps the door finds the sheet by its number, and keys it."""
    keeper = gate.office.staff("Hà Thị Gác", Role.DOOR_KEEPER, TAN_TRAO)
    printer, hand = gate.office.client(gate.officer), gate.office.client(keeper)
    pdf = printer.post(reverse("sheets_print", args=[gate.post.pk]), {"count": "2"})
    slips = printer.post(reverse("sheets_print", args=[gate.post.pk]), {"count": "1", "as": "slips"})
    assert 2 == len(pdfium.PdfDocument(slips.content))
    sheet = Sheet.objects.order_by("pk").first()
    (printed, _) = pdfium.PdfDocument(pdf.content)

    found = hand.get(reverse("sheet_find"), {"number": spaced(sheet.number).lower()})
    page = hand.get(found.url).content.decode()
    sent = {"rows": parcel(line(sheet, 3, at=NOW - HOUR), now=NOW).decode()}
    answer = hand.post(reverse("sheet_rows", args=[sheet.number]), sent).json()
    again = hand.post(reverse("sheet_rows", args=[sheet.number]), sent).json()

    assert ("application/pdf", "no-store") == (pdf.headers["content-type"], pdf.headers["cache-control"])
    assert spaced(sheet.number) in printed.get_textpage().get_text_range()
    assert reverse("sheet", args=[sheet.number]) == found.url
    assert not re.search(r'data-of="[a-z]+"[^>]*\sname=', page), "what is typed must be in no form"
    lines = [{"kept": [3], "stood": []}, {"kept": [], "stood": [3]}]
    assert [{**one, "photo": False} for one in lines] == [answer, again]
    assert "stands already" in hand.get(found.url).content.decode()
    shown = printer.get(reverse("post", args=[gate.post.pk])).content.decode()
    assert ("1 lines stand" in shown, "not keyed yet" in shown) == (True, True)


def test_a_refusal_is_told_to_the_page_in_a_sentence(gate, sheet):
    client = gate.office.client(gate.officer)
    way = reverse("sheet_rows", args=[sheet.number])

    ahead = client.post(way, {"rows": parcel(line(sheet, 1, at=NOW + DAY)).decode()})
    nonsense = client.post(way, {"rows": msgspec.json.encode([1]).decode()})

    assert [409, 409] == [ahead.status_code, nonsense.status_code]
    assert "A line says a time that has not come yet." == ahead.json()["said"]
    assert "What was sent cannot be read." == nonsense.json()["said"]


def test_a_number_that_is_nobodys_or_of_another_commune_leads_nowhere(gate, sheet):
    elsewhere = gate.office.client(gate.office.staff("Hà Thị Xa", Role.DOOR_KEEPER, SON_DUONG))

    answers = [
        elsewhere.get(reverse("sheet_find"), {"number": sheet.number}),
        gate.office.client(gate.officer).get(reverse("sheet_find"), {"number": "00000000"}),
    ]

    assert [404, 404] == [one.status_code for one in answers]
    for answer in answers:
        assert "There is no sheet of this number" in answer.content.decode()
    assert 404 == elsewhere.get(reverse("sheet", args=[sheet.number])).status_code
    assert 404 == elsewhere.post(reverse("sheet_rows", args=[sheet.number]), {"rows": "x"}).status_code
    assert 200 == elsewhere.get(reverse("sheet_find")).status_code


def test_a_place_that_waits_for_approval_has_no_sheets(gate):
    waiting = gate.doors.registered(Facts("Chợ Tân Trào", Kind.MARKET))
    post = make_post(actor=gate.officer, premises=waiting, door=Door("Cổng chợ"), now=NOW)

    with pytest.raises(RefusedError, match="waits for approval"):
        print_sheets(actor=gate.officer, post=post, count=1, entropy=gate.office.chance.randbytes, now=NOW)


@pytest.mark.parametrize("more", [{}, {"paper": None}, {"paper": {"page": "TT-0001", "line": 1}}])
def test_a_device_of_the_door_takes_no_line_of_a_sheet_away(gate, sheet, more):
    """Whoever stole one, and read the numbers of the sheets that lie there."""
    taken, theirs = {**line(sheet, 1), **more}, row(9)

    said = gate.send(taken, theirs)

    assert ([theirs["id"]], [(taken["id"], Untaken.MALFORMED)]) == (list(said.kept), list(said.refused))
    assert Keyed((1,), ()) == keyed(gate, sheet, line(sheet, 1, party=4))
    assert 5 == figures_of(gate.post.hours.all()).visitors


@pytest.mark.parametrize("begins", [b"\0\xff\0\0\0\0\0\0-", b"TT-00001-", b"ILOUILOU-"])
def test_a_number_that_is_drawn_like_that_of_a_line_is_kept(gate, sheet, begins):
    drawn = {**row(1), "id": b64(begins.ljust(16, b"."))}

    assert [drawn["id"]] == list(gate.send(drawn).kept)
