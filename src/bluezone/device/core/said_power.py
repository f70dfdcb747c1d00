"""What the sender of an encounter said of its power: in clear, or hidden until its seed was published.

Opening takes one derivation for each id that was heard and matched, none for what is published and was not.
"""

from __future__ import annotations

from collections.abc import Iterator

from bluezone.device.core.matching import Encounter
from bluezone.protocol.hidden_power import open_power


def powers_said(encounter: Encounter) -> Iterator[int | None]:
    """The power in dBm of each sighting, in their order; None where nothing was said that says a power."""
    day_key, opened = b"", dict[tuple[bytes, int], int | None]()
    for sighting in encounter.sightings:
        if sighting.hidden_power is None:
            yield sighting.tx_power_dbm
            continue
        heard = (sighting.rolling_id.value, sighting.hidden_power)
        if heard not in opened:
            day_key = day_key or encounter.seed.key_for(encounter.day)
            opened[heard] = open_power(sighting.hidden_power, day_key, sighting.rolling_id)
        yield opened[heard]
