"""One door for all tests of a file."""

from __future__ import annotations

import copy

import pytest

from tests.support.portal.doorposts import Gate, a_gate
from tests.support.portal.offices import Office


@pytest.fixture(scope="module")
def kept_gate(kept) -> Gate:
    return a_gate(Office())


@pytest.fixture
def gate(kept_gate, db) -> Gate:
    return copy.deepcopy(kept_gate)
