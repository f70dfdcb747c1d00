"""The trees that others would grow: they learn, they do not peek, and they do not hang on chance."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bluezone.lab.proximity.boosted import boosted_scores
from bluezone.lab.proximity.samples import Label, Sample

_SYSTEMS = (
    "trees on levels, tuned",
    "trees on levels and phone models, tuned",
    "trees on levels, phone models and neighbours, tuned",
)


def _recordings(contacts: int, spread_db: float = 4) -> tuple[list[Sample], list[Label], list[int]]:
    """Contacts of three windows: half of them loud and near, half faint and far, in five folds."""
    draw = random.Random(6)
    samples, labels, folds = [], [], []
    for contact in range(contacts):
        near = contact % 2 == 0
        for window in range(3):
            rssi = tuple(draw.gauss(-70 if near else -85, spread_db) for _ in range(8))
            samples.append(_sample(f"c{contact}", window, rssi))
            labels.append(Label("real_android", 1.0 if near else 4.0))
            folds.append(contact // 2 % 5)
    return samples, labels, folds


def _sample(contact: str, window: int, rssi: tuple[float, ...]) -> Sample:
    return Sample(
        sample_id=f"{contact}-{window}",
        source="dp3t05",
        contact_id=contact,
        split_id=contact,
        scene="office",
        receiver_os="android",
        sender_os="android",
        receiver_model="A",
        sender_model="B",
        start_s=300.0 * window,
        length_s=300.0,
        packets=len(rssi),
        times_s=tuple(float(10 * place) for place in range(len(rssi))),
        rssi_dbm=rssi,
        tx_power_dbm=None,
        calibrated=False,
    )


@pytest.mark.breadth
def test_every_system_tells_loud_contacts_from_faint_ones_that_it_has_not_seen() -> None:
    samples, labels, folds = _recordings(contacts=60)

    scores = boosted_scores(samples, labels, folds)

    assert _SYSTEMS == tuple(scores)
    close = np.array([label.close for label in labels])
    assert all(of_system[close].min() > of_system[~close].max() for of_system in scores.values())


@pytest.mark.breadth
def test_a_window_s_own_label_does_not_move_its_score() -> None:
    samples, labels, folds = _recordings(contacts=60)
    turned = [
        Label(label.track, 4.0 if fold == 0 else label.distance_m) for label, fold in zip(labels, folds, strict=True)
    ]

    honest, lied_to = boosted_scores(samples, labels, folds), boosted_scores(samples, turned, folds)

    first = np.array(folds) == 0
    assert all(np.array_equal(honest[name][first], lied_to[name][first]) for name in _SYSTEMS)
    assert any(not np.array_equal(honest[name][~first], lied_to[name][~first]) for name in _SYSTEMS)


@pytest.mark.breadth
def test_only_the_last_system_looks_at_the_windows_around() -> None:
    samples, labels, folds = _recordings(contacts=60, spread_db=40)
    fainter = [_sample("c0", place, (-110.0,) * 8) if place in (1, 2) else s for place, s in enumerate(samples)]

    before, after = boosted_scores(samples, labels, folds), boosted_scores(fainter, labels, folds)

    assert [True, True, False] == [bool(before[name][0] == after[name][0]) for name in _SYSTEMS]
