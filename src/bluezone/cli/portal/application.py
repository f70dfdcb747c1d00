"""The WSGI application, as the server's processes load it: Django, the real world around each request, and a worker.

The worker is a thread that takes up lists (`portal/registers/working.py`). Its jobs are rows of the database, so what a
restart cuts short is begun again by whichever process looks next.
"""

from __future__ import annotations

import os
import threading
import time
import traceback

from django.core.wsgi import get_wsgi_application

from bluezone.cli.portal.world import SETTINGS, world_from
from bluezone.portal.configuration import Configuration
from bluezone.portal.world import World, with_world

_LOOKS_EVERY_S = 1.0


def work_forever(world: World) -> None:
    """Looks for lists to work on as long as the process lives, whatever one list or an absent database did to it."""
    from django.db import close_old_connections

    from bluezone.portal.registers.working import work_off

    while True:
        close_old_connections()
        try:
            work_off(world.now)
        except Exception:  # noqa: BLE001 - one list must not end the work on all others
            traceback.print_exc()
            close_old_connections()
        time.sleep(_LOOKS_EVERY_S)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
_WORLD = world_from(Configuration.from_environment(os.environ))
application = with_world(get_wsgi_application(), _WORLD)
threading.Thread(target=work_forever, args=(_WORLD,), daemon=True, name="lists").start()
