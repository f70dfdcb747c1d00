"""What can go wrong with papers, and whose fault it is.

    DocumentError
    ├── PaperError        we were asked for a document that cannot exist (our caller's fault; also a ValueError)
    ├── FontError         this machine has no typeface that the decree allows
    ├── UnreadableError   a file that somebody gave us is no PDF or DOCX, is too big, or is broken
    ├── CredentialError   a certificate file or token does not open, or holds no key to sign with
    ├── SigningError      the file cannot be signed as asked
    └── SignatureError    a signature does not hold, or more than a signature was added

Each carries its reason and the values of this case, and says them in both languages; `str` is the English line.
Verification always raises; nothing here returns False.
"""

from __future__ import annotations

from enum import Enum

from bluezone.documents.words import Reason
from bluezone.vietnam.words import Language, Words


class DocumentError(Exception):
    """The root of everything this room raises."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(reason, values)
        self.reason, self.values = reason, values

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        """The reason as one plain line, without a capital and a full stop."""
        return Words(self._said("vi"), self._said("en"))

    def _said(self, language: Language) -> str:
        values = {name: _in(value, language) for name, value in self.values.items()}
        return str(self.reason.value.said(language)).format(**values)


class PaperError(DocumentError, ValueError):
    """A value of a paper was refused at birth."""


class FontError(DocumentError):
    """No typeface that the decree allows is installed."""


class UnreadableError(DocumentError):
    """A file is not what it should be; nothing was taken from it."""


class CredentialError(DocumentError):
    """What should sign does not open."""


class SigningError(DocumentError):
    """The file cannot be signed as asked; it stays as it was."""


class SignatureError(DocumentError):
    """A signature does not hold, or the file was changed beyond its signatures."""


def _in(value: object, language: Language) -> object:
    """Words a value in this language, where it has words of its own; leaves any other as it is."""
    words = value.value if isinstance(value, Enum) else value
    return words.said(language) if isinstance(words, Words) else value
