"""Whoever showed a code at a door instead of a name is told by their phone, as by an alert about the place."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases import alerts
from bluezone.portal.cases.alerts import Presence, by_day
from bluezone.portal.cases.models import Case
from bluezone.portal.errors import ExchangeError
from bluezone.portal.posts.codes_shown import codes_shown_at
from bluezone.portal.posts.models import DoorRow, Post, RowRelease
from bluezone.portal.posts.selectors import receipts_at
from bluezone.portal.posts.services.telling import TRIED_FOR, tell_phones
from bluezone.portal.posts.wire import parse_parcel
from bluezone.portal.posts.works import tell
from bluezone.portal.premises.models import Kind, PlaceCode
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark
from bluezone.portal.tracing.models import Landmark
from bluezone.portal.world import World
from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import TOKEN_BYTES, visit_alert, visit_note
from bluezone.protocol.venue import alert_entry, venue_on_poster
from tests.support.portal.doorposts import Gate, a_case_at, a_gate_at, b64, number_of, parcel, row, sealed
from tests.support.portal.offices import NOW
from tests.support.portal.premises import INN

HOUR = dt.timedelta(hours=1)
ANOTHER = dataclasses.replace(INN, name="Nhà nghỉ Khác", address="Tổ 9")
TODAY = NOW.astimezone(dt.UTC).date()
NOTE = visit_note(b"t" * TOKEN_BYTES)
CODE = visit_alert(NOTE, Day.of(TODAY))


def by_a_code(number: int = 1, *, alert: bytes = NOTE, **more):
    """A visitor whose phone's code was scanned."""
    return row(number, who="app", app="shown", sealed=sealed(token="t" * 16), alert=b64(alert), **more)


def is_there(gate: Gate, begins: dt.datetime, ends: dt.datetime) -> bool:
    return bool(codes_shown_at(premises=gate.premises, begins=begins, ends=ends))


@pytest.mark.parametrize(
    "more",
    [{"way": "out"}, {"who": "visitor"}, {"alert": b64(b"short")}, {"paper": {"page": "TT-0001", "line": 1}}],
    ids=str,
)
def test_only_a_row_of_somebody_who_comes_in_by_a_code_carries_what_is_published_of_it(more):
    read = parse_parcel(parcel({**by_a_code(), **more}))

    assert ((), (b64(number_of(1)),)) == (read.rows, read.unread)
    assert NOTE == parse_parcel(parcel(by_a_code())).rows[0].alert


def test_a_row_keeps_it_and_other_rows_have_none(gate):
    gate.send(by_a_code(1), row(2, sealed=sealed(name="Lò Thị Tên")))

    assert [NOTE, None] == [one.alert and bytes(one.alert) for one in DoorRow.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("from_hours", "to_hours", "there"),
    [(-3, -1, False), (-1, 0.6, True), (0, 1, True), (1, 2, True), (2, 3, False)],
)
def test_who_was_not_seen_to_leave_has_stayed_as_long_as_is_usual_there(gate, from_hours, to_hours, there):
    """An hour in a shop. The row says 9 o'clock for half past, and no minute."""
    a_shop(gate)
    gate.send(by_a_code())
    begins, ends = (NOW.replace(minute=0) + hours * HOUR for hours in (from_hours, to_hours))

    assert there == is_there(gate, begins, ends)


def a_shop(gate: Gate) -> None:
    gate.premises.kind = Kind.SHOP
    gate.premises.save()


@pytest.mark.parametrize(("from_hours", "there"), [(0, True), (3, True), (4, False)])
def test_who_was_seen_to_leave_was_there_until_then_and_no_longer(gate, from_hours, there):
    a_shop(gate)
    left = NOW + 3 * HOUR
    gate.send(by_a_code())
    gate.send(row(2, at=left, way="out", who="app", of=b64(number_of(1))), now=left)
    begins = NOW.replace(minute=0) + from_hours * HOUR

    assert there == is_there(gate, begins, begins + HOUR / 2)


def test_codes_of_another_place_are_none_of_its(gate):
    gate.send(by_a_code())
    Post.objects.update(premises=gate.doors.approved(ANOTHER))

    assert not is_there(gate, NOW - HOUR, NOW + HOUR)


