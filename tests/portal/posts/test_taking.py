"""Rows of a door: each kept and counted exactly once, in the hour of our clock, and nobody written down in clear."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluezone.portal.audit.models import Entry
from bluezone.portal.posts.errors import DoorError, Untaken
from bluezone.portal.posts.models import Device, DoorRow, HourCount, OpenDay, Post
from bluezone.portal.posts.selectors import Figures, figures_of, page_of_post, posts_for, silent_posts
from bluezone.portal.posts.services import taking
from bluezone.portal.posts.services.enrolling import DEVICE_LASTS, digest_of_device, revoke_device
from bluezone.portal.posts.services.keeping import close_post, digest_of_post
from bluezone.portal.posts.services.taking import KEPT_FOR
from bluezone.portal.posts.waiting import waiting
from bluezone.portal.premises.services import close_premises, digest_of_premises, reopen_premises
from bluezone.portal.world import VIET_NAM
from tests.support.amounts import examples
from tests.support.portal.doorposts import b64, number_of, row, sealed
from tests.support.portal.offices import NOW

HOUR = dt.timedelta(hours=1)


def refused(gate, *rows, **more) -> Untaken:
    with pytest.raises(DoorError) as caught:
        gate.send(*rows, **more)
    return caught.value.reason


def figures(gate) -> Figures:
    return figures_of(gate.post.hours.all())


def test_who_comes_and_goes_is_counted_by_what_was_seen_of_the_app(gate):
    gate.send(
        row(1, app="live", advised=True),
        row(2, app="shown"),
        row(3, app="none"),
        row(4, app="not_running", party=3, advised=True),
        row(5, who="app", app="live"),
        row(6, who="staff", app="live", party=2),
        row(7, way="out", who="visitor", party=2),
    )

    counted = figures(gate)

    assert Figures(visitors=7, staff=2, left=2, advised=4, live=2, shown=1, none=1, not_running=1) == counted
    assert (7, 2) == (counted.inside, counted.unasked)
    assert counted.app_share is None  # so few are not told of


def test_of_ten_visitors_it_is_told_with_how_many_the_app_was_seen_running(gate):
    gate.send(row(1, app="live"), row(2, party=9))

    assert "10,00 % (1/10)" == figures(gate).app_share.said("vi")


def test_what_is_sent_again_is_kept_no_second_time_and_acknowledged_all_the_same(gate):
    first = gate.send(row(1), row(2))
    again = gate.send(row(2), row(1), row(3))

    assert {b64(number_of(1)), b64(number_of(2))} == set(first.kept)
    assert {b64(number_of(at)) for at in (1, 2, 3)} == set(again.kept)
    assert (3, 3) == (DoorRow.objects.count(), figures(gate).visitors)


def test_two_devices_at_one_door_keep_a_row_once(gate):
    """One was restored from the other's copy."""
    other = gate.another_device()

    gate.send(row(1))
    taken = gate.send(row(1), row(2), token=other)

    assert {b64(number_of(1)), b64(number_of(2))} == set(taken.kept)
    assert (2, 2) == (DoorRow.objects.count(), figures(gate).visitors)


def test_a_page_filled_by_hand_and_keyed_twice_counts_once(gate):
    """By two people, on two devices; whoever went out stands on the same line."""
    other = gate.another_device()
    line = {"page": "TT-0001", "line": 4}

    gate.send(row(1, paper=line), row(2, paper=line, way="out"))
    taken = gate.send(row(3, paper=line), row(4, paper={**line, "line": 5}), row(5, paper=line), token=other)

    assert 3 == len(taken.kept)
    assert (2, 1) == (figures(gate).visitors, figures(gate).left)
    assert {number_of(at) for at in (1, 2, 4)} == {bytes(one.number) for one in DoorRow.objects.all()}


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seen=st.lists(st.sampled_from(["live", "shown", "none", "not_running", "unasked"]), min_size=1, max_size=20),
    cuts=st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20), st.integers(0, 1)), max_size=8),
)
def test_however_a_bad_line_cuts_and_repeats_the_parcels_each_row_is_there_once(gate, seen, cuts):
    """Parcels overlap, come again, in any order and from two devices; at the end everything was sent once at least."""
    DoorRow.objects.all().delete()
    HourCount.objects.all().delete()
    Device.objects.exclude(pk=gate.device.pk).update(revoked_at=NOW)
    tokens = (gate.token, gate.another_device())
    rows = [row(at, app=app) for at, app in enumerate(seen)]

    for start, length, device in cuts:
        gate.send(*rows[start : start + length], token=tokens[device])
    gate.send(*rows)

    assert {number_of(at) for at in range(len(seen))} == {bytes(one.number) for one in DoorRow.objects.all()}
    assert len(seen) == DoorRow.objects.count() == figures(gate).visitors
    assert seen.count("live") == figures(gate).live


