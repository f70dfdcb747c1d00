"""Whoever waits for a page's promise waits for what it promises: `until` of tests/support/webui/promised.py does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PROMISES = re.compile(r"\basync\b|\bPromise\b|\.then\(|\bcaches\.|\bfetch\(")
"""What makes a script give a promise, which `wait_for_function` takes for a yes before it is kept."""


def waits_for_promises(text: str) -> list[str]:
    """What is given to `wait_for_function` and cannot be waited for with it."""
    tree = ast.parse(text)
    named = {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    asked = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "wait_for_function"
    ]
    scripts = [named.get(one.id, "") if isinstance(one, ast.Name) else ast.unparse(one) for one in asked]
    return [script for script in scripts if PROMISES.search(script)]


def test_nobody_waits_for_a_promise_with_what_takes_it_for_a_yes():
    programs = [path for folder in ("tests", "drills", "scripts") for path in (PROJECT / folder).rglob("*.py")]
    asking = [
        path
        for path in programs
        if path.name != Path(__file__).name and "wait_for_function" in path.read_text(encoding="utf-8")
    ]

    assert len(asking) > 5
    assert {} == {
        path.name: found for path in asking if (found := waits_for_promises(path.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize(
    "program",
    [
        'page.wait_for_function("caches.keys().then(names => names.length)")',
        'page.wait_for_function(f"async () => (await {asked})[0] === 0", timeout=9)',
        'KEPT = """() => store().then(kept => kept.length)"""\ndef waits(page):\n    page.wait_for_function(KEPT)',
    ],
)
def test_such_a_wait_is_found(program):
    assert 1 == len(waits_for_promises(program))


def test_what_is_known_at_once_may_be_waited_for():
    assert [] == waits_for_promises('page.wait_for_function("() => window.found.length > 1")')