def test_a_code_of_the_day_before_is_published_for_the_day_on_which_somebody_was_there(gate):
    """Half past six in the morning of Viet Nam lies on the UTC day before."""
    early = NOW.replace(hour=6)
    gate.send(by_a_code(at=early))

    (shown,) = codes_shown_at(premises=gate.premises, begins=NOW - HOUR, ends=NOW)
    (then,) = codes_shown_at(premises=gate.premises, begins=early, ends=NOW)

    before = TODAY - dt.timedelta(days=1)
    assert ((TODAY, CODE), (before, visit_alert(NOTE, Day.of(before)))) == (shown, then)


def test_a_device_that_hands_in_another_place_s_entry_has_nobody_there_alerted(gate):
    """Its keeper scanned the poster of a market, and waits for the day on which somebody who is ill comes here."""
    market = venue_on_poster(gate.doors.approved(ANOTHER).codes.get().text)
    theirs = alert_entry(market.venue_id, market.salt, Day.of(TODAY), 4)
    gate.send(by_a_code(alert=theirs))

    told = [entry for _, some in Presence.at(gate.premises, NOW - HOUR, NOW, NOW).entries() for entry in some]

    assert 3 == len(told)
    assert theirs not in told


def test_an_alert_about_the_place_tells_its_posters_and_its_codes(gate):
    gate.send(by_a_code())

    entries = dict(enumerate(Presence.at(gate.premises, NOW - HOUR, NOW, NOW).entries()))

    assert (TODAY, [CODE]) == entries[1]
    assert 2 == len(entries[0][1])


def test_codes_are_told_where_phones_took_no_poster_any_more(gate):
    gate.send(by_a_code())
    PlaceCode.objects.update(valid_until=NOW - 2 * HOUR)
    venue = venue_on_poster(gate.premises.codes.get().text)

    told = [entry for _, some in Presence.at(gate.premises, NOW - HOUR, NOW, NOW).entries() for entry in some]

    assert CODE in told
    assert alert_entry(venue.venue_id, venue.salt, Day.of(TODAY), 4) in told


def test_no_call_carries_more_than_the_exchange_takes(monkeypatch):
    monkeypatch.setattr(alerts, "AT_ONCE", 2)
    shown = [(TODAY, bytes([one])) for one in (3, 1, 2, 1)]

    assert [(TODAY, [b"\1", b"\2"]), (TODAY, [b"\3"])] == list(by_day(shown))


@pytest.fixture
def released(gate):
    """Rows that two had opened, of a case that a second person has confirmed, with a code among them."""
    gate.send(by_a_code(1), row(2, sealed=sealed(name="Lò Thị Tên", phone="0912 345 001")))
    seen = a_case_at(gate)
    Case.objects.update(state=Case.State.CONFIRMED)
    seen.landmark.refresh_from_db()
    asked = seen.ask()
    return seen, asked


def told(gate: Gate, *, now: dt.datetime = NOW) -> int:
    return tell_phones(exchange=gate.office.exchange, now=now)


def test_phones_are_told_once_two_have_agreed_and_their_rows_stay_sealed(released):
    seen, asked = released
    assert 0 == told(seen.gate)
    opened = seen.agree(asked)

    assert [1, 0] == [told(seen.gate), told(seen.gate)]

    assert {TODAY: {CODE}} == seen.gate.office.exchange.alerts
    assert 1 == opened
    (receipt,) = receipts_at(seen.asker, seen.gate.premises)
    assert (1, NOW, 0) == (receipt.release.phones, receipt.release.phones_told_at, receipt.untold)
    line = Entry.objects.get(act="posts.tell")
    assert ({"phones": 1}, None) == (line.detail, line.actor_id)