@pytest.mark.parametrize("wrong", [dt.timedelta(hours=-5), dt.timedelta(hours=9), dt.timedelta(days=-15_000)], ids=str)
def test_a_clock_that_is_wrong_is_corrected_and_the_row_says_so(gate, wrong):
    clock = NOW + wrong

    gate.send(row(1, at=clock - 2 * HOUR), clock=clock)

    kept = DoorRow.objects.get()
    assert (taking.hour_of(NOW - 2 * HOUR), True) == (kept.hour, kept.is_corrected)
    gate.device.refresh_from_db()
    assert -wrong.total_seconds() == gate.device.skew_s


def test_a_clock_that_is_a_minute_off_is_believed(gate):
    gate.send(row(1), clock=NOW + dt.timedelta(minutes=1))

    assert not DoorRow.objects.get().is_corrected


def test_nobody_comes_tomorrow(gate):
    """The clock was set back between the row and its sending."""
    gate.send(row(1, at=NOW + dt.timedelta(days=2)))

    kept = DoorRow.objects.get()
    assert (taking.hour_of(NOW), True) == (kept.hour, kept.is_corrected)


def test_only_the_hour_is_kept_of_the_time(gate):
    gate.send(row(1, at=NOW - dt.timedelta(minutes=7, seconds=13)))

    assert (0, 0) == (DoorRow.objects.get().hour.minute, HourCount.objects.get().hour.second)


def test_what_is_older_than_the_days_of_the_regime_is_refused_by_its_number(gate):
    taken = gate.send(row(1, at=NOW - KEPT_FOR), row(2, at=NOW - KEPT_FOR + HOUR))

    assert ((b64(number_of(1)), Untaken.OVER),) == taken.refused
    assert (b64(number_of(2)),) == taken.kept
    assert 1 == DoorRow.objects.count()


def test_a_row_that_cannot_be_read_does_not_hold_up_the_others(gate):
    taken = gate.send(row(1), {**row(2), "name": "Nguyễn Thị Sáu"})

    assert ((b64(number_of(2)), Untaken.MALFORMED),) == taken.refused
    assert (b64(number_of(1)),) == taken.kept


def test_a_stolen_device_cannot_fill_the_store(gate, monkeypatch):
    monkeypatch.setattr(taking, "MOST_ROWS_A_DAY", 3)
    gate.send(row(1), row(2))

    assert Untaken.FULL is refused(gate, row(3), row(4))
    assert 2 == DoorRow.objects.count() == figures(gate).visitors
    assert 2 == len(gate.send(row(1), row(2)).kept)  # what is there is acknowledged all the same
    gate.send(row(3), row(4), now=NOW + dt.timedelta(days=1))
    assert 4 == DoorRow.objects.count()


def test_a_token_that_was_not_made_here_keeps_nothing(gate):
    assert Untaken.FORGED is refused(gate, row(1), token="A" * 43)
    assert Untaken.FORGED is refused(gate, row(1), token="A" * 5_000)
    assert 0 == DoorRow.objects.count()


def test_a_lost_device_is_out_of_force_at_once_and_another_one_goes_on(gate):
    other = gate.another_device()
    gate.send(row(1))

    revoke_device(actor=gate.officer, device=gate.device, read=digest_of_device(gate.device), now=NOW)

    assert Untaken.REVOKED is refused(gate, row(2))
    assert 1 == len(gate.send(row(3), token=other).kept)
    assert 2 == DoorRow.objects.count()


def test_a_device_of_a_closed_post_or_place_sends_no_more(gate):
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    assert Untaken.REVOKED is refused(gate, row(1))


def test_a_device_of_a_closed_place_sends_no_more(gate):
    close_premises(actor=gate.officer, premises=gate.premises, read=digest_of_premises(gate.premises), now=NOW)

    assert Untaken.REVOKED is refused(gate, row(1))


def test_a_place_that_is_opened_again_takes_rows_once_it_is_approved(gate):
    place = gate.premises
    close_premises(actor=gate.officer, premises=place, read=digest_of_premises(place), now=NOW)
    place.refresh_from_db()
    reopen_premises(actor=gate.doors.clerk, premises=place, read=digest_of_premises(place), now=NOW)
    assert Untaken.NOT_YET is refused(gate, row(1))

    place.refresh_from_db()
    gate.doors.approve(place)

    assert 1 == len(gate.send(row(1)).kept)


def test_a_device_expires(gate):
    assert Untaken.EXPIRED is refused(gate, row(1, at=NOW + DEVICE_LASTS), now=NOW + DEVICE_LASTS)


