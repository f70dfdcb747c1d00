"""The known answers of docs/protocol: our code gives every one, the schema holds, and a wrong one is seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from bluezone.conformance.outcome import Outcome
from bluezone.conformance.phone.asking import NOT_TRIED, Question, as_lines, compare, read_known_answers, read_lines
from bluezone.device.answering import WHATS, answer
from scripts import freeze_doors
from scripts.freeze_answers import FILE, known_answers
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.in_turn(of=3)

QUESTIONS = read_known_answers(FILE.read_bytes()).questions
DOORS = read_known_answers(freeze_doors.FILE.read_bytes()).questions
SCHEMA: dict[str, Any] = json.loads((PROTOCOL_PAGES / "known-answers.schema.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_our_code_gives_every_known_answer() -> None:
    questions = QUESTIONS + DOORS
    answers = [answer(question.what, question.given) for question in questions]

    asked = compare(questions, answers)

    assert {} == {one.question.name: one.answered for one in asked if one.outcome is not Outcome.MET}
    assert len(asked) > 100


@pytest.mark.slow
def test_the_file_is_what_the_script_makes() -> None:
    """`python -m scripts.freeze_answers` writes it."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == known_answers()


@pytest.mark.parametrize("file", [FILE, freeze_doors.FILE], ids=lambda file: file.stem)
def test_the_file_is_as_its_schema_says(file: Path) -> None:
    jsonschema_rs.validator_for(SCHEMA).validate(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("change", [{"given": {}}, {"answer": {}}, {"what": "other"}, {"page": "other"}], ids=str)
def test_the_schema_refuses_a_question_that_lacks_something(change: dict[str, Any]) -> None:
    validator = jsonschema_rs.validator_for(SCHEMA)

    for question in QUESTIONS + DOORS:
        assert not validator.is_valid({"version": 1, "questions": [msgspec.to_builtins(question) | change]})


def test_every_kind_of_question_is_asked_described_and_answered() -> None:
    described = SCHEMA["$defs"]["question"]["properties"]["what"]["enum"]

    assert {question.what for question in QUESTIONS + DOORS} == WHATS == set(described)


def test_a_message_is_answered_with_all_its_fields() -> None:
    """Or a program that says its type and no more would have the form that the schema describes."""
    validator = jsonschema_rs.validator_for(SCHEMA)
    messages = [one for one in QUESTIONS if one.what in {"request", "answer", "sealed"} and one.answer["taken"]]

    shortened = [
        msgspec.structs.replace(one, answer={key: value for key, value in one.answer.items() if key != field})
        for one in messages
        for field in one.answer
    ]

    assert [] == [
        one for one in shortened if validator.is_valid(msgspec.to_builtins({"version": 1, "questions": [one]}))
    ]
    assert len(messages) > 10


def test_of_everything_that_can_be_refused_something_is_taken_and_something_refused() -> None:
    """Or who refuses all, or nothing, would pass."""
    taken = {question.what for question in QUESTIONS if question.answer.get("taken") is True}
    refused = {question.what for question in QUESTIONS if question.answer.get("taken") is False}
    requests, frames = {"request"}, {"advertisement", "power"}  # of a frame that is taken is said what was heard

    assert taken - requests == refused - frames


def test_no_two_questions_have_one_name() -> None:
    assert len(QUESTIONS) == len({question.name for question in QUESTIONS})


def test_another_answer_is_not_met_and_none_is_not_tried() -> None:
    questions = QUESTIONS[:3]

    asked = compare(questions, [questions[0].answer, {"key": "00"}])

    assert [Outcome.MET, Outcome.NOT_MET, Outcome.NOT_TRIED] == [one.outcome for one in asked]
    assert NOT_TRIED == asked[2].answered


def test_a_question_of_a_later_version_is_not_tried() -> None:
    assert NOT_TRIED == answer("what nobody knows yet", {})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "truncated"),
        (b'{"version": 2, "questions": []}', "version 2"),
        (b"[" * 100_000, "object"),
        (b"\xff", "malformed"),
    ],
    ids=["empty", "a later version", "deep", "no text"],
)
def test_what_holds_no_known_answers_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_known_answers(data)


@pytest.mark.parametrize(
    ("said", "reason"),
    [(b"{}\n{}\n{}\n", "3 answers to 2 questions"), (b"{}\nno\n", "line 2 is no JSON object"), (b"[]\n", "line 1")],
)
def test_answers_that_are_none_are_refused(said: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_lines(said, most=2)


def test_a_program_is_asked_one_question_a_line_and_not_told_the_answer() -> None:
    question = Question("a name", "4-log.md", "leaf", {"sequence": 7}, {"leaf": "00"})

    assert b'{"what":"leaf","given":{"sequence":7}}\n' == as_lines([question])
