"""The known answers as a file, and what an implementation makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bluezone.conformance.outcome import Outcome

VERSION = 1
"""Of the form of the file. Questions of a kind that somebody does not know are not tried."""
MAX_FILE_BYTES = 8 << 20
NOT_TRIED = {"tried": False}
"""What an implementation answers to a question that is not for it."""


class Question(msgspec.Struct, frozen=True):
    """One question and its known answer. Bytes are in hex."""

    name: str
    page: str
    what: str
    given: dict[str, Any]
    answer: dict[str, Any]


class KnownAnswers(msgspec.Struct, frozen=True):
    """Every question, and the version of the form in which they stand."""

    version: int
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"this is version {self.version} of the known answers, and {VERSION} is known here")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what was answered."""

    question: Question
    outcome: Outcome
    answered: dict[str, Any]


def read_known_answers(data: bytes) -> KnownAnswers:
    """Reads the file. Raises ValueError, in one line, for anything else."""
    try:
        return msgspec.json.decode(data, type=KnownAnswers)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def as_lines(questions: Sequence[Question]) -> bytes:
    """What a program is asked: a line of JSON with `what` and `given` for each question."""
    return b"".join(
        msgspec.json.encode({"what": question.what, "given": question.given}) + b"\n" for question in questions
    )


def read_lines(said: bytes, *, most: int) -> list[dict[str, Any]]:
    """What a program answers: a line with one JSON object for each question, in their order. Raises ValueError."""
    lines = [line for line in said.splitlines() if line.strip()]
    if len(lines) > most:
        raise ValueError(f"{len(lines)} answers to {most} questions")
    return [_object(number, line) for number, line in enumerate(lines, 1)]


def _object(number: int, line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"line {number} is no JSON object") from error


def compare(questions: Sequence[Question], answers: Sequence[dict[str, Any]]) -> tuple[Asked, ...]:
    """Holds each answer against the known one; what is missing at the end was not tried."""
    given = [*answers, *([NOT_TRIED] * (len(questions) - len(answers)))]
    return tuple(
        Asked(question, _outcome(question, answer), answer) for question, answer in zip(questions, given, strict=True)
    )


def _outcome(question: Question, answer: dict[str, Any]) -> Outcome:
    if answer == NOT_TRIED:
        return Outcome.NOT_TRIED
    return Outcome.MET if answer == question.answer else Outcome.NOT_MET
