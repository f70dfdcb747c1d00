"""`--clock`: by which clock an exchange lives. One argument that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_clock_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--clock", type=Path, metavar="FILE", help="a drill clock: 8 bytes, little-endian, ms since 1970"
    )
