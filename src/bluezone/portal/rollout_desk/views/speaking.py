"""Refusals of every room that the desk calls, as one sentence in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.errors import ListError
from bluezone.portal.papers.words import in_words as paper_in_words
from bluezone.portal.papers.words import sentence
from bluezone.portal.rollout.errors import RolloutError
from bluezone.portal.web.words import told
from bluezone.vietnam.words import Language, Words

REFUSALS = (RefusedError, RolloutError, ListError)


def language() -> Language:
    return "en" if get_language() == "en" else "vi"


def in_words(words: Words) -> str:
    return words.said(language())


def refusal(error: Exception) -> str:
    """What is wrong, and nothing else. Re-raises what is no refusal."""
    if isinstance(error, RefusedError):
        return told(error)
    if isinstance(error, RolloutError | ListError):
        return in_words(error.words)
    raise error


def told_of_a_file(problem: str) -> str:
    """What the room of documents says about a file, or why it was not looked into."""
    return sentence(paper_in_words(problem, of_ours=True))
