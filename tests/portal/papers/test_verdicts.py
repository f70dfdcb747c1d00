"""The one verdict, by what the register knows of the file and of the address under which it was brought."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.portal.papers.models import State
from bluezone.portal.papers.verdicts import Conclusion, conclusion_of


def known(pk: int, state: State = State.ISSUED) -> SimpleNamespace:
    """A paper of the register under which no certificate stands."""
    paper = SimpleNamespace(pk=pk, state=state)
    return SimpleNamespace(paper=paper, by_hand=None, is_own=True, ended_on=None, is_verified=True)


@pytest.mark.parametrize(
    ("expected", "same", "conclusion"),
    [
        (None, None, Conclusion.UNSIGNED),
        (None, known(1), Conclusion.ISSUED),
        (None, known(1, State.RECALLED), Conclusion.RECALLED),
        (known(1), known(1), Conclusion.ISSUED),
        (known(1, State.RECALLED), known(1, State.RECALLED), Conclusion.RECALLED),
        (known(1), known(2), Conclusion.ANOTHER_FILE),
        (known(1), None, Conclusion.ANOTHER_FILE),
    ],
)
def test_a_file_is_what_the_register_knows_it_to_be(expected, same, conclusion):
    assert conclusion is conclusion_of((), expected=expected, same=same)


@pytest.mark.parametrize(
    ("expected", "conclusion"),
    [(None, None), (known(1), Conclusion.ISSUED), (known(1, State.RECALLED), Conclusion.RECALLED)],
)
def test_without_a_file_the_register_speaks_alone(expected, conclusion):
    assert conclusion is conclusion_of(None, expected=expected, same=None)
