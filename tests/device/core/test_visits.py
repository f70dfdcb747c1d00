"""The diary of places: arriving, leaving, forgetting to leave, and being forgotten."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.visits import SCANNED_TWICE_MS, VisitBook
from bluezone.protocol.calendar import DAY_MS, MINUTE_MS, SLOT_MS
from bluezone.protocol.venue import CloserKind, Venue, VenueKind

NOW = 18_492 * DAY_MS
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", 0, 1 << 35, b"s" * 16)
SCHOOL = Venue(b"t" * 16, "Trường Tân Trào", VenueKind.SCHOOL, "02545", 0, 1 << 35, b"s" * 16)


def test_whoever_scans_at_a_door_is_there():
    book = VisitBook().arrived(MARKET, NOW)

    assert book.current is not None
    assert ("Chợ Sơn Dương", NOW, None) == (book.current.name, book.current.arrived_ms, book.current.left_ms)


def test_scanning_twice_at_the_same_door_is_one_visit():
    book = VisitBook().arrived(MARKET, NOW).arrived(MARKET, NOW + SCANNED_TWICE_MS - 1)

    assert 1 == len(book.visits)


def test_coming_back_later_is_a_second_visit_and_ends_the_first():
    book = VisitBook().arrived(MARKET, NOW).arrived(MARKET, NOW + SCANNED_TWICE_MS)

    assert [None, NOW + SCANNED_TWICE_MS] == [visit.left_ms for visit in book.visits]


def test_arriving_elsewhere_is_leaving_here():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + 10 * MINUTE_MS)

    assert "Trường Tân Trào" == book.current.name
    assert NOW + 10 * MINUTE_MS == book.visits[1].left_ms


def test_leaving_twice_changes_nothing():
    left = VisitBook().arrived(MARKET, NOW).left(1, NOW + MINUTE_MS)

    assert left == left.left(1, NOW + 5 * MINUTE_MS)
    assert left.current is None


def test_nobody_leaves_before_arriving_though_the_clock_was_set_back():
    book = VisitBook().arrived(MARKET, NOW).left(1, NOW - DAY_MS)

    assert NOW == book.visits[0].left_ms


@pytest.mark.parametrize(("kind", "minutes"), [(CloserKind.EVENT, 240), (CloserKind.FACTORY, 540)])
def test_a_visit_at_a_closer_kind_of_place_ends_after_its_own_stay(kind, minutes):
    place = Venue.of(bytes(16), "Hội chợ", kind, "02536", valid_s=(0, 2**39), salt=bytes(16))

    (visit,) = VisitBook().arrived(place, NOW).settled(NOW + DAY_MS).visits

    assert (kind, kind.known_as, NOW + minutes * MINUTE_MS) == (visit.place_kind, visit.kind, visit.left_ms)


def test_a_visit_keeps_no_word_that_this_version_does_not_know():
    (visit,) = VisitBook().arrived(msgspec.structs.replace(MARKET, closer="bazaar"), NOW).visits

    assert ("", MARKET.kind) == (visit.closer, visit.place_kind)


def test_a_visit_that_nobody_ended_ends_after_the_usual_stay():
    book = VisitBook().arrived(MARKET, NOW).settled(NOW + DAY_MS)

    assert (NOW + 90 * MINUTE_MS, True) == (book.visits[0].left_ms, book.visits[0].ended_alone)


def test_it_goes_on_until_then():
    book = VisitBook().arrived(SCHOOL, NOW)

    assert book == book.settled(NOW + 200 * MINUTE_MS)


def test_it_goes_on_for_whoever_wants_to_end_it_by_hand():
    book = VisitBook(ends_alone=False).arrived(MARKET, NOW)

    assert book == book.settled(NOW + DAY_MS)


def test_old_visits_are_gone():
    book = VisitBook().arrived(MARKET, NOW).left(1, NOW + 1).arrived(SCHOOL, NOW + DAY_MS)

    kept = book.since(NOW + 1)

    assert ["Trường Tân Trào"] == [visit.name for visit in kept.visits]


def test_a_deleted_visit_is_gone_and_its_number_is_not_used_again():
    book = VisitBook().arrived(MARKET, NOW).without(1).arrived(SCHOOL, NOW)

    assert [2] == [visit.visit_id for visit in book.visits]


def test_a_book_is_read_from_the_disk_as_it_was_written():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + DAY_MS)

    assert book == msgspec.msgpack.decode(msgspec.msgpack.encode(book), type=VisitBook)


def test_a_visit_is_alerted_by_each_batch_once():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + DAY_MS)

    book = book.with_alert({1}, 7).with_alert({1}, 9).with_alert({1}, 7)

    assert [(1, (7, 9))] == [(visit.visit_id, visit.alerted_by) for visit in book.alerted]


def test_a_revoked_batch_takes_back_what_it_alone_has_said():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + DAY_MS).with_alert({1, 2}, 7).with_alert({2}, 8)

    assert [(2, (8,))] == [(visit.visit_id, visit.alerted_by) for visit in book.without_alerts_of(7, NOW + 1).alerted]


def test_the_owner_is_told_again_of_what_was_taken_back_and_said_anew():
    told = VisitBook().arrived(MARKET, NOW).with_alert({1}, 7).all_told(NOW + 5).all_read(NOW + 6)

    again = told.without_alerts_of(7, NOW + 7).with_alert({1}, 8)

    assert (NOW + 5, NOW + 6) == (told.visits[0].told_ms, told.visits[0].read_ms)
    assert (None, None) == (again.visits[0].told_ms, again.visits[0].read_ms)
    assert () == again.taken_back


def test_whoever_was_told_of_an_alert_is_told_that_it_was_taken_back_and_nobody_else():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + DAY_MS)
    told = book.with_alert({1}, 7).all_told(NOW + 5).all_read(NOW + 6).with_alert({2}, 7)

    revoked = told.without_alerts_of(7, NOW + 8).without_alerts_of(7, NOW + 9)

    assert () == revoked.alerted
    assert [(1, NOW + 8)] == [(visit.visit_id, visit.taken_back_ms) for visit in revoked.taken_back]
    assert [True, False] == [revoked.has_unread, revoked.all_read(NOW + 10).has_unread]


def test_telling_and_reading_concern_alerted_visits_only_and_keep_the_first_time():
    book = VisitBook().arrived(MARKET, NOW).arrived(SCHOOL, NOW + DAY_MS).with_alert({1}, 7)

    book = book.all_told(NOW + 5).all_told(NOW + 9)

    assert [None, NOW + 5] == [visit.told_ms for visit in book.visits]


def test_an_alert_about_a_code_is_a_visit_without_a_name_in_its_place_among_the_others():
    book = VisitBook().arrived(MARKET, NOW).left(1, NOW + 1).arrived(SCHOOL, NOW + DAY_MS)

    told = book.with_code_alert({NOW + SLOT_MS}, 7).with_code_alert({NOW + SLOT_MS}, 8)

    assert [SCHOOL.name, "", MARKET.name] == [visit.name for visit in told.visits]
    assert [(3, (7, 8), NOW + SLOT_MS, NOW + 2 * SLOT_MS)] == [
        (visit.visit_id, visit.alerted_by, visit.arrived_ms, visit.left_ms) for visit in told.alerted
    ]
    assert [False, True, False] == [visit.is_of_a_code for visit in told.visits]
    assert told.current is not None
    assert SCHOOL.name == told.current.name


def test_a_deleted_warning_about_a_code_does_not_come_back_and_is_forgotten_with_its_days():
    book = VisitBook().with_code_alert({NOW}, 7).without(1)

    assert () == book.with_code_alert({NOW}, 7).visits
    assert [NOW + SLOT_MS] == [one.arrived_ms for one in book.with_code_alert({NOW, NOW + SLOT_MS}, 8).visits]
    assert ((NOW,), ()) == (book.since(NOW).forgotten, book.since(NOW + 1).forgotten)


def test_whoever_arrives_somewhere_still_has_what_was_deleted():
    book = VisitBook().with_code_alert({NOW}, 7).without(1).arrived(MARKET, NOW)

    assert (NOW,) == book.forgotten


def test_a_diary_of_before_there_were_alerts_is_read():
    old = msgspec.msgpack.encode({"visits": [], "next_id": 4})

    assert VisitBook((), 4) == msgspec.msgpack.decode(old, type=VisitBook)


steps = st.lists(
    st.tuples(st.sampled_from(["market", "school", "leave", "settle"]), st.integers(0, 3 * 60)), max_size=30
)


@given(steps)
def test_the_owner_is_never_at_two_places(steps):
    book, now = VisitBook(), NOW
    for verb, minutes in steps:
        now += minutes * MINUTE_MS
        match verb:
            case "market":
                book = book.arrived(MARKET, now)
            case "school":
                book = book.arrived(SCHOOL, now)
            case "leave" if book.current:
                book = book.left(book.current.visit_id, now)
            case "settle":
                book = book.settled(now)

        assert sum(visit.left_ms is None for visit in book.visits) <= 1
        assert all(visit.left_ms is None or visit.left_ms >= visit.arrived_ms for visit in book.visits)