def test_who_is_on_duty_stands_with_the_device_and_not_a_stranger(gate, office):
    gate.send(shift={"keeper": gate.keeper.pk, "began_ms": int((NOW - HOUR).timestamp() * 1000)})
    gate.device.refresh_from_db()
    assert (gate.keeper, NOW - HOUR) == (gate.device.keeper, gate.device.shift_began_at)

    gate.send(row(1, keeper=gate.keeper.pk), row(2, keeper=gate.keeper.pk + 99), shift={"keeper": 99, "began_ms": 1})
    gate.device.refresh_from_db()
    assert (None, None) == (gate.device.keeper, gate.device.shift_began_at)
    assert [gate.keeper.pk, None] == list(DoorRow.objects.order_by("pk").values_list("keeper", flat=True))


def test_what_a_visitor_typed_is_nowhere_in_clear_and_the_health_unit_can_read_it(gate):
    said = sealed(name="Lò Thị Vào", phone="0912 345 999")

    gate.send(row(1, sealed=said))

    kept = bytes(DoorRow.objects.get().sealed)
    assert "Lò Thị Vào".encode() not in kept
    assert said == b64(kept)


def test_a_door_leaves_no_line_about_anybody(gate):
    before = Entry.objects.count()

    gate.send(row(1), row(2, way="out"))

    assert before == Entry.objects.count()


def test_the_page_of_a_post_counts_its_day_and_its_week(gate):
    gate.send(row(1, app="live"), row(2, at=NOW - dt.timedelta(days=1)), row(3, at=NOW - dt.timedelta(days=7)))

    gate.another_device()  # a sum over a list's rows counts each hour once, however many devices stand there
    seen = page_of_post(gate.post, NOW)
    (listed,) = posts_for(gate.officer, "", state="", at=None, now=NOW)

    assert (1, 2) == (seen.today.visitors, seen.week.visitors)
    assert [1] == [one.visitors for one in seen.hours]
    assert (1, NOW) == (listed.came, listed.last_sync)


@pytest.mark.parametrize(
    ("clock", "heard", "silent"),
    [
        ((9, 30), None, True),
        ((8, 59), None, False),  # open for less than two hours
        ((17, 1), None, False),  # closed
        ((9, 30), (8, 0), False),
        ((12, 0), (8, 0), True),
        ((0, 30), None, False),
    ],
    ids=str,
)
def test_a_door_that_is_open_and_silent_waits_for_whoever_keeps_it(gate, clock, heard, silent):
    day = NOW + dt.timedelta(days=1)
    now = day.replace(hour=clock[0], minute=clock[1])
    if heard is not None:
        moment = day.replace(hour=heard[0], minute=heard[1])
        gate.send(row(1, at=moment), now=moment)

    waits = {one.what: one.count for one in waiting(gate.officer, now)}

    assert ({"posts.silent": 1} if silent else {}) == waits
    listed = posts_for(gate.officer, "", state="silent", at=None, now=now)
    assert ([gate.post] if silent else []) == list(listed)


def test_a_door_that_is_open_by_night_is_silent_on_both_sides_of_midnight(gate):
    OpenDay.objects.update(opens=dt.time(20), closes=dt.time(5))
    evening, morning = (NOW + dt.timedelta(days=1, hours=hours) for hours in (13, 17))

    assert [gate.post] == list(silent_posts(Post.objects.all(), evening))
    assert [gate.post] == list(silent_posts(Post.objects.all(), morning))
    assert [] == list(silent_posts(Post.objects.all(), NOW + dt.timedelta(days=1)))


@pytest.mark.parametrize(("minutes", "silent"), [(30, False), (89, False), (90, True), (150, True)])
def test_a_door_that_opened_before_midnight_has_its_two_hours_too(gate, minutes, silent):
    OpenDay.objects.update(opens=dt.time(23, 30), closes=dt.time(6))
    midnight = (NOW + dt.timedelta(days=1)).astimezone(VIET_NAM).replace(hour=0, minute=0)

    found = silent_posts(Post.objects.all(), midnight + dt.timedelta(minutes=minutes))

    assert ([gate.post] if silent else []) == list(found)


def test_a_door_whose_device_has_come_to_the_end_of_its_days_is_silent(gate):
    """Nothing is taken from it any more, and nobody has said that this door is not kept."""
    tomorrow = NOW + dt.timedelta(days=1)
    Device.objects.update(expires_at=NOW)

    assert [gate.post] == list(silent_posts(Post.objects.all(), tomorrow))
    assert ["posts.silent"] == [one.what for one in waiting(gate.officer, tomorrow)]


def test_a_door_without_a_device_in_force_or_without_hours_is_not_silent(gate):
    tomorrow = NOW + dt.timedelta(days=1)
    always = list(OpenDay.objects.all())
    OpenDay.objects.all().delete()
    assert [] == list(silent_posts(Post.objects.all(), tomorrow))

    OpenDay.objects.bulk_create(always)
    revoke_device(actor=gate.officer, device=gate.device, read=digest_of_device(gate.device), now=NOW)
    assert [] == list(silent_posts(Post.objects.all(), tomorrow))
