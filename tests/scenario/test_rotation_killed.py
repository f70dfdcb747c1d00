"""kill -9 at any moment of a change of keys, whoever is killed: it is done again, and phones never refuse anything."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from tests.support.amounts import ROTATION_KILLS
from tests.support.commands import bluezone
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchanges import NOON_MS


def killed_after(seconds: float, *command: object) -> None:
    """The command in a process of its own, killed so long after its start, if it still lives."""
    arguments = [sys.executable, "-m", "bluezone.cli", "exchange", "keys", *map(str, command)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(arguments, env={**os.environ, "PYTHONWARNINGS": ""}, **quiet) as process:
        time.sleep(seconds)
        process.kill()


def publish(running: served.Served) -> None:
    assert httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60).status_code == 200


@pytest.mark.breadth
def test_a_change_of_keys_that_is_killed_again_and_again_is_done_in_the_end(tmp_path: Path) -> None:
    chance, now_ms = random.Random(1), NOON_MS
    served.set_clock(tmp_path, now_ms)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    faithful = Follower("", ceremony.root)
    for number in range(2, 2 + ROTATION_KILLS):
        running = served.start(tmp_path)
        faithful.url = running.public
        faithful.update()
        killed_after(chance.uniform(0.2, 0.9), "request", "--data", ceremony.data, "--out", tmp_path / "request")
        asked = ceremony.request()
        ceremony.sign(asked.json["fingerprint"])
        listed = ceremony.signed[-1]
        killed_after(chance.uniform(0.2, 0.9), "install", listed, "--data", ceremony.data)
        time.sleep(chance.uniform(0, 1.2))
        running.kill()

        running = served.start(tmp_path)
        faithful.url = running.public
        faithful.update()
        assert {"sequence": number, "announced": True, "required_witnesses": 0} == ceremony.install().json
        now_ms += 3 * DAY_MS + chance.randrange(-2, 3) * HOUR_MS
        served.set_clock(tmp_path, now_ms)
        publish(running)
        faithful.update()
        running.kill()

        assert (ceremony.keys, number) == (faithful.feed.keys, ceremony.keys.sequence)
    running = served.start(tmp_path)
    newcomer = Follower(running.public, ceremony.root)
    newcomer.update()
    running.stop()

    assert newcomer.feed.root == faithful.feed.root
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status
    assert [] == [path.name for path in (ceremony.data / "keys").iterdir() if path.name.startswith(".")]
