"""What the index that lies here lists: whoever was given it may ask for that at once, whatever this process has heard.

Several processes of one exchange serve one place. One that waits for its turn to publish, that does not know yet that
another has taken over, or whose way to the store is cut, gives out the index that another wrote, and has not heard of
the newest file that stands in it. Nothing is listed before it can be fetched: not from it, either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bluezone.exchange.keyring import Keyring
from bluezone.exchange.publishing.files import FilesForStrangers, PublicFile
from bluezone.exchange.publishing.index import read_own_index
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.signature import Kind


@dataclass(frozen=True, slots=True)
class _Listed:
    """Read once of each index."""

    etag: str = ""
    files: frozenset[tuple[Kind, int]] = frozenset()
    log_size: int = 0


class ShownIndex:
    """The index as this process gives it out."""

    def __init__(self, files: FilesForStrangers, keyring: Callable[[], Keyring]) -> None:
        self._files = files
        self._keyring = keyring
        self._listed = _Listed()

    async def lists(self, kind: Kind, sequence: int) -> bool:
        """Whether this file stands in it."""
        return (kind, sequence) in (await self._newest()).files

    async def reaches(self, leaf: int) -> bool:
        """Whether the log whose head stands in it has this leaf."""
        return leaf < (await self._newest()).log_size

    async def _newest(self) -> _Listed:
        shown = await self._files.read("v1/index")
        if shown is None:
            return _Listed()
        if shown.etag != self._listed.etag:
            self._listed = await self._files.aside(self._read, shown)
        return self._listed

    def _read(self, shown: PublicFile) -> _Listed:
        try:
            found = read_own_index(shown.data, self._files.files, self._keyring())
        except ProtocolError:  # of keys that are not installed here yet: what the log knows is given out all the same
            return _Listed(shown.etag)
        return _Listed(shown.etag, frozenset((one.kind, one.sequence) for one in found.index.files), found.head.size)
