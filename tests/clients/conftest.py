"""What the tests of the client share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.other_town import Town, town_in


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests of a worker: each brings phones of its own, and the clock goes on."""
    with town_in(tmp_path_factory.mktemp("town")) as town:
        yield town
