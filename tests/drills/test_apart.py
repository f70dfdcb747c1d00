"""A process from which children will be forked starts no thread, though its modules set papers as they are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from drills.mutants.apart import in_a_child
from tests.support.sources import PROJECT

SETS_ONE = """
import os
from drills.mutants.apart import in_a_child, other_threads, papers_set_apart
from bluezone.documents.official import write_pdf
from tests.support.documents.papers import ISSUE, NOW, letter
with papers_set_apart():
    apart = write_pdf(letter(), ISSUE, now=NOW)
print(other_threads())
here = in_a_child(lambda: write_pdf(letter(), ISSUE, now=NOW))
print(apart.pdf == here.pdf, apart.pdf[:4])
write_pdf(letter(), ISSUE, now=NOW)
print(other_threads() > 0)
"""


def test_a_paper_that_is_set_apart_is_the_same_and_leaves_no_thread_behind() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SETS_ONE], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120
    )

    assert ["0", "True b'%PDF'", "True"] == told.stdout.splitlines(), told.stderr


def test_what_a_child_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        in_a_child(lambda: 1 // 0)
