"""`bluezone simulate battery`: what listening costs a battery in a day, beside the original, by a stated model."""

from __future__ import annotations

import argparse
import json

from bluezone.cli.whole_numbers import whole_number

_COMPANY = (0, 2, 8)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say what listening takes of a battery in a day, beside the original, by figures its makers published."
    parser = commands.add_parser("battery", help=sentence, description=sentence)
    parser.add_argument(
        "--company",
        type=whole_number(0, 24),
        nargs="+",
        default=_COMPANY,
        metavar="HOURS",
        help="hours a day in which others are heard (default 0 2 8)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.simulation.energy import battery_days

    days = list(battery_days(arguments.company))
    if arguments.json:
        rows = [
            {"who": one.who, "hours_in_company": one.hours_in_company, "mah_a_day": round(one.mah),
             "beside_original": round(one.beside_original, 3)}
            for one in days
        ]  # fmt: skip
        print(json.dumps({"days": rows}))
        return 0
    for one in days:
        hours = "any" if one.hours_in_company is None else f"{one.hours_in_company} h"
        print(f"{one.who:36} {hours:>5} {one.mah:5.0f} mAh {one.beside_original:+5.0%}")
    return 0
