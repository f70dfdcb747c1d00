"""A plugin of pytest for drills: no test is ended because it takes long. Nobody waits for a drill."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A limit of none, nearer than any that stands at the test."""
    for item in items:
        item.add_marker(pytest.mark.timeout(0), append=False)
