"""What can go wrong in the rollout, and whose fault it is.

    RolloutError
    ├── DirectiveError      a file is no directive, or a list no list of organisations; the line says where
    ├── ReportError         a report may not take this step now
    ├── CorrectionError     a figure may not be corrected so
    ├── ApprovalError       a level may not approve, or not take back
    ├── ReturnedFileError   a workbook that came back is not the one that was sent (its reason is an enum)
    ├── TallyError          a field token or entry is not taken (its reason is an enum)
    └── AnnouncementError   a set of facts may not be said

Each says it in both languages; `str` is the English sentence. Nothing has changed when one of them is raised.
"""

from __future__ import annotations

from enum import Enum

from bluezone.vietnam.words import Words


class RolloutError(Exception):
    """The root of everything this room raises."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class DirectiveError(RolloutError):
    """A file is no directive, or a list no list of organisations."""


class ReportError(RolloutError):
    """A report may not take this step now."""


class CorrectionError(RolloutError):
    """A figure may not be corrected so."""


class ApprovalError(RolloutError):
    """A level may not approve, or not take back."""


class Returned(Enum):
    """Why a workbook that came back is refused."""

    NO_KEY = "no key in it"
    ALTERED_KEY = "its key was altered"
    OTHER_DIRECTIVE = "of another directive or period"
    OTHER_UNIT = "of another unit"
    SAME_AGAIN = "the same file again"
    NO_TABLE = "no table of figures in it"
    OTHER_LIST = "another list in it"


class ReturnedFileError(RolloutError):
    """A workbook that came back is not the one that was sent."""

    def __init__(self, reason: Returned, words: Words) -> None:
        super().__init__(words)
        self.reason = reason


class Untallied(Enum):
    """Why a field token or entry is not taken."""

    MALFORMED = "malformed"
    FORGED = "forged"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"
    OTHER_DIRECTIVE = "of another directive"
    OTHER_POST = "of another post"
    REVOKED = "revoked"
    FULL = "more than a team can count"


class TallyError(RolloutError):
    """A field token or entry, or the file of a radio at a door, is not taken."""

    def __init__(self, reason: Untallied, words: Words) -> None:
        super().__init__(words)
        self.reason = reason


class AnnouncementError(RolloutError):
    """A set of facts may not be said."""
