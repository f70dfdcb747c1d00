"""What a radio at a door counted: spans that hold for every crowd, and a file that says nothing but numbers."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.heard import (
    MOST_BYTES,
    MOST_HEARD,
    MOST_QUARTERS,
    QUARTER,
    Heard,
    Quarter,
    busiest,
    is_post,
    most_at_once,
    read_heard,
    require_of,
    write_heard,
)

SEVEN = dt.datetime(2020, 8, 10, 7, tzinfo=dt.UTC)
ONE = Heard("02536-7", (Quarter(SEVEN, 52, 34), Quarter(SEVEN + QUARTER, 3, 1), Quarter(SEVEN + 4 * QUARTER, 0, 0)))


@st.composite
def counts(draw: st.DrawFn) -> Heard:
    places = draw(st.lists(st.integers(0, 400_000), max_size=30, unique=True))
    quarters = []
    for place in sorted(places):
        heard = draw(st.integers(0, MOST_HEARD))
        quarters.append(Quarter(SEVEN + place * QUARTER, heard, draw(st.integers(min(1, heard), heard))))
    return Heard(draw(st.from_regex(r"\A[0-9A-Z][0-9A-Z-]{0,19}\Z")), tuple(quarters))


@given(heard=counts())
def test_a_file_is_read_as_it_was_written(heard: Heard) -> None:
    assert heard == read_heard(write_heard(heard))


def test_a_file_has_a_line_for_each_quarter_and_nothing_but_numbers() -> None:
    written = write_heard(ONE)

    assert b'{"at":"2020-08-10T07:00:00Z","heard":52,"at_once":34}' in written
    assert 5 == written.count(b"\n")
    assert {"v", "post", "quarters"} == set(json.loads(written))
    assert {"at", "heard", "at_once"} == {name for one in json.loads(written)["quarters"] for name in one}


def test_the_longest_count_fits_into_a_file() -> None:
    longest = Heard("0" * 20, tuple(Quarter(SEVEN + n * QUARTER, MOST_HEARD, MOST_HEARD) for n in range(MOST_QUARTERS)))

    written = write_heard(longest)

    assert len(written) <= MOST_BYTES
    assert longest == read_heard(written)


GOOD = {"at": "2020-08-10T07:00:00Z", "heard": 5, "at_once": 3}


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("another version", {"v": 2}),
        ("a field more", {"ids": ["6f6e65"]}),
        ("no post", {"post": ""}),
        ("a post with a letter of no code", {"post": "a-1"}),
        ("a line behind the code", {"post": "1\n"}),
        ("a quarter with an identifier", {"quarters": [{**GOOD, "id": "6f6e65"}]}),
        ("fewer than none", {"quarters": [{**GOOD, "heard": -1}]}),
        ("more at once than at all", {"quarters": [{**GOOD, "at_once": 6}]}),
        ("somebody, and nobody at once", {"quarters": [{**GOOD, "at_once": 0}]}),
        ("a flood", {"quarters": [{**GOOD, "heard": MOST_HEARD + 1}]}),
        ("a minute that begins no quarter", {"quarters": [{**GOOD, "at": "2020-08-10T07:01:00Z"}]}),
        ("a second too late", {"quarters": [{**GOOD, "at": "2020-08-10T07:00:01Z"}]}),
        ("a moment of no zone", {"quarters": [{**GOOD, "at": "2020-08-10T07:00:00"}]}),
        ("a moment before the calendar", {"quarters": [{**GOOD, "at": "0001-01-01T00:00:00+14:00"}]}),
        ("a quarter twice", {"quarters": [GOOD, GOOD]}),
        ("an earlier quarter behind", {"quarters": [GOOD, {**GOOD, "at": "2020-08-10T06:45:00Z"}]}),
        ("too many quarters", {"quarters": [GOOD] * (MOST_QUARTERS + 1)}),
    ],
)
def test_what_cannot_be_is_refused_whole(what: str, changes: dict[str, object]) -> None:
    with pytest.raises(TallyError) as refused:
        read_heard(json.dumps({"v": 1, "post": "02536-7", "quarters": [GOOD], **changes}).encode())

    assert Untallied.MALFORMED is refused.value.reason, what


def test_the_same_without_the_fault_is_read() -> None:
    read = read_heard(json.dumps({"v": 1, "post": "02536-7", "quarters": [GOOD]}).encode())

    assert Heard("02536-7", (Quarter(SEVEN, 5, 3),)) == read


def test_a_moment_of_another_zone_is_the_worlds() -> None:
    said = {**GOOD, "at": "2020-08-10T14:00:00+07:00"}

    assert SEVEN == read_heard(json.dumps({"v": 1, "post": "7", "quarters": [said]}).encode()).quarters[0].begins


def test_a_file_that_is_too_long_is_not_read() -> None:
    padded = write_heard(ONE) + b" " * MOST_BYTES

    with pytest.raises(TallyError):
        read_heard(padded)


@given(data=st.binary(max_size=300))
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        read = read_heard(data)
    except TallyError:
        return
    assert is_post(read.post)


def test_a_quarter_counts_once_however_often_it_is_added() -> None:
    more = ONE.plus(Quarter(SEVEN + 5 * QUARTER, 9, 5))

    assert (9, 4) == (more.quarters[-1].heard, len(more.quarters))
    assert more == more.plus(Quarter(SEVEN + 5 * QUARTER, 100, 90))
    assert more == more.plus(Quarter(SEVEN - QUARTER, 100, 90))


def test_the_oldest_quarter_goes_where_there_would_be_too_many() -> None:
    full = Heard("7", tuple(Quarter(SEVEN + n * QUARTER, 1, 1) for n in range(MOST_QUARTERS)))

    more = full.plus(Quarter(SEVEN + MOST_QUARTERS * QUARTER, 2, 2))

    assert MOST_QUARTERS == len(more.quarters)
    assert (SEVEN + QUARTER, 2) == (more.quarters[0].begins, more.quarters[-1].heard)


@pytest.mark.parametrize(
    ("heard", "at_once", "fewest"), [(0, 0, 0), (1, 1, 1), (2, 1, 1), (3, 1, 2), (52, 34, 34), (52, 10, 26)]
)
def test_the_fewest_phones_are_half_of_what_was_heard_or_all_at_once(heard: int, at_once: int, fewest: int) -> None:
    assert fewest == Quarter(SEVEN, heard, at_once).fewest


_SPAN = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends)))


@given(spans=st.lists(_SPAN, max_size=6))
def test_at_once_are_as_many_as_each_overlap_all_the_others(spans: list[tuple[int, int]]) -> None:
    def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one[1] > other[0] and other[1] > one[0]

    groups = (group for size in range(len(spans) + 1) for group in itertools.combinations(spans, size))
    most = max(len(group) for group in groups if all(overlap(*pair) for pair in itertools.combinations(group, 2)))

    assert most == most_at_once(spans)


@given(data=st.data())
def test_no_crowd_of_phones_whose_clocks_are_right_or_wrong_lies_outside_its_span(data: st.DataObject) -> None:
    """Each phone is heard at some moments of a quarter of 900 seconds, and changes its identifier once or never."""
    spans = {}
    phones = data.draw(st.integers(0, 12))
    for phone in range(phones):
        change = data.draw(st.integers(0, 900))
        moments = data.draw(st.lists(st.integers(0, 899), min_size=1, max_size=5))
        for moment in moments:
            first, last = spans.get((phone, moment >= change), (moment, moment))
            spans[phone, moment >= change] = (min(first, moment), max(last, moment))

    quarter = Quarter(SEVEN, len(spans), most_at_once(spans.values()))

    assert quarter.fewest <= phones <= quarter.heard


def test_the_busiest_quarter_is_the_one_with_the_most_phones_for_certain() -> None:
    crowd, turning = Quarter(SEVEN, 30, 28), Quarter(SEVEN + QUARTER, 50, 20)

    assert crowd == busiest([turning, crowd])
    assert Quarter(SEVEN, 8, 4) == busiest([Quarter(SEVEN + QUARTER, 8, 4), Quarter(SEVEN, 8, 4)])
    assert busiest([]) is None


def test_a_file_of_another_post_is_told_by_both_names() -> None:
    require_of(ONE, "02536-7")
    with pytest.raises(TallyError) as caught:
        require_of(ONE, "02536-8")

    assert Untallied.OTHER_POST is caught.value.reason
    assert "02536-7" in caught.value.words.en
    assert "02536-8" in caught.value.words.en
