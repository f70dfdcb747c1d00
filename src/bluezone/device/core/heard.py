"""Sightings in columns: some forty bytes each instead of five hundred, since an air that is flooded brings millions.

What is read of them is a Sighting again, made when it is asked for: of a whole log hardly any ever is.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from bluezone.protocol.identifiers import ID_BYTES, RollingId
from bluezone.protocol.sighting import BootId, HeardBy, Sighting

_NO_POWER, _NO_LENGTH, _NONE_HIDDEN = -32_768, -1, -1


class Heard(Sequence[Sighting]):
    """Sightings in the order in which they came."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self.ids = bytearray()
        """Behind each other."""
        self.times_ms, self._monotonic_ms = array("q"), array("q")
        self._rssi_dbm, self._heard_by = array("h"), array("b")
        self._power_dbm, self._stands_for_s, self._hidden_power = array("h"), array("q"), array("h")
        self._of_boot, self._boots = array("l"), dict[BootId, int]()
        for sighting in sightings:
            self._add(sighting)

    def _add(self, heard: Sighting) -> None:
        self.ids += heard.rolling_id.value
        self.times_ms.append(heard.wall_ms)
        self._monotonic_ms.append(heard.monotonic_ms)
        self._rssi_dbm.append(heard.rssi_dbm)
        self._heard_by.append(heard.heard_by)
        self._power_dbm.append(_NO_POWER if heard.tx_power_dbm is None else heard.tx_power_dbm)
        self._stands_for_s.append(_NO_LENGTH if heard.stands_for_s is None else heard.stands_for_s)
        self._hidden_power.append(_NONE_HIDDEN if heard.hidden_power is None else heard.hidden_power)
        self._of_boot.append(self._boots.setdefault(heard.boot, len(self._boots)))

    def __len__(self) -> int:
        return len(self.times_ms)

    @overload
    def __getitem__(self, number: int) -> Sighting: ...

    @overload
    def __getitem__(self, number: slice) -> list[Sighting]: ...

    def __getitem__(self, number: int | slice) -> Sighting | list[Sighting]:
        if isinstance(number, slice):
            return [self._at(one) for one in range(*number.indices(len(self)))]
        return self._at(range(len(self))[number])

    def __iter__(self) -> Iterator[Sighting]:
        return map(self._at, range(len(self)))

    def _at(self, number: int) -> Sighting:
        power_dbm, stands_for_s = self._power_dbm[number], self._stands_for_s[number]
        hidden_power = self._hidden_power[number]
        return Sighting(
            RollingId(bytes(self.ids[number * ID_BYTES : (number + 1) * ID_BYTES])),
            list(self._boots)[self._of_boot[number]],
            self._monotonic_ms[number],
            self.times_ms[number],
            self._rssi_dbm[number],
            None if power_dbm == _NO_POWER else power_dbm,
            HeardBy(self._heard_by[number]),
            None if stands_for_s == _NO_LENGTH else stands_for_s,
            None if hidden_power == _NONE_HIDDEN else hidden_power,
        )
