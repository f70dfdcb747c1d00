"""The one place where an error of ours becomes a sentence in the reader's language.

A room that speaks neither the catalogue's language nor `Words` registers its own way: `message_of.register(itsError)`.
"""

from __future__ import annotations

from functools import singledispatch

from django.db import DataError, IntegrityError, OperationalError
from django.utils.translation import get_language, gettext

from bluezone.documents.errors import DocumentError
from bluezone.lists.errors import ListError
from bluezone.portal.deadlocks import is_deadlock
from bluezone.portal.errors import CarrierError, ExchangeError, RefusedError
from bluezone.rollout.errors import RolloutError
from bluezone.vietnam.words import Language

UNKEEPABLE = (DataError, OverflowError, UnicodeEncodeError)
"""What a database says of text or numbers that it cannot hold. Forms refuse them first; this is the net below."""
REFUSALS = (
    RefusedError,
    ExchangeError,
    CarrierError,
    RolloutError,
    ListError,
    DocumentError,
    IntegrityError,
    *UNKEEPABLE,
)
STOPPED = (*REFUSALS, OperationalError)
"""What an act that changed nothing may raise; of the last, `is_refusal` says whether there is a sentence for it."""


def reader_language() -> Language:
    """The language of the request that is being answered."""
    return "en" if get_language() == "en" else "vi"


def is_refusal(error: Exception) -> bool:
    """Whether there is a sentence for this error; else something is broken."""
    return not isinstance(error, OperationalError) or is_deadlock(error)


@singledispatch
def message_of(error: Exception) -> str:
    """Words the refusal as one sentence in the reader's language."""
    raise TypeError(f"no room has words for {type(error).__name__}") from error


@message_of.register
def _(error: RefusedError) -> str:
    """The text of a refusal: a message of the catalogue (tests/portal/test_language.py), or words it brings along."""
    words = error.words
    return sentence(gettext(str(error)) if words is None else words.said(reader_language()))


@message_of.register
def _(_error: ExchangeError) -> str:
    return gettext(
        "The exchange does not answer now, or refuses. Try again in a minute; nothing is given out or sent twice."
    )


@message_of.register
def _(_error: CarrierError) -> str:
    return gettext("The carrier did not take the message.")


@message_of.register(RolloutError)
@message_of.register(ListError)
def _(error: RolloutError | ListError) -> str:
    return error.words.said(reader_language())


@message_of.register
def _(error: DocumentError) -> str:
    return sentence(error.words.said(reader_language()))


@message_of.register
def _(_error: IntegrityError) -> str:
    """Two did the same in the same moment, and the database let one through."""
    return gettext("Somebody else was faster. Look at the page as it stands now, and try again.")


@message_of.register
def _(_error: OperationalError) -> str:
    """Two waited for each other, and the database let one through."""
    return gettext("Somebody else was changing the same at this moment, so nothing was changed here. Send it again.")


@message_of.register(DataError)
@message_of.register(OverflowError)
@message_of.register(UnicodeEncodeError)
def _(_error: Exception) -> str:
    return gettext("This cannot be kept as it was typed.")


def sentence(text: str) -> str:
    """Writes a text as a sentence, with a capital and a full stop."""
    return text[0].upper() + text[1:] + "."
