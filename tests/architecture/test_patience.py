"""Whoever asks a served process over HTTP says how long they wait: httpx alone gives up after five seconds, which is
little on a machine that has other things to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ASKS = {"get", "post", "put", "head", "request", "stream", "Client", "AsyncClient"}
WITHIN = {"transport"}
"""Who names one asks an application in the test's own process, or no line at all."""


def asks_without_patience(text: str) -> list[str]:
    """Calls of httpx that do not say how long they wait."""
    return [
        ast.unparse(node)[:90]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) in {f"httpx.{name}" for name in ASKS}
        and not {word.arg for word in node.keywords} & {"timeout", *WITHIN}
    ]


def test_whoever_asks_a_served_process_says_how_long_they_wait():
    programs = [path for path in (PROJECT / "tests").rglob("*.py") if path.name != Path(__file__).name]
    asking = {path: text for path in programs if "httpx." in (text := path.read_text(encoding="utf-8"))}

    assert len(asking) > 30
    assert {} == {path.name: found for path, text in asking.items() if (found := asks_without_patience(text))}


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ('httpx.get(f"{running.public}/v1/index", trust_env=False)', 1),
        ("with httpx.Client(base_url=url) as desk:\n    pass", 1),
        ('httpx.get(f"{running.public}/v1/index", timeout=60)', 0),
        ("httpx.Client(transport=httpx.WSGITransport(app=app))", 0),
    ],
)
def test_such_a_call_is_found(program, found):
    assert found == len(asks_without_patience(program))
