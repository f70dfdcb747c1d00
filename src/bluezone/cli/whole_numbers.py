"""Whole numbers as commands take them: what lies outside the range is wrong use, said before anything is done."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable

_RANGE = re.compile(r"([0-9]{1,15})(?:-([0-9]{1,15}))?")
_WHOLE = re.compile(r"-?[0-9]{1,15}")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Makes the type of an argument that lies in low..high."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"give a whole number from {low} to {high}")
        return int(text)

    return parse


def number_range(text: str) -> tuple[int, int]:
    """The type of an argument that is a range such as 100-300, or one number for both ends."""
    found = _RANGE.fullmatch(text)
    if not found or int(found[1]) > int(found[2] or found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no range such as 100-300")
    return int(found[1]), int(found[2] or found[1])
