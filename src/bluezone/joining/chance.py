"""The system's randomness. No other room draws from it."""

from __future__ import annotations

import os


def entropy(count: int) -> bytes:
    """Draws bytes from the system."""
    return os.urandom(count)