def test_codes_that_a_device_without_a_network_brings_later_are_told_too(released):
    """The first were told already; what comes of other hours changes nothing."""
    seen, asked = released
    seen.agree(asked)
    told(seen.gate)
    later, another = NOW + 3 * 24 * HOUR, visit_note(b"u" * TOKEN_BYTES)
    seen.gate.send(by_a_code(3, alert=visit_note(b"v" * TOKEN_BYTES), at=NOW - 90 * HOUR), now=later)
    assert 0 == told(seen.gate, now=later)

    seen.gate.send(by_a_code(4, alert=another, at=NOW), now=later)

    assert [1, 0] == [told(seen.gate, now=later), told(seen.gate, now=later)]
    assert {TODAY: {CODE, visit_alert(another, Day.of(TODAY))}} == seen.gate.office.exchange.alerts
    (receipt,) = receipts_at(seen.asker, seen.gate.premises)
    assert (2, later) == (receipt.release.phones, receipt.release.phones_told_at)
    assert [1, 2] == [one.detail["phones"] for one in Entry.objects.filter(act="posts.tell").order_by("pk")]


def test_as_many_codes_as_before_are_told_if_they_are_others(released):
    """One turns out to have left before; another one comes with the same parcel."""
    seen, asked = released
    seen.agree(asked)
    told(seen.gate)
    another = visit_note(b"u" * TOKEN_BYTES)
    DoorRow.objects.filter(alert__isnull=False).delete()
    assert 0 == told(seen.gate)

    seen.gate.send(by_a_code(4, alert=another))

    assert [1, 0] == [told(seen.gate), told(seen.gate)]
    assert {TODAY: {CODE, visit_alert(another, Day.of(TODAY))}} == seen.gate.office.exchange.alerts
    assert (2,) == RowRelease.objects.values_list("phones").get()


def test_a_late_code_that_another_alert_told_of_is_not_called_untold(released):
    """Or one that the exchange took before this portal could note it."""
    seen, asked = released
    seen.agree(asked)
    told(seen.gate)
    another = visit_note(b"u" * TOKEN_BYTES)
    seen.gate.send(by_a_code(4, alert=another))
    seen.gate.office.exchange.alert_venues(TODAY, [visit_alert(another, Day.of(TODAY))])

    assert [1, 0] == [told(seen.gate), told(seen.gate)]

    (receipt,) = receipts_at(seen.asker, seen.gate.premises)
    assert (2, 0) == (receipt.release.phones, receipt.untold)


@pytest.mark.parametrize("joined_first", [True, False])
def test_of_an_entry_joined_after_two_agreed_or_taken_apart_since_no_code_is_told(gate, joined_first):
    """Two agreed to the doors that were the place's then; those of another place are none of it."""
    gate.send(by_a_code(1), row(2, sealed=sealed(name="Lò Thị Tên", phone="0912 345 001")))
    twice = a_gate_at(gate.doors, gate.doors.approved(ANOTHER))
    theirs = visit_note(b"u" * TOKEN_BYTES)
    seen = a_case_at(gate)
    Case.objects.update(state=Case.State.CONFIRMED)
    if joined_first:
        gate.doors.joined(twice.premises, gate.premises)
    seen.agree(seen.ask())
    (gate.doors.parted(twice.premises) if joined_first else gate.doors.joined(twice.premises, gate.premises))
    twice.send(by_a_code(3, alert=theirs))

    assert 1 == told(gate)

    assert {TODAY: {CODE}} == gate.office.exchange.alerts
    (receipt,) = receipts_at(seen.asker, gate.premises)
    assert (1, 0) == (receipt.release.phones, receipt.untold)


def test_of_an_entry_that_was_joined_when_two_agreed_codes_are_told_with_the_place_s(gate):
    gate.send(row(2, sealed=sealed(name="Lò Thị Tên", phone="0912 345 001")))
    twice = a_gate_at(gate.doors, gate.doors.approved(ANOTHER))
    twice.send(by_a_code(3))
    seen = a_case_at(gate)
    Case.objects.update(state=Case.State.CONFIRMED)
    gate.doors.joined(twice.premises, gate.premises)
    seen.agree(seen.ask())

    assert 1 == told(gate)
    assert {TODAY: {CODE}} == gate.office.exchange.alerts


def test_of_a_day_before_those_that_an_exchange_publishes_nobody_asks_it(released):
    seen, asked = released
    seen.agree(asked)
    Case.objects.update(state=Case.State.OPENED)
    assert 0 == told(seen.gate)
    RowRelease.objects.update(agreed_at=NOW + TRIED_FOR)
    Case.objects.update(state=Case.State.CONFIRMED)

    assert 1 == told(seen.gate, now=NOW + TRIED_FOR + HOUR)
    assert {} == seen.gate.office.exchange.alerts
    (receipt,) = receipts_at(seen.asker, seen.gate.premises)
    assert (0, 1) == (receipt.release.phones, receipt.untold)
    assert 0 == told(seen.gate, now=NOW + TRIED_FOR + 2 * HOUR)


