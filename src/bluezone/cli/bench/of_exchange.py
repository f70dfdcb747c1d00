"""`bluezone bench exchange|cover|guess|publish`: what an exchange bears, and what an observer of it learns."""

from __future__ import annotations

import argparse

from bluezone.cli.bench.measurement import Measurement
from bluezone.cli.whole_numbers import whole_number


def _load_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="which database")
    parser.add_argument("--store-url", metavar="URL", help="the PostgreSQL to use; default: a throw-away one")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="how long to measure")
    parser.add_argument(
        "--connections", type=whole_number(1, 4_096), default=64, metavar="N", help="phones that call at the same time"
    )
    parser.add_argument("--real", type=float, default=0.65, metavar="SHARE", help="share of sequences that are real")
    parser.add_argument(
        "--expect",
        type=whole_number(1, 1_000_000),
        default=3_500,
        metavar="N",
        help="prepare for so many calls a second",
    )
    parser.add_argument(
        "--pace",
        type=whole_number(1, 1_000_000),
        default=0,
        metavar="N",
        help="so many calls come in a second, however fast they are answered; default: each phone calls again at once",
    )
    parser.add_argument(
        "--processes", type=whole_number(1, 64), default=1, metavar="N", help="of the exchange, on one PostgreSQL"
    )


def _load(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.exchange.load import Load, measure

    return measure(
        Load(
            store=arguments.store,
            store_url=arguments.store_url,
            seconds=arguments.seconds,
            connections=arguments.connections,
            real_share=arguments.real,
            expected_calls_per_s=arguments.pace or arguments.expect,
            processes=arguments.processes,
            pace_calls_per_s=arguments.pace,
        )
    )


def _cover_options(parser: argparse.ArgumentParser) -> None:
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


def _cover(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.exchange.cover import Observing, measure

    low, high = arguments.answer_delay_ms
    return measure(Observing(arguments.sequences, (low, high), arguments.connections, arguments.seed))


def _guess_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--guesses", type=whole_number(1, 10_000_000), default=1_000_000, metavar="N", help="wrong codes to try"
    )


def _guess(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.exchange.guessing import measure

    return measure(arguments.guesses)


def _publish_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seeds", type=whole_number(0, 5_000_000), default=420_000, metavar="N", help="seeds in the window"
    )
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="which database")


def _publish(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.exchange.publishing import measure

    return measure(arguments.seeds, arguments.store)


COMMANDS = (
    Measurement(
        "exchange",
        "Measure calls a second, durable, real and cover mixed, with the phones on the same machine.",
        _load_options,
        _load,
    ),
    Measurement(
        "cover",
        "Try to tell real sequences of calls from cover, and planted differences from none.",
        _cover_options,
        _cover,
    ),
    Measurement(
        "guess", "Guess codes at an exchange, for nothing, while genuine phones disclose.", _guess_options, _guess
    ),
    Measurement(
        "publish", "Measure closing, signing, logging and writing one window of seeds.", _publish_options, _publish
    ),
)
