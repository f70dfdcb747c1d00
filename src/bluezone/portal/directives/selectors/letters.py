"""What is known about the signatures on a directive's own file, as the record keeps it and as a page tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

import msgspec
from django.utils.translation import gettext

from bluezone.documents.signing.verification import Changes, Coverage, Signature
from bluezone.documents.words import known
from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.frame.refusals import reader_language, sentence

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class LetterSignature:
    """One signature, in plain values: the libraries that read it may change, what was found stays."""

    signer: str
    organisation: str
    signed_at: dt.datetime | None
    """By the signer's own word."""
    intact: bool
    covers: str
    """whole, revision (everything up to itself), part."""
    added: str
    """nothing, signatures, other: what came after it."""
    holds: bool
    root: str
    """The root it leads to; empty where none of ours."""
    problem: str

    @classmethod
    def of(cls, one: Signature) -> Self:
        """Takes the values of a signature out of the libraries' objects."""
        return cls(
            one.signer[:_LONGEST],
            one.organisation[:_LONGEST],
            one.signed_at,
            one.intact,
            _COVERS[one.coverage],
            _ADDED[one.changes],
            one.holds,
            one.root[:_LONGEST],
            one.problem.en if one.problem else "",
        )

    @property
    def is_genuine(self) -> bool:
        """Whether the bytes are as they were signed; whose certificate it is, is another question."""
        return self.intact and self.covers != "part" and self.added != "other"


@dataclass(frozen=True, slots=True)
class LetterCheck:
    """What was found out about all signatures of a letter, and when it was looked at."""

    at: dt.datetime
    signatures: tuple[LetterSignature, ...] = ()
    unreadable: str = ""
    """Why nothing can be said about signatures; the file is kept all the same."""

    @property
    def has_unsigned_end(self) -> bool:
        """Whether something stands behind the last signature that nobody has signed."""
        return bool(self.signatures) and all(one.covers != "whole" for one in self.signatures)

    def as_json(self) -> dict[str, Any]:
        """The check as plain values for a row."""
        return dict(msgspec.to_builtins(self))


def letter_check_of(record: DirectiveRecord) -> LetterCheck | None:
    """What was found out about the letter; None where nobody has looked: it was kept before signatures were checked."""
    return msgspec.convert(record.letter_check, LetterCheck) if record.letter_check else None


def told_of_a_file(problem: str) -> str:
    """Has the room of documents look into a file; what it says, or as a sentence why it was not looked into."""
    words = known(problem)
    return sentence(words.said(reader_language()) if words is not None else gettext(problem))


_COVERS = {Coverage.WHOLE: "whole", Coverage.REVISION: "revision", Coverage.PART: "part"}
_ADDED = {Changes.NONE: "nothing", Changes.SIGNATURES: "signatures", Changes.OTHER: "other"}
