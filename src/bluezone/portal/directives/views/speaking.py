"""Refusals of every room that the desk calls, as one sentence in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from bluezone.documents.words import known
from bluezone.lists.errors import ListError
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.refusals import message_of, sentence
from bluezone.rollout.errors import RolloutError
from bluezone.vietnam.words import Language, Words

REFUSALS = (RefusedError, RolloutError, ListError)


def language() -> Language:
    return "en" if get_language() == "en" else "vi"


def in_words(words: Words) -> str:
    return words.said(language())


def refusal(error: Exception) -> str:
    """What is wrong, and nothing else. Re-raises what is no refusal."""
    if isinstance(error, RefusedError):
        return message_of(error)
    if isinstance(error, RolloutError | ListError):
        return in_words(error.words)
    raise error


def told_of_a_file(problem: str) -> str:
    """What the room of documents says about a file, or why it was not looked into; kept as its English line."""
    words = known(problem)
    return sentence(words.said(language()) if words else gettext(problem))
