"""How all tests run: properties are judged by their truth, never by how fast a busy machine finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.amounts import PROPERTY_EXAMPLES
from tests.support.exchange.buckets import environment, running_bucket_server

settings.register_profile(
    "bluezone", max_examples=PROPERTY_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bluezone")

LONGEST_FIRST = (
    "scenario/test_portal_in_a_browser.py",
    "contract/test_portal_on_postgresql.py",
    "scenario/test_exchange_killed.py",
    "portal/frame/test_walk.py",
    "scenario/test_rollout_story.py",
    "scenario/test_citizen_in_a_browser.py",
)
"""Files that take minutes. A file goes to one worker, so that what it sets up is set up once; begun last, one of these
would leave the other worker idle at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, then those with slow tests, then all others; within them the order stays as drawn."""
    here = Path(__file__).parent
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    rank = {here / name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank) + (item.path not in slow)))


@pytest.fixture(scope="session")
def bucket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3 server, started for whoever asks first."""
    with running_bucket_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def bucket_environment(bucket_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator sets so that an exchange may write there; processes that a test starts inherit it."""
    for name, value in environment(bucket_server).items():
        monkeypatch.setenv(name, value)
