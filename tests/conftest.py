"""How all tests run: properties are judged by their truth, never by how fast a busy machine finds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.buckets import environment, running_bucket_server

settings.register_profile("bluezone", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bluezone")


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
