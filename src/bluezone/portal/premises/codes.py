"""The key under which this portal signs codes of places, and what phones know of it.

It lies in a file beside the database, like the portal's other keys, and signs nothing else. Phones believe it once the
exchange's key list names it (docs/operating/portal.md, "Posters for doors"), so no code is signed before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from bluezone.portal.errors import RefusedError
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.secrets_on_disk import read_drawn_secret
from bluezone.portal.world import PublishedDesk
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import SALT_BYTES, VENUE_ID_BYTES, Venue, place_kind, write_venue

VENUE_FILE = "venue.key"
VALID_FOR = dt.timedelta(days=92)
"""A quarter: then the poster is printed anew, with another salt, and whoever kept the old text recognises no alert."""


def venue_key() -> SigningKey:
    """Reads the portal's key for places. Raises ConfigurationError where the file is missing or open to others."""
    return SigningKey(Kind.VENUE, bytes.fromhex(read_drawn_secret(Path(settings.DATA_FOLDER or "") / VENUE_FILE)))


def require_listed(published: PublishedDesk | None, key: SigningKey, now: dt.datetime) -> None:
    """Requires that phones believe this key now. Raises RefusedError, and ExchangeError where nothing is published."""
    leave_by(Way.PUBLICATION)
    if published is None:
        raise RefusedError(
            "this portal does not know yet whose codes phones believe; nothing is lost, please ask whoever runs it"
        )
    if not published.believes(Kind.VENUE, key.verifying_key.key_id, now):
        raise RefusedError("phones do not know this portal's key for places yet; the operator has it listed first")


def signed_code(
    *, name: str, kind: str, unit: str, key: SigningKey, entropy: Callable[[int], bytes], now: dt.datetime
) -> tuple[str, dt.datetime, dt.datetime]:
    """Signs a fresh code: its text, and from when until when phones take it. Raises RefusedError for its name."""
    leave_by(Way.PUBLICATION)
    begins = now.replace(microsecond=0)
    ends = begins + VALID_FOR
    try:
        venue = Venue.of(
            entropy(VENUE_ID_BYTES),
            name,
            place_kind(kind),
            unit,
            valid_s=(int(begins.timestamp()), int(ends.timestamp())),
            salt=entropy(SALT_BYTES),
        )
    except ValueError as error:
        raise RefusedError("this name does not fit into a poster's code; make it shorter") from error
    return write_venue(venue, key), begins, ends
