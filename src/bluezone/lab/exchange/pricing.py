"""What a guessed code costs whoever guesses: from the exchange's own rules, for attackers who are said in numbers.

No attack of a million guesses says anything by winning nothing: by chance alone it wins in one of many runs. What says
something is how many guesses an hour holds, what each costs, and what is expected of that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bluezone.exchange.challenges import Challenges
from bluezone.protocol.codes import SHORT_DIGITS

SHORT_CODES = 10 ** (SHORT_DIGITS - 1)
"""The last digit follows from the others."""
LIVE_SHORT_CODES = 450
"""At the national peak 4,500 codes wait; staff give out long ones unless somebody has to read one aloud: one in ten."""
_HOUR_S = 3_600
_STEP = 1_000
"""Guesses of all networks between two looks at the price: it rises by bits, not by guesses."""


@dataclass(frozen=True, slots=True)
class Attacker:
    """Somebody with machines and networks."""

    name: str
    hashes_per_s: float
    networks: int
    """Of a /24 or /48 each."""


ATTACKERS = (
    Attacker("a desktop processor, one network", 0.15e9, 1),
    Attacker("one graphics card (RTX 4090), one network", 22e9, 1),
    Attacker("one graphics card, 100 networks", 22e9, 100),
    Attacker("100 graphics cards, 10,000 networks", 2_200e9, 10_000),
)
"""A processor with SHA instructions, 0.15 GH/s; the card by hashcat's benchmark of mode 1400 (SHA2-256), 22 GH/s. A
proof of work is no more than one such hash, since what precedes the nonce is worked out once."""


def expected(
    attacker: Attacker, challenges: Callable[[], Challenges], live: int = LIVE_SHORT_CODES
) -> dict[str, object]:
    """How many guesses an hour holds for this attacker, and how many hours one success takes on average."""
    guesses, hashes = _an_hour_of(attacker, challenges())
    successes = guesses * live / SHORT_CODES
    return {
        "attacker": attacker.name,
        "guesses_an_hour": guesses,
        "hashes_an_hour": f"{hashes:.2e}",
        "successes_an_hour": float(f"{successes:.2e}"),
        "hours_per_success": round(1 / successes) if successes else None,
        "hashes_per_success": f"{hashes / successes:.1e}" if successes else None,
    }


def _an_hour_of(attacker: Attacker, challenges: Challenges) -> tuple[int, float]:
    """Walks through an hour, in the cheapest way: all networks alike, each guess for one bit less than the price."""
    spent, budget, now_s = 0.0, attacker.hashes_per_s * _HOUR_S, 0
    step = max(1, _STEP // attacker.networks)
    while not challenges.short_codes_rest("0", now_s):
        cost = 2.0 ** challenges.due_bits(0, "0", now_s) * step * attacker.networks
        if spent + cost > budget:
            return challenges.wrong_in_all(now_s), budget
        for network in range(attacker.networks):
            challenges.count_failure(str(network), now_s, step)
        spent += cost
    return challenges.wrong_in_all(now_s), spent
