"""Explaining every leaf of a log: as a file that everybody can see, else it was logged for somebody alone.

A phone refuses what is not in the log; so whoever wants to serve one phone a batch of its own has to log it, and hopes
that nobody asks what the leaf stands for. Leaves of files that have been erased cannot be told any more. But from the
oldest listed batch on, all that was logged is still there: listed, or replaced by a newer configuration or key list, or
so new that its head still waits for witnesses.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.protocol.index import Index, VerifiedIndex


def require_explained(mirror: Path, verified: VerifiedIndex, leaves: list[bytes]) -> int:
    """Explains every leaf; how many stand for files that are erased, and so cannot be told. Raises RefusedError for one
    that stands for nothing although it was logged while the oldest listed batch was out."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.protocol.log import leaf_hash
    from bluezone.protocol.signature import Kind

    index = verified.index
    known = set(verified.leaves)
    known.update(_lying(mirror, index))
    batches = index.of_kind(Kind.BATCH)
    first = leaf_hash(Kind.BATCH, batches[0].sequence, batches[0].identity) if batches else None
    since = leaves.index(first) if first is not None else len(leaves)
    for number, leaf in enumerate(leaves):
        if number >= since and leaf not in known:
            raise RefusedError(
                f"leaf {number} of the log stands for no file that is published: somebody may be served it alone"
            )
    return sum(leaf not in known for leaf in leaves[:since])


def _lying(mirror: Path, index: Index) -> Iterator[bytes]:
    """Finds leaves of what lies in the mirror and is not listed: small files that were replaced, and what is so new
    that its head still waits for witnesses."""
    from bluezone.cli.inspect.reading import numbered
    from bluezone.joining.reading import read_bounded
    from bluezone.protocol.index import LISTED_KINDS, MAX_FILE_BYTES
    from bluezone.protocol.log import leaf_hash
    from bluezone.protocol.signature import Kind, identity_of, split_unverified

    for kind in LISTED_KINDS:
        newest = index.newest(kind)
        after = newest.sequence if newest is not None and kind in (Kind.BATCH, Kind.ROLLUP) else 0
        for number, path in numbered(mirror / kind.value).items():
            if number > after:
                for body in split_unverified(read_bounded(path, MAX_FILE_BYTES)):
                    yield leaf_hash(kind, number, identity_of(body))
