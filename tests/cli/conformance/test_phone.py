"""`bluezone conformance phone`: this code, and somebody's program that shares none of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bluezone.cli.__main__ import main
from bluezone.joining import answers
from bluezone.joining.answers import answers_of
from bluezone.joining.refusal import RefusedError
from scripts.freeze_answers import FILE

pytestmark = pytest.mark.in_turn(of=3)

STRANGER = """
import hashlib, json, sys

for line in sys.stdin:
    asked = json.loads(line)
    given, answer = asked["given"], {"tried": False}
    if asked["what"] == "leaf":
        entry = given["kind"].encode() + given["sequence"].to_bytes(8, "big") + bytes.fromhex(given["identity"])
        answer = {"leaf": hashlib.sha256(b"\\0" + entry).hexdigest()}
    if asked["what"] == "link":
        answer = {"link": hashlib.sha256(bytes.fromhex(given["seed"])).hexdigest()}
    print(json.dumps(answer))
"""


def test_our_own_code_meets_every_one(capsys) -> None:
    status = main(["conformance", "phone", str(FILE)])

    assert (0, True) == (status, capsys.readouterr().out.endswith(" met, 0 not met, 0 not tried\n"))


def test_a_stranger_is_told_what_is_met_what_is_not_and_what_was_not_tried(capsys) -> None:
    """The stranger hashes a link without the words before it."""
    status = main(["conformance", "phone", str(FILE), "--json", "--ask", sys.executable, "-c", STRANGER])

    told = json.loads(capsys.readouterr().out)
    outcomes = {one["name"]: one["outcome"] for one in told["questions"]}
    assert (1, 3, 1) == (status, told["met"], told["not met"])
    assert "not met" == outcomes["the link of a seed"]
    assert len(told["questions"]) - 4 == told["not tried"]


def test_what_is_not_met_is_told_with_what_was_wanted(capsys) -> None:
    main(["conformance", "phone", str(FILE), "--ask", sys.executable, "-c", STRANGER])

    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith('not met  9-warning.md, the link of a seed: {"link": "')


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (["/nowhere/at/all"], "/nowhere/at/all cannot be run: No such file or directory"),
        ([sys.executable, "-c", "print('no')"], "the program's answers cannot be read: line 1 is no JSON object"),
    ],
)
def test_a_program_that_does_not_answer_is_told_in_one_line(capsys, program: list[str], reason: str) -> None:
    status = main(["conformance", "phone", str(FILE), "--ask", *program])

    assert (1, f"bluezone: {reason}\n") == (status, capsys.readouterr().err)


def test_a_file_that_holds_no_answers_is_told_in_one_line(capsys, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"version": 2, "questions": []}')

    status = main(["conformance", "phone", str(path)])

    assert 1 == status
    assert "this is version 2 of the known answers, and 1 is known here" in capsys.readouterr().err


def test_a_question_that_is_none_is_told_in_one_line(capsys, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    for given in ({}, {"seed": "zz", "day": 1}, {"seed": None, "day": 1}, {"seed": "00" * 32, "day": -1}):
        asked = {"name": "n", "page": "p", "what": "day", "given": given, "answer": {}}
        path.write_text(json.dumps({"version": 1, "questions": [asked]}))

        assert 1 == main(["conformance", "phone", str(path)])
        said = capsys.readouterr().err
        assert f"bluezone: {path} holds no known answers: this is no question of the kind day" in said
        assert 1 == said.count("\n")


def test_a_program_that_never_ends_is_ended() -> None:
    with pytest.raises(RefusedError, match=r"took more than 0\.2 s"):
        answers_of([sys.executable, "-c", "import time; time.sleep(600)"], b"", patience_s=0.2)


def test_a_program_that_says_too_much_is_ended(monkeypatch) -> None:
    monkeypatch.setattr(answers, "MAX_ANSWERED_BYTES", 1_000)

    with pytest.raises(RefusedError, match="said more than 1000 bytes"):
        answers_of([sys.executable, "-c", "while True: print('more')"], b"")
