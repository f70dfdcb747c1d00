"""A directive that is loaded and awaited: registered once for all tests of a file, and each has it as its own."""

from __future__ import annotations

import copy

import pytest

from tests.support.portal.offices import Office
from tests.support.portal.rolling import Rollout, a_rollout


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """As the tests of a file begin with it; a file in which more has happened has a fixture of this name."""
    return a_rollout(Office())


@pytest.fixture
def rollout(kept_rollout, db) -> Rollout:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(kept_rollout)
