"""Keys of people become their numbers, whether they follow each other, leave some out, or lie far apart."""

from __future__ import annotations

import pytest

from bluezone.portal.tracing import graph
from bluezone.trace.levels import NOBODY

KEYS = [(), (1,), (4, 5, 6, 7, 8, 9, 10), (1, 2, 3, 5, 6, 7, 8), (1, 3, 4, 9), (2, 3, 5_000)]


@pytest.mark.parametrize("keys", KEYS, ids=str)
def test_each_key_stands_at_its_number(keys, monkeypatch):
    monkeypatch.setattr(graph, "_RUN", 3)

    places = graph._places_of(keys)

    assert list(range(len(keys))) == [places[key] for key in keys]


@pytest.mark.parametrize("keys", KEYS[:-1], ids=str)
def test_a_key_that_is_left_out_is_nobodys(keys, monkeypatch):
    monkeypatch.setattr(graph, "_RUN", 3)

    places = graph._places_of(keys)

    assert {NOBODY} >= {places[key] for key in range(max(keys, default=0)) if key not in keys}
