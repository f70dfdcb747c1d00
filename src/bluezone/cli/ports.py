"""Ports as commands are given them."""

from __future__ import annotations

import argparse

from bluezone.joining.ports import MAX_PORT
from bluezone.vietnam.numbers import whole_number

_MAX_DIGITS = 5


def port_argument(text: str) -> int:
    """Reads a port, or 0 where the command picks one."""
    port = whole_number(text, most_digits=_MAX_DIGITS)
    if port is None or port > MAX_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {MAX_PORT}")
    return port
