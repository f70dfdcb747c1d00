"""Whoever asks a served process over HTTP, or a page for what comes later, says how long they wait: httpx and
Playwright alone give up after five seconds, which is little on a machine that has other things to do."""

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


SAID_FOR_ALL = "tests.support.portal.door_browser"
"""Whoever reads this has said how long they wait for any page."""


def expects_without_patience(text: str) -> list[str]:
    """What is expected of a page without a word how long it is waited for."""
    if SAID_FOR_ALL in text:
        return []
    return [
        ast.unparse(node)[:90]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Call)
        and ast.unparse(node.func.value.func) == "expect"
        and "timeout" not in {word.arg for word in node.keywords}
    ]


def test_whoever_expects_something_of_a_page_says_how_long_they_wait():
    programs = [path for path in (PROJECT / "tests").rglob("*.py") if path.name != Path(__file__).name]
    texts = {path: path.read_text(encoding="utf-8") for path in programs}
    expecting = {path: text for path, text in texts.items() if "expect(" in text and "from playwright" in text}

    assert len(expecting) > 10
    assert {} == {path.name: found for path, text in expecting.items() if (found := expects_without_patience(text))}


def test_what_is_expected_without_patience_is_found():
    program = 'expect(page.locator("main")).to_contain_text("Today")'

    assert 1 == len(expects_without_patience(program))
    assert [] == expects_without_patience(program.replace('"Today"', '"Today", timeout=60_000'))
    assert [] == expects_without_patience(f"from {SAID_FOR_ALL} import LONG_MS\n{program}")


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
