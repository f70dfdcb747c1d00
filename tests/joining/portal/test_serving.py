"""The portal's web server: whose work waits for whose."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bluezone.doors import Answer, Request, Threads
from bluezone.joining.portal.serving import lanes_of
from tests.support.portal.served_portal import empty_portal

STAFFS = 2
"""Threads for whoever signs in."""


@pytest.mark.parametrize("path", [b"/verify", b"/verify/AB12", b"/field/photos/7", b"/door/sync", b"/door/enrol"])
def test_files_of_strangers_and_parcels_of_doors_take_no_thread_of_those_that_sign_staff_in(path: bytes) -> None:
    """More at once than there are threads, each from another address; none of them is done before somebody signs in."""
    gate = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/account/login":
            gate.wait(60)
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def story() -> tuple[Answer, list[Answer]]:
        threads = Threads(application, lanes_of(STAFFS))
        files = [asyncio.ensure_future(threads(sent(path, number, b"a file"))) for number in range(2 * STAFFS)]
        await asyncio.sleep(0)
        try:
            signs_in = await asyncio.wait_for(threads(sent(b"/account/login", 99)), 20)
        finally:
            gate.set()
        return signs_in, await asyncio.gather(*files)

    signs_in, files = asyncio.run(story())

    assert (200, b"/account/login") == (signs_in.status, signs_in.body)
    assert [path] * (2 * STAFFS) == [one.body for one in files]


def test_a_look_that_waits_for_the_database_keeps_nobody_from_hearing_that_the_process_lives() -> None:
    gate = threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/health":
            gate.wait(60)
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def story() -> Answer:
        threads = Threads(application, lanes_of(STAFFS))
        waiting = [asyncio.ensure_future(threads(sent(path, 1))) for path in (b"/ready", b"/healthy", b"/health/")]
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(threads(sent(b"/health", 99)), 20)
        finally:
            gate.set()
            await asyncio.gather(*waiting)

    assert b"/health" == asyncio.run(story()).body


def test_figures_that_take_long_keep_nobody_from_hearing_whether_it_is_ready() -> None:
    lanes = [next(lane for lane in lanes_of(STAFFS) if lane.takes(sent(path, 1))) for path in (b"/ready", b"/metrics")]

    assert [(b"/ready",), (b"/metrics",)] == [lane.paths for lane in lanes]


def test_what_only_begins_like_a_monitors_address_takes_the_way_of_pages() -> None:
    first, *_, last = lanes_of(STAFFS)

    assert first.takes(sent(b"/health", 1))
    assert [last] * 2 == [
        next(lane for lane in lanes_of(STAFFS) if lane.takes(sent(path, 1))) for path in (b"/readyx", b"/health/")
    ]


@pytest.mark.parametrize("path", [b"/health", b"/ready", b"/metrics"])
def test_a_monitor_is_answered_whatever_pages_wait_for_and_takes_no_thread_of_theirs(path: bytes) -> None:
    """All threads of pages are held up, with more pages waiting; then one look takes long, with more waiting."""
    held, gate = b"/cases", threading.Event()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].encode() == held:
            gate.wait(60)
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def story(other: bytes) -> Answer:
        threads = Threads(application, lanes_of(STAFFS))
        waiting = [asyncio.ensure_future(threads(sent(held, number))) for number in range(2 * STAFFS)]
        await asyncio.sleep(0)
        try:
            return await asyncio.wait_for(threads(sent(other, 99)), 20)
        finally:
            gate.set()
            await asyncio.gather(*waiting)

    monitor = asyncio.run(story(path))
    held, gate = path, threading.Event()
    page = asyncio.run(story(b"/cases"))

    assert [(200, path), (200, b"/cases")] == [(one.status, one.body) for one in (monitor, page)]


LOADS = """
import sys
from pathlib import Path

from bluezone.joining.portal.opening import Place, open_portal

open_portal(Place(Path(sys.argv[1])))
from bluezone.joining.portal import application

before = set(sys.modules)
from bluezone.portal import urls

views = [name for name in before if name.startswith("bluezone.portal.") and "views" in name]
print(len(set(sys.modules) - before), len(views), application.application is not None)
"""


@pytest.mark.in_turn(of=3)
@pytest.mark.slow
def test_whoever_comes_first_waits_for_no_rooms_pages_to_be_loaded(tmp_path) -> None:
    """Where tables are made, as at a first start, more is loaded besides."""
    data = empty_portal(tmp_path / "data")

    told = subprocess.run([sys.executable, "-c", LOADS, data], check=True, capture_output=True, text=True)

    still_to_load, views, is_there = told.stdout.split()
    assert ("0", "True") == (still_to_load, is_there)
    assert 40 < int(views)


HOLDS = """
import gc
import os
import signal
import sys
from pathlib import Path

from bluezone.joining.portal import serving
from bluezone.joining.portal.opening import Place, open_portal
from bluezone.joining.ports import chosen_port

def told(sentence):
    print(gc.get_freeze_count(), len(gc.get_objects()), gc.get_threshold()[0], flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

open_portal(Place(Path(sys.argv[1])))
serving.serve(chosen_port(0), "http://localhost", 1, told)
"""


@pytest.mark.in_turn(of=3)
@pytest.mark.slow
def test_no_page_waits_while_all_that_is_loaded_is_looked_through_for_garbage(tmp_path) -> None:
    data = empty_portal(tmp_path / "data")

    told = subprocess.run([sys.executable, "-c", HOLDS, data], check=True, capture_output=True, text=True)

    left_alone, looked_through, between_looks = map(int, told.stdout.split())
    assert looked_through * 10 < left_alone
    assert 20_000 == between_looks


def sent(path: bytes, caller: int, body: bytes = b"name and password") -> Request:
    return Request("POST", path, "1.1", [], body, is_last=False, client=(f"192.0.2.{caller}", 4_000))
