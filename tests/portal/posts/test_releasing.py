"""Rows of a door are opened by two, those of the hours asked for, into the exposure inbox; the place gets a receipt."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.changing import close_case
from bluezone.portal.cases.models import Case, DeskRule, Person
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.operations.retention.rules import Terms, words_of_released_rows
from bluezone.portal.posts import releases_seen
from bluezone.portal.posts.bounds import Warned
from bluezone.portal.posts.models import DoorRow, Post, ReleasedRow, RowRelease
from bluezone.portal.posts.releases_seen import asks_seen, doors_near
from bluezone.portal.posts.selectors import receipts_at
from bluezone.portal.posts.services import releasing
from bluezone.portal.posts.services.keeping import Door, make_post
from bluezone.portal.posts.services.releasing import (
    digest_of_release,
    hours_of,
    opened,
    put_rows_aside,
    read_row,
)
from bluezone.portal.posts.services.taking import hour_of
from bluezone.portal.posts.waiting import waiting
from bluezone.portal.posts.wire import Typed, parse_typed
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.services import Facts
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark
from bluezone.portal.tracing.marking import mark_of_name, mark_of_phone
from bluezone.portal.tracing.models import Evidence, Landmark
from tests.support.portal.doorposts import PRIVATE, Gate, a_case_at, a_gate_at, row, sealed
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.premises import INN

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def seen(gate: Gate):
    """Somebody an hour before the case, one beside it, one too early, one who went out, one without a name."""
    gate.send(
        row(1, at=NOW - HOUR, sealed=sealed(name="Lò Thị Trước", phone="0912 345 001")),
        row(2, sealed=sealed(name="Lò Thị Cùng", phone="0912 345 002", host="Phòng 12"), party=2),
        row(3, at=NOW - 4 * HOUR, sealed=sealed(name="Lò Thị Sớm")),
        row(4, way="out", sealed=sealed(name="Lò Thị Ra")),
        row(5, who="app", sealed=sealed(token="BZT1...")),
        row(6, sealed=sealed(bytes(range(32)), name="Lò Thị Khóa Khác")),
    )
    return a_case_at(gate)


def test_the_rows_of_the_hours_become_evidence_once_two_have_said_so(seen):
    asked = seen.ask()
    assert 0 == Evidence.objects.count()

    assert 2 == seen.agree(asked)

    pieces = list(Evidence.objects.order_by("pk"))
    assert [mark_of_name("Lò Thị Trước"), mark_of_name("Lò Thị Cùng")] == [one.name_mark for one in pieces]
    assert mark_of_phone("0912345002") == pieces[1].phone_mark
    assert {"place": "Nhà nghỉ Hoa Mai", "case": seen.landmark.case.number} == pieces[0].says
    assert {("door", NOW.date(), NOW.date(), seen.gate.post.path)} == {
        (one.origin, one.day_from, one.day_to, one.path) for one in pieces
    }
    released = ReleasedRow.objects.order_by("pk").last()
    assert Typed("Lò Thị Cùng", "0912 345 002", host="Phòng 12") == read_row(
        released=released, wrapping_key=wrapping_key()
    )


def test_whoever_asks_is_told_how_many_that_is_before(seen):
    """A party of two, whoever came before, the app's visitor and the one of another key: not who went out."""
    (door,) = doors_near(seen.landmark, 1, NOW)

    assert (seen.gate.premises, 5, False) == (door.premises, door.people, door.is_many)
    assert 5 == seen.ask().people
    assert 6 == seen.ask(by=seen.second, before=4).people


def test_whoever_asks_and_whoever_agrees_is_told_what_speaks_for_fewer_hours(seen):
    """The gate of `seen` lets 40 in; an inn's guests stay twelve hours."""
    assert Warned(None, None) == doors_near(seen.landmark, 12, NOW)[0].warned
    Post.objects.update(capacity=4)
    make_post(actor=seen.gate.officer, premises=seen.gate.premises, door=Door("Cổng sau", capacity=3), now=NOW)
    Premises.objects.update(kind=Kind.SHOP)
    release = seen.ask(before=2)

    door, (ask,) = doors_near(seen.landmark, 2, NOW)[0], asks_seen(seen.second, NOW)
    pages = [
        seen.gate.office.client(seen.asker).get(reverse("row_ask", args=[seen.landmark.pk])),
        seen.gate.office.client(seen.second).get(reverse("row_releases")),
    ]

    assert Warned(4, dt.timedelta(hours=1)) == door.warned == ask.warned
    assert (release, 5) == (ask.release, ask.people)
    asking, agreeing = (page.content.decode() for page in pages)
    assert "At most 4 are inside at once here, so not all 5 were there together." in agreeing
    assert "stay 60 minutes" in agreeing
    assert "stay 60 minutes" not in asking  # an hour is asked for where nobody says more


