"""An exchange while somebody guesses codes for whom the proof of work costs nothing (`bluezone bench guess`).

Guesses come from one network, genuine phones from others; phones do the whole of the work that they are asked for. No
guess may succeed, every genuine disclosure must finish, and the exchange's memory must end somewhere.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bluezone.exchange.challenges import Challenges
from bluezone.exchange.settings import ExchangeSettings
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError
from bluezone.lab.exchange.load import issue
from bluezone.lab.exchange.measured import free_challenges, measured_exchange, new_exchange
from bluezone.lab.exchange.phones import SEEDS, Line, open_line
from bluezone.lab.exchange.pricing import ATTACKERS, SHORT_CODES, expected
from bluezone.lab.machine import throwaway_folder
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import RetiredSeed, commitment_to
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    disclosed,
    pack_request,
    unpack_answer,
)
from bluezone.protocol.proof_of_work import solve

LIVE_CODES = 4_500
"""At the national peak: 30,000 cases a day, a code lives for an hour, and some wait."""
_GUESSERS = 48
_PHONES = 2
_PHONE_EVERY_S = 0.5


@dataclass(slots=True)
class Attack:
    """The result of one attack."""

    wanted: int
    guesses: int = 0
    successes: int = 0
    looked_at: int = 0
    """Guesses that the exchange compared with its codes."""
    rested: int = 0
    """Guesses that came while short codes rested."""
    genuine: list[float] = field(default_factory=list)
    """Seconds of a whole disclosure without its rests: three calls and the work."""
    calls: list[float] = field(default_factory=list)
    """Seconds to the answer of each genuine call."""
    unfinished: int = 0
    bits: int = 0

    @property
    def is_over(self) -> bool:
        return self.guesses >= self.wanted


def measure(guesses: int) -> dict[str, object]:
    """Measures one attack on an exchange that is gone afterwards."""
    with throwaway_folder() as folder:
        return attack(folder, guesses)


def attack(data: Path, guesses: int) -> dict[str, object]:
    """Attacks a new exchange; the figures of that."""
    new_exchange(data)
    codes = issue(data, None, LIVE_CODES)
    done = Attack(guesses)
    with measured_exchange(data, None, (0, 0), guarded=True) as service, ProcessPoolExecutor(1) as worker:
        before_mb = _resident_mb(service.process_id)
        began = time.perf_counter()
        asyncio.run(_attack(service.public, free_challenges(data), codes, done, worker))
        seconds = time.perf_counter() - began
        after_mb = _resident_mb(service.process_id)
    return {
        "guesses": done.guesses,
        "successes": done.successes,
        "live_codes": LIVE_CODES,
        "expected_successes": round(done.looked_at * LIVE_CODES / SHORT_CODES, 4),
        "looked_at": done.looked_at,
        "rested": done.rested,
        "expected": [expected(attacker, lambda: _challenges(data)) for attacker in ATTACKERS],
        "guesses_per_s": round(done.guesses / seconds),
        "genuine": len(done.genuine),
        "genuine_unfinished": done.unfinished,
        "genuine_p50_s": _quantile(done.genuine, 0.5),
        "genuine_p99_s": _quantile(done.genuine, 0.99),
        "genuine_call_p99_s": _quantile(done.calls, 0.99),
        "work_bits_at_the_end": done.bits,
        "memory_mb": [before_mb, after_mb],
        "seconds": round(seconds, 1),
    }


async def _attack(
    address: tuple[str, int], challenges: Challenges, codes: list[str], done: Attack, worker: ProcessPoolExecutor
) -> None:
    guessers = [_guess(address, challenges, done, seed) for seed in range(_GUESSERS)]
    phones = [_phone(address, number, codes, done, worker) for number in range(_PHONES)]
    await asyncio.gather(*guessers, *phones)


async def _guess(address: tuple[str, int], challenges: Challenges, done: Attack, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - guesses are nobody's secret
    line = await open_line(address)
    while not done.is_over:
        done.guesses += 1
        code = short_code(chance.randbytes(16))
        challenge, _, _ = challenges.issue("", system_clock() // 1000)
        answer, _, _ = await line.call(pack_request(RedeemRequest(code, chance.randbytes(32), challenge, bytes(8))))
        told = unpack_answer(answer)
        done.successes += isinstance(told, CertificateAnswer)
        done.rested += isinstance(told, RefusedAnswer) and told.reason is Refusal.BUSY
        done.looked_at = done.guesses - done.rested
    line.close()


async def _phone(
    address: tuple[str, int], number: int, codes: list[str], done: Attack, worker: ProcessPoolExecutor
) -> None:
    """Makes one genuine disclosure after the other, from a network of its own, until the attack is over."""
    chance = random.Random(-1 - number)  # noqa: S311 - seeds that nobody was near
    while not done.is_over and codes:
        line = await open_line(address, source=f"127.{1 + number}.0.1")
        began = time.perf_counter()
        try:
            await _disclose(line, codes.pop(), chance, done, worker)
        except (ConnectionError, RefusedError):
            done.unfinished += 1
        else:
            done.genuine.append(time.perf_counter() - began)
        line.close()
        await asyncio.sleep(_PHONE_EVERY_S)


async def _disclose(line: Line, code: str, chance: random.Random, done: Attack, worker: ProcessPoolExecutor) -> None:
    """Discloses as a phone does it: time → work → redeem → upload. Raises RefusedError for an answer of failure."""
    opening = await _asked(line, TimeRequest(chance.randbytes(16)), done)
    if not isinstance(opening, TimeAnswer):
        raise RefusedError("the exchange did not tell the time")
    today, key = Day.containing(opening.time_s * 1000), chance.randbytes(32)
    seeds = tuple(RetiredSeed(today.plus(-age), 0, 95, DaySeed(chance.randbytes(16))) for age in range(1, SEEDS + 1))
    commitment, done.bits = commitment_to(seeds, key), opening.work_bits
    working = asyncio.get_running_loop().run_in_executor(worker, solve, opening.challenge, commitment, done.bits)
    certified = await _asked(line, RedeemRequest(code, commitment, opening.challenge, await working), done)
    if not isinstance(certified, CertificateAnswer):
        raise RefusedError("a genuine code was refused")
    upload = UploadRequest(certified.certificate, key, tuple(disclosed(seed) for seed in seeds))
    if not isinstance(await _asked(line, upload, done), AcceptedAnswer):
        raise RefusedError("a genuine upload was refused")


async def _asked(line: Line, request: Request, done: Attack) -> Answer:
    began = time.perf_counter()
    answer, _, _ = await line.call(pack_request(request))
    done.calls.append(time.perf_counter() - began)
    return unpack_answer(answer)


def _challenges(data: Path) -> Challenges:
    return Challenges(ExchangeSettings(data=data), entropy)


def _quantile(values: list[float], share: float) -> float | None:
    ordered = sorted(values)
    return round(ordered[int(len(ordered) * share)], 3) if ordered else None


def _resident_mb(process_id: int) -> float:
    """How much memory the process has now (Linux)."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)
