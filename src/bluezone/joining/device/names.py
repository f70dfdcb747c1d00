"""Who looks up the names of hosts for a phone."""

from __future__ import annotations

from bluezone.device.exchange_client import Resolve
from bluezone.device.exchange_client.piped_names import PipedNames
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio


def names_for(radio: Radio) -> Resolve | None:
    """Finds who looks names up: behind Android's pipe the application, elsewhere the C library."""
    return PipedNames(radio.pipe) if isinstance(radio, AndroidRadio) else None
