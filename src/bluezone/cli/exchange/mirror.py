"""What an exchange publishes, read from its address or from a copy in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.protocol.index import Published, VerifiedIndex
    from bluezone.protocol.signature import KeyList, Kind

_PATIENCE_S = 60


def fetch_from(where: str) -> Callable[[str], bytes]:
    """Reads a path such as `v1/index` from an address or a folder. What cannot be read is refused in one line."""
    if not where.startswith(("http://", "https://")):
        return lambda path: (Path(where) / path).read_bytes()

    import httpx

    def fetch(path: str) -> bytes:
        try:
            answer = httpx.get(f"{where.rstrip('/')}/{path}", trust_env=False, timeout=_PATIENCE_S)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RefusedError(f"the published mirror cannot be read: {type(error).__name__}") from error
        return answer.content

    return fetch


@dataclass(frozen=True)
class Mirror:
    """The key list and the index of a mirror, verified under a root that the reader knows."""

    keys: KeyList
    verified: VerifiedIndex
    fetch: Callable[[str], bytes]

    def listed(self, kind: Kind, sequence: int) -> Published:
        """Reads the file of this kind and number. Raises RefusedError if the index does not list it."""
        for file in self.verified.index.of_kind(kind):
            if file.sequence == sequence:
                return file
        raise RefusedError(f"the published index lists no {kind} {sequence}")


def read_mirror(where: str, root: str) -> Mirror:
    """Reads the mirror, as far as signatures prove it. Raises RefusedError and the protocol's errors."""
    from bluezone.joining.reading import read_root
    from bluezone.protocol.index import read_index
    from bluezone.protocol.signature import read_key_list

    fetch = fetch_from(where)
    keys = read_key_list(fetch("v1/newest-keys"), read_root(root))
    return Mirror(keys, read_index(fetch("v1/index"), keys), fetch)
