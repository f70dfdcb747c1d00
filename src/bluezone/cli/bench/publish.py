"""`bluezone bench publish`: how long one window with a nation's seeds takes from closing to a file that is in the log.

Staging the seeds is done before and not measured; closing, padding, sorting, signing, writing, logging and erasing the
dummy marks are. Peak memory is that of the whole process, the staging included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.exchange import Exchange

_CHUNK = 20_000


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Measure closing, signing, logging and writing one window of seeds."
    parser = subparsers.add_parser("publish", help=sentence, description=sentence)
    parser.add_argument(
        "--seeds", type=whole_number(1, 5_000_000), default=420_000, metavar="N", help="seeds in the window"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        result = asyncio.run(_measure(Path(folder), arguments.seeds))
    print(json.dumps(result) if arguments.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


async def _measure(data: Path, seeds: int) -> dict[str, object]:
    from bluezone.cli.exchange.init import initialise
    from bluezone.cli.exchange.world import entropy, system_clock
    from bluezone.exchange import Exchange, ExchangeSettings

    now = [system_clock()]
    initialise(data, system_clock)
    settings = ExchangeSettings(data=data)
    async with Exchange(settings, clock=lambda: now[0], entropy=entropy, ticking=False) as exchange:
        end_s = (now[0] // 3_600_000 + 1) * 3_600
        _stage(exchange, seeds, end_s)
        now[0] = end_s * 1000
        began = time.perf_counter()
        (published, *_) = await exchange.publisher.publish_due()
        seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 3),
        "file_bytes": published.size,
        "bytes_per_seed": round(published.size / seeds, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "seeds": seeds,
    }


def _stage(exchange: Exchange, seeds: int, end_s: int) -> None:
    """Spreads seeds evenly over the groups of F0 days."""
    from bluezone.cli.exchange.world import entropy
    from bluezone.exchange.store.entries import StagedEntry, add_entries
    from bluezone.protocol.batch import Format, grid
    from bluezone.protocol.disclosure import Level

    groups = [key for key in grid(end_s, 14) if key.level is Level.F0 and key.format is Format.SEED16]
    for start in range(0, seeds, _CHUNK):
        chunk = [
            StagedEntry(end_s, groups[number % len(groups)], entropy(16))
            for number in range(start, min(start + _CHUNK, seeds))
        ]
        with exchange.store.transaction() as connection:
            add_entries(connection, chunk)
