"""Published alerts about places against the diary: the right visits, every half hour of them, and no others."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.venue_alerts import (
    HALF_HOUR_MS,
    PlaceWarning,
    Shown,
    VisitLog,
    find_alerted,
    find_shown,
    place_warning,
)
from bluezone.device.core.visits import Visit, VisitBook
from bluezone.protocol.batch import Batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, SLOT_MS, Day
from bluezone.protocol.door_codes import visit_token
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.venue import HALF_HOURS, Venue, VenueKind
from tests.support.device.phones import START_MS, TODAY
from tests.support.device.published import Staged, World

YESTERDAY = TODAY.plus(-1)
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", 0, 1 << 35, b"s" * 16)
SCHOOL = msgspec.structs.replace(MARKET, venue_id=b"t" * 16, name="Trường Tân Trào")
MORNING = YESTERDAY.start_ms + 3 * HOUR_MS  # 10:00 in Viet Nam, half hour 6
NOW = START_MS


def batch(*alerts: Staged) -> Batch:
    return World(START_MS // 1000).publish_batch(*alerts)


def stay(arrived_ms: int, minutes: float | None, venue: Venue = MARKET, *, ends_alone: bool = True) -> VisitBook:
    book = VisitBook(ends_alone=ends_alone).arrived(venue, arrived_ms)
    return book if minutes is None else book.left(1, arrived_ms + int(minutes * MINUTE_MS))


def alerted(book: VisitBook, *alerts: Staged, now_ms: int = NOW) -> set[int]:
    return find_alerted(batch(*alerts), VisitLog(book, now_ms))


@pytest.mark.parametrize(
    ("from_minute", "minutes", "half_hour", "matches"),
    [
        (0, 60, 6, True),
        (0, 60, 7, True),
        (0, 60, 8, False),
        (0, 60.01, 8, True),
        (0, 60, 5, False),
        (-1, 60, 5, True),
        (29, 2, 7, True),
        (5, 0, 6, True),
        (5, 0, 7, False),
    ],
)
def test_a_visit_matches_every_half_hour_that_it_touches_and_no_other(from_minute, minutes, half_hour, matches) -> None:
    book = stay(MORNING + from_minute * MINUTE_MS, minutes)

    assert matches == (alerted(book, Staged.alert(MARKET, YESTERDAY, half_hour)) == {1})


def test_a_stay_over_midnight_matches_on_both_days() -> None:
    day_before = YESTERDAY.plus(-1)
    book = stay(YESTERDAY.start_ms - 10 * MINUTE_MS, 30)

    assert {1} == alerted(book, Staged.alert(MARKET, day_before, 47))
    assert {1} == alerted(book, Staged.alert(MARKET, YESTERDAY, 0))
    assert set() == alerted(book, Staged.alert(MARKET, day_before, 46), Staged.alert(MARKET, YESTERDAY, 1))


@pytest.mark.parametrize(
    ("ends_alone", "half_hour", "matches"),
    [(True, 8, True), (True, 9, False), (False, 9, True), (False, 47, True)],
)
def test_a_stay_that_nobody_ended_lasts_as_the_owner_chose(*, ends_alone, half_hour, matches) -> None:
    """A market's usual stay is an hour and a half: half hours 6, 7 and 8."""
    book = stay(MORNING, None, ends_alone=ends_alone)

    assert matches == bool(alerted(book, Staged.alert(MARKET, YESTERDAY, half_hour)))


def test_another_place_another_salt_and_another_day_do_not_match() -> None:
    book = stay(MORNING, 60)
    replaced = msgspec.structs.replace(MARKET, salt=b"n" * 16)

    found = alerted(
        book,
        Staged.alert(SCHOOL, YESTERDAY, 6),
        Staged.alert(replaced, YESTERDAY, 6),
        Staged.alert(MARKET, YESTERDAY.plus(-1), 6),
    )

    assert set() == found


def test_an_entry_among_the_seeds_is_no_alert() -> None:
    entry = Staged.alert(MARKET, YESTERDAY, 6).seed

    assert set() == alerted(stay(MORNING, 60), Staged(YESTERDAY, DaySeed(entry.value)))


def test_each_of_two_visits_in_one_half_hour_matches() -> None:
    book = stay(MORNING, 5).arrived(MARKET, MORNING + 10 * MINUTE_MS).arrived(SCHOOL, MORNING + 20 * MINUTE_MS)

    assert {1, 2} == alerted(book, Staged.alert(MARKET, YESTERDAY, 6))


