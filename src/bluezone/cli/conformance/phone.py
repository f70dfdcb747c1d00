"""`bluezone conformance phone`: an implementation, asked the known answers of docs/protocol."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluezone.conformance.phone.asking import Asked, Question


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Ask a program every known answer, and say of each whether it gives it; unless one is named, this one."
    parser = commands.add_parser("phone", help=sentence, description=sentence)
    parser.add_argument("answers", type=Path, metavar="FILE", help="docs/protocol/known-answers.json")
    parser.add_argument("--json", action="store_true", help="print one JSON object with every question in it")
    parser.add_argument(
        "--ask",
        nargs=argparse.REMAINDER,
        default=[],
        metavar="PROGRAM",
        help="last: a program and its arguments, which reads a question a line and writes an answer a line",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.conformance.outcome import Outcome
    from bluezone.conformance.phone.asking import MAX_FILE_BYTES, compare, read_known_answers
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError

    try:
        questions = read_known_answers(read_bounded(arguments.answers, MAX_FILE_BYTES)).questions
        answers = _answered(questions, arguments.ask)
    except ValueError as error:
        raise RefusedError(f"{arguments.answers} holds no known answers: {error}") from error
    asked = compare(questions, answers)
    sums = {outcome.value: sum(one.outcome is outcome for one in asked) for outcome in Outcome}
    print(
        json.dumps(sums | {"questions": _as_json(asked)}, ensure_ascii=False) if arguments.json else _text(asked, sums)
    )
    return 0 if sums["met"] and not sums["not met"] else 1


def _answered(questions: Sequence[Question], program: list[str]) -> list[dict[str, Any]]:
    """What the program answers, or without one our own code."""
    from bluezone.conformance.phone.asking import as_lines, read_lines
    from bluezone.device.answering import answer
    from bluezone.joining.answers import answers_of
    from bluezone.joining.refusal import RefusedError

    if not program:
        return [answer(question.what, question.given) for question in questions]
    try:
        return read_lines(answers_of(program, as_lines(questions)), most=len(questions))
    except ValueError as error:
        raise RefusedError(f"the program's answers cannot be read: {error}") from error


def _as_json(asked: tuple[Asked, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.question.name,
            "page": one.question.page,
            "outcome": one.outcome.value,
            "wanted": one.question.answer,
            "answered": one.answered,
        }
        for one in asked
    ]


def _text(asked: tuple[Asked, ...], sums: dict[str, int]) -> str:
    """What is not met, each with what was wanted; then the sums."""
    lines = [
        f"not met  {one.question.page}, {one.question.name}: {_short(one.answered)}, not {_short(one.question.answer)}"
        for one in asked
        if one.outcome.value == "not met"
    ]
    return "\n".join([*lines, ", ".join(f"{count} {outcome}" for outcome, count in sums.items())])


def _short(answer: dict[str, Any]) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."
