"""What doors saw is told beside reports with its denominator, and never of so few that it tells of one person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.consolidation.measuring import FEWEST, Measured, Running, Seen, gathered, measured

FIRST, LAST = dt.date(2020, 8, 10), dt.date(2020, 8, 25)
COUNTS = st.tuples(*[st.integers(0, 30)] * 3).map(lambda drawn: tuple(sorted(drawn, reverse=True)))
PARTS = st.lists(COUNTS, max_size=8).map(
    lambda drawn: [(f"Xã {number}", Seen(1, *counts)) for number, counts in enumerate(drawn) if counts[0]]
)


def of(*parts: tuple[str, Seen]) -> Measured:
    found = measured(FIRST, LAST, parts)
    assert found is not None
    return found


def test_the_share_is_of_everybody_who_came_and_of_whom_something_is_known_stands_beside() -> None:
    found = of(("Tân Trào", Seen(2, 1_000, 700, 500)), ("Minh Thanh", Seen(1, 1_040, 500, 340)))

    assert "41,18 % (840/2.040)" == (found.whole.share.said("vi") if found.whole.share else None)
    assert "3 cửa, từ 10/8/2020 đến hết 25/8/2020; biết tình trạng ứng dụng của 1.200 trong 2.040 lượt khách" == (
        found.words.vi
    )
    assert "doors: 3, from 10/8/2020 to 25/8/2020; of 1,200 of 2,040 visitors the app's state is known" == (
        found.words.en
    )


def test_of_fewer_than_ten_no_number_is_told() -> None:
    few, enough = of(("Tân Trào", Seen(1, 9, 9, 1))), of(("Tân Trào", Seen(1, 10, 9, 1)))

    assert few.whole.share is None
    assert "1 cửa, từ 10/8/2020 đến hết 25/8/2020: dưới 10 lượt khách, không nêu số" == few.words.vi
    assert enough.whole.share is not None


def test_where_nobody_was_seen_nothing_is_said() -> None:
    assert measured(FIRST, LAST, []) is None
    assert measured(FIRST, LAST, [("Tân Trào", Seen(1, 0, 0, 0))]) is None


@given(PARTS)
def test_neither_a_line_nor_what_it_lacks_to_the_sum_tells_of_few(parts: list[tuple[str, Seen]]) -> None:
    lines, whole = gathered(parts), sum(one.visitors for _, one in parts)

    assert whole == sum(line.seen.visitors for line in lines)
    assert sum(one.live for _, one in parts) == sum(line.seen.live for line in lines)
    assert whole < FEWEST or all(line.seen.visitors >= FEWEST for line in lines)
    assert whole >= FEWEST or len(lines) <= 1


@given(PARTS)
def test_communes_that_are_large_enough_stand_alone_with_the_most_visitors_first(
    parts: list[tuple[str, Seen]],
) -> None:
    lines = gathered(parts)

    named = [line.seen.visitors for line in lines if line.name.vi.startswith("Xã")]
    assert sorted(named, reverse=True) == named
    if all(one.visitors >= FEWEST for _, one in parts):
        assert len(parts) == len(named)


@pytest.mark.parametrize("counts", [(1, 2, 3, 0), (1, 3, 1, 2), (0, 1, 1, 1), (1, -1, -1, -1)])
def test_counts_that_no_door_makes_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="no count of doors"):
        Seen(*counts)


def test_a_measure_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        measured(LAST, FIRST, [("Tân Trào", Seen(1, 1, 1, 1))])


def test_what_radios_counted_at_the_busiest_door_stands_behind_what_was_seen() -> None:
    found = of(
        ("Tân Trào", Seen(2, 40, 20, 10, Running(2, 34, 52))),
        ("Minh Thanh", Seen(1, 30, 20, 10, Running(1, 40, 44))),
        ("Tú Thịnh", Seen(1, 20, 20, 10)),
    )

    assert Running(3, 40, 52) == found.whole.running
    assert "; máy nghe ở 3 cửa: tại cửa đông nhất, trong 15 phút đông nhất có từ 40 đến 52 điện thoại" in found.words.vi
    assert "; radios at doors: 3, at the busiest of them 40 to 52 phones ran the app" in found.words.en
    assert "30/90" in (found.whole.share.said("vi") if found.whole.share else "")


def test_of_a_span_that_begins_below_ten_only_its_end_is_told() -> None:
    words = of(("Tân Trào", Seen(1, 40, 20, 10, Running(1, 9, 12)))).words

    assert "15 phút đông nhất có nhiều nhất 12 điện thoại chạy ứng dụng" in words.vi
    assert "at the busiest of them up to 12 phones ran the app" in words.en


@pytest.mark.parametrize("seen", [Seen(1, 40, 20, 10, Running(1, 9, 9)), Seen(1, 9, 9, 9, Running(1, 34, 52))])
def test_of_few_phones_or_few_visitors_nothing_is_told_of_radios(seen: Seen) -> None:
    assert "máy nghe" not in of(("Tân Trào", seen)).words.vi


@pytest.mark.parametrize("numbers", [(0, 1, 2), (1, 3, 2), (1, -1, 2)])
def test_no_span_ends_before_it_begins(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no count of radios"):
        Running(*numbers)