def test_a_door_without_a_bound_and_hours_within_the_usual_stay_are_told_nothing(seen):
    Post.objects.update(capacity=None)

    assert [Warned(None, None)] * 2 == [doors_near(seen.landmark, before, NOW)[0].warned for before in (0, 12)]


def test_a_place_of_the_landmarks_own_name_is_first_of_however_many(seen, monkeypatch):
    monkeypatch.setattr(releases_seen, "_MOST_NEAR", 1)
    doors = seen.gate.doors
    other = doors.approved(dataclasses.replace(INN, name="Am Bà", address="Tổ 9"))
    make_post(actor=doors.officer, premises=other, door=Door("Cổng"), now=NOW)

    (door,) = doors_near(seen.landmark, 1, NOW)

    assert (seen.gate.premises, 5) == (door.premises, door.people)


def test_a_whole_market_takes_a_second_reason(seen, monkeypatch):
    monkeypatch.setattr(releasing, "MANY", 5)
    with pytest.raises(RefusedError, match="as a market holds"):
        seen.ask()

    assert "ca bệnh bán hàng ở đó" == seen.ask(why_many=" ca bệnh bán hàng  ở đó ").why_many


def test_rows_that_came_in_since_the_ask_take_the_second_reason_too(seen, monkeypatch):
    monkeypatch.setattr(releasing, "MANY", 6)
    asked = seen.ask()
    seen.gate.send(row(7, sealed=sealed(name="Lò Thị Sau")))

    with pytest.raises(RefusedError, match="as a market holds"):
        seen.agree(asked)
    assert 0 == ReleasedRow.objects.count()


def test_whoever_asked_does_not_agree_and_the_second_has_been_there_for_a_week(seen):
    asked, office = seen.ask(), seen.gate.office
    newcomer = office.staff("Tô Mới Đến", Role.HEALTH_OFFICER, TAN_TRAO)

    for person, why in ((seen.asker, "does not agree"), (newcomer, "a week")):
        with pytest.raises(RefusedError, match=why):
            seen.agree(asked, by=person)
    with pytest.raises(RefusedError, match="a week"):
        seen.ask(by=newcomer)
    assert 0 == ReleasedRow.objects.count()
    assert SETTLED == dt.timedelta(days=7)


def test_an_ask_is_good_for_a_day_and_decided_once(seen):
    asked = seen.ask()
    with pytest.raises(RefusedError, match="a day ago"):
        seen.agree(asked, at=NOW + dt.timedelta(days=1))
    with pytest.raises(RefusedError, match="already"):
        seen.ask()
    seen.agree(asked)
    asked.refresh_from_db()

    with pytest.raises(RefusedError, match="settled"):
        seen.agree(asked)
    with pytest.raises(RefusedError, match="settled"):
        put_rows_aside(actor=seen.second, release=asked, read=digest_of_release(asked), now=NOW)


def test_rows_that_were_put_aside_stay_sealed(seen):
    asked = seen.ask()
    put_rows_aside(actor=seen.second, release=asked, read=digest_of_release(asked), now=NOW)
    asked.refresh_from_db()

    with pytest.raises(RefusedError, match="settled"):
        seen.agree(asked)
    assert 0 == Evidence.objects.count()


def test_rows_that_were_erased_meanwhile_are_not_agreed_to(seen):
    asked = seen.ask()
    DoorRow.objects.all().delete()

    with pytest.raises(RefusedError, match="no row of these hours"):
        seen.agree(asked)
    asked.refresh_from_db()
    assert asked.agreed_at is None


