"""What of other people's Python is installed here because Bluezone needs it: read from what lies in the folders, by the
requirements that lead to it. Nothing is fetched, and nothing is imported of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

OURS = "bluezone"
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")

Find = Callable[[str], "metadata.Distribution | None"]


def plain_name(name: str) -> str:
    """The name by which distributions are told apart, however it is written."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs_of(one: metadata.Distribution) -> set[str]:
    """Names that its requirements begin with, extras and all: what is not installed falls away by itself."""
    found = (_REQUIREMENT.match(line) for line in one.requires or ())
    return {plain_name(match[0]) for match in found if match}


def reached(find: Find) -> dict[str, metadata.Distribution]:
    """Everything that Bluezone's requirements lead to and that is there, with ours, by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [OURS]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        one = find(name)
        if one is None:  # for another system, or an extra that was not asked for
            continue
        found[name] = one
        waiting += needs_of(one)
    return found


def find_installed(name: str) -> metadata.Distribution | None:
    """The distribution of this name where this program looks for modules."""
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def folders_by_name(path: Iterable[str] | None = None) -> dict[str, Path]:
    """Finds the folder of each distribution by its name; of two the first on the path."""
    folders: dict[str, Path] = {}
    for place in sys.path if path is None else path:
        for folder in sorted(Path(place or ".").glob("*.dist-info")):
            folders.setdefault(plain_name(folder.name.partition("-")[0]), folder)
    return folders
