"""How long an exchange could take to answer, and what is said of it."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rules.calls import every_answer_is_held_back


def visit(*took_s: float) -> SimpleNamespace:
    """Of an operator who says that each answer is held back for a hundred to five hundred milliseconds."""
    taken = itertools.cycle(took_s)
    return SimpleNamespace(held_ms=(100, 500), entropy=bytes, post=lambda _body: SimpleNamespace(took_s=next(taken)))


def test_delays_that_lie_a_quarter_of_their_range_apart_are_drawn() -> None:
    assert "125 to 250 ms" == every_answer_is_held_back(visit(0.125, 0.25))
    with pytest.raises(NotMetError, match="no delay was drawn"):
        every_answer_is_held_back(visit(0.125, 0.1875))


def test_an_answer_that_comes_too_soon_is_named() -> None:
    with pytest.raises(NotMetError, match="after 62 ms, and none is before 100"):
        every_answer_is_held_back(visit(0.0625, 0.5))
