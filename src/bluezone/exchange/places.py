"""Communes' places, in which phones look typed codes up: the newest file of each (docs/protocol/10-venues.md).

A portal signs them; what is checked here is the signature and the order. They lie beside the log and not in it: what is
in them is signed one by one, and a file that is kept back shows as a place that nobody finds.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from bluezone.exchange.errors import ChangedError, RequestError
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.protocol.errors import PeerError
from bluezone.protocol.place_codes import Places, read_places
from bluezone.protocol.signature import KeyList

_FOLDER = "v1/places"
_UNIT = re.compile(r"[0-9]{5}")
_ATTEMPTS = 5
_AHEAD_S = 600
"""By how much a portal's clock may be ahead of ours."""


class PlacesShelf:
    """What is published of each commune. Any thread may ask; who writes waits for whoever writes."""

    def __init__(self, files: PublicFiles, keys: Callable[[], KeyList], now_s: Callable[[], int]) -> None:
        self._files, self._keys, self._now_s = files, keys, now_s
        self._alone = threading.Lock()
        self._units: frozenset[str] = frozenset()

    def look(self) -> None:
        """Notes which communes there are: a stranger's guesses then cost no look into a bucket."""
        self._units = frozenset(name for name in self._files.names(_FOLDER) if _UNIT.fullmatch(name))

    def name_of(self, unit: str) -> str | None:
        """The name of a commune's file; None where nothing is published of it."""
        return f"{_FOLDER}/{unit}" if unit in self._units else None

    def put(self, data: bytes) -> Places:
        """Publishes a commune's places in place of older ones. Raises RequestError."""
        places = self._read(data)
        if places.issued_s > self._now_s() + _AHEAD_S:
            raise RequestError("these places are dated ahead of the exchange's clock")
        name = f"{_FOLDER}/{places.unit}"
        with self._alone:
            self._put_unless_newer(name, data, places)
            self._units |= {places.unit}
        return places

    def _put_unless_newer(self, name: str, data: bytes, places: Places) -> None:
        """Puts it in place of exactly what was compared: another process may put another one in the same moment."""
        for attempt in range(1, _ATTEMPTS + 1):
            present = self._files.read_anew(name)
            if present is not None and self._issued_s(present.data) > places.issued_s:
                raise RequestError("newer places of this commune are published")
            try:
                self._files.replace(name, data, instead_of=None if present is None else present.data)
            except ChangedError:
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _read(self, data: bytes) -> Places:
        try:
            return read_places(data, self._keys())
        except PeerError as error:
            raise RequestError(str(error)) from error

    def _issued_s(self, data: bytes) -> int:
        """When what is published was signed; 0 if its key counts no more, so that it can be replaced."""
        try:
            return read_places(data, self._keys()).issued_s
        except PeerError:
            return 0
