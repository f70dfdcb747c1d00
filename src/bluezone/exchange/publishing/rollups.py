"""Daily roll-ups: the sorted union of a day's hourly batches that were not taken back (docs/protocol/3-batches.md).

Whoever was away may read one file a day instead of twenty-four. A roll-up is made from the published batches alone,
so making it again gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from bluezone.exchange.errors import ForkError
from bluezone.exchange.ports import DAY_S
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.windows import NO_PREVIOUS
from bluezone.protocol.batch import ENTRY_BYTES, Batch, GroupKey, make_group, read_batch, write_batch
from bluezone.protocol.index import Published
from bluezone.protocol.signature import KeyList, Kind, SigningKey, sign_file


def due_rollup(log: Logbook, closed_until_s: int, *, since_s: int) -> tuple[int, list[Published]] | None:
    """(end of the day, its batches) of the oldest complete day without a roll-up since a moment."""
    rolled = log.newest(Kind.ROLLUP)
    after_s = max(since_s, rolled.window_end_s if rolled else 0)
    days: dict[int, list[Published]] = {}
    for file in log.of_kind(Kind.BATCH, ends_after_s=after_s + 1):
        days.setdefault(-(-file.window_end_s // DAY_S) * DAY_S, []).append(file)
    complete = [end_s for end_s in days if end_s <= closed_until_s]
    return (min(complete), days[min(complete)]) if complete else None


def read_again(files: PublishedFiles, listed: Published, keys: KeyList) -> Batch:
    """A batch as it was published. Raises ForkError unless the very file in the log lies in its place."""
    file = files.read_anew(listed.path[1:])
    if file is None:
        raise ForkError(f"batch {listed.sequence} is in the log and its file is missing")
    batch, opened = read_batch(file.data, Kind.BATCH, keys)
    if opened.identity != listed.identity:
        raise ForkError(f"what lies in the place of batch {listed.sequence} is not the one in the log")
    return batch


def make_rollup(end_s: int, batches: Sequence[Batch], newest: Published | None, key: SigningKey) -> bytes:
    """The signed roll-up of a day, after the newest one there is."""
    columns: dict[GroupKey, set[bytes]] = {}
    for batch in batches:
        for group in batch.groups:
            column = bytes(group.column)
            entries = (column[at : at + ENTRY_BYTES] for at in range(0, len(column), ENTRY_BYTES))
            columns.setdefault(group.key, set()).update(entries)
    union = Batch(
        Kind.ROLLUP,
        newest.sequence + 1 if newest else 1,
        end_s - DAY_S,
        end_s,
        max((batch.config_sequence for batch in batches), default=0),  # a phone needs none for a day without batches
        newest.identity if newest else NO_PREVIOUS,
        tuple(make_group(place, columns[place]) for place in sorted(columns)),
    )
    return sign_file(write_batch(union), [key])
