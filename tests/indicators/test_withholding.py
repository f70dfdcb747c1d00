"""What is withheld stays withheld: whoever knows the rules and reads a whole release cannot tell a small count."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.indicators.catalogue import BY_NAME, INDICATORS, RATES
from bluezone.indicators.errors import ReleaseError
from bluezone.indicators.withholding import THRESHOLD, Cell, Coverage, Row, released

DAY = dt.date(2026, 11, 1)
ONE_DAY = dt.timedelta(days=1)
CASES = "cases.confirmed"
REPORTS = "reports.on_time"


def release(counts: Mapping[Cell, int], *, days: int = 1, threshold: int = THRESHOLD) -> tuple[Row, ...]:
    coverage = Coverage(("08", "24"), DAY, DAY + (days - 1) * ONE_DAY)
    return tuple(released(counts, coverage, threshold=threshold))


def told(rows: Iterable[Row], indicator: str = CASES) -> list[tuple[str | None, int | None, int, int]]:
    return [
        (row.unit, row.value, row.low, row.high) for row in rows if row.indicator == indicator and row.province == "08"
    ]


def world(counts: Iterable[int]) -> dict[Cell, int]:
    return {Cell(DAY, "08", CASES, f"{at:05}"): count for at, count in enumerate(counts)}


def test_small_counts_leave_as_none_and_their_sum_only_where_each_stays_open():
    assert [("00000", 7, 7, 7), ("00001", None, 1, 4), (None, None, 1, 4)] == told(release(world([7, 3, 0])))
    assert [("00000", None, 1, 4), ("00001", None, 1, 4), (None, 5, 5, 5)] == told(release(world([2, 3])))
    assert [("00000", None, 1, 4), ("00001", None, 1, 4), (None, None, 2, 8)] == told(release(world([4, 4])))
    assert [(None, 0, 0, 0)] == told(release({}))


@pytest.mark.slow
@pytest.mark.parametrize(("threshold", "communes"), [(3, 5), (4, 4), (5, 4)])
def test_of_all_worlds_that_make_one_release_a_withheld_count_is_anything(threshold, communes):
    """The strongest reader: knows the rules, and goes through every world there can be. Of those that would have been
    released just so, each withheld count takes every value from one to the threshold less one."""
    worlds = list(itertools.product(range(threshold + 2), repeat=communes))
    alike = defaultdict(list)
    for counts in worlds:
        alike[tuple(told(release(world(counts), threshold=threshold)))].append(counts)

    small = set(range(1, threshold))
    for rows, possible in alike.items():
        withheld = [int(unit) for unit, value, _, _ in rows if unit is not None and value is None]
        assert [small] * len(withheld) == [{counts[at] for counts in possible} for at in withheld]


_COUNTS = st.dictionaries(
    st.builds(
        Cell,
        st.sampled_from([DAY, DAY + ONE_DAY, DAY + 2 * ONE_DAY]),
        st.sampled_from(["08", "24"]),
        st.sampled_from([CASES, "contacts.f1.within_24h", "contacts.f1.later", "contacts.f2.later"]),
        st.sampled_from(["00001", "00002", "00003", "00004", "08"]),
    ),
    st.integers(0, 8),
    max_size=40,
)


@given(_COUNTS)
def test_no_sum_over_units_days_or_levels_narrows_a_withheld_count(counts):
    """Everything that a reader can add up is a sum of rows. Each withheld count stands in one of them at most, and
    what the others of it leave to it is all that it could be anyway."""
    rows = release(counts, days=3)
    rests = {(row.day, row.province, row.indicator): row for row in rows if row.unit is None}
    hidden = defaultdict(list)
    for row in rows:
        if row.unit is not None and row.is_suppressed:
            hidden[row.day, row.province, row.indicator].append(row)

    for group, withheld in hidden.items():
        others = len(withheld) - 1
        rest = rests[group]
        assert rest.low - others * (THRESHOLD - 1) <= 1
        assert rest.high - others >= THRESHOLD - 1


@given(_COUNTS)
def test_what_is_counted_lies_in_every_interval_and_adds_up(counts):
    rows = release(counts, days=3)
    shown = {(row.day, row.province, row.indicator, row.unit): row for row in rows}

    for cell, count in counts.items():
        row = shown.get((cell.day, cell.province, cell.indicator, cell.unit))
        assert (row.low <= count <= row.high) if row is not None else count == 0
    for (day, province, indicator, unit), rest in shown.items():
        if unit is None:
            alike = [row for row in rows if (row.day, row.province, row.indicator) == (day, province, indicator)]
            open_ones = sum(row.value for row in alike if row.unit is not None and row.value is not None)
            whole = sum(
                count
                for cell, count in counts.items()
                if (cell.day, cell.province, cell.indicator) == (day, province, indicator)
            )
            assert open_ones + rest.low <= whole <= open_ones + rest.high


def test_offices_are_no_people_and_are_told_one_by_one():
    rows = release({Cell(DAY, "08", REPORTS, "00001"): 1})

    assert [("00001", 1, 1, 1), (None, 0, 0, 0)] == told(rows, REPORTS)


@pytest.mark.parametrize(
    ("counts", "options", "why"),
    [
        ({Cell(DAY - ONE_DAY, "08", CASES, "00001"): 9}, {}, "which this release does not tell of"),
        ({Cell(DAY, "99", CASES, "00001"): 9}, {}, "counted in 99"),
        ({Cell(DAY, "08", CASES, "00001"): -1}, {}, "counts -1"),
        ({}, {"threshold": 2}, "a threshold lies between 3 and 1000"),
        ({}, {"days": 0}, "the last day is before the first one"),
    ],
)
def test_what_may_not_be_released_so_is_one_sentence(counts, options, why):
    with pytest.raises(ReleaseError, match=why):
        release(counts, **options)
    for wrong in (("cases", "00001"), (CASES, "")):
        with pytest.raises(ReleaseError):
            Cell(DAY, "08", *wrong)


def test_no_indicator_is_the_sum_of_others_by_its_name_and_shares_are_of_what_there_is():
    """A family has no part that is all of it, and each name stands once."""
    assert len(BY_NAME) == len(INDICATORS)
    assert set() == {one.family for one in INDICATORS} & set(BY_NAME)
    assert set() == {name for rate in RATES for name in rate.of} - set(BY_NAME)
    assert all(set(rate.these) < set(rate.of) for rate in RATES)
