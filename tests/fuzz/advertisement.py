"""Whatever a Bluetooth controller may report."""

from __future__ import annotations

import contextlib

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.hidden_power import open_power
from bluezone.protocol.identifiers import RollingId


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        heard = parse_advertisement(data)
        if isinstance(heard, Advertisement) and heard.hidden_power is not None:
            open_power(heard.hidden_power, bytes(32), heard.rolling_id)


def samples() -> list[bytes]:
    rolling_id = RollingId(bytes(range(12)))
    said = (Advertisement(rolling_id), Advertisement(rolling_id, -12), Advertisement(rolling_id, hidden_power=244))
    return [one.pack() for one in said]
