"""Windows of batches and roll-ups that an exchange could publish, and what is said of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError
from bluezone.conformance.exchange.rules.batches import (
    each_day_that_is_over_has_a_rollup,
    no_day_is_too_old,
    windows_meet,
)
from bluezone.conformance.exchange.rules.listing import LISTED_S, batches_are_listed_for_two_weeks
from bluezone.protocol.signature import Kind

HOUR_S = 3_600
DAY_S = 24 * HOUR_S


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
