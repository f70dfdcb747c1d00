"""`--clock`: by which clock an exchange lives. One argument that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_clock_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )


def add_clock_is_right_option(parser: argparse.ArgumentParser) -> None:
    """Lets a person vouch for a clock that is hours ahead of what the exchange signed last."""
    parser.add_argument(
        "--clock-is-right",
        action="store_true",
        help="start although the clock is hours from what was signed last, or leapt: you looked, and it is right",
    )
