"""Windows of batches and roll-ups that an exchange could publish, and what is said of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError
from bluezone.conformance.exchange.loose import LooseBatch, LooseGroup, LooseHeader, LooseListed
from bluezone.conformance.exchange.rules.batches import (
    columns_ascend,
    columns_fill_the_file,
    each_day_that_is_over_has_a_rollup,
    groups_are_padded,
    groups_ascend,
    no_day_is_too_old,
    no_day_is_under_embargo,
    windows_ended_when_they_were_published,
    windows_meet,
)
from bluezone.conformance.exchange.rules.listing import batches_are_listed_for_two_weeks
from bluezone.protocol.signature import Kind

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
LISTED_S = 14 * DAY_S


def batch(sequence: int, start_s: int, end_s: int, kind: Kind = Kind.BATCH) -> SimpleNamespace:
    header = SimpleNamespace(sequence=sequence, window_start_s=start_s, window_end_s=end_s, groups=())
    return SimpleNamespace(header=header, listed=SimpleNamespace(kind=kind, name=f"{kind} {sequence}"))


def rollup(end_s: int) -> SimpleNamespace:
    return batch(1, end_s - DAY_S, end_s, Kind.ROLLUP)


def visit(*batches: SimpleNamespace, issued_s: int = 0) -> SimpleNamespace:
    return SimpleNamespace(batches=list(batches), index=SimpleNamespace(issued_s=issued_s))


def test_windows_that_meet_are_counted() -> None:
    two = visit(batch(1, 0, HOUR_S), batch(2, HOUR_S, 2 * HOUR_S))

    assert ("2 batches", "2 batches and roll-ups") == (windows_meet(two), no_day_is_too_old(two))


@pytest.mark.parametrize("between_s", [-1, 1, 60])
def test_a_window_that_overlaps_or_leaves_a_hole_is_named(between_s: int) -> None:
    with pytest.raises(NotMetError, match=f"batch 2 starts {between_s} s after the end of batch 1"):
        windows_meet(visit(batch(1, 0, HOUR_S), batch(2, HOUR_S + between_s, 2 * HOUR_S)))


def test_where_a_batch_is_missing_between_two_another_rule_says_so() -> None:
    assert "2 batches" == windows_meet(visit(batch(1, 0, HOUR_S), batch(3, 9 * HOUR_S, 10 * HOUR_S)))


@pytest.mark.parametrize("kind", [Kind.BATCH, Kind.ROLLUP])
def test_the_oldest_listed_one_starts_two_weeks_ago_or_is_the_first(kind: Kind) -> None:
    first, later = batch(1, LISTED_S, LISTED_S + HOUR_S, kind), batch(2, LISTED_S, LISTED_S + HOUR_S, kind)

    assert "1 batches and roll-ups" == batches_are_listed_for_two_weeks(visit(first, issued_s=LISTED_S))
    assert "1 batches and roll-ups" == batches_are_listed_for_two_weeks(visit(later, issued_s=2 * LISTED_S))
    with pytest.raises(NotMetError, match=f"{kind} 1 would be listed for another 1 s, and is not"):
        batches_are_listed_for_two_weeks(visit(later, issued_s=2 * LISTED_S - 1))


@pytest.mark.parametrize("end_s", [DAY_S, DAY_S + HOUR_S])
def test_a_day_is_over_with_the_batch_of_its_end_or_a_later_one(end_s: int) -> None:
    two = (batch(1, 0, DAY_S - HOUR_S), batch(2, DAY_S - HOUR_S, end_s))

    assert "1 days" == each_day_that_is_over_has_a_rollup(visit(*two, rollup(DAY_S)))
    for made, many in (((), 0), ((rollup(2 * DAY_S),), 0), ((rollup(DAY_S), rollup(DAY_S)), 2)):
        with pytest.raises(NotMetError, match=f"{many} roll-ups are listed for the day that ended at {DAY_S}"):
            each_day_that_is_over_has_a_rollup(visit(*two, *made))


def test_of_a_day_that_is_not_over_or_listed_no_more_no_rollup_is_due() -> None:
    today, long_ago = batch(1, 0, DAY_S - 1), batch(1, 0, DAY_S)

    for one, issued_s in ((today, DAY_S), (long_ago, DAY_S + LISTED_S)):
        with pytest.raises(NothingToTryError):
            each_day_that_is_over_has_a_rollup(visit(one, issued_s=issued_s))


def whole(*groups: LooseGroup, columns: bytes = b"", start_s: int = 0, end_s: int = HOUR_S, listed_s: int = HOUR_S):
    """A visit to an exchange that publishes one batch, an hour after the epoch."""
    header = LooseHeader("batch", 1, start_s, end_s, 1, bytes(32), groups)
    line = LooseListed("batch", 1, bytes(32), 0, listed_s)
    return visit(LooseBatch(line, header, memoryview(columns)), issued_s=HOUR_S)  # type: ignore[arg-type]


def group(day: int = 0, count: int = 16, level: int = 0, infectivity: int = 1, form: int = 1) -> LooseGroup:
    return LooseGroup(day, level, infectivity, form, count)


def entries(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(16, "big") for number in numbers)


SOUND = "1 batches and roll-ups"


@pytest.mark.parametrize("sixteenths", [1, 2, 10])
def test_a_group_holds_a_multiple_of_sixteen_entries(sixteenths: int) -> None:
    assert SOUND == groups_are_padded(whole(group(count=16 * sixteenths)))


@pytest.mark.parametrize("count", [-16, 0, 8, 15, 17, 24])
def test_a_group_of_any_other_number_is_named(count: int) -> None:
    with pytest.raises(NotMetError, match=f"batch 1 has a group of {count} entries for 1970-01-01"):
        groups_are_padded(whole(group(count=16), group(count=count)))


def test_columns_are_as_long_as_their_counts_say() -> None:
    two = (group(count=1), group(day=1, count=2))

    assert SOUND == columns_fill_the_file(whole(*two, columns=bytes(48)))
    for many in (32, 47, 49):
        with pytest.raises(NotMetError, match=f"batch 1 counts 48 bytes of columns and holds {many}"):
            columns_fill_the_file(whole(*two, columns=bytes(many)))


@pytest.mark.parametrize("columns", [entries(1, 2, 1, 5), entries(0, 1, 2, 3)])
def test_the_entries_of_each_column_ascend(columns: bytes) -> None:
    assert SOUND == columns_ascend(whole(group(count=2), group(day=1, count=2), columns=columns))


@pytest.mark.parametrize(
    ("columns", "day"),
    [
        (entries(2, 1, 1, 2), "1970-01-01"),
        (entries(1, 1, 1, 2), "1970-01-01"),
        (entries(1, 2, 2, 1), "1970-01-02"),
        (entries(1, 2, 5) + b"x", "1970-01-02"),
    ],
)
def test_a_column_that_does_not_ascend_is_named_by_its_day(columns: bytes, day: str) -> None:
    with pytest.raises(NotMetError, match=f"a column for {day} that does not ascend strictly"):
        columns_ascend(whole(group(count=2), group(day=1, count=2), columns=columns))


ASCENDING = (group(0), group(1), group(1, level=1), group(1, level=1, infectivity=2), group(1, 16, 1, 2, form=2))


def test_groups_ascend_by_day_level_class_and_format() -> None:
    assert SOUND == groups_ascend(whole(*ASCENDING))
    for at in range(len(ASCENDING) - 1):
        swapped = [*ASCENDING[:at], ASCENDING[at + 1], ASCENDING[at], *ASCENDING[at + 2 :]]
        for groups in (swapped, [*ASCENDING[: at + 1], ASCENDING[at]]):
            with pytest.raises(NotMetError, match="the groups of batch 1 do not ascend strictly"):
                groups_ascend(whole(*groups))


def test_a_day_comes_out_at_two_oclock_of_the_next_one_at_the_earliest() -> None:
    free_s = DAY_S + 2 * HOUR_S

    assert SOUND == no_day_is_under_embargo(whole(group(0), end_s=free_s))
    with pytest.raises(NotMetError, match="batch 1 holds 1970-01-01, 1 s before its embargo ended"):
        no_day_is_under_embargo(whole(group(0), end_s=free_s - 1))


def test_a_day_comes_out_until_it_ended_three_weeks_ago() -> None:
    over_s = (5 + 1 + 21) * DAY_S

    assert SOUND == no_day_is_too_old(whole(group(5), end_s=over_s - 1))
    with pytest.raises(NotMetError, match="batch 1 holds 1970-01-06, which is more than 21 days back"):
        no_day_is_too_old(whole(group(5), end_s=over_s))


def test_a_window_has_ended_when_it_is_published_and_is_listed_with_its_end() -> None:
    assert SOUND == windows_ended_when_they_were_published(whole())
    for wrong, said in (
        (whole(start_s=HOUR_S), "the window of batch 1 ends before it starts"),
        (whole(end_s=HOUR_S + 1, listed_s=HOUR_S + 1), "the window of batch 1 ends 1 s after the index was signed"),
        (whole(listed_s=0), "batch 1 is listed with the window's end 0 and has 3600"),
    ):
        with pytest.raises(NotMetError, match=said):
            windows_ended_when_they_were_published(wrong)


@pytest.mark.parametrize(("days", "meets"), [(13, True), (20, True), (12, False)])
def test_after_a_silence_of_thirteen_days_a_window_begins_anew(days: int, meets: bool) -> None:
    two = visit(batch(1, 0, HOUR_S), batch(2, HOUR_S + days * DAY_S, 2 * HOUR_S + days * DAY_S))

    if meets:
        assert "2 batches" == windows_meet(two)
    else:
        with pytest.raises(NotMetError, match=f"batch 2 starts {days * DAY_S} s after the end of batch 1"):
            windows_meet(two)
