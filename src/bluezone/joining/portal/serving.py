"""The portal's web server: one door before threads in lanes, and what ends it."""

from __future__ import annotations

import asyncio
import os
import sys

from bluezone.doors import Bounds, Door, Lane, Threads, listening_socket, with_room
from bluezone.joining.descriptors import open_many_files
from bluezone.joining.garbage import look_through_what_answers_leave
from bluezone.joining.ports import LOOPBACK
from bluezone.joining.refusal import RefusedError
from bluezone.joining.stopping import stop_by_signals
from bluezone.joining.supervisor import Supervisor
from bluezone.joining.telling import Tell
from bluezone.joining.watchdog import Store, in_a_thread, watched

_STOPS_WITHIN_S = 10
"""A file that is looked into may take longer than anybody waits for an end."""
_LONGEST_BODY = 64 << 20
"""As much as pages refuse by themselves, in words (portal/frame/middleware.py)."""
STAFF = Bounds(connections=1_024, of_one_address=192, body_bytes=_LONGEST_BODY, share_of_descriptors=0.4)
"""An office stands behind one address, and a browser opens six connections."""


def lanes_of(threads: int) -> list[Lane]:
    """Strangers' files, whatever is done with them, take no thread of those that sign staff in; nor do doors, of which
    a thousand may find their network again in one moment: a quarter of them waits for seconds, the others come back.
    A monitor is answered whatever pages wait for; however many ask how it stands, one look is had at once, and one that
    waits for the database keeps nobody from hearing that the process lives, nor figures that take long from hearing
    whether it is ready."""
    return [
        Lane(at_once=1, waiting=8, paths=(b"/health",)),
        Lane(at_once=1, waiting=8, paths=(b"/ready",)),
        Lane(at_once=1, waiting=8, paths=(b"/metrics",)),
        Lane(at_once=2, waiting=8, prefixes=(b"/verify",), only_with_body=True),
        Lane(at_once=2, waiting=64, prefixes=(b"/field/photos/",)),
        Lane(at_once=2, waiting=256, prefixes=(b"/door/enrol", b"/door/sync")),
        Lane(at_once=threads, waiting=512),
    ]


def serve(port: int, origin: str, threads: int, tell: Tell) -> None:
    """Serves staff until SIGINT or SIGTERM; tells the address once it answers, and a supervisor that the environment
    names, who hears from then on that writes come to their end. Raises RefusedError for a taken port."""
    supervisor = Supervisor.named_in(os.environ, os.getpid())
    open_many_files()
    sys.setswitchinterval(0.001)  # pages are made in threads, and the door takes turns with them
    with_room(asyncio.run, _serve(port, origin, threads, tell, supervisor))


async def _serve(port: int, origin: str, threads: int, tell: Tell, supervisor: Supervisor) -> None:
    from bluezone.joining.portal.application import application, end_works_and_empty_journal
    from bluezone.portal.operations.heartbeat import beat

    look_through_what_answers_leave()
    stop = stop_by_signals()
    behind_proxy = origin.startswith("https://")
    answer = Threads(application, lanes_of(threads), behind_proxy=behind_proxy)
    try:
        listening = listening_socket(LOOPBACK, port)
    except OSError as error:
        raise RefusedError(f"port {port} cannot be used: {error.strerror}") from error
    door = Door(listening, answer, STAFF, behind_proxy=behind_proxy)
    tell(f"portal ready: {origin}")
    supervisor.is_told_ready()
    async with watched(supervisor, Store(lambda: in_a_thread(beat), beat)):
        await stop.wait()
    await door.close(_STOPS_WITHIN_S)
    await asyncio.to_thread(end_works_and_empty_journal)