def test_a_clock_that_runs_away_costs_no_more_than_the_batchs_days() -> None:
    """A stay without an end, and a wall clock in a far century."""
    book = stay(MORNING, None, ends_alone=False)
    log = VisitLog(book, 1 << 60)

    assert {1} == find_alerted(batch(Staged.alert(MARKET, YESTERDAY, 47)), log)
    assert HALF_HOURS - 6 == len(log.entries_of(YESTERDAY))


def test_what_is_told_is_the_place_and_the_local_day() -> None:
    late = Visit(1, b"m" * 16, b"s" * 16, "Chợ", VenueKind.MARKET, "02536", YESTERDAY.start_ms + 18 * HOUR_MS)

    assert PlaceWarning("Chợ", dt.date(2020, 8, 10)) == place_warning(late)  # one o'clock of the next morning


SECRET = b"k" * 32


def shown(minutes: float, *, day: Day = YESTERDAY, secret: bytes | None = SECRET, until_ms: int = 1 << 62) -> set[int]:
    """What a phone of this secret finds where its code of so many minutes after ten o'clock was alerted for a day."""
    alert = Staged.code(visit_token(SECRET, MORNING + int(minutes * MINUTE_MS)), day)
    return find_shown(batch(alert), VisitLog(VisitBook(), NOW, [] if secret is None else [Shown(secret, until_ms)]))


@pytest.mark.parametrize(("minutes", "quarter"), [(0, 0), (14.9, 0), (15, 1), (-0.1, -1)])
def test_a_phone_knows_its_own_code_again_and_the_quarter_hour_in_which_it_was_shown(minutes, quarter) -> None:
    assert {MORNING + quarter * SLOT_MS} == shown(minutes)


def test_another_phone_knows_nothing_of_it_and_one_that_has_shown_none_computes_none() -> None:
    assert set() == shown(0, secret=b"j" * 32)
    assert set() == shown(0, secret=None)


def test_of_a_phone_before_this_one_it_knows_what_was_shown_until_it_handed_over_and_nothing_later() -> None:
    """Another may have been shown there since, should its owner have taken it back."""
    assert {MORNING} == shown(0, until_ms=MORNING)
    assert set() == shown(15, until_ms=MORNING)


def test_codes_of_two_phones_in_one_quarter_hour_are_both_known_again() -> None:
    now = b"j" * 32
    log = VisitLog(VisitBook(), NOW, [Shown(SECRET, MORNING), Shown(now, 1 << 62)])

    for secret in (SECRET, now):
        assert {MORNING} == find_shown(batch(Staged.code(visit_token(secret, MORNING), YESTERDAY)), log)


@pytest.mark.parametrize(
    ("hours", "is_found"),
    [(-27, True), (-27.5, False), (21.9, True), (22.1, False)],
    ids=["day before", "-", "an hour", "-"],
)
def test_a_code_may_have_been_shown_the_day_before_somebody_was_there_and_a_little_late(hours, is_found) -> None:
    """Ten o'clock in Viet Nam is three hours after the beginning of a UTC day."""
    assert is_found == bool(shown(hours * 60))


def test_a_code_is_none_of_the_places_alerts_and_a_place_none_of_the_codes() -> None:
    book = VisitBook().with_code_alert({MORNING}, 7)
    log = VisitLog(book, NOW, [Shown(SECRET, NOW)])
    published = batch(Staged.alert(MARKET, YESTERDAY, 6), Staged.code(visit_token(SECRET, MORNING), YESTERDAY))

    assert set() == find_alerted(published, log)
    assert {MORNING} == find_shown(published, log)
    assert set() == find_shown(batch(Staged.alert(MARKET, YESTERDAY, 6)), log)


moments = st.integers(0, 2 * DAY_MS)


@given(moments, st.integers(0, DAY_MS), st.integers(0, 2 * HALF_HOURS - 1))
def test_a_visit_matches_exactly_when_it_and_the_half_hour_overlap(from_ms: int, length_ms: int, number: int) -> None:
    first = Day(YESTERDAY.number - 1)
    arrived = first.start_ms + from_ms
    book = VisitBook().arrived(MARKET, arrived).left(1, arrived + length_ms)
    day, half_hour = first.plus(number // HALF_HOURS), number % HALF_HOURS
    opens = day.start_ms + half_hour * HALF_HOUR_MS

    found = Staged.alert(MARKET, day, half_hour).seed.value in VisitLog(book, NOW).entries_of(day)

    touches = arrived < opens + HALF_HOUR_MS and arrived + max(1, length_ms) > opens
    assert touches == found
