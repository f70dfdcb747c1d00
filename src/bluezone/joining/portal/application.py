"""The WSGI application, as the server's processes load it: Django, the real world around each request, and two workers.

One takes up lists (`portal/lists/working.py`): its jobs are rows of the database, so what a restart cuts short is
begun again by whichever process looks next. The other asks the exchange what became of codes, which it forgets after a
day, and fetches reports, which wait there for a week at most: nobody has to open a page for either.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import traceback
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application

from bluezone.joining.portal.opening import SETTINGS, world_from
from bluezone.portal.configuration import Configuration
from bluezone.portal.world import World, with_world

_LOOKS_FOR_LISTS_EVERY_S = 1.0
_ASKS_THE_EXCHANGE_EVERY_S = 300.0


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


def ask_the_exchange(world: World) -> None:
    """Asks the exchange; one that is away is asked again at the next turn."""
    from bluezone.portal.cases.services import refresh_open_codes
    from bluezone.portal.errors import ExchangeError
    from bluezone.portal.reports.services import fetch_all_reports
    from bluezone.portal.reports.wrapping import wrapping_key

    if world.exchange is None:
        return
    with contextlib.suppress(ExchangeError):
        refresh_open_codes(exchange=world.exchange, now=world.now())
        fetch_all_reports(exchange=world.exchange, wrapping_key=wrapping_key(), now=world.now())


def _start(name: str, work: Callable[[World], None], pause_s: float) -> None:
    threading.Thread(target=repeat_forever, args=(lambda: work(_WORLD), pause_s), daemon=True, name=name).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
_WORLD = world_from(Configuration.from_environment(os.environ))
application = with_world(get_wsgi_application(), _WORLD)
_start("lists", take_up_lists, _LOOKS_FOR_LISTS_EVERY_S)
_start("exchange", ask_the_exchange, _ASKS_THE_EXCHANGE_EVERY_S)
