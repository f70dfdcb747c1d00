"""The demo as a person runs it, and as a person kills it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bluezone.portal.demo.certificates import SIGNERS
from scripts.measure_demo import PHONES, ask_ten
from tests.support.amounts import DEMO_KILLS
from tests.support.simulation.traces import together, trace_of, write_csv

LIMIT_S = 120
TRACE = trace_of(together(1, 2, 45), together(1, 3, 2, day=1), together(3, 4, 45, day=3))


def demo(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bluezone.cli", "demo", *map(str, arguments)]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "office.csv", TRACE)


def test_headless_it_prints_one_object_and_ends(trace: Path) -> None:
    ended = subprocess.run(
        demo("--trace", trace, "--first-case", 1, "--headless", "--json"),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )

    assert [2] == json.loads(ended.stdout)["warned"]
    assert 1 == ended.stdout.count("\n")


@pytest.mark.breadth
@pytest.mark.slow
def test_every_phones_pages_are_there_until_somebody_ends_it(trace: Path) -> None:
    with subprocess.Popen(
        demo("--trace", trace, "--first-case", 1, "--port", 0, "--portal-port", 0), stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        try:
            said = []
            for line in running.stderr:
                said.append(line)
                if line.startswith("Press Ctrl-C"):
                    break
            address = re.search(r"http://\S+", "".join(said))
            assert address is not None
            with urllib.request.urlopen(address[0], timeout=30) as page:
                overview = page.read().decode()
            portal = re.search(r"portal: (http://localhost:\d+/)", "".join(said))
            assert portal is not None
            with urllib.request.urlopen(portal[1], timeout=30) as page:
                entrance = page.read().decode()
            pasted = [
                subprocess.run(
                    ["/bin/sh", "-c", line], cwd="/", capture_output=True, text=True, timeout=60, check=False
                )
                for line in said
                if " portal demo-data " in line
            ]
            folder = re.search(r"sign and seal with (\S+)/\*\.p12, passphrase", "".join(said))
            assert folder is not None
            certificates = {path.stem for path in Path(folder[1]).glob("*.p12")}
        finally:
            running.send_signal(signal.SIGTERM)
            running.communicate(timeout=LIMIT_S)

    assert 0 == running.returncode
    assert "Đăng nhập" in entrance
    assert [(0, True)] == [(one.returncode, bool(re.fullmatch(r"[0-9]{6}\n", one.stdout))) for one in pasted]
    assert {one.file for one in SIGNERS} == certificates
    assert "Bắt đầu ở đây" in overview
    assert any(re.match(r"  lan +health_officer +bluezone-lan-", line) for line in said)
    assert all(f"/p/{person}/" in overview for person in TRACE.people)
    assert any("phone    2 warns its owner" in line for line in said)


@pytest.mark.breadth
@pytest.mark.slow
def test_ten_phones_of_one_demo_answer_while_it_plays_and_after(tmp_path: Path) -> None:
    """No phone is starved: each answers as often as the others. How soon is a figure (docs/performance.md)."""
    answers = asyncio.run(ask_ten(tmp_path, rounds_after=5))

    for taken_ms in (answers.playing_ms, answers.after_ms):
        assert PHONES == len(taken_ms)
        assert 1 == len({len(of_one) for of_one in taken_ms.values()})
    assert {5} == {len(of_one) for of_one in answers.after_ms.values()}


@pytest.mark.breadth
@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_and_ends_as_if_nothing_had_happened(trace: Path, tmp_path: Path) -> None:
    """What was acknowledged is not lost, and nothing is done twice: seeds, batches, warnings."""
    luck = random.Random(20200810)
    command = demo("--trace", trace, "--first-case", 1, "--headless", "--json", "--data", tmp_path / "demo")
    for _ in range(DEMO_KILLS):
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(luck.uniform(0.5, 6.0))
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGKILL)
        _until_the_exchange_has_gone(tmp_path / "demo")

    ended = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=True)

    result = json.loads(ended.stdout)
    assert [2] == result["warned"]
    assert ([], []) == (result["missed"], result["false"])
    assert 1 <= result["seeds_uploaded"] <= 6


@pytest.mark.breadth
@pytest.mark.slow
def test_started_again_after_its_end_it_says_the_same(trace: Path, tmp_path: Path) -> None:
    """Figures come from what is written down, not from what this process happened to do itself."""
    command = demo("--trace", trace, "--first-case", 1, "--headless", "--json", "--data", tmp_path / "demo")

    said = []
    for _ in range(2):
        ended = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=True)
        said.append({key: value for key, value in json.loads(ended.stdout).items() if key != "wall_s"})

    assert said[0] == said[1]
    assert said[0]["batches_verified"] >= 4


def _until_the_exchange_has_gone(folder: Path) -> None:
    """It ends with the demo that started it; the next one would find its folder locked until then."""
    for _ in range(200):
        if not any(str(folder) in line for line in _command_lines()):
            return
        time.sleep(0.05)
    raise AssertionError("the exchange outlived its demo")


def _command_lines() -> list[str]:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if "exchange serve" in line]
