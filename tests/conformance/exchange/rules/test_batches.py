"""Windows of batches that an exchange could publish, and what is said of them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.rule import NotMetError
from bluezone.conformance.exchange.rules.batches import no_day_is_too_old, windows_meet
from bluezone.protocol.signature import Kind

HOUR_S = 3_600


def batch(sequence: int, start_s: int, end_s: int) -> SimpleNamespace:
    header = SimpleNamespace(sequence=sequence, window_start_s=start_s, window_end_s=end_s, groups=())
    return SimpleNamespace(header=header, listed=SimpleNamespace(kind=Kind.BATCH, name=f"batch {sequence}"))


def visit(*batches: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(batches=list(batches))


def test_windows_that_meet_are_counted() -> None:
    two = visit(batch(1, 0, HOUR_S), batch(2, HOUR_S, 2 * HOUR_S))

    assert ("2 batches", "2 batches and roll-ups") == (windows_meet(two), no_day_is_too_old(two))


@pytest.mark.parametrize("between_s", [-1, 1, 60])
def test_a_window_that_overlaps_or_leaves_a_hole_is_named(between_s: int) -> None:
    with pytest.raises(NotMetError, match=f"batch 2 starts {between_s} s after the end of batch 1"):
        windows_meet(visit(batch(1, 0, HOUR_S), batch(2, HOUR_S + between_s, 2 * HOUR_S)))


def test_where_a_batch_is_missing_between_two_another_rule_says_so() -> None:
    assert "2 batches" == windows_meet(visit(batch(1, 0, HOUR_S), batch(3, 9 * HOUR_S, 10 * HOUR_S)))