def test_the_place_is_shown_of_how_many_codes_no_phone_was_told_yet(released):
    seen, asked = released
    seen.agree(asked)
    client = seen.gate.office.client(seen.gate.officer)
    there = reverse("premises", args=[seen.gate.premises.pk])
    before = client.get(there).content.decode()
    (waits,) = receipts_at(seen.asker, seen.gate.premises)
    told(seen.gate)
    after = client.get(there).content.decode()

    assert 1 == waits.untold
    assert "1 phone whose code was shown then is not told yet" in before
    assert "1 phone whose code was shown then was told" in after
    assert "not told yet" not in after


def test_an_exchange_that_is_away_is_asked_again(released, monkeypatch):
    seen, asked = released
    seen.agree(asked)
    exchange = seen.gate.office.exchange
    with monkeypatch.context() as away:
        away.setattr(exchange, "alert_venues", _away)
        with pytest.raises(ExchangeError):
            told(seen.gate)
    assert RowRelease.objects.get().phones_told_at is None

    assert 1 == told(seen.gate, now=NOW + HOUR)
    assert {TODAY: {CODE}} == exchange.alerts


def test_nobody_is_told_of_a_case_that_a_second_person_has_not_confirmed_until_then(released):
    seen, asked = released
    seen.agree(asked)
    Case.objects.update(state=Case.State.OPENED)
    assert 0 == told(seen.gate)
    Case.objects.update(state=Case.State.CONFIRMED)

    assert 0 == told(seen.gate, now=NOW + TRIED_FOR)
    assert 1 == told(seen.gate, now=NOW + TRIED_FOR - HOUR)


def test_nobody_is_told_of_a_place_where_the_case_was_not_after_all(released):
    seen, asked = released
    seen.agree(asked)
    read = digest_of_landmark(seen.landmark)
    withdraw_landmark(actor=seen.asker, landmark=seen.landmark, reason="Nhầm ngày", read=read, now=NOW)

    assert 0 == told(seen.gate)
    assert {} == seen.gate.office.exchange.alerts


@pytest.mark.parametrize("anew", [{"ends": NOW + HOUR}, {"place": "Chợ Khác"}], ids=str)
def test_nobody_is_told_of_hours_or_a_place_that_one_person_said_after_two_had_agreed(released, anew):
    seen, asked = released
    seen.agree(asked)
    there, later = Landmark.objects.get(), NOW + 2 * HOUR
    said = {"place": there.place, "unit": there.unit, "begins": there.begins, "ends": there.ends, **anew}
    read = digest_of_landmark(there)

    correct_landmark(actor=seen.asker, landmark=there, reason="Nghe nhầm", read=read, now=later, **said)

    assert 0 == told(seen.gate, now=later)
    assert {} == seen.gate.office.exchange.alerts
    assert [0] == [one.untold for one in receipts_at(seen.asker, seen.gate.premises)]


def test_a_release_that_the_exchange_does_not_take_keeps_no_other_back(released, monkeypatch):
    seen, asked = released
    seen.agree(asked)
    first = RowRelease.objects.get()
    RowRelease.objects.create(
        **{one.name: getattr(first, one.name) for one in RowRelease._meta.fields if one.name != "id"}
    )
    exchange = seen.gate.office.exchange
    taken, answers = exchange.alert_venues, iter([_away])

    def refuses_the_first(*what):
        return next(answers, taken)(*what)

    monkeypatch.setattr(exchange, "alert_venues", refuses_the_first)

    with pytest.raises(ExchangeError):
        told(seen.gate)

    assert [None, NOW] == list(RowRelease.objects.order_by("pk").values_list("phones_told_at", flat=True))


def test_a_portal_without_an_exchange_tells_nobody(released):
    seen, asked = released
    seen.agree(asked)

    assert 0 == tell(World(lambda: NOW, bytes))
    assert RowRelease.objects.get().phones_told_at is None


def _away(*_what):
    raise ExchangeError("the exchange does not answer")
