"""Threads that read papers at once: each is told the truth, and none ends the process."""

from __future__ import annotations

import ast
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.signing import verify_pdf
from tests.support.documents.issued import NOW, ROOTS, TWICE
from tests.support.sources import PROJECT, modules_naming

OPENING = "PdfDocument"


def functions_that_open(source: str) -> dict[str, bool]:
    """Functions that open a document with PDFium, and whether each waits for its turn."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
            if any(isinstance(one, ast.Attribute) and one.attr == OPENING for one in called):
                waits = [one for one in ast.walk(node) if isinstance(one, ast.With)]
                found[node.name] = any(
                    "one_at_a_time" in ast.unparse(item.context_expr) for w in waits for item in w.items
                )
    return found


def test_whoever_opens_a_document_waits_for_their_turn() -> None:
    opens = {
        f"{path.relative_to(PROJECT)}: {name}": waits
        for path in modules_naming(OPENING)
        for name, waits in functions_that_open(path.read_text(encoding="utf-8")).items()
    }

    assert len(opens) >= 9
    assert [] == [where for where, waits in opens.items() if not waits]


@pytest.mark.parametrize(
    ("source", "waits"),
    [
        ("def look(pdf):\n    with pdfium.PdfDocument(pdf) as one: return len(one)", False),
        ("def look(pdf):\n    with one_at_a_time, pdfium.PdfDocument(pdf) as one: return len(one)", True),
    ],
)
def test_the_check_sees_who_does_not_wait(source: str, waits: bool) -> None:
    assert {"look": waits} == functions_that_open(source)


def test_a_turn_is_one_threads_until_it_lets_go() -> None:
    """What opens two documents to compare them takes its turn twice."""
    gate, has_it, order = threading.Event(), threading.Event(), list[str]()

    def compares() -> None:
        with one_at_a_time, one_at_a_time:
            has_it.set()
            gate.wait(20)
            order.append("compares")

    def looks() -> None:
        with one_at_a_time:
            order.append("looks")

    first, second = (threading.Thread(target=one, daemon=True) for one in (compares, looks))
    first.start()
    assert has_it.wait(20)
    second.start()
    second.join(0.05)
    gate.set()
    for one in (first, second):
        one.join(20)

    assert ["compares", "looks"] == order


@pytest.mark.breadth
def test_signatures_hold_however_many_threads_look_at_them() -> None:
    """In a process of its own: without turns it is ended by the library."""
    command, here = [sys.executable, __file__], {"PYTHONPATH": str(PROJECT)}
    finished = subprocess.run(command, cwd=PROJECT, env=here, capture_output=True, check=False, timeout=120)

    assert (0, b"16 of 16 hold\n") == (finished.returncode, finished.stdout), finished.stderr[-2_000:]


def holds(_: int) -> bool:
    return [True, True] == [one.holds for one in verify_pdf(TWICE, ROOTS, now=NOW)]


if __name__ == "__main__":
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(holds, range(16)))
    sys.stdout.write(f"{sum(told)} of {len(told)} hold\n")
