"""What this room refuses, said in both languages, so that a caller needs neither a catalogue nor Django.

VietnamError              what was typed is not what it has to be; `words` says what that is
├── NoPhoneError          no telephone number of Viet Nam
└── NoIdentityNumberError no number of an identity card
"""

from __future__ import annotations

from bluezone.vietnam.words import Words


class VietnamError(Exception):
    """A text is not what it has to be."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class NoPhoneError(VietnamError):
    """A text is no telephone number of Viet Nam."""


class NoIdentityNumberError(VietnamError):
    """A text is no number of an identity card."""
