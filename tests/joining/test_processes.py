"""Bluezone's own commands as processes: what they say when they are ready, and why they did not start."""

from __future__ import annotations

import asyncio
import re

import pytest

from bluezone.joining.processes import ready_line, run, start
from bluezone.joining.refusal import RefusedError

READY = re.compile("ready: (.+)")


def test_a_command_says_why_it_failed() -> None:
    status, said = asyncio.run(run("inspect", "batch", "/no/such/file"))

    assert (1, "bluezone: /no/such/file: No such file or directory") == (status, said)


def test_a_service_that_ends_before_it_is_ready_is_refused_with_its_last_words() -> None:
    async def begin() -> None:
        process = await start("inspect", "batch", "/no/such/file")
        try:
            await ready_line(process, READY, "exchange")
        finally:
            await process.wait()

    with pytest.raises(RefusedError, match="the exchange did not start: bluezone: /no/such/file"):
        asyncio.run(begin())
