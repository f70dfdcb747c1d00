"""What doors counted stands beside what offices report: of a directive's area and days, on pages and in the paper."""

from __future__ import annotations

import copy
import datetime as dt
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from bluezone.portal.directives.models import DirectiveRecord, RolloutPaper
from bluezone.portal.directives.selectors.differing import figures_that_differ
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.measuring import measured_at_the_top
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers.standing import content_of
from bluezone.portal.posts.models import Post
from bluezone.portal.posts.services.keeping import Door, make_post
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.services import Facts
from bluezone.protocol.venue import VenueKind
from bluezone.rollout.consolidation.measuring import Measured, Running
from tests.support.portal.doorposts import Gate, a_gate_at, row
from tests.support.portal.offices import NOW, SON_DUONG, Office
from tests.support.portal.premises import doors_of
from tests.support.portal.rolling import CLOSED, LOADED, SHIPPED_TEXT, TAN_TRAO_COMMITTEE, Rollout, a_head, a_rollout

pytestmark = pytest.mark.in_turn(of=3)
DAY = dt.timedelta(days=1)
HALL = Facts("Trụ sở xã Tân Trào", Kind.OFFICE, "Thôn Tân Lập", "")


@pytest.fixture(scope="module")
def kept_gate(kept) -> Gate:
    """The hall of a commune of today that came of a district of 2020, whose door saw eleven visitors yesterday."""
    doors = doors_of(Office())
    gate = a_gate_at(doors, doors.approved(HALL), Door("Cổng chính"))
    yesterday = NOW - DAY
    gate.send(
        *(row(number, at=yesterday, app="live") for number in range(6)),
        *(row(number, at=yesterday, app="none") for number in range(6, 8)),
        *(row(number, at=yesterday) for number in range(8, 11)),
        row(11, at=yesterday, who="staff"),
    )
    return gate


@pytest.fixture
def gate(kept_gate, db) -> Gate:
    return copy.deepcopy(kept_gate)


@pytest.fixture
def rollout(gate) -> Rollout:
    return a_rollout(gate.office)


def seen(rollout: Rollout, at: dt.datetime = NOW) -> dict[str, Measured]:
    return measured_at_the_top(rollout.record, at)


def a_door_of_that_time(rollout: Rollout, **counted: int) -> Post:
    """A door of a commune's hall as the commune was in 2020, and what it counted two days before the last day."""
    by, unit = rollout.consolidator(), rollout.participant(TAN_TRAO_COMMITTEE).unit
    assert unit is not None
    place = Premises.objects.create(
        name=HALL.name, kind=HALL.kind, unit=unit, path=unit.path, state=Premises.State.APPROVED, registered_by=by,
        registered_at=LOADED, approved_at=LOADED, sort_key="", search_text="",
    )  # fmt: skip
    post = Post.objects.create(premises=place, path=unit.path, name="Cổng chính", made_by=by, made_at=LOADED)
    post.hours.create(hour=CLOSED - 2 * DAY, **{"visitors": 11, "live": 6, "none": 2, **counted})
    rollout.office.clock[0] = CLOSED
    return post


def pages_of(rollout: Rollout, *names: str) -> dict[str, str]:
    client = rollout.office.client(rollout.consolidator())
    return {name: client.get(reverse(name, args=[rollout.record.key])).content.decode() for name in names}


def counts(found: Measured) -> tuple[int, int, int, int]:
    return (found.whole.doors, found.whole.visitors, found.whole.known, found.whole.live)


def drafted(rollout: Rollout) -> RolloutPaper:
    without = inclusion_at_the_top(rollout.record).digest
    return draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.REPORT, a_head(), without=without),
        now=CLOSED,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )


def test_visitors_and_not_staff_are_counted_for_the_task_that_names_such_places(rollout):
    found = seen(rollout)

    assert ["record-entries"] == list(found)
    assert (1, 11, 8, 6) == counts(found["record-entries"])
    assert (rollout.record.date, NOW.date() - DAY) == (found["record-entries"].first, found["record-entries"].last)


