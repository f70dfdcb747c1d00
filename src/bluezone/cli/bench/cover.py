"""`bluezone bench cover`: whether an observer of the line can tell real sequences from cover, by sizes and times.

Sizes and answer times come from many phones on a shaped exchange; intervals from one phone's own conversations.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from bluezone.cli.bench.exchange import issue, load, prepare
from bluezone.cli.whole_numbers import whole_number


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Try to tell real sequences of calls from cover, and planted differences from none."
    parser = subparsers.add_parser("cover", help=sentence, description=sentence)
    parser.add_argument(
        "--sequences", type=whole_number(2, 1_000_000), default=10_000, metavar="N", help="of each kind"
    )
    parser.add_argument(
        "--answer-delay-ms",
        type=whole_number(0, 60_000),
        nargs=2,
        default=(20, 60),
        metavar=("LOW", "HIGH"),
        help="hold answers so long",
    )
    parser.add_argument(
        "--connections", type=whole_number(1, 4_096), default=24, metavar="N", help="phones that call at the same time"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the classifier")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        result = _on_the_line(Path(folder) / "line", arguments)
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        result |= _between_calls(Path(folder), arguments)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


def _on_the_line(data: Path, arguments: argparse.Namespace) -> dict[str, object]:
    """Sizes and the exchange's times, of many phones at once."""
    from bluezone.cli.bench.exchange_service import measured_exchange
    from bluezone.cli.bench.telling_apart import classifier_auc, ks_distances, observations, planted

    low, high = arguments.answer_delay_ms
    sequences = prepare(data, None, 2 * arguments.sequences, 0.5)
    with measured_exchange(data, None, (low, high)) as service:
        tally, seconds = asyncio.run(load(service.public, sequences, arguments.connections, float("inf")))
    real, cover = observations(tally.calls, real=True), observations(tally.calls, real=False)
    distances = ks_distances(real, cover)
    later, longer = planted(real, seconds=0.003), planted(real, received_bytes=1)
    return {
        "sequences": [len(real), len(cover)],
        "ks_distance": {name: round(value, 4) for name, value in distances.items()},
        "ks_largest": round(max(distances.values()), 4),
        "auc": round(classifier_auc(real, cover, arguments.seed), 4),
        "planted_3ms": {
            "ks": round(ks_distances(later, cover)["seconds_2"], 4),
            "auc": round(classifier_auc(later, cover, arguments.seed), 4),
        },
        "planted_1_byte": {
            "ks": round(ks_distances(longer, cover)["received_2"], 4),
            "auc": round(classifier_auc(longer, cover, arguments.seed), 4),
        },
        "errors": tally.errors,
        "answer_delay_ms": [low, high],
        "seconds": round(seconds, 1),
    }


def _between_calls(data: Path, arguments: argparse.Namespace) -> dict[str, object]:
    """The intervals that one phone keeps between its calls."""
    from bluezone.cli.bench.exchange_service import measured_exchange
    from bluezone.cli.bench.intervals import measure_intervals
    from bluezone.cli.bench.telling_apart import classifier_auc, ks_distance
    from bluezone.cli.exchange.init import initialise
    from bluezone.cli.exchange.world import entropy, system_clock
    from bluezone.exchange.keyring import load_keyring
    from bluezone.protocol.calendar import Day

    initialise(data, system_clock)
    codes = issue(data, None, arguments.sequences)
    today = Day.containing(system_clock())
    with measured_exchange(data, None, (0, 0)) as service:
        keys = load_keyring(data / "keys").key_list
        real, cover = asyncio.run(measure_intervals(service.public, data, codes, keys, entropy=entropy, today=today))
    distances = [ks_distance([row[gap] for row in real], [row[gap] for row in cover]) for gap in (0, 1)]
    return {
        "intervals": [len(real), len(cover)],
        "interval_ks": [round(distance, 4) for distance in distances],
        "interval_auc": round(classifier_auc(real, cover, arguments.seed), 4),
    }
