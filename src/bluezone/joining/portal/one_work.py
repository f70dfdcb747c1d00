"""One work of the portal's clock, run by a process of its own and claimed before by the service that began it
(`works_apart.py`). It lives as long as that service at the most, and works behind everybody else on the machine.

Whoever ends a service may say so to each of its processes at once, as systemd does. This one leaves it to the service,
which gives the work back when it ends it: else its end would be noted as a fall, and the work be done hours later.
"""

from __future__ import annotations

import os
import signal
import sys

import structlog

from bluezone.joining.folders import work_in
from bluezone.joining.portal.opening import SETTINGS, world_from
from bluezone.joining.stopping import end_with_stdin
from bluezone.portal.configuration import Configuration

STORE_AT_FAULT = os.EX_TEMPFAIL
"""Ends so where the store could not be read or written: the work stays held, and is due again once the hold is over."""
_BEHIND = 10
"""Nice: where all want the processor, whoever makes pages has nine times as much."""


def main(work: str, holder: str) -> int:
    """Runs the work where it is still claimed under this name; its exit status."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(_BEHIND)
    end_with_stdin(signal.SIGKILL)
    configuration = Configuration.from_environment(os.environ)
    assert configuration.data is not None
    work_in(configuration.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS

    import django

    django.setup()

    from django.db import DatabaseError, connection

    from bluezone.portal.frame.troubles import where_of
    from bluezone.portal.operations.clock import run_claimed

    try:
        run_claimed(world_from(configuration), work, holder)
    except Exception as error:  # noqa: BLE001 - told without its words, which may quote a row
        structlog.get_logger().error("a work fell", work=work, error=type(error).__name__, where=where_of(error))
        return STORE_AT_FAULT if isinstance(error, DatabaseError) else 1
    finally:
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
