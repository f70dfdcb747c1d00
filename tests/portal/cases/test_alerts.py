"""People at a place are alerted from a case: shown first, then sent, as entries that name no place."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import re

import msgspec
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.alerts import AT_ONCE, Presence, alert_place
from bluezone.portal.cases.models import VenueAlert
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.premises.selectors import code_in_force
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.calendar import Day
from bluezone.protocol.venue import Venue, VenueKind, alert_entry, venue_on_poster
from tests.support.portal.offices import NOW, TAN_TRAO, PlayedExchange
from tests.support.portal.premises import INN as LODGING
from tests.support.portal.premises import doors_of

pytestmark = pytest.mark.in_turn(of=3)
INN = Venue(b"v" * 16, "Nhà nghỉ Hoa Mai", VenueKind.HOTEL, "02536", 0, 2**39, b"s" * 16)
POSTER = "BZV1:" + base64.urlsafe_b64encode(b"k" * 8 + msgspec.msgpack.encode(INN) + b"x" * 64).decode().rstrip("=")
TYPED = {"poster": POSTER, "day": "2026-11-23", "begins": "05:40", "ends": "07:10"}


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR)


@pytest.fixture
def case(office, hung):
    return office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), confirmed_by=hung)


def at(hour: int, minute: int = 0, day: int = 23) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=VIET_NAM)


def hidden_in(page: str) -> dict[str, str]:
    """What the form carries that publishes what is shown."""
    form = page[page.index('name="sure"') : page.index("Publish the alert")]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def told(office) -> int:
    """How many entries the exchange was given."""
    return sum(map(len, office.exchange.alerts.values()))


@pytest.mark.every_run
def test_a_morning_in_viet_nam_lies_on_two_days_of_utc():
    """05:40 to 07:10 is 22:40 to 00:10: four half hours, the last of them on the next UTC day."""
    presence = Presence(INN, at(5, 40), at(7, 10))

    assert [
        (
            dt.date(2026, 11, 22),
            [alert_entry(INN.venue_id, INN.salt, Day.of(dt.date(2026, 11, 22)), h) for h in (45, 46, 47)],
        ),
        (dt.date(2026, 11, 23), [alert_entry(INN.venue_id, INN.salt, Day.of(dt.date(2026, 11, 23)), 0)]),
    ] == list(presence.entries())


@pytest.mark.every_run
@given(st.integers(0, 47 * 30), st.integers(1, 24 * 60))
def test_every_half_hour_touched_is_told_once(begins, minutes):
    start = dt.datetime(2026, 11, 20, tzinfo=dt.UTC) + dt.timedelta(minutes=begins)
    end = start + dt.timedelta(minutes=minutes)

    entries = [entry for _, of_day in Presence(INN, start, end).entries() for entry in of_day]

    touched = -(-int(end.timestamp()) // 1800) - int(start.timestamp()) // 1800
    assert touched == len(entries) == len(set(entries))


def test_a_market_of_many_stalls_is_told_in_as_many_calls_as_the_exchange_takes():
    """Each of them has a code of its own, and their half hours together are more than go at once."""
    stalls = tuple(msgspec.structs.replace(INN, venue_id=at.to_bytes(16, "big")) for at in range(150))

    calls = list(Presence(INN, at(7), at(7, day=24), stalls).entries())

    assert 151 * 48 == len({entry for _, entries in calls for entry in entries})
    assert AT_ONCE >= max(len(entries) for _, entries in calls)


@pytest.mark.every_run
def test_what_would_be_told_is_shown_before_anything_leaves(office, hung, case):
    client = office.client(hung)

    shown = client.post(f"/cases/{case.number}/alerts", TYPED).content.decode()
    before = dict(office.exchange.alerts)
    sent = client.post(f"/cases/{case.number}/alerts", {**TYPED, "sure": "1"})

    assert "Nhà nghỉ Hoa Mai" in shown
    assert "23/11/2026 05:40" in shown
    assert {} == before
    assert 302 == sent.status_code
    assert 4 == told(office)
    assert [(at(5, 40), at(7, 10), hung)] == [(a.begins, a.ends, a.sent_by) for a in VenueAlert.objects.all()]
    assert {"kind": "hotel", "hours": 1.5} == Entry.objects.get(act="cases.alert").detail


def test_until_an_earlier_hour_means_the_next_day(office, hung, case):
    office.client(hung).post(f"/cases/{case.number}/alerts", {**TYPED, "begins": "22:00", "ends": "06:00", "sure": "1"})

    assert (at(22), at(6, day=24)) == VenueAlert.objects.values_list("begins", "ends").get()


@pytest.mark.parametrize(
    ("changes", "told_back"),
    [
        ({"poster": "BZV1:zzzz"}, (409, "not the code")),
        ({"poster": "hello"}, (409, "not the code")),
        ({"poster": POSTER[:-90]}, (409, "not the code")),
        ({"day": "2026-11-25"}, (409, "is over")),
        ({"day": "2026-10-01"}, (409, "within three weeks")),
        ({"day": "x"}, (400, "a day of the calendar")),
        ({"begins": ""}, (400, "required")),
    ],
)
def test_what_cannot_be_told_is_refused_and_nothing_leaves(office, hung, case, changes, told_back):
    status, reason = told_back
    answer = office.client(hung).post(f"/cases/{case.number}/alerts", {**TYPED, **changes, "sure": "1"})

    assert status == answer.status_code
    assert reason in answer.content.decode()
    assert (0, 0) == (told(office), VenueAlert.objects.count())


@pytest.mark.every_run
def test_a_case_that_nobody_confirmed_alerts_nobody(office, hung):
    case = office.case(office.staff("Lan", Role.HEALTH_OFFICER))

    answer = office.client(hung).post(f"/cases/{case.number}/alerts", {**TYPED, "sure": "1"})

    assert "second person" in answer.content.decode()
    assert 0 == told(office)


@pytest.mark.every_run
def test_an_exchange_that_is_away_is_asked_again_later(office, hung, case):
    office.exchange.is_away = True
    client = office.client(hung)

    away = client.post(f"/cases/{case.number}/alerts", {**TYPED, "sure": "1"})
    office.exchange.is_away = False
    client.post(f"/cases/{case.number}/alerts", {**TYPED, "sure": "1"})

    assert "nothing is given out or sent twice" in away.content.decode()
    assert (4, 1) == (told(office), VenueAlert.objects.count())


@pytest.mark.every_run
def test_a_neighbour_alerts_nobody_for_our_case(office, case):
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    assert 404 == neighbour.post(f"/cases/{case.number}/alerts", {**TYPED, "sure": "1"}).status_code
    assert 0 == told(office)


@given(st.text(max_size=80) | st.binary(max_size=200).map(lambda b: "BZV1:" + base64.urlsafe_b64encode(b).decode()))
def test_any_other_text_is_refused_in_plain_words(text):
    with pytest.raises(RefusedError, match="not the code"):
        Presence.read(text, at(5), at(6), NOW)


@pytest.mark.every_run
def test_a_registered_place_is_alerted_by_its_name_through_each_code_that_phones_took(office, hung, case):
    """The poster was replaced at noon: whoever scanned the one or the other is told."""
    doors = doors_of(office)
    premises = doors.approved(at=at(6))
    first, second = code_in_force(premises), doors.renew(premises, at=at(12))
    typed = {"typed": "hoa mai", "day": "2026-11-23", "begins": "11:30", "ends": "12:30"}
    address = reverse("case_alert", args=[case.number])

    shown = office.client(hung).post(address, typed).content.decode()
    assert "Nhà nghỉ Hoa Mai" in shown
    assert 0 == told(office)
    office.client(hung).post(address, {**typed, "sure": "1"})

    venues = [venue_on_poster(code.text) for code in (first, second)]
    halves = [(Day.of(dt.date(2026, 11, 23)), half) for half in (9, 10)]
    wanted = {alert_entry(venue.venue_id, venue.salt, *half) for venue in venues for half in halves}
    assert {dt.date(2026, 11, 23): wanted} == office.exchange.alerts
    assert "Nhà nghỉ Hoa Mai" == VenueAlert.objects.get().place


def test_before_its_first_poster_nobody_noted_a_visit(office, hung, case):
    doors_of(office).approved(at=at(12))
    typed = {"typed": "hoa mai", "day": "2026-11-23", "begins": "08:00", "ends": "09:00"}

    answer = office.client(hung).post(reverse("case_alert", args=[case.number]), typed)

    assert "took no code of this place" in answer.content.decode()


@pytest.mark.every_run
def test_of_two_places_of_a_name_one_is_chosen(office, hung, case):
    doors = doors_of(office)
    doors.approved(at=at(6))
    second = doors.approved(dataclasses.replace(LODGING, address="Thôn Bòng"), at=at(6))
    typed = {"typed": "hoa mai", "day": "2026-11-23", "begins": "08:00", "ends": "09:00"}
    client, address = office.client(hung), reverse("case_alert", args=[case.number])

    asked = client.post(address, typed)
    assert (400, True) == (asked.status_code, "Please choose the place." in asked.content.decode())
    for where in ("Thôn Tân Lập, Xã Tân Trào, Tỉnh Tuyên Quang", "Thôn Bòng, Xã Tân Trào, Tỉnh Tuyên Quang"):
        assert where in asked.content.decode()
    client.post(address, {**typed, "premises": second.pk, "sure": "1"})

    venue = venue_on_poster(code_in_force(second).text)
    day = Day.of(dt.date(2026, 11, 23))
    assert {alert_entry(venue.venue_id, venue.salt, day, half) for half in (2, 3)} == office.exchange.alerts[
        dt.date(2026, 11, 23)
    ]


@pytest.mark.every_run
def test_what_is_shown_names_the_place_and_stays_that_one_when_another_opens_meanwhile(office, hung, case):
    """The second is called just as was typed, and would be the one meant if it were looked for once more."""
    doors = doors_of(office)
    shown = doors.approved(at=at(6))
    typed = {"typed": "hoa mai", "day": "2026-11-23", "begins": "08:00", "ends": "09:00"}
    client, address = office.client(hung), reverse("case_alert", args=[case.number])

    told_first = client.post(address, typed).content.decode()
    doors.approved(dataclasses.replace(LODGING, name="Hoa Mai"), at=at(6))
    said = client.post(address, {**typed, **hidden_in(told_first), "sure": "1"})

    assert "This would be told" in told_first
    assert 2 == told_first.count("Thôn Tân Lập, Xã Tân Trào, Tỉnh Tuyên Quang")
    assert (302, shown.name) == (said.status_code, VenueAlert.objects.get().place)


@pytest.mark.every_run
def test_a_poster_that_was_scanned_counts_and_not_a_place_chosen_before(office, hung, case):
    premises = doors_of(office).approved(at=at(6))
    typed = {**TYPED, "typed": "hoa mai", "premises": premises.pk}

    shown = office.client(hung).post(reverse("case_alert", args=[case.number]), typed).content.decode()

    assert INN.name in shown
    assert "Thôn Tân Lập" not in shown


@pytest.mark.every_run
def test_ten_places_are_alerted_for_a_case_within_a_day(office, hung, case):
    facts = {"actor": hung, "case": case, "presence": Presence(INN, at(5, 40), at(7, 10)), "exchange": office.exchange}
    for _ in range(10):
        alert_place(**facts, now=NOW)
    before = told(office)

    with pytest.raises(RefusedError, match="ten places"):
        alert_place(**{**facts, "presence": Presence(INN, at(8), at(9))}, now=NOW + dt.timedelta(hours=23))

    assert (10, before) == (VenueAlert.objects.count(), told(office))
    assert alert_place(**facts, now=NOW + dt.timedelta(days=1))


@pytest.mark.every_run
def test_two_at_once_alert_no_eleventh_place(office, hung, case):
    """Both ask while nine were alerted; the exchange is slow, and the other one's request comes meanwhile."""
    facts = {"actor": hung, "case": case, "presence": Presence(INN, at(5, 40), at(7, 10)), "now": NOW}
    for _ in range(9):
        alert_place(**facts, exchange=office.exchange)
    refused = []

    class SlowExchange(PlayedExchange):
        def alert_venues(self, day, entries):
            with pytest.raises(RefusedError, match="ten places"):
                alert_place(**facts, exchange=office.exchange)
            refused.append(day)
            return office.exchange.alert_venues(day, entries)

    alert_place(**facts, exchange=SlowExchange())

    assert (2, 10) == (len(refused), VenueAlert.objects.count())


@pytest.mark.every_run
def test_an_alert_that_the_exchange_did_not_take_is_none_of_the_ten(office, hung, case):
    facts = {"actor": hung, "case": case, "presence": Presence(INN, at(5, 40), at(7, 10)), "now": NOW}
    office.exchange.is_away = True
    for _ in range(11):
        with pytest.raises(ExchangeError):
            alert_place(**facts, exchange=office.exchange)
    office.exchange.is_away = False

    assert alert_place(**facts, exchange=office.exchange)


def test_neither_a_place_nor_a_code_is_no_alert(office, hung, case):
    typed = {"typed": "", "day": "2026-11-23", "begins": "08:00", "ends": "09:00"}

    answer = office.client(hung).post(reverse("case_alert", args=[case.number]), {**typed, "sure": "1"})

    assert (400, 0) == (answer.status_code, told(office))
