"""What a guessed code costs: the price rises, and beyond what people mistype no machine buys more guesses."""

from __future__ import annotations

import functools
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bluezone.exchange.challenges import Challenges
from bluezone.exchange.errors import RefusedCallError
from bluezone.exchange.settings import ExchangeSettings
from bluezone.lab.exchange.pricing import ATTACKERS, LIVE_SHORT_CODES, SHORT_CODES, Attacker, expected
from bluezone.protocol.messages import Refusal
from bluezone.protocol.proof_of_work import CEILING_BITS, solve
from tests.support.sources import PROJECT

SETTINGS = ExchangeSettings(data=Path("unused"))
HERE, ELSEWHERE, NOW_S = "192.0.2.0/24", "198.51.100.0/24", 3_600


def challenges() -> Challenges:
    return Challenges(SETTINGS, random.Random(1).randbytes)


def guessed(desk: Challenges, network: str, count: int) -> None:
    for _ in range(count):
        desk.count_failure(network, NOW_S)


@functools.cache
def expected_of(attacker: Attacker) -> dict[str, Any]:
    """Seconds of counting, and the same for whoever asks."""
    return expected(attacker, challenges)


def spend(desk: Challenges, *, short: bool, network: str = HERE, bits: int = 12) -> None:
    challenge, _, _ = desk.issue(network, NOW_S)
    desk.spend(challenge, bytes(32), solve(challenge, bytes(32), bits), network, NOW_S, short=short)


def test_one_network_makes_nothing_dear_for_the_others():
    desk = challenges()

    guessed(desk, HERE, SETTINGS.guesses_per_prefix - 1)

    assert (22, 12) == (desk.short_bits(HERE, NOW_S), desk.short_bits(ELSEWHERE, NOW_S))


def test_many_networks_make_it_dear_for_all():
    desk = challenges()

    for network in range(1_000):
        guessed(desk, str(network), 200)

    assert CEILING_BITS >= desk.short_bits(ELSEWHERE, NOW_S) >= 19


def test_short_codes_rest_where_far_more_were_wrong_than_people_mistype_and_long_ones_never():
    desk = challenges()
    guessed(desk, HERE, SETTINGS.guesses_per_prefix)

    with pytest.raises(RefusedCallError) as caught:
        spend(desk, short=True)  # whoever rests looks at no work
    spend(desk, short=False)
    spend(desk, short=True, network=ELSEWHERE, bits=desk.short_bits(ELSEWHERE, NOW_S))

    assert Refusal.BUSY == caught.value.reason
    assert not desk.short_codes_rest(HERE, NOW_S + 3_600)


def test_whatever_the_machines_an_hour_holds_so_many_guesses_and_no_more():
    """The promise of SECURITY.md: what is expected of any attacker, with the codes that wait at the national peak."""
    most = SETTINGS.guesses_everywhere * LIVE_SHORT_CODES / SHORT_CODES

    for attacker in ATTACKERS:
        figures = expected_of(attacker)
        assert figures["successes_an_hour"] <= most * 1.03
        assert figures["hours_per_success"] >= 430


def test_whoever_has_all_machines_of_the_world_gets_no_more_guesses_than_the_exchange_lets_everybody():
    """At an exchange that lets a tenth of ours: how many it lets is all that they hang on."""
    let = SETTINGS.guesses_everywhere // 10
    desk = Challenges(replace(SETTINGS, guesses_everywhere=let), random.Random(1).randbytes)
    huge = Attacker("all machines of the world", 1e21, 1_000)

    figures = expected(huge, lambda: desk)

    assert let <= figures["guesses_an_hour"] <= let * 1.03
    assert figures["hours_per_success"] >= 4_300


def test_the_page_tells_what_a_success_is_expected_to_cost():
    page = (PROJECT / "docs" / "performance.md").read_text("utf-8")

    for attacker in ATTACKERS:
        told = expected_of(attacker)
        successes, hours = f"{told['successes_an_hour']:.5f}", f"{told['hours_per_success']:,}"
        hashes, each = (_powers(str(told[name])) for name in ("hashes_an_hour", "hashes_per_success"))
        row = (attacker.name, f"{told['guesses_an_hour']:,}", hashes, successes, hours, each)
        assert f"| {' | '.join(row)} |" in page


def _powers(number: str) -> str:
    mantissa, exponent = number.split("e+")
    return f"{float(mantissa):.1f}·10^{exponent}"
