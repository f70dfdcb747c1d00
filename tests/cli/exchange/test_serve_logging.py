"""What a service logs goes to standard error as it is when something is said."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
import structlog

from bluezone.cli.exchange.serve import log_to_stderr


@pytest.fixture(autouse=True)
def _as_before():
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_a_line_follows_standard_error_wherever_that_was_when_the_service_began(capsys):
    with contextlib.redirect_stderr(io.StringIO()) as gone:
        log_to_stderr(verbose=False)
    gone.close()

    structlog.get_logger().error("a tick failed", error="OSError")

    assert {"event": "a tick failed", "error": "OSError", "level": "error"}.items() <= json.loads(
        capsys.readouterr().err
    ).items()
