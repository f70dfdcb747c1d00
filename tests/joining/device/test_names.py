"""Who looks up names for a phone: the application on Android, and the C library everywhere else."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bluezone.joining.device.names import names_for
from bluezone.radio.android import AndroidRadio
from bluezone.radio.opening import open_radio
from tests.support.radio.pipes import joined, yes_to
from tests.support.radio.stages import loop_clock

PATIENCE_S = 120


def test_behind_androids_pipe_the_application_does_and_elsewhere_nobody_is_asked(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    async def play() -> None:
        async with joined() as ends:
            radio = AndroidRadio(ends.pipe, clock=loop_clock())
            assert names_for(radio) is not None
            await radio.close()
        other = await open_radio(f"virtual:{tmp_path}", clock=loop_clock())
        assert names_for(other) is None
        await other.close()

    asyncio.run(play())


def test_an_engine_that_android_has_started_asks_the_application_where_its_exchange_is(tmp_path: Path) -> None:
    """The process itself, with an application at its standard input and output that answers everything."""
    command = ["device", "run", "--data", tmp_path / "phone", "--radio", "android:pipe", "--root-key", "11" * 32]

    async def play() -> str:
        engine = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bluezone.cli", *map(str, [*command, "--exchange", "https://exchange.example"]),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ},
        )  # fmt: skip
        assert engine.stdout is not None
        assert engine.stdin is not None
        async with asyncio.timeout(PATIENCE_S):
            while True:
                name, token, *words = (await engine.stdout.readline()).decode().split()
                if name == "resolve":
                    break
                engine.stdin.write(yes_to(name, token, *words).encode())
        engine.terminate()
        await engine.wait()
        return words[0]

    assert "exchange.example" == asyncio.run(play())