def test_who_agrees_has_read_how_many_it_names_by_now(seen):
    asked = seen.ask()
    read = digest_of_release(asked)
    seen.gate.send(row(9, sealed=sealed(name="Lò Thị Mới")))

    with pytest.raises(ChangedError):
        releasing.agree_to_rows(actor=seen.second, release=asked, read=read, wrapping_key=wrapping_key(), now=NOW)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"purpose": ""}, "say why"),
        ({"before": -1}, "no row of these hours"),
        ({"before": 60}, "48 hours"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_for_is_refused(seen, more, why):
    if more.get("before") == -1:
        seen.landmark.begins = seen.landmark.ends = NOW - dt.timedelta(days=2)
    with pytest.raises(RefusedError, match=why):
        seen.ask(**more)

    assert 0 == RowRelease.objects.count()


def test_a_place_of_another_commune_is_not_asked_for(seen):
    seen.landmark.path = "08-202507/02536-202507/"

    with pytest.raises(RefusedError, match="another commune"):
        seen.ask()


def test_a_place_where_the_case_was_not_after_all_opens_nothing(seen):
    asked = seen.ask()
    read = digest_of_landmark(Landmark.objects.get(pk=seen.landmark.pk))
    withdraw_landmark(actor=seen.asker, landmark=seen.landmark, reason="Nhầm ngày", read=read, now=NOW)
    seen.landmark.refresh_from_db()

    with pytest.raises(RefusedError, match="nobody says any more"):
        seen.agree(asked)
    put_rows_aside(actor=seen.asker, release=asked, read=digest_of_release(asked), now=NOW)
    with pytest.raises(RefusedError, match="nobody says any more"):
        seen.ask()
    assert 0 == ReleasedRow.objects.count()


def closed(seen, reason=Case.Reason.NO_CASE):
    case = Case.objects.get(pk=seen.landmark.case_id)
    close_case(actor=seen.asker, case=case, reason=reason, read=digest_of_case(case), now=NOW)


@pytest.mark.parametrize("reason", [Case.Reason.NO_CASE, Case.Reason.OVER])
def test_for_a_case_that_was_closed_after_the_ask_no_row_is_opened(seen, reason):
    asked = seen.ask()
    closed(seen, reason)

    with pytest.raises(RefusedError, match="this case is closed"):
        seen.agree(RowRelease.objects.get(pk=asked.pk))
    seen.landmark.refresh_from_db()
    with pytest.raises(RefusedError, match="this case is closed"):
        seen.ask(by=seen.second)
    assert 0 == ReleasedRow.objects.count() == Evidence.objects.count()


def test_for_a_case_that_nobody_confirmed_no_row_is_asked_for_or_opened(seen):
    asked = seen.ask()
    Case.objects.update(state=Case.State.OPENED, confirmed_by=None, confirmed_at=None)
    seen.landmark.refresh_from_db()

    with pytest.raises(RefusedError, match="second person has to confirm"):
        seen.agree(RowRelease.objects.get(pk=asked.pk))
    with pytest.raises(RefusedError, match="second person has to confirm"):
        seen.ask(by=seen.second)
    assert (0, 1) == (ReleasedRow.objects.count(), RowRelease.objects.count())


def test_where_one_person_is_enough_for_a_case_its_rows_are_asked_for_before_a_second_looks(gate):
    """As phones are told then."""
    gate.send(row(1, sealed=sealed(name="Lò Thị Cùng")))
    seen = a_case_at(gate, is_confirmed=False)
    DeskRule.objects.create(path=seen.landmark.case.path, valid_from=NOW.date(), needs_second_person=False)

    assert 1 == seen.agree(seen.ask())


def test_both_are_shown_what_became_of_the_case_and_why_nothing_is_opened(seen):
    asked, office = seen.ask(), seen.gate.office
    client, agree = office.client(seen.second), reverse("row_agree", args=[asked.pk])
    before = client.get(reverse("row_releases")).content.decode()
    closed(seen)

    page = client.get(reverse("row_releases")).content.decode()
    asking = client.get(reverse("row_ask", args=[seen.landmark.pk])).content.decode()
    answer = client.post(agree, {"read": digest_of_release(asked)})

    assert ("Confirmed" in before, agree in before) == (True, True)
    assert ("Closed" in page, agree in page) == (True, False)
    assert "No row is opened for a case that is closed" not in before
    assert all("No row is opened for a case that is closed" in one for one in (page, asking))
    assert (409, True) == (answer.status_code, "this case is closed" in answer.content.decode().lower())


@pytest.mark.parametrize(
    "change",
    [
        lambda: Premises.objects.update(name="Chợ Trung Tâm"),
        lambda: Premises.objects.update(kind=Kind.SHOP),
        lambda: Post.objects.update(capacity=1),
        lambda: Case.objects.update(onset=NOW.date(), state=Case.State.OPENED, confirmed_by=None, confirmed_at=None),
    ],
    ids=["renamed", "of another kind", "lets fewer in", "corrected"],
)
def test_who_agrees_has_read_which_place_it_is_by_now_and_what_speaks_for_fewer_hours(seen, change):
    asked = seen.ask(before=3)
    read = digest_of_release(asked)
    change()

    assert read != digest_of_release(RowRelease.objects.get(pk=asked.pk))


def test_a_place_that_was_renamed_between_page_and_press_opens_nothing(seen):
    asked, client = seen.ask(), seen.gate.office.client(seen.second)
    page = client.get(reverse("row_releases")).content.decode()
    read = re.search(r'name="read" value="(\w+)"', page)[1]
    Premises.objects.update(name="Chợ Trung Tâm")

    answer = client.post(reverse("row_agree", args=[asked.pk]), {"read": read})

    assert 409 == answer.status_code
    assert "Chợ Trung Tâm" in answer.content.decode()
    assert 0 == ReleasedRow.objects.count()


def there_in(seen, hours_ago, *, case=None):
    """A case, the same one unless told, there in another hour of the day."""
    begins = hour_of(NOW - hours_ago * HOUR)
    seen.landmark = record_landmark(
        actor=seen.asker,
        case=case or Case.objects.get(pk=seen.landmark.case_id),
        place=seen.gate.premises.name,
        unit=the_unit(TAN_TRAO),
        begins=begins,
        ends=begins + HOUR / 2,
        now=NOW,
    )


@pytest.fixture
def by_the_hour(gate):
    """Three people an hour, in this hour and the two before it, and three of the day before."""
    days_ago = [*range(3), 24]
    gate.send(*(row(10 * at + n, at=NOW - at * HOUR, sealed=sealed(name="Lò")) for at in days_ago for n in range(3)))
    return a_case_at(gate)


def test_as_many_as_a_market_holds_are_asked_about_in_however_many_asks(by_the_hour, monkeypatch):
    """Three and three are fewer than seven, and nine are not; of the day before it is another crowd."""
    seen = by_the_hour
    monkeypatch.setattr(releasing, "MANY", 7)
    for hours_ago in (0, 1):
        there_in(seen, hours_ago)
        seen.agree(seen.ask(before=0))
    there_in(seen, 24)
    assert 3 == seen.agree(seen.ask(before=0))
    there_in(seen, 2)

    with pytest.raises(RefusedError, match="with what was asked for before of this case"):
        seen.ask(before=0)

    assert 3 == seen.agree(seen.ask(before=0, why_many="ca bệnh bán hàng ở đó"))
    assert (3, 9) == next((one.people, one.together) for one in doors_near(seen.landmark, 0, NOW))


def test_whoever_asks_in_parts_without_waiting_for_an_answer_is_asked_too(by_the_hour, monkeypatch):
    """What was asked for first is agreed to as it was asked for; each row counts once, and what was put aside not."""
    seen = by_the_hour
    monkeypatch.setattr(releasing, "MANY", 7)
    asked = []
    for hours_ago in (0, 1):
        there_in(seen, hours_ago)
        asked.append(seen.ask(before=0))
    there_in(seen, 2)
    with pytest.raises(RefusedError, match="with what was asked for before"):
        seen.ask(before=0)

    assert [(asked[0], 3), (asked[1], 6)] == [(one.release, one.together) for one in asks_seen(seen.second, NOW)]
    assert 9 == asks_together(seen)
    put_rows_aside(actor=seen.second, release=asked[1], read=digest_of_release(asked[1]), now=NOW)
    assert 6 == asks_together(seen)
    assert 3 == seen.agree(asked[0])


def asks_together(seen):
    (door,) = doors_near(seen.landmark, 0, NOW)
    return door.together


def test_rows_that_come_in_between_are_asked_about_with_those_of_the_ask_before(by_the_hour, monkeypatch):
    seen = by_the_hour
    monkeypatch.setattr(releasing, "MANY", 7)
    there_in(seen, 0)
    seen.agree(seen.ask(before=0))
    there_in(seen, 1)
    asked = seen.ask(before=0)
    seen.gate.send(row(99, at=NOW - HOUR, sealed=sealed(name="Lò Thị Sau")))
    page = seen.gate.office.client(seen.second).get(reverse("row_releases")).content.decode()

    with pytest.raises(RefusedError, match="with what was asked for before"):
        seen.agree(asked)
    assert "7 people with what was asked for before of this case" in page


def test_stalls_of_one_market_are_one_crowd_and_another_case_is_another(gate, monkeypatch):
    doors, number = gate.doors, iter(range(9))
    monkeypatch.setattr(releasing, "MANY", 3)
    first, second = (
        a_gate_at(doors, doors.approved(Facts(name, Kind.SHOP, within=gate.premises))) for name in ("Sạp 1", "Sạp 2")
    )
    for stall in (first, second):
        stall.send(row(next(number), sealed=sealed(name="Lò")), row(next(number), sealed=sealed(name="Lò")))
    seen = a_case_at(gate)
    seen.agree(seen.ask(premises=first.premises))

    with pytest.raises(RefusedError, match="with what was asked for before"):
        seen.ask(premises=second.premises)
    another = gate.office.case(seen.asker, unit=the_unit(TAN_TRAO), confirmed_by=seen.second, now=NOW)
    there_in(seen, 0, case=another)
    assert 2 == seen.ask(premises=second.premises).people


def test_hours_that_were_said_anew_are_asked_for_anew(seen):
    asked = seen.ask()
    Landmark.objects.filter(pk=seen.landmark.pk).update(ends=seen.landmark.ends + 2 * HOUR)

    with pytest.raises(RefusedError, match="nobody says any more"):
        seen.agree(asked)


@pytest.mark.parametrize(("place", "unit"), [("Bến xe khách", TAN_TRAO), ("Nhà nghỉ Hoa Mai", SON_DUONG)])
def test_a_case_that_was_elsewhere_after_all_opens_no_row_of_this_place(seen, place, unit):
    asked, later = seen.ask(), NOW + dt.timedelta(minutes=5)
    correct_landmark(
        actor=seen.asker,
        landmark=seen.landmark,
        place=place,
        unit=the_unit(unit),
        begins=seen.landmark.begins,
        ends=seen.landmark.ends,
        reason="Nghe nhầm tên",
        read=digest_of_landmark(Landmark.objects.get(pk=seen.landmark.pk)),
        now=later,
    )

    with pytest.raises(RefusedError, match="another place"):
        seen.agree(asked, at=later)
    assert 0 == ReleasedRow.objects.count()


def test_without_the_key_nothing_is_opened_and_a_large_release_is_refused(seen, monkeypatch):
    asked = seen.ask()
    with monkeypatch.context() as few:
        few.setattr(releasing, "MOST_ROWS", 1)
        with pytest.raises(RefusedError, match="5,000"):
            seen.agree(asked)
    ReportKey.objects.update(wrapped=b"of another machine" * 4)

    with pytest.raises(RefusedError, match="recovered by two officers"):
        seen.agree(asked)
    assert 0 == ReleasedRow.objects.count() == Evidence.objects.count()


def test_whoever_came_before_the_case_counts_for_the_hours_that_were_chosen(seen):
    begins, ends = hours_of(seen.landmark, 2)

    assert (NOW.replace(minute=0) - 3 * HOUR, NOW.replace(minute=0) + HOUR) == (begins, ends)


def test_a_case_of_elsewhere_is_not_named_to_the_commune(seen):
    seen.landmark.case.path = "08-202507/02536-202507/"
    seen.landmark.case.save()

    seen.agree(seen.ask())

    assert {"place": "Nhà nghỉ Hoa Mai"} == Evidence.objects.first().says


def test_it_waits_for_others_and_the_place_has_a_receipt(seen):
    asked = seen.ask()
    assert [] == list(waiting(seen.asker, NOW))
    assert [("posts.release", 1)] == [(one.what, one.count) for one in waiting(seen.second, NOW)]
    assert [(asked, True)] == [(one.release, one.may_agree) for one in asks_seen(seen.second, NOW)]
    assert [(asked, False)] == [(one.release, one.may_agree) for one in asks_seen(seen.asker, NOW)]
    assert [] == receipts_at(seen.asker, seen.gate.premises)

    seen.agree(asked)

    assert [(asked, 2)] == [(one.release, one.release.opened) for one in receipts_at(seen.asker, seen.gate.premises)]
    assert [] == list(waiting(seen.second, NOW)) == asks_seen(seen.second, NOW)
    acts = list(Entry.objects.filter(subjects__kind="row_release").values_list("act", flat=True))
    assert ["posts.ask_release", "posts.release"] == sorted(acts)


def test_from_the_landmarks_page_to_what_a_visitor_said(seen):
    """One asks, another agrees; the row is opened off the inbox, and the look stands in the audit."""
    office, place = seen.gate.office, seen.gate.premises
    asker, second = office.client(seen.asker), office.client(seen.second)
    way = reverse("row_ask", args=[seen.landmark.pk])
    assert way in asker.get(reverse("landmark", args=[seen.landmark.pk])).content.decode()
    assert "5 people came in" in asker.get(way).content.decode()
    asker.post(way, {"premises": place.pk, "before": 1, "purpose": "tìm người tiếp xúc"})
    asked = RowRelease.objects.get()

    page = second.get(reverse("row_releases")).content.decode()
    agreed = second.post(reverse("row_agree", args=[asked.pk]), {"read": digest_of_release(asked)})

    assert "tìm người tiếp xúc" in page
    assert reverse("evidence_inbox") == agreed.url
    piece = Evidence.objects.order_by("pk").last()
    opened_row = second.post(reverse("door_row", args=[piece.origin_key]))
    assert "Lò Thị Cùng" in opened_row.content.decode()
    assert Entry.objects.filter(act="posts.row", subjects__kind="door_row").exists()
    assert "2 rows of" in asker.get(reverse("premises", args=[place.pk])).content.decode()
    stranger = office.client(office.staff("Hà Thị Xa", Role.HEALTH_OFFICER, SON_DUONG))
    assert 404 == stranger.post(reverse("door_row", args=[piece.origin_key])).status_code
    assert 405 == second.get(reverse("door_row", args=[piece.origin_key])).status_code


def test_a_wrong_form_is_told_at_its_fields_and_nobody_is_asked(seen):
    client, way = seen.gate.office.client(seen.asker), reverse("row_ask", args=[seen.landmark.pk])

    answers = [client.post(way, form).status_code for form in ({}, {"premises": 1, "before": 99, "purpose": "x"})]

    assert [400, 400] == answers
    nowhere = client.post(way, {"premises": 10**9, "before": 1, "purpose": "tìm người"})
    assert (404, 0) == (nowhere.status_code, RowRelease.objects.count())


def test_what_it_was_for_is_forgotten_and_the_receipt_stays(seen):
    asked = seen.ask()
    seen.agree(asked)

    erased = words_of_released_rows(Terms(), NOW + dt.timedelta(days=91))

    asked.refresh_from_db()
    assert (1, "", 2) == (erased, asked.purpose, asked.opened)
    assert 0 == words_of_released_rows(Terms(), NOW + dt.timedelta(days=91))


def test_nobody_is_entered_by_a_release(seen):
    before = Person.objects.count()

    seen.agree(seen.ask())

    assert before == Person.objects.count()


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_words_from_a_seal_are_read_or_none(plain):
    typed = parse_typed(plain)

    assert typed is None or isinstance(typed, Typed)
    assert opened(plain, [PRIVATE]) is None


def test_words_that_are_too_long_or_no_text_are_none():
    assert parse_typed(b'{"name":"%s"}' % (b"x" * 201)) is None
    assert parse_typed(b'{"name":7}') is None
    assert parse_typed(b'{"name":"\\ud800"}') is None
    assert Typed("Lò") == parse_typed('{"name":"Lò","at_ms":7,"token":"t"}'.encode() + b" " * 40)


def test_a_place_that_is_said_anew_while_its_rows_are_opened_opens_none(seen, monkeypatch):
    """Whoever corrects it comes between the first look and the moment in which its outbreak is held."""
    asked = seen.ask()

    def comes_between(*_pieces, **_about):
        Landmark.objects.filter(pk=seen.landmark.pk).update(ends=seen.landmark.ends + 2 * HOUR)

    monkeypatch.setattr(releasing, "offer_evidence", comes_between)
    with pytest.raises(RefusedError, match="nobody says any more"):
        seen.agree(asked)

    assert 0 == ReleasedRow.objects.count()
