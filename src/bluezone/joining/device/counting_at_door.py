"""A radio at a door put together: it counts running phones into one file until it is told to stop.

The file is all that is written: no store, no key, no identity, since whoever counts here is no phone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bluezone.device.door_ear import count_running_phones
from bluezone.joining.device.living import SystemClock
from bluezone.joining.reading import read_bounded
from bluezone.joining.refusal import RefusedError
from bluezone.joining.stopping import stop_by_signals
from bluezone.joining.telling import Tell
from bluezone.radio.opening import open_radio
from bluezone.rollout.errors import TallyError
from bluezone.rollout.tally.heard import MOST_BYTES, Heard, Quarter, is_post, read_heard, write_heard


@dataclass(frozen=True, slots=True)
class Options:
    """The options that the command was given."""

    radio: str
    post: str
    file: Path


async def count_at_door(options: Options, tell: Tell) -> None:
    """Counts until SIGINT or SIGTERM. Raises RefusedError and the rooms' errors."""
    keep = keep_in(options.file, options.post, tell)
    clock = SystemClock()
    radio = await open_radio(options.radio, clock=clock.monotonic_ms)
    async with contextlib.AsyncExitStack() as parts:
        parts.push_async_callback(radio.close)
        stop = stop_by_signals()
        counting = asyncio.ensure_future(count_running_phones(radio, clock, keep, tell))
        stopped = asyncio.ensure_future(stop.wait())
        tell(f"door ready: post {options.post} radio {options.radio}")
        await asyncio.wait([counting, stopped], return_when=asyncio.FIRST_COMPLETED)
        for part in (counting, stopped):
            part.cancel()
        for ended in await asyncio.gather(counting, stopped, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def keep_in(file: Path, post: str, tell: Tell) -> Callable[[Quarter], None]:
    """Opens the file of a post's counts, made where there is none, and makes what adds a quarter to it. What the disk
    does not take is written with the next quarter. Raises RefusedError for a file of anything else."""
    heard = _standing(file, post)
    _write(file, heard)

    def keep(quarter: Quarter) -> None:
        nonlocal heard
        heard = heard.plus(quarter)
        tell(f"door: {quarter.begins:%Y-%m-%dT%H:%MZ}: between {quarter.fewest} and {quarter.heard} running phones")
        try:
            _write(file, heard)
        except OSError as error:
            tell(f"door: the counts cannot be written, and are written with the next: {error.strerror}")

    return keep


def _standing(file: Path, post: str) -> Heard:
    if not is_post(post):
        raise RefusedError(f"{post!r} is no code of a door post: 1 to 20 capital letters, digits and dashes")
    if not file.exists():
        return Heard(post, ())
    try:
        heard = read_heard(read_bounded(file, MOST_BYTES))
    except TallyError as error:
        raise RefusedError(f"{file} is there, and holds no counts of a radio at a door") from error
    if heard.post != post:
        raise RefusedError(f"{file} holds the counts of post {heard.post}")
    return heard


def _write(file: Path, heard: Heard) -> None:
    """Writes the file anew beside the old one, which stands until all is on disk."""
    part = file.with_name(file.name + ".part")
    with part.open("wb") as unfinished:
        unfinished.write(write_heard(heard))
        unfinished.flush()
        os.fsync(unfinished.fileno())
    part.replace(file)
