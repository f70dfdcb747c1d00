"""What can go wrong with a list, and whose fault it is.

    ListError
    ├── UnreadableListError   the file is no list that we can or want to read (its reason is an enum)
    ├── MappingError          columns were given to fields in a way that cannot work
    └── PlanError             the plan may not be applied as it stands

Each says it in both languages; `str` is the English sentence. Nothing has changed when one of them is raised.
"""

from __future__ import annotations

from enum import Enum

from bluezone.vietnam.words import Words


class ListError(Exception):
    """The root of everything this room raises."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Unreadable(Enum):
    """Why a file cannot be read as a list."""

    EMPTY = "empty"
    TOO_BIG = "too big"
    TOO_MANY_ROWS = "too many rows"
    TOO_MANY_COLUMNS = "too many columns"
    BOMB = "grows beyond bounds when unpacked"
    ENCRYPTED = "encrypted"
    WRONG_KIND = "not a list"
    DAMAGED = "damaged"
    ENCODING = "letters cannot be told"
    NO_TABLE = "no table in it"
    PRACTICE = "made to learn with"


class UnreadableListError(ListError):
    """The file is no list that we can or want to read."""

    def __init__(self, reason: Unreadable, words: Words) -> None:
        super().__init__(words)
        self.reason = reason


class MappingError(ListError):
    """Columns were given to fields in a way that cannot work."""


class PlanError(ListError):
    """The plan may not be applied as it stands."""
