"""What joined parts say while they live: lines such as "device ready", handed to whoever started them."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str], None]
"""Takes one line for the person at the terminal."""


def unheard(_line: str) -> None:
    """Tells nobody."""
