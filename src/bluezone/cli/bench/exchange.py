"""`bluezone bench exchange`: how many calls an exchange answers, each acknowledged upload on disk before it is told.

The exchange runs in its own process on this machine, the phones in another beside it. Every sequence is time → redeem →
upload or the cover of it; at the end the store is counted and must hold exactly what was acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bluezone.cli.bench.phones import SEEDS, Sequence, Tally, cover_sequence, make_calls, open_line, real_sequence
from bluezone.cli.refusal import RefusedError
from bluezone.cli.whole_numbers import whole_number

_DRAWN = 48 + 16 * SEEDS
_CODE_BATCH = 1_000


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Measure calls a second, durable, real and cover mixed, with the phones on the same machine."
    parser = subparsers.add_parser("exchange", help=sentence, description=sentence)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="which database")
    parser.add_argument("--store-url", metavar="URL", help="the PostgreSQL to use; default: a throw-away one")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="how long to measure")
    parser.add_argument(
        "--connections", type=whole_number(1, 4_096), default=64, metavar="N", help="phones that call at the same time"
    )
    parser.add_argument("--real", type=float, default=0.65, metavar="SHARE", help="share of sequences that are real")
    parser.add_argument(
        "--expect",
        type=whole_number(1, 1_000_000),
        default=3_500,
        metavar="N",
        help="prepare for so many calls a second",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.bench.exchange_service import measured_exchange
    from bluezone.cli.bench.throwaway_postgresql import throwaway_postgresql

    count = int(arguments.expect * arguments.seconds / 3)
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder, throwaway_postgresql(arguments) as store_url:
        data = Path(folder)
        sequences = prepare(data, store_url, count, arguments.real)
        before = _stored_entries(data, store_url)
        own, others = time.process_time(), _cpu_of_children()
        with measured_exchange(data, store_url, (0, 0)) as service:
            tally, seconds = asyncio.run(load(service.public, sequences, arguments.connections, arguments.seconds))
        own, others = time.process_time() - own, _cpu_of_children() - others
        stored = (_stored_entries(data, store_url) - before) // SEEDS
    result = summary(tally, seconds)
    result |= {
        # What a call costs, on a machine that others use too: the exchange with its start, and the phones beside it.
        "exchange_cpu_us_per_call": round(others / len(tally.calls) * 1e6),
        "phones_cpu_us_per_call": round(own / len(tally.calls) * 1e6),
    }
    result |= {"store": arguments.store, "synchronous": service.synchronous, "uploads_in_store": stored}
    if stored != tally.uploads:
        raise RefusedError(f"{tally.uploads} uploads were acknowledged and {stored} are in the store")
    print(json.dumps(result) if arguments.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


def prepare(data: Path, store_url: str | None, count: int, real_share: float) -> list[Sequence]:
    """A new exchange's data with codes in it, and sequences that will redeem them; the work is done on all cores."""
    from bluezone.cli.bench.exchange_service import CHALLENGE_KEY, settings_of
    from bluezone.cli.exchange.init import initialise
    from bluezone.cli.exchange.world import entropy, system_clock
    from bluezone.exchange.challenges import Challenges

    initialise(data, system_clock)
    now_s = system_clock() // 1000
    challenges = Challenges(settings_of(data, store_url), entropy, CHALLENGE_KEY)
    real_count = int(count * real_share)
    codes = issue(data, store_url, real_count)
    jobs = []
    for number in range(count):
        # Real and cover alternate as evenly as the share allows.
        real = (number + 1) * real_count // count > number * real_count // count
        code = codes.pop() if real else "123456789015"
        challenge, _, bits = challenges.issue("", now_s)
        jobs.append((code if real else "", challenge, bits, entropy(_DRAWN), now_s))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_prepare_one, jobs, chunksize=500))


def issue(data: Path, store_url: str | None, count: int) -> list[str]:
    """So many short codes, with a window of 14 days."""
    from bluezone.cli.bench.exchange_service import settings_of
    from bluezone.cli.exchange.world import entropy, system_clock
    from bluezone.exchange.codes import CodeOrder, issue_code
    from bluezone.exchange.store import open_store
    from bluezone.protocol.calendar import Day
    from bluezone.protocol.config import PathogenProfile
    from bluezone.protocol.disclosure import Level

    # An onset ten days ago and a window of 2 + 10 days around it: all but two of the 14 days would be published.
    now_s = system_clock() // 1000
    order = CodeOrder(Level.F1, Day.containing(now_s * 1000).plus(-1), Day.containing(now_s * 1000).plus(-14))
    store = open_store(settings_of(data, store_url).store_address)
    codes = []
    for start in range(0, count, _CODE_BATCH):
        with store.transaction() as connection:
            codes += [
                issue_code(connection, order, PathogenProfile(), now_s=now_s, entropy=entropy).code
                for _ in range(start, min(start + _CODE_BATCH, count))
            ]
    store.close()
    return codes


def summary(tally: Tally, seconds: float) -> dict[str, object]:
    """The figures of a run."""
    times = sorted(call.seconds * 1000 for call in tally.calls)
    cover = sum(not call.real for call in tally.calls)
    return {
        "calls_per_s": round(len(times) / seconds, 1),
        "real_uploads_per_s": round(tally.uploads / seconds, 1),
        "cover_per_s": round(cover / seconds, 1),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[len(times) * 99 // 100], 2),
        "errors": tally.errors,
        "real_share": round(tally.uploads / len(times), 3),
        "seconds": round(seconds, 2),
    }


async def load(
    address: tuple[str, int], sequences: list[Sequence], connections: int, seconds: float
) -> tuple[Tally, float]:
    """Lets so many phones call, each one sequence after the other, until the time is over or nothing is left."""
    tally = Tally()
    waiting = iter(sequences)
    end = time.perf_counter() + seconds

    async def phone() -> None:
        line = await open_line(address)
        try:
            for sequence in waiting:
                await make_calls(line, sequence, tally)
                if time.perf_counter() > end:
                    break
        finally:
            line.close()

    began = time.perf_counter()
    await asyncio.gather(*(phone() for _ in range(connections)))
    return tally, time.perf_counter() - began


def _cpu_of_children() -> float:
    """Seconds of processor time of processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _prepare_one(job: tuple[str, bytes, int, bytes, int]) -> Sequence:
    from bluezone.protocol.calendar import Day

    code, challenge, bits, drawn, now_s = job
    if code:
        return real_sequence(code, challenge, bits, drawn, Day.containing(now_s * 1000))
    return cover_sequence("123456789015", challenge, bits, drawn)


def _stored_entries(data: Path, store_url: str | None) -> int:
    """Seeds in the store that are no dummies of a window that closed meanwhile."""
    import sqlalchemy as sa

    from bluezone.cli.bench.exchange_service import settings_of
    from bluezone.exchange.store import open_store
    from bluezone.exchange.store.tables import entries
    from bluezone.protocol.disclosure import Level

    store = open_store(settings_of(data, store_url).store_address)
    with store.transaction() as connection:
        query = sa.select(sa.func.count()).select_from(entries)
        counted = connection.execute(query.where(entries.c.dummy == 0, entries.c.level == Level.F1)).scalar_one()
    store.close()
    return int(counted)
