"""How long one window with a nation's seeds takes from closing to a file in the log (`bluezone bench publish`).

Staging the seeds is done before and not measured; closing, padding, sorting, signing, writing, logging and erasing the
dummy marks are. Peak memory is that of the whole process, the staging included. With no seeds it is the window of an
hour in which nobody disclosed. On PostgreSQL the staged seeds are weighed, with their indexes.
"""

from __future__ import annotations

import asyncio
import time

import sqlalchemy as sa

from bluezone.exchange import Exchange, ExchangeSettings
from bluezone.exchange.store.entries import StagedEntry, add_entries
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.lab.exchange.measured import new_exchange
from bluezone.lab.machine import peak_mb, throwaway_folder
from bluezone.lab.throwaway_postgresql import throwaway_postgresql
from bluezone.protocol.batch import Format, grid
from bluezone.protocol.disclosure import Level

_CHUNK = 20_000


def measure(seeds: int, store: str = "sqlite") -> dict[str, object]:
    """Measures one window with so many seeds."""
    with throwaway_folder() as folder, throwaway_postgresql(store, None) as store_url:
        return asyncio.run(_measure(ExchangeSettings(data=folder, store_url=store_url), seeds))


async def _measure(settings: ExchangeSettings, seeds: int) -> dict[str, object]:
    now = [system_clock()]
    new_exchange(settings.data)
    async with Exchange(settings, clock=lambda: now[0], entropy=entropy, ticking=False) as exchange:
        end_s = (now[0] // 3_600_000 + 1) * 3_600
        _stage(exchange, seeds, end_s)
        stored = _stored_bytes(exchange) if settings.store_url and seeds else None
        now[0] = end_s * 1000
        began = time.perf_counter()
        (published, *_) = await exchange.publisher.publish_due()
        seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 3),
        "file_bytes": published.size,
        "bytes_per_seed": round(published.size / seeds, 3) if seeds else None,
        "stored_bytes_per_seed": round(stored / seeds, 1) if stored else None,
        "peak_mb": peak_mb(),
        "seeds": seeds,
    }


def _stored_bytes(exchange: Exchange) -> int:
    """What PostgreSQL keeps of the staged seeds, by its own account: rows, indexes, and what belongs to them."""
    with exchange.store.transaction() as connection:
        return int(connection.scalar(sa.text("SELECT pg_total_relation_size('entries')")) or 0)


def _stage(exchange: Exchange, seeds: int, end_s: int) -> None:
    """Spreads seeds evenly over the groups of F0 days."""
    groups = [key for key in grid(end_s, 14) if key.level is Level.F0 and key.format is Format.SEED16]
    for start in range(0, seeds, _CHUNK):
        chunk = [
            StagedEntry(end_s, groups[number % len(groups)], entropy(16))
            for number in range(start, min(start + _CHUNK, seeds))
        ]
        with exchange.store.transaction() as connection:
            add_entries(connection, chunk)
