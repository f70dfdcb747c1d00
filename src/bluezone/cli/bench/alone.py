"""`bluezone bench kernel|proximity|documents|told|trace`: arithmetic and paper, without a service or a database."""

from __future__ import annotations

import argparse

from bluezone.cli.bench.measurement import Measurement
from bluezone.cli.whole_numbers import whole_number


def _kernel_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keys", type=whole_number(1, 10_000_000), default=30_000, help="day keys of 14 days (default 30000)"
    )
    parser.add_argument(
        "--sightings", type=whole_number(1, 10_000_000), default=100_000, help="sightings in the log (default 100000)"
    )
    parser.add_argument("--evening", action="store_true", help="instead: 10,000 phones look one batch up")


def _kernel(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.kernel import measure, measure_evening

    return measure_evening() if arguments.evening else measure(arguments.keys, arguments.sightings)


def _phone_day_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sightings", type=whole_number(1, 10_000_000), default=10_000, help="of one day (default 10000)"
    )


def _phone_day(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.phone_day import measure

    return measure(arguments.sightings)


def _documents_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--papers", type=int, default=20, metavar="N", help="letters in each measurement (20)")


def _documents(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.cli.documents.example import example_letter
    from bluezone.cli.documents.silence import silence_libraries
    from bluezone.joining.clocks import vietnam_now
    from bluezone.lab.documents import measure

    silence_libraries()
    return measure(arguments.papers, example_letter(), vietnam_now())


def _told_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--disclosures", type=whole_number(20, 1_000_000), default=1_000, metavar="N", help="how many (default 1000)"
    )


def _told(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.told import measure

    return measure(arguments.disclosures)


def _trace_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--persons", type=whole_number(2, 1_000_000), default=10_000, metavar="N", help="how many (default 10000)"
    )
    parser.add_argument(
        "--exposures", type=whole_number(1, 3_000_000), default=30_000, metavar="N", help="how many (default 30000)"
    )
    parser.add_argument(
        "--edits", type=whole_number(1, 100_000), default=1_000, metavar="N", help="changes, one by one (default 1000)"
    )


def _trace(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.trace import measure

    return measure(arguments.persons, arguments.exposures, arguments.edits)


COMMANDS = (
    Measurement(
        "kernel",
        "Measure how fast a log of sightings is searched for published keys.",
        _kernel_options,
        _kernel,
        width=28,
    ),
    Measurement(
        "proximity",
        "Measure how fast a phone-day of sightings becomes minutes near.",
        _phone_day_options,
        _phone_day,
        always_json=True,
    ),
    Measurement(
        "documents",
        "Measure how many letters a minute are set, signed twice, verified, and judged.",
        _documents_options,
        _documents,
    ),
    Measurement(
        "told",
        "Simulate how long after a person is confirmed the others are told, by day of the meeting.",
        _told_options,
        _told,
    ),
    Measurement(
        "trace",
        "Measure the levels of an outbreak: from scratch, after each change, and what if.",
        _trace_options,
        _trace,
        width=24,
    ),
)
