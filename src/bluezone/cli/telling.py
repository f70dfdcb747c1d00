"""Where joined parts' lines go: to the person at the terminal, on stderr, at once."""

from __future__ import annotations

import sys


def to_stderr(line: str) -> None:
    """Prints one line beside whatever the command prints on stdout."""
    print(line, file=sys.stderr, flush=True)
