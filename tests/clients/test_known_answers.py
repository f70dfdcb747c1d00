"""A phone in another language, written from docs/protocol alone, is asked every known answer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jsonschema_rs
import pytest

from scripts.lint_clients import CLIENT, faults, faults_of_text, node, unused_exports
from tests.support.amounts import MUTATED_FOR_TWO_PHONES
from tests.support.commands import bluezone
from tests.support.sources import PROTOCOL_PAGES

ASK = ("--ask", node(), CLIENT / "answer.js")


def test_the_client_gives_every_known_answer() -> None:
    asked = bluezone("conformance", "phone", PROTOCOL_PAGES / "known-answers.json", "--json", *ASK)

    questions = len(json.loads((PROTOCOL_PAGES / "known-answers.json").read_text())["questions"])
    assert (0, questions, 0) == (asked.status, asked.json["met"], asked.json["not tried"]), asked.json


def test_both_phones_say_the_same_at_the_edges_of_the_pages() -> None:
    edges = PROTOCOL_PAGES / "edge-answers.json"

    ours, theirs = bluezone("conformance", "phone", edges), bluezone("conformance", "phone", edges, *ASK)

    assert (0, 0) == (ours.status, theirs.status), ours.out + theirs.out


@pytest.mark.in_turn(of=3)
def test_the_edges_are_those_that_the_client_writes() -> None:
    written = subprocess.run([node(), CLIENT / "edges.js"], capture_output=True, text=True, check=True)

    assert (PROTOCOL_PAGES / "edge-answers.json").read_text() == written.stdout


def test_the_edges_have_the_form_of_the_known_answers() -> None:
    schema = json.loads((PROTOCOL_PAGES / "known-answers.schema.json").read_text())

    jsonschema_rs.validate(schema, json.loads((PROTOCOL_PAGES / "edge-answers.json").read_text()))


@pytest.mark.in_turn(of=3)
def test_both_phones_say_the_same_of_whatever_is_changed_and_signed_anew(tmp_path: Path) -> None:
    differ = []

    for seed, count in enumerate(rounds_of(MUTATED_FOR_TWO_PHONES)):
        command = [node(), str(CLIENT / "mutations.js"), str(seed), str(count)]
        written = subprocess.run(command, capture_output=True, text=True, check=True)
        (tmp_path / "mutated.json").write_text(written.stdout)
        ours = bluezone("conformance", "phone", tmp_path / "mutated.json", "--json").json["questions"]
        differ += [question for question in ours if question["outcome"] != "met"]

    assert [] == differ


def rounds_of(count: int) -> list[int]:
    """In files that are not too long."""
    return [min(1_000, count - done) for done in range(0, count, 1_000)]


@pytest.mark.in_turn(of=3)
def test_an_answer_that_is_changed_is_not_met(tmp_path: Path) -> None:
    known = json.loads((PROTOCOL_PAGES / "known-answers.json").read_text())
    link = next(question for question in known["questions"] if question["what"] == "link")
    link["answer"]["link"] = "00" * 32
    known["questions"] = [link]
    (tmp_path / "changed.json").write_text(json.dumps(known))

    asked = bluezone("conformance", "phone", tmp_path / "changed.json", *ASK)

    assert 1 == asked.status
    assert "the link of a seed" in asked.out


def test_a_kind_of_question_that_the_client_does_not_know_is_not_tried() -> None:
    question = json.dumps({"what": "weather", "given": {}}) + "\n"

    said = subprocess.run([node(), CLIENT / "answer.js"], input=question, capture_output=True, text=True, check=True)

    assert {"tried": False} == json.loads(said.stdout)


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import { sign } from 'libsodium';\nsign();\n", "imports libsodium, which is neither node's nor the client's"),
        ("import { join, hex } from './bytes.js';\njoin();\n", "imports hex and does not use it"),
        (
            "import bytes from './bytes.js';\n",
            "imports in a form that is not read here: import bytes from './bytes.js';",
        ),
        (f"// {'x' * 118}\n", "1: longer than 120"),
    ],
)
def test_what_the_check_of_the_client_complains_of(source: str, complaint: str) -> None:
    assert [complaint] == list(faults_of_text(source))


@pytest.mark.in_turn(of=3)
def test_what_a_file_gives_and_no_other_takes_is_complained_of() -> None:
    files = {"one.js": "export const u8 = 1;\nexport const u9 = 2;\n", "other.js": "import { u8 } from './one.js';\n"}

    assert ["one.js: exports u9, which no other file names"] == unused_exports(files)


@pytest.mark.in_turn(of=3)
def test_a_file_that_node_cannot_read_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "broken.js").write_text("const open = (;\n")

    assert ["node cannot read it: SyntaxError: Unexpected token ';'"] == list(faults(tmp_path / "broken.js"))
