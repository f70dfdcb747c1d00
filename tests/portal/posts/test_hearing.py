"""What a radio at a post counted: brought as its file, each quarter hour once, and shown as a span."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms, quarter_hours_of_radios
from bluezone.portal.posts.heard_there import HeardAt, places_heard, radio_at
from bluezone.portal.posts.models import QuarterCount
from bluezone.portal.posts.services.hearing import Brought, name_for_radio, take_heard
from bluezone.portal.posts.services.keeping import Door, make_post
from bluezone.portal.premises.models import Premises
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.heard import MOST_BYTES, QUARTER, Heard, Quarter, write_heard
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

EIGHT = NOW.replace(hour=8, minute=0, second=0, microsecond=0).astimezone(dt.UTC)
"""Eight in the morning in Viet Nam."""
BUSY, QUIET = Quarter(EIGHT, 52, 34), Quarter(EIGHT + QUARTER, 6, 5)
DAY = dt.timedelta(days=1)
TRUNG_YEN = "02539"
"""Which went into Tân Trào."""


def a_file(gate, *quarters: Quarter, post: str = "") -> bytes:
    return write_heard(Heard(post or name_for_radio(gate.post), quarters))


def brought(gate, *quarters: Quarter, now: dt.datetime = NOW, **more) -> Brought:
    return take_heard(actor=gate.officer, post=gate.post, data=a_file(gate, *quarters, **more), now=now)


def test_each_quarter_hour_is_kept_once_and_the_first_file_stands(gate):
    first = brought(gate, BUSY)
    again = brought(gate, Quarter(EIGHT, 9, 9), QUIET)

    assert [Brought(1, 0, 0), Brought(1, 1, 0)] == [first, again]
    assert [(EIGHT, 52, 34), (EIGHT + QUARTER, 6, 5)] == list(
        QuarterCount.objects.order_by("begins").values_list("begins", "heard", "at_once")
    )
    assert 2 == Entry.objects.filter(act="posts.heard", actor=gate.officer).count()


def test_a_file_that_says_nothing_new_leaves_no_line_in_the_audit(gate):
    brought(gate, BUSY)

    assert Brought(0, 1, 0) == brought(gate, BUSY)
    assert Brought(0, 0, 0) == brought(gate)
    assert 1 == Entry.objects.filter(act="posts.heard").count()


def test_what_is_older_than_a_rows_days_is_told_and_not_kept(gate):
    found = brought(gate, Quarter(EIGHT - 21 * DAY, 40, 20), Quarter(EIGHT - 20 * DAY, 30, 20))

    assert Brought(1, 0, 1) == found


def test_a_quarter_that_is_not_over_refuses_the_whole_file(gate):
    later = Quarter(EIGHT + dt.timedelta(hours=12), 3, 3)

    with pytest.raises(RefusedError, match="not over yet"):
        brought(gate, BUSY, later)

    assert not QuarterCount.objects.exists()


def test_another_posts_file_is_refused_with_both_names(gate):
    with pytest.raises(TallyError) as caught:
        brought(gate, BUSY, post="02536-9999")

    assert Untallied.OTHER_POST is caught.value.reason
    assert "02536-9999" in caught.value.words.vi
    assert name_for_radio(gate.post) in caught.value.words.vi


def test_a_radio_may_name_the_commune_that_went_into_this_one(gate):
    """Nobody goes to each radio on the day of a merger; it still names the very post."""
    Premises.objects.update(unit=the_unit(TAN_TRAO))
    gate.post.refresh_from_db()
    before, elsewhere = f"{TRUNG_YEN}-{gate.post.pk}", f"02536-{gate.post.pk}"

    assert Brought(1, 0, 0) == brought(gate, BUSY, post=before)
    for other in (elsewhere, f"{TRUNG_YEN}-{gate.post.pk + 1}"):
        with pytest.raises(TallyError):
            brought(gate, QUIET, post=other)


def test_quarter_hours_are_kept_for_a_year(gate):
    brought(gate, BUSY)

    kept, gone = (quarter_hours_of_radios(Terms(), NOW + days * DAY) for days in (364, 366))

    assert (0, 1) == (kept, gone)
    assert not QuarterCount.objects.exists()


def test_a_day_shows_its_busiest_quarter_and_of_few_phones_no_number(gate):
    brought(gate, Quarter(EIGHT - DAY, 9, 9), BUSY, QUIET)

    today, yesterday = radio_at(gate.post, NOW).days

    assert (NOW.date(), 2, BUSY, True) == (today.day, today.quarters, today.busiest, today.is_told)
    assert (1, False) == (yesterday.quarters, yesterday.is_told)


def test_places_are_told_by_their_busiest_quarter_hour_and_not_where_few_phones_were(gate):
    """Forty identifiers with nine at once in one quarter hour, ten all at once in another: twenty to forty phones, and
    nine more at most at a door of which no number is told."""
    back = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)
    brought(gate, Quarter(EIGHT - 7 * DAY, 400, 300), Quarter(EIGHT, 40, 9), Quarter(EIGHT + QUARTER, 10, 10))
    few = write_heard(Heard(name_for_radio(back), (Quarter(EIGHT, 9, 9),)))
    take_heard(actor=gate.officer, post=back, data=few, now=NOW)

    assert [HeardAt(gate.premises.name, 20, 49)] == places_heard(gate.officer, 7, NOW)
    assert [HeardAt(gate.premises.name, 300, 409)] == places_heard(gate.officer, 30, NOW)
    shown = gate.office.client(gate.officer).get(reverse("post_figures")).content.decode()
    assert "20 to 49 phones" in shown


def test_of_a_span_that_begins_below_ten_only_its_end_is_told(gate):
    """Twelve identifiers, five at once, may have been six phones."""
    brought(gate, Quarter(EIGHT, 12, 5))
    client = gate.office.client(gate.officer)

    pages = [client.get(address).content.decode() for address in (
        reverse("post", args=[gate.post.pk]), reverse("post_figures")
    )]  # fmt: skip

    assert [True, True] == ["up to 12 phones" in page for page in pages]
    assert not any("6 to 12 phones" in page for page in pages)


def test_a_day_is_not_told_as_one_with_few_while_there_may_have_been_more_in_another_quarter(gate):
    """Eight all at once; later fourteen, of whom seven at once."""
    later = Quarter(EIGHT + QUARTER, 14, 7)
    brought(gate, Quarter(EIGHT, 8, 8), later)

    (today,) = radio_at(gate.post, NOW).days

    assert (later, True) == (today.busiest, today.is_told)


def test_of_two_doors_a_phone_may_be_heard_at_both(gate):
    back = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)
    brought(gate, BUSY)
    take_heard(
        actor=gate.officer,
        post=back,
        data=write_heard(Heard(name_for_radio(back), (Quarter(EIGHT, 20, 12),))),
        now=NOW,
    )

    assert [HeardAt(gate.premises.name, 34, 72)] == places_heard(gate.officer, 7, NOW)


def test_from_the_page_to_the_page(gate):
    """Whoever keeps the door brings the file, and the page says what became of it and how many phones that were."""
    keeper = gate.office.staff("Ma Thị Giữ Cửa", Role.DOOR_KEEPER, TAN_TRAO)
    client = gate.office.client(keeper)
    before = client.get(reverse("post", args=[gate.post.pk])).content.decode()
    sent = SimpleUploadedFile("cửa.json", a_file(gate, Quarter(EIGHT - DAY, 9, 9), BUSY, QUIET))

    shown = client.post(reverse("post_heard", args=[gate.post.pk]), {"heard": sent}).content.decode()

    assert name_for_radio(gate.post) in before
    assert "Quarter hours kept: 3." in shown
    assert "34 to 52 phones" in shown
    assert "fewer than 10 phones" in shown
    assert "brought" in shown
    assert keeper.full_name in shown


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"v":1,"post":"A","quarters":[],"id":"f0"}', b"[" * MOST_BYTES + b"[[["],
    ids=["nothing", "no_field", "an_identifier", "too_long"],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence(gate, data):
    client = gate.office.client(gate.officer)
    sent = SimpleUploadedFile("x.json", data) if data else SimpleUploadedFile("x.json", b" ")

    answer = client.post(reverse("post_heard", args=[gate.post.pk]), {"heard": sent})

    assert 409 == answer.status_code
    assert "This is no file of counts by a radio at a door." in answer.content.decode()
    assert not QuarterCount.objects.exists()


def test_no_file_at_all_is_told(gate):
    answer = gate.office.client(gate.officer).post(reverse("post_heard", args=[gate.post.pk]))

    assert 409 == answer.status_code
    assert "No file was chosen" in answer.content.decode()


def test_an_officer_of_another_commune_finds_no_such_post(gate):
    stranger = gate.office.staff("Lò Văn Xa", Role.HEALTH_OFFICER, SON_DUONG)

    answer = gate.office.client(stranger).post(reverse("post_heard", args=[gate.post.pk]))

    assert 404 == answer.status_code
