"""Whether a newer Bluezone exists than the one that runs here. Pure but for the look at what is installed.

The newest version is a field of the signed configuration, which every phone fetches anyway: nobody learns which one a
phone has, and nothing is fetched because of it. Who gets the newer one, and how, is the owner's own affair.
"""

from __future__ import annotations

import re
from importlib import metadata

_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def own_version() -> str:
    """The version of the package that runs; empty where it was not installed as one."""
    try:
        return metadata.version("bluezone")
    except metadata.PackageNotFoundError:
        return ""


def is_newer(published: str, own: str) -> bool:
    """Whether the published version is later than our own, number by number; a missing number counts as 0 (page 7)."""
    return bool(published and own) and _numbers(published) > _numbers(own)


def plain(version: str) -> str:
    """One spelling for each version: "1.2.0" and "1.02" are "1.2"."""
    return ".".join(str(number) for number in _numbers(version))


def _numbers(version: str) -> list[int]:
    found = _NUMBERS.match(version)
    numbers = [int(one) for one in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers
