"""The measures, against answers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lab.proximity.samples import Label, Sample
from bluezone.lab.proximity.scoring import area_under_curve, best_threshold, errors, score

pytestmark = pytest.mark.every_run


def sample(contact: str, number: int) -> Sample:
    return Sample(
        sample_id=f"{contact}{number}",
        source="dp3t05",
        contact_id=contact,
        split_id=contact,
        scene="train",
        receiver_os="android",
        sender_os="android",
        receiver_model="a",
        sender_model="b",
        start_s=300.0 * number,
        length_s=300.0,
        packets=1,
        times_s=(0.0,),
        rssi_dbm=(-80.0,),
        tx_power_dbm=None,
        calibrated=False,
    )


NEAR, FAR = Label("real_android", 1.0), Label("real_android", 3.0)
SAMPLES = [sample(contact, number) for contact in ("near", "far") for number in range(4)]
LABELS = [NEAR] * 4 + [FAR] * 4


def test_perfect_answers_cost_nothing() -> None:
    found = score(SAMPLES, LABELS, [True] * 4 + [False] * 4, np.array([1.0] * 4 + [0.0] * 4))

    assert (0.0, 0.0, 1.0) == (found.headline.cost, found.contacts.cost, found.area)


@pytest.mark.parametrize("answer", [True, False])
def test_always_and_never_cost_one(answer: bool) -> None:
    found = score(SAMPLES, LABELS, [answer] * 8, np.zeros(8))

    assert (1.0, 1.0, 0.5) == (found.headline.cost, found.contacts.cost, found.area)


def test_a_contact_is_long_from_fifteen_minutes_on() -> None:
    """Two of four near windows lost: ten minutes are left, and the contact is missed."""
    found = score(SAMPLES, LABELS, [True, True, False, False] + [False] * 4, None)

    assert 0.5 == found.headline.missed
    assert 1.0 == found.contacts.missed
    assert found.area is None


def test_two_metres_are_close_and_more_is_not() -> None:
    assert Label("real_android", 2.0).close
    assert not Label("real_android", 2.01).close


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2).filter(
        lambda r: 0 < sum(c for _, c in r) < len(r)
    )
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[int, bool]]) -> None:
    close = [value for value, truth in rows if truth]
    far = [value for value, truth in rows if not truth]
    pairs = sum((c > f) + 0.5 * (c == f) for c in close for f in far)

    area = area_under_curve(np.array([float(v) for v, _ in rows]), np.array([t for _, t in rows]))

    assert area == pytest.approx(pairs / len(close) / len(far))


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    scores = np.concatenate([np.linspace(0, 1, 100), np.linspace(2, 3, 100)])
    truths = np.array([False] * 100 + [True] * 100)

    cut = best_threshold(scores, truths)

    assert errors(list(truths), list(scores >= cut)).cost < 0.1


def test_where_all_are_close_everything_is_called_close() -> None:
    scores = np.linspace(0, 1, 100)

    assert best_threshold(scores, np.array([True] * 100)) < 0.05
