"""Pieces of evidence that probably tell of one meeting: found together, explained, never by force."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.tracing.likeness import LEAST_SCORE, Told, Why, likeness_of, meetings_among

AUGUST = dt.date(2026, 8, 1)
APP = Told(1, "app", phone="p1", first_day=dt.date(2026, 8, 11), last_day=dt.date(2026, 8, 11), commune="08/a")
INTERVIEW = Told(
    2,
    "interview",
    phone="p1",
    name="n1",
    birth_year=1980,
    first_day=dt.date(2026, 8, 11),
    last_day=dt.date(2026, 8, 12),
    case="CA-2026-00012",
    place="cho trung tam",
    commune="08/a",
)
LISTED = Told(3, "list", name="n1", birth_year=1980, first_day=dt.date(2026, 8, 12), commune="08/a")
_days = st.none() | st.integers(0, 9).map(lambda n: AUGUST + dt.timedelta(days=n))


@st.composite
def pieces(draw: st.DrawFn) -> list[Told]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        first, length = draw(_days), draw(st.integers(0, 3))
        found.append(
            Told(
                number,
                draw(st.sampled_from(("app", "list", "interview"))),
                phone=draw(st.sampled_from(("", "p1", "p2"))),
                name=draw(st.sampled_from(("", "n1", "n2"))),
                birth_year=draw(st.sampled_from((None, 1980, 1981))),
                first_day=first,
                last_day=first and first + dt.timedelta(days=length),
                case=draw(st.sampled_from(("", "A", "B"))),
                place=draw(st.sampled_from(("", "cho", "truong"))),
                commune=draw(st.sampled_from(("", "08/a", "08/b"))),
            )
        )
    return found


def test_a_report_a_note_and_a_row_of_a_list_about_one_meeting_stand_together_and_say_why():
    found = meetings_among((APP, INTERVIEW, LISTED))

    assert [(APP, INTERVIEW, LISTED)] == [meeting.pieces for meeting in found]
    assert (Why.SAME_PHONE, Why.SAME_NAME, Why.SAME_BIRTH, Why.SAME_DAYS, Why.SAME_COMMUNE) == found[0].reasons


def test_a_family_that_shares_a_telephone_is_not_one_person():
    brother = replace(INTERVIEW, id=4, name="n2", birth_year=1984)

    likeness = likeness_of(INTERVIEW, brother)

    assert not likeness.is_probable
    assert {Why.SAME_PHONE, Why.OTHER_NAME, Why.OTHER_BIRTH} < set(likeness.reasons)


def test_a_namesake_of_another_commune_is_somebody_else():
    assert not likeness_of(LISTED, replace(LISTED, id=5, birth_year=None, commune="08/b")).is_probable


def test_another_case_or_another_week_is_another_meeting_however_alike_the_person():
    other_case = replace(INTERVIEW, id=4, case="CA-2026-00099")
    later = replace(INTERVIEW, id=5, first_day=dt.date(2026, 8, 20), last_day=dt.date(2026, 8, 20))

    assert [0, 0] == [likeness_of(INTERVIEW, other).score for other in (other_case, later)]


def test_two_meetings_are_not_joined_by_a_third_piece_that_fits_both():
    monday = replace(APP, id=1, first_day=dt.date(2026, 8, 3), last_day=dt.date(2026, 8, 3))
    friday = replace(APP, id=2, first_day=dt.date(2026, 8, 7), last_day=dt.date(2026, 8, 7))
    week = replace(APP, id=3, first_day=dt.date(2026, 8, 3), last_day=dt.date(2026, 8, 7))

    found = meetings_among((monday, friday, week))

    assert [[1, 3], [2]] == [[piece.id for piece in meeting.pieces] for meeting in found]


def test_a_number_that_hundreds_share_costs_no_more_than_a_few():
    crowd = [replace(INTERVIEW, id=number, name=f"n{number}", birth_year=None) for number in range(2_000)]

    assert 2_000 == len(meetings_among(crowd))


@given(pieces(), st.randoms(use_true_random=False))
def test_every_piece_stands_in_one_meeting_whatever_order_they_come_in(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)

    meetings = meetings_among(shuffled)

    assert meetings_among(found) == meetings
    assert [piece.id for piece in found] == sorted(piece.id for meeting in meetings for piece in meeting.pieces)


@given(pieces())
def test_likeness_is_the_same_either_way_bounded_and_never_of_strangers(found):
    for one, other in combinations(found, 2):
        likeness = likeness_of(one, other)

        assert likeness == likeness_of(other, one)
        assert 0 <= likeness.score <= 100
        assert not likeness.is_probable or one.marks & other.marks
        assert likeness.is_probable == (likeness.score >= LEAST_SCORE)


@given(pieces())
def test_what_cannot_be_one_meeting_never_stands_together_and_what_stands_together_says_why(found):
    for meeting in meetings_among(found):
        cases = {piece.case for piece in meeting.pieces} - {""}

        assert len(cases) <= 1
        assert len(meeting.pieces) == 1 or meeting.reasons
