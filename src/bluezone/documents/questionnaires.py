"""A questionnaire that is filled in by hand: who is asked, then blocks of questions with lines, boxes and tables.

A4, black on white, room enough for handwriting; its questions come from whoever keys it back, so that the paper and the
screen ask the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.documents.errors import PaperError
from bluezone.documents.letters import settable
from bluezone.documents.typesetting import set_pdf
from bluezone.documents.words import Reason

MAX_TEXT, MAX_ROWS = 400, 40


@dataclass(frozen=True, slots=True)
class Question:
    """One question: with boxes to tick, or a line to write on."""

    text: str
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self.text, *self.options)


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that belong together, and a table of empty rows below them."""

    title: str
    hint: str = ""
    questions: tuple[Question, ...] = ()
    columns: tuple[tuple[str, float], ...] = ()
    """Heads, each with its share of the width."""
    rows: int = 0

    def __post_init__(self) -> None:
        _check(self.title, self.hint, *(head for head, _ in self.columns))
        if not 0 <= self.rows <= MAX_ROWS:
            raise PaperError(Reason.REGISTER_ENTRIES, most=MAX_ROWS)


def set_questionnaire(
    title: str, told: Sequence[tuple[str, str]], blocks: Sequence[Block], *, foot: str, now: dt.datetime
) -> bytes:
    """Sets the form as PDF, with what is known of whoever is asked at its head."""
    _check(title, foot, *(text for pair in told for text in pair))
    data = {
        "title": settable(title),
        "foot": settable(foot),
        "told": [[settable(label), settable(words)] for label, words in told],
        "blocks": [_plain(block) for block in blocks],
    }
    return set_pdf("questionnaire.typ", data, now=now).pdf


def _plain(block: Block) -> dict[str, object]:
    return {
        "title": settable(block.title),
        "hint": settable(block.hint),
        "questions": [
            {"text": settable(one.text), "options": [settable(option) for option in one.options]}
            for one in block.questions
        ],
        "columns": [{"title": settable(head), "share": share} for head, share in block.columns],
        "rows": block.rows,
    }


def _check(*texts: str) -> None:
    if any(len(text) > MAX_TEXT for text in texts):
        raise PaperError(Reason.TOO_MUCH)
