"""Files that cannot be had, as of a silent bucket: whoever asks for them is told so, and nobody else is held up."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bluezone.exchange.errors import StoreError
from bluezone.exchange.publishing.files import reading
from tests.support.exchange.exchanges import Scene, play

STRANGERS = 64


def test_a_silent_bucket_holds_up_whoever_asks_for_files_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PATIENCE_S", 0.3)
    over = threading.Event()

    async def story(scene: Scene) -> tuple[set[tuple[int, str]], bool]:
        scene.exchange.files.forget_what_changes()
        scene.exchange.files._load = lambda _name: over.wait(60) and None  # type: ignore[method-assign]
        strangers = [asyncio.create_task(scene.public.get("/v1/index")) for _ in range(STRANGERS)]
        await asyncio.sleep(0.05)
        beside = await asyncio.wait_for(asyncio.to_thread(lambda: True), 30)  # where calls and the desk wait, too
        answers = await asyncio.gather(*strangers)
        over.set()
        return {(answer.status_code, answer.headers["cache-control"]) for answer in answers}, beside

    try:
        assert ({(503, "no-store")}, True) == play(tmp_path, story)
    finally:
        over.set()


def test_a_file_that_a_bucket_does_not_give_may_be_asked_for_again(tmp_path: Path) -> None:
    async def story(scene: Scene) -> tuple[int, int]:
        load = scene.exchange.files._load
        scene.exchange.files.forget_what_changes()
        scene.exchange.files._load = _refuse  # type: ignore[method-assign]
        refused = await scene.public.get("/v1/index")
        scene.exchange.files._load = load  # type: ignore[method-assign]
        return refused.status_code, (await scene.public.get("/v1/index")).status_code

    assert (503, 200) == play(tmp_path, story)


def _refuse(_name: str) -> bytes:
    raise StoreError("the bucket did not do what was asked (GenericError)")
