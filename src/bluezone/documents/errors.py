"""What can go wrong with papers, and whose fault it is.

    DocumentError
    ├── PaperError        we were asked for a document that cannot exist (our caller's fault; also a ValueError)
    ├── FontError         this machine has no typeface that the decree allows
    ├── UnreadableError   a file that somebody gave us is no PDF or DOCX, is too big, or is broken
    ├── CredentialError   a certificate file or token does not open, or holds no key to sign with
    ├── SigningError      the file cannot be signed as asked
    └── SignatureError    a signature does not hold, or more than a signature was added

Each carries one plain line for people. Verification always raises; nothing here returns False.
"""


class DocumentError(Exception):
    """The root of everything this room raises."""


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
