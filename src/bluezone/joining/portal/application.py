"""The WSGI application, as the server loads it: Django, the real world around each request, and four workers.

One takes up lists (`portal/lists/working.py`): its jobs are rows of the database, so what a restart cuts short is
begun again by whichever process looks next. One fetches reports, so that a new one counts within fifteen seconds and
before anybody has opened the list. One runs the portal's one clock (`portal/operations/clock.py`): what every app does
by itself, reminders, messages, questions about codes, each once however many processes look; what counts everybody it
begins in a process of its own (`works_apart.py`). The last empties SQLite's write-ahead log, so that what was erased is
gone from it within minutes.

Every room's pages are loaded with it, before anybody is told that the portal is ready: whoever came first waited two
and a half seconds of the processor for them, and with them whoever came next.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bluezone.joining.chance import entropy
from bluezone.joining.clocks import steady_clock
from bluezone.joining.patience import try_for
from bluezone.joining.portal.clock_guard import ClockGuard, waits_for_its_clock
from bluezone.joining.portal.opening import SETTINGS, world_from
from bluezone.joining.portal.works_apart import WorksApart
from bluezone.portal.configuration import Configuration
from bluezone.portal.operations.journal import Patience, empty_journal
from bluezone.portal.operations.preparing import sqlite_store_of
from bluezone.portal.world import World, with_world

_LOOKS_FOR_LISTS_EVERY_S = 1.0
_FETCHES_REPORTS_EVERY_S = 15.0
_LOOKS_AT_THE_CLOCK_EVERY_S = 5.0
_EMPTIES_THE_JOURNAL_EVERY_S = 20.0
_TRIES_AT_THE_END_S = 2.0


def repeat_forever(work: Callable[[], None], pause_s: float) -> None:
    """Repeats a turn as long as the process lives, whatever one turn or an absent database did to it."""
    from django.db import close_old_connections

    while True:
        close_old_connections()
        try:
            work()
        except Exception:  # noqa: BLE001 - one turn must not end all others
            traceback.print_exc()
            close_old_connections()
        time.sleep(pause_s)


def take_up_lists(world: World) -> None:
    from bluezone.portal.lists.working import work_off

    work_off(world.now)


def fetch_the_reports(world: World) -> None:
    """Fetches what phones sent; an exchange that is away is asked again at the next turn."""
    from bluezone.portal.errors import ExchangeError
    from bluezone.portal.reports.services import fetch_all_reports
    from bluezone.portal.reports.wrapping import wrapping_key

    if world.exchange is None:
        return
    with contextlib.suppress(ExchangeError):
        fetch_all_reports(exchange=world.exchange, wrapping_key=wrapping_key(), now=world.now())


def run_the_clock(world: World) -> None:
    """Runs what is due, under a name that no other process has."""
    from bluezone.portal.operations.clock import run_due

    run_due(world, _HOLDER, elsewhere=_APART)


def empty_the_journal(store: Path | None, patience: Patience) -> None:
    """One try; a line for the operator where somebody has been reading for long."""
    if store is not None and patience.should_tell(is_empty=empty_journal(store), now_s=steady_clock()):
        _log.error("the journal cannot be emptied", why="somebody reads the store; what was erased is still in it")


def end_works_and_empty_journal() -> None:
    """Ends what runs beside the service, which may be reading the store; then tries for two seconds to empty the
    journal, and says so where it failed."""
    _APART.end()
    store = _STORE
    if store is not None and not try_for(_TRIES_AT_THE_END_S, lambda: empty_journal(store)):
        _log.error("the journal was not emptied", why="somebody reads the store; what was erased is still in it")


def world_that_doubts(configuration: Configuration) -> World:
    """The world of a portal that is served: what cannot be taken back waits while its clock is in doubt."""
    world = world_from(configuration)
    if configuration.data is None or not waits_for_its_clock(configuration):
        return world
    return replace(world, doubts_clock=ClockGuard.of_folder(configuration.data).doubts)


def _start(name: str, work: Callable[[World], None], pause_s: float) -> None:
    threading.Thread(target=repeat_forever, args=(lambda: work(_WORLD), pause_s), daemon=True, name=name).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
_log = structlog.get_logger()
_CONFIGURATION = Configuration.from_environment(os.environ)
_WORLD = world_that_doubts(_CONFIGURATION)
_STORE = sqlite_store_of(_CONFIGURATION)
application = with_world(get_wsgi_application(), _WORLD)
import_module(settings.ROOT_URLCONF)
_start("lists", take_up_lists, _LOOKS_FOR_LISTS_EVERY_S)
_start("reports", fetch_the_reports, _FETCHES_REPORTS_EVERY_S)
_HOLDER = entropy(16).hex()
_APART = WorksApart(_WORLD)
_start("clock", run_the_clock, _LOOKS_AT_THE_CLOCK_EVERY_S)
_PATIENCE = Patience()
_start("journal", lambda _world: empty_the_journal(_STORE, _PATIENCE), _EMPTIES_THE_JOURNAL_EVERY_S)
