"""Whether an observer of the line can tell real sequences from cover, by sizes and times (`bluezone bench cover`).

Sizes and answer times come from many phones on a shaped exchange; intervals from one phone's own conversations.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.keyring import load_keyring
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.lab.exchange.intervals import measure_intervals
from bluezone.lab.exchange.load import issue, load, prepare
from bluezone.lab.exchange.measured import measured_exchange, new_exchange
from bluezone.lab.exchange.telling_apart import classifier_auc, ks_distance, ks_distances, observations, planted
from bluezone.lab.machine import throwaway_folder
from bluezone.protocol.calendar import Day


@dataclass(frozen=True, slots=True)
class Observing:
    """The settings of an observed line: what is let happen for the observer."""

    sequences: int
    """Of each kind."""
    answer_delay_ms: tuple[int, int]
    connections: int
    seed: int
    """Of the classifier."""


def measure(observing: Observing) -> dict[str, object]:
    """Measures both: many phones' sizes and times, one phone's intervals."""
    with throwaway_folder() as folder:
        result = _on_the_line(folder / "line", observing)
    with throwaway_folder() as folder:
        return result | _between_calls(folder, observing)


def _on_the_line(data: Path, observing: Observing) -> dict[str, object]:
    """Measures sizes and the exchange's times, of many phones at once."""
    low, high = observing.answer_delay_ms
    sequences = prepare(data, None, 2 * observing.sequences, 0.5)
    with measured_exchange(data, None, (low, high)) as service:
        tally, seconds = asyncio.run(load([service.public], sequences, observing.connections, float("inf")))
    real, cover = observations(tally.calls, real=True), observations(tally.calls, real=False)
    distances = ks_distances(real, cover)
    later, longer = planted(real, seconds=0.003), planted(real, received_bytes=1)
    return {
        "sequences": [len(real), len(cover)],
        "ks_distance": {name: round(value, 4) for name, value in distances.items()},
        "ks_largest": round(max(distances.values()), 4),
        "auc": round(classifier_auc(real, cover, observing.seed), 4),
        "planted_3ms": {
            "ks": round(ks_distances(later, cover)["seconds_2"], 4),
            "auc": round(classifier_auc(later, cover, observing.seed), 4),
        },
        "planted_1_byte": {
            "ks": round(ks_distances(longer, cover)["received_2"], 4),
            "auc": round(classifier_auc(longer, cover, observing.seed), 4),
        },
        "errors": tally.errors,
        "answer_delay_ms": [low, high],
        "seconds": round(seconds, 1),
    }


def _between_calls(data: Path, observing: Observing) -> dict[str, object]:
    """Measures the intervals that one phone keeps between its calls."""
    new_exchange(data)
    codes = issue(data, None, observing.sequences)
    today = Day.containing(system_clock())
    with measured_exchange(data, None, (0, 0)) as service:
        keys = load_keyring(data / "keys").key_list
        real, cover = asyncio.run(measure_intervals(service.public, data, codes, keys, entropy=entropy, today=today))
    distances = [ks_distance([row[gap] for row in real], [row[gap] for row in cover]) for gap in (0, 1)]
    return {
        "intervals": [len(real), len(cover)],
        "interval_ks": [round(distance, 4) for distance in distances],
        "interval_auc": round(classifier_auc(real, cover, observing.seed), 4),
    }
