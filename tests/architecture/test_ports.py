"""Whoever must be told a port is told one that nobody else is told, by tests/support/ports.py alone."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ports import free_port

PROJECT = Path(__file__).parents[2]
ONE_MORE = "import random; random.seed(7); from tests.support.ports import free_port; print(free_port())"


def lets_go_and_tells(text: str) -> list[str]:
    """Functions that take any port, let go of it and say which it was: by then it may be somebody else's."""
    return [
        function.name
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        for block in ast.walk(function)
        if isinstance(block, ast.With)
        for answer in ast.walk(block)
        if isinstance(answer, ast.Return) and answer.value is not None and "getsockname()" in ast.unparse(answer.value)
    ]


def test_a_port_is_told_once_also_to_whoever_draws_the_same_in_another_process():
    drawn = random.getstate()
    random.seed(7)
    ours = [free_port() for _ in range(40)]
    random.setstate(drawn)
    told = subprocess.run(
        [sys.executable, "-c", ONE_MORE], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )

    assert 40 == len(set(ours))
    assert int(told.stdout) not in ours


def test_a_port_is_none_that_the_system_gives_to_lines_that_lead_out():
    outgoing = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(outgoing.read_text().split()[0]) if outgoing.exists() else 32_768

    assert 1_024 < free_port() < first


def test_nobody_takes_a_port_and_lets_go_of_it_to_tell_it():
    programs = [path for folder in ("tests", "drills") for path in (PROJECT / folder).rglob("*.py")]
    naming = [path for path in programs if "getsockname" in path.read_text(encoding="utf-8")]

    assert naming
    assert {} == {path.name: found for path in naming if (found := lets_go_and_tells(path.read_text(encoding="utf-8")))}


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("def free():\n    with socket.socket() as one:\n        return one.getsockname()[1]", ["free"]),
        ("def open_one():\n    one = socket.socket()\n    return one, one.getsockname()[1]", []),
    ],
)
def test_such_a_function_is_found(program, found):
    assert found == lets_go_and_tells(program)
