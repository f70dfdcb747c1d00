"""What the tests of rooms share."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def folder():
    """A short path: a socket's has at most 107 characters, and pytest's own folders are longer."""
    with tempfile.TemporaryDirectory(prefix="bz") as path:
        yield Path(path)
