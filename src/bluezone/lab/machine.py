"""What every measurement takes from the machine: a folder that is gone afterwards, and how much memory was used."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """Makes a folder for what is measured, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        yield Path(folder)


def peak_mb() -> float:
    """The most memory of this process since it began, interpreter and test data included."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def peak_whole_mb() -> int:
    """The most memory of this process since it began, without a fraction."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
