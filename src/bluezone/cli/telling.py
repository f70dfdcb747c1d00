"""Where joined parts' lines go: to the person at the terminal, on stderr, at once."""

from __future__ import annotations

import os
import sys


def to_stderr(line: str) -> None:
    """Prints one line beside whatever the command prints on stdout."""
    print(line, file=sys.stderr, flush=True)


def to_whoever_still_hears(line: str) -> None:
    """Prints one line on stderr; where its reader went away, what is under way goes on all the same."""
    try:
        to_stderr(line)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
