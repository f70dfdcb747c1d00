"""What is doubted of a machine's clock, and a person's word that it is right: two notes in a data directory.

A service that does not believe its clock writes the first, for its next start and for the doctor. `bluezone
clock-is-right` writes the second: any process that lives there takes it for ten minutes, whether it serves or is tried
again by its unit.
"""

from __future__ import annotations

import json
from pathlib import Path

from bluezone.exchange.durable_files import replace_file
from bluezone.exchange.leaps import Doubt

_MOST_BYTES = 200


class FolderNotes:
    """The notes of one service in its data directory: a folder may hold an exchange and a portal."""

    def __init__(self, data: Path, service: str) -> None:
        self._data = data
        self._doubt, self._word = data / f"{service}-clock-doubt", data / f"{service}-clock-is-right"

    def doubt(self) -> Doubt | None:
        """The doubt that nobody has ended; None also where the note says nothing."""
        try:
            told = json.loads(self._doubt.read_bytes()[:_MOST_BYTES])
            return Doubt(int(told["seen_s"]), int(told["expected_s"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, doubt: Doubt | None) -> None:
        """Notes a doubt, or that there is none."""
        if doubt is None:
            self._doubt.unlink(missing_ok=True)
        else:
            told = json.dumps({"seen_s": doubt.seen_s, "expected_s": doubt.expected_s})
            replace_file(self._doubt, told.encode())

    def word_s(self) -> int | None:
        """The time that a person last said was right."""
        try:
            return int(self._word.read_bytes()[:_MOST_BYTES])
        except (OSError, ValueError):
            return None

    def give_word(self, now_s: int) -> None:
        """Notes a person's word, as the folder's own account, or the service could not read it."""
        replace_file(self._word, str(now_s).encode())
