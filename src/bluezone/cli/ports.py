"""Ports as commands are given them."""

from __future__ import annotations

import argparse

from bluezone.joining.ports import MAX_PORT

_MAX_DIGITS = 5


def port_argument(text: str) -> int:
    """A port, or 0 where the command picks one."""
    if not text.isascii() or not text.isdigit() or len(text) > _MAX_DIGITS or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {MAX_PORT}")
    return int(text)
