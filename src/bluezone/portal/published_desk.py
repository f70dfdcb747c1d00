"""What the exchange publishes for phones, read as a phone reads it: under a pinned root key, or not believed at all."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

import httpx

from bluezone.portal.errors import ExchangeError
from bluezone.portal.leaving import Way, leave_by
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration, read_configuration
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.index import MAX_INDEX_BYTES, read_index
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, KeyList, Kind, VerifyingKey, read_key_list

_TIMEOUT_S = 5.0


class HttpPublishedDesk:
    """Reads the public address of an exchange, or of any mirror of it."""

    def __init__(self, address: str, root: VerifyingKey) -> None:
        self._address, self._root = address.rstrip("/"), root

    def configuration(self) -> Configuration | None:
        """Reads the newest configuration in the signed index; None before the first. Raises ExchangeError."""
        with self._opened() as client:
            keys = self._keys(client)
            newest = read_index(self._fetch(client, "v1/index", MAX_INDEX_BYTES), keys).index.newest(Kind.CONFIG)
            if newest is None:
                return None
            return read_configuration(self._fetch(client, newest.path[1:], MAX_CONFIG_BYTES), keys)

    def believes(self, kind: Kind, key_id: bytes, now: dt.datetime) -> bool:
        """Whether the newest key list names this key, for now. Raises ExchangeError."""
        at_s = int(now.timestamp())
        with self._opened() as client:
            listed = [one for one in self._keys(client).keys if one.kind is kind]
        named = [one for one in listed if VerifyingKey(one.public).key_id == key_id]
        return any(one.valid_from_s <= at_s < one.valid_until_s for one in named)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[httpx.Client]:
        """Opens the address for one question; what goes wrong meanwhile is the exchange's."""
        leave_by(Way.EXCHANGE)
        try:
            with httpx.Client(timeout=_TIMEOUT_S, trust_env=False) as client:
                yield client
        except httpx.HTTPError as error:
            raise ExchangeError("the published files cannot be read") from error
        except ProtocolError as error:
            raise ExchangeError("what is published does not hold under the pinned root key") from error

    def _keys(self, client: httpx.Client) -> KeyList:
        return read_key_list(self._fetch(client, "v1/newest-keys", MAX_KEY_LIST_BYTES), self._root)

    def _fetch(self, client: httpx.Client, path: str, most: int) -> bytes:
        with client.stream("GET", f"{self._address}/{path}") as answer:
            answer.raise_for_status()
            found = bytearray()
            for chunk in answer.iter_bytes():
                found += chunk
                if len(found) > most:
                    raise ExchangeError("what is published is too long to be right")
        return bytes(found)