def heard(post: Post, at: dt.datetime, *, most: int, at_once: int) -> None:
    begins = at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    post.quarters.create(begins=begins, heard=most, at_once=at_once, brought_by=post.made_by, brought_at=at)


def test_what_radios_counted_on_these_days_stands_beside_what_doors_saw(gate, rollout):
    heard(gate.post, NOW - DAY, most=52, at_once=30)
    heard(gate.post, NOW - 2 * DAY, most=40, at_once=34)
    heard(gate.post, NOW, most=900, at_once=900)
    rollout.office.clock[0] = NOW

    assert Running(1, 34, 52) == seen(rollout)["record-entries"].whole.running
    assert "34 to 52 phones ran the app" in pages_of(rollout, "directive_doors")["directive_doors"]


@pytest.mark.every_run
def test_a_report_is_written_anew_where_radios_counted_otherwise(rollout):
    post = a_door_of_that_time(rollout)
    heard(post, CLOSED - 2 * DAY, most=52, at_once=34)
    paper = drafted(rollout).paper
    assert () == figures_that_differ(paper)

    heard(post, CLOSED - 3 * DAY, most=80, at_once=60)

    (found,) = figures_that_differ(paper)
    assert (52, 80) == (found.written, found.now)
    assert "điện thoại chạy ứng dụng" in found.words.vi


@pytest.mark.every_run
def test_the_number_of_radios_that_changed_is_the_one_that_is_told(rollout):
    """Another quarter hour with more phones at least, and no more at most."""
    post = a_door_of_that_time(rollout)
    heard(post, CLOSED - 2 * DAY, most=52, at_once=34)
    paper = drafted(rollout).paper

    heard(post, CLOSED - 3 * DAY, most=45, at_once=44)

    (found,) = figures_that_differ(paper)
    assert (34, 44) == (found.written, found.now)
    assert "at least" in found.words.en


@pytest.mark.every_run
def test_of_radios_nothing_differs_below_ten(rollout):
    post = a_door_of_that_time(rollout)
    heard(post, CLOSED - 2 * DAY, most=12, at_once=5)
    paper = drafted(rollout).paper

    heard(post, CLOSED - 3 * DAY, most=9, at_once=9)

    assert () == figures_that_differ(paper)


@pytest.mark.every_run
def test_what_radios_counted_is_told_by_a_difference_from_ten_phones_on(rollout):
    post = a_door_of_that_time(rollout)
    heard(post, CLOSED - 2 * DAY, most=8, at_once=8)
    paper = drafted(rollout).paper

    heard(post, CLOSED - 3 * DAY, most=9, at_once=9)
    assert () == figures_that_differ(paper)

    heard(post, CLOSED - 4 * DAY, most=10, at_once=10)
    (found,) = figures_that_differ(paper)
    assert (None, 10) == (found.written, found.now)


@pytest.mark.every_run
def test_doors_tell_nothing_to_a_directive_that_somebody_of_elsewhere_registered(rollout):
    """Anybody who collects may register one, about anybody, and has the seat where its reports go."""
    stranger = rollout.office.staff("Kẻ Lạ", Role.CONSOLIDATOR, SON_DUONG)
    found = []
    for registrar in (stranger, rollout.consolidator()):
        DirectiveRecord.objects.update(loaded_by=registrar)
        rollout.record.refresh_from_db()
        found.append(list(seen(rollout)))

    assert [[], ["record-entries"]] == found


def test_a_day_counts_once_it_is_over_and_nothing_before_the_letter_does(rollout):
    assert {} == seen(rollout, NOW - DAY)
    assert {} == seen(rollout, dt.datetime.combine(rollout.record.date, dt.time(12), NOW.tzinfo))
    assert [11] == [one.whole.visitors for one in seen(rollout, NOW - dt.timedelta(hours=9)).values()]


