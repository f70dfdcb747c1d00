"""Every case of docs/protocol/acceptance.md leads to a test that exists, or to a plain line of SECURITY.md."""

from __future__ import annotations

import ast
import functools
import re

import pytest

from tests.support.sources import PROJECT, PROTOCOL_PAGES

PAGE = PROTOCOL_PAGES / "acceptance.md"
ROW = re.compile(r"^\| (?P<case>[^|]+) \| (?P<answer>[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(?P<file>tests/[a-z0-9_/]+\.py)::(?P<name>\w+)(?:\[(?P<id>[^\]]+)\])?`")
DISCLAIMED = re.compile(r'SECURITY\.md "(?P<line>[^"]+)"')
HEADINGS = {"case", "bug", "attack"}


def rows() -> list[tuple[str, str]]:
    """(case, what answers it)"""
    found = [(row["case"], row["answer"]) for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    return [(case, answer) for case, answer in found if case not in HEADINGS]


@functools.cache
def names_in(file: str) -> tuple[set[str], set[str]]:
    """(functions, texts) of a test module; a case's id is a text, or the name of a function that is the case."""
    path = PROJECT / file
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) if path.is_file() else []
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    texts = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    return functions, texts | functions


def test_the_page_has_as_many_rows_as_it_has_lines_of_tables() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    headings = [line for line in lines if line.split("|")[1].strip() in HEADINGS]

    assert len(lines) - len(headings) == len(rows())
    assert len(rows()) > 60


@pytest.mark.parametrize(("case", "answer"), rows(), ids=[case for case, _ in rows()])
def test_every_case_is_answered_by_something_that_exists(case: str, answer: str) -> None:
    tests = list(TEST.finditer(answer))
    disclaimed = [match["line"] for match in DISCLAIMED.finditer(answer)]
    security = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")

    assert tests or disclaimed
    assert [] == [test[0] for test in tests if test["name"] not in names_in(test["file"])[0]]
    assert [] == [test[0] for test in tests if test["id"] and test["id"] not in names_in(test["file"])[1]]
    assert [] == [line for line in disclaimed if not re.search(rf"^- \*\*{re.escape(line)}\b", security, re.MULTILINE)]


def test_nothing_stands_beside_the_names() -> None:
    """A word that is no reference would look like an answer and be none."""
    left = {TEST.sub("", DISCLAIMED.sub("", answer)).strip() for _, answer in rows()}

    assert {""} == left


def test_every_attack_is_played() -> None:
    """A line that says plainly that something is not solved is no test of how far it reaches."""
    attacks = PAGE.read_text(encoding="utf-8").partition("## Attacks")[2]
    answers = {row["case"]: row["answer"] for row in ROW.finditer(attacks) if row["case"] not in HEADINGS}

    assert len(answers) > 25
    assert [] == [attack for attack, answer in answers.items() if not TEST.search(answer)]