@pytest.mark.every_run
def test_doors_of_other_places_and_of_other_ground_are_not_among_them(rollout, gate):
    paths = (gate.premises.path,)
    ask = import_string(settings.SEEN_AT_DOORS)
    days = {"first": rollout.record.date, "last": NOW.date()}

    assert 1 == len(ask(paths=paths, kinds=[VenueKind.OFFICE], **days))
    assert [] == ask(paths=paths, kinds=[VenueKind.MARKET, VenueKind.SHOP], **days)
    assert [] == ask(paths=("02-202507/",), kinds=[VenueKind.OFFICE], **days)
    assert [] == ask(paths=(), kinds=[VenueKind.OFFICE], **days)


def test_a_second_door_of_the_place_is_a_second_door_of_the_same_commune(rollout, gate):
    post = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)
    post.hours.create(hour=NOW - DAY, visitors=4, live=1, shown=1)

    found = seen(rollout)["record-entries"]
    assert (2, 15, 10, 7) == counts(found)
    assert 1 == len(found.lines)


def test_page_of_sums_progress_and_doors_say_the_same_as_the_paper(rollout):
    post = a_door_of_that_time(rollout)

    pages = pages_of(rollout, "sums", "directive_progress", "directive_doors")
    paper = str(content_of(drafted(rollout).paper))

    assert [] == [name for name, page in pages.items() if "54.55 % (6/11)" not in page]
    assert "54,55 % (6/11)" in paper
    assert "1 cửa, từ 10/8/2020 đến hết 25/8/2020; biết tình trạng ứng dụng của 8 trong 11 lượt khách" in paper
    assert post.premises.unit.name in pages["directive_doors"]


@pytest.mark.every_run
def test_a_row_that_a_device_sends_late_is_told_before_the_paper_is_signed(rollout):
    post, paper = a_door_of_that_time(rollout), drafted(rollout).paper
    assert () == figures_that_differ(paper)

    post.hours.create(hour=CLOSED + DAY, visitors=5)
    assert () == figures_that_differ(paper)
    post.hours.create(hour=CLOSED - DAY, visitors=1)

    assert [(11, 12)] == [(one.written, one.now) for one in figures_that_differ(paper)]


@pytest.mark.every_run
def test_few_visitors_are_shown_as_few_on_every_page_and_in_the_paper(rollout):
    a_door_of_that_time(rollout, visitors=9)

    pages = pages_of(rollout, "sums", "directive_progress", "directive_doors")

    assert [] == [name for name, page in pages.items() if "too few" not in page or "/9)" in page]
    assert "dưới 10 lượt khách, không nêu số" in str(content_of(drafted(rollout).paper))


@pytest.mark.every_run
def test_of_few_visitors_no_number_is_told_by_a_difference_either(rollout):
    post = a_door_of_that_time(rollout, visitors=8)
    row = drafted(rollout)
    post.hours.create(hour=CLOSED - DAY, visitors=1)

    assert () == figures_that_differ(row.paper)
    assert {} == row.beside["seen"]
    post.hours.create(hour=CLOSED - DAY - DAY / 24, visitors=1)
    assert [(None, 10)] == [(one.written, one.now) for one in figures_that_differ(row.paper)]


def test_where_no_door_counts_pages_and_paper_say_nothing_of_doors(rollout):
    rollout.office.clock[0] = CLOSED

    pages = pages_of(rollout, "sums", "directive_progress", "directive_doors")

    assert "No door has counted anything" in pages.pop("directive_doors")
    assert [] == [name for name, page in pages.items() if "app seen running" in page]
    assert "tại cửa" not in str(content_of(drafted(rollout).paper))


def test_a_directive_whose_file_names_no_doors_says_so(gate):
    """Directives that were loaded before there were doors."""
    silent = a_rollout(gate.office, re.sub(r"(?m)^measured_at = .*\n", "", SHIPPED_TEXT))
    silent.office.clock[0] = CLOSED
    said = "names no kinds of places"

    pages = pages_of(silent, "directive_progress", "directive_doors")

    assert [] == [name for name, page in pages.items() if said not in page]


def test_a_directive_whose_file_names_doors_does_not_say_that_it_names_none(rollout):
    rollout.office.clock[0] = CLOSED

    pages = pages_of(rollout, "directive_progress", "directive_doors")

    assert [] == [name for name, page in pages.items() if "names no kinds of places" in page]
