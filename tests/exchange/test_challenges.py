"""The price of a guess: single use, a short life, and dearer while guessing goes on."""

from __future__ import annotations

import contextlib
import hashlib
import random
from pathlib import Path

import pytest

from bluezone.exchange.challenges import Challenges
from bluezone.exchange.errors import RefusedCallError
from bluezone.exchange.settings import ExchangeSettings
from bluezone.protocol.messages import AcceptedAnswer, Refusal
from bluezone.protocol.proof_of_work import CEILING_BITS, CHALLENGE_LIFETIME_S, solve
from tests.support.amounts import FAILURES_COUNTED
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play

NOON_S = NOON_MS // 1000
HERE, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"


def challenges(seed: int = 1, **settings: int) -> Challenges:
    return Challenges(ExchangeSettings(data=Path("unused"), **settings), random.Random(seed).randbytes)


def spend(desk: Challenges, challenge: bytes, now_s: int, *, bits: int = 12, short: bool = True) -> None:
    desk.spend(challenge, bytes(32), solve(challenge, bytes(32), bits), HERE, now_s, short=short)


def just_enough(challenge: bytes, bits: int) -> bytes:
    """Work that has so many zero bits and not one more by luck."""
    for number in range(1 << 32):
        nonce = number.to_bytes(8, "big")
        digest = hashlib.sha256(challenge + bytes(32) + nonce).digest()
        if 256 - int.from_bytes(digest, "big").bit_length() == bits:
            return nonce
    raise AssertionError("no nonce was found")


def test_a_challenge_serves_once_within_its_ten_minutes() -> None:
    desk = challenges()
    challenge, _, _ = desk.issue(HERE, NOON_S)

    spend(desk, challenge, NOON_S + CHALLENGE_LIFETIME_S - 1)

    with pytest.raises(RefusedCallError, match="used before") as refusal:
        spend(desk, challenge, NOON_S + CHALLENGE_LIFETIME_S - 1)
    assert Refusal.WORK == refusal.value.reason


@pytest.mark.parametrize("age_s", [CHALLENGE_LIFETIME_S, CHALLENGE_LIFETIME_S + 1, -1])
def test_a_challenge_outside_its_time_is_refused(age_s: int) -> None:
    desk = challenges()
    challenge, _, _ = desk.issue(HERE, NOON_S)

    with pytest.raises(RefusedCallError, match="expired"):
        spend(desk, challenge, NOON_S + age_s)


def test_a_restarted_exchange_knows_none_of_its_earlier_challenges() -> None:
    challenge, _, _ = challenges(1).issue(HERE, NOON_S)

    with pytest.raises(RefusedCallError, match="not ours"):
        spend(challenges(2), challenge, NOON_S)


@pytest.mark.parametrize("place", range(16))
def test_no_byte_of_a_challenge_can_be_changed(place: int) -> None:
    desk = challenges()
    challenge, _, _ = desk.issue(HERE, NOON_S)
    forged = bytes(byte ^ (at == place) for at, byte in enumerate(challenge))

    with pytest.raises(RefusedCallError, match="not ours"):
        spend(desk, forged, NOON_S)


def test_guessing_gets_dearer_in_its_own_network_first_then_everywhere() -> None:
    desk = challenges(failures_per_prefix=10, failures_everywhere=100)
    prices = []
    for _ in range(6):
        prices.append((desk.short_bits(HERE, NOON_S), desk.short_bits(ELSEWHERE, NOON_S)))
        for _ in range(20):
            desk.count_failure(HERE, NOON_S)

    here, elsewhere = zip(*prices, strict=True)
    assert sorted(here) == list(here)
    assert 12 == here[0] < here[1] < here[-1] <= CEILING_BITS
    assert (12, 12, 12, 12, 12, 13) == elsewhere


def test_challenges_that_were_hoarded_while_they_were_cheap_buy_no_cheap_guesses() -> None:
    desk = challenges(failures_per_prefix=1)
    hoard = [desk.issue(HERE, NOON_S)[0] for _ in range(20)]
    taken = 0
    for challenge in hoard:
        with contextlib.suppress(RefusedCallError):
            desk.spend(challenge, bytes(32), just_enough(challenge, 12), HERE, NOON_S + 60, short=True)
            taken += 1
            desk.count_failure(HERE, NOON_S + 60)

    assert 2 == taken


def test_a_challenge_from_a_quiet_network_is_no_bargain_in_a_noisy_one() -> None:
    desk = challenges(failures_per_prefix=1)
    for _ in range(2):
        desk.count_failure(HERE, NOON_S)
    challenge, bits, _ = desk.issue(ELSEWHERE, NOON_S)

    with pytest.raises(RefusedCallError, match="too small") as refusal:
        desk.spend(challenge, bytes(32), just_enough(challenge, bits), HERE, NOON_S, short=True)
    assert Refusal.WORK == refusal.value.reason


def test_an_honest_phone_on_its_way_is_served_when_the_price_rises_by_a_bit_and_asks_again_when_by_more() -> None:
    desk = challenges(failures_per_prefix=1)
    first, bits, _ = desk.issue(HERE, NOON_S)
    work = just_enough(first, bits)
    desk.count_failure(HERE, NOON_S)
    desk.spend(first, bytes(32), work, HERE, NOON_S, short=True)

    late, bits, _ = desk.issue(HERE, NOON_S)
    work = just_enough(late, bits)
    for _ in range(3):
        desk.count_failure(HERE, NOON_S)
    with pytest.raises(RefusedCallError, match="too small"):
        desk.spend(late, bytes(32), work, HERE, NOON_S, short=True)
    again, bits, _ = desk.issue(HERE, NOON_S)
    desk.spend(again, bytes(32), just_enough(again, bits), HERE, NOON_S, short=True)


def test_the_price_falls_back_with_the_hour() -> None:
    desk = challenges(failures_per_prefix=1)
    desk.count_failure(HERE, NOON_S)

    assert (13, 12) == (desk.short_bits(HERE, NOON_S + 3_599), desk.short_bits(HERE, NOON_S + 3_600))


def test_a_long_code_keeps_the_base_price() -> None:
    desk = challenges(failures_per_prefix=1)
    for _ in range(1_000):
        desk.count_failure(HERE, NOON_S)
    challenge, short_bits, long_bits = desk.issue(HERE, NOON_S)

    spend(desk, challenge, NOON_S, bits=long_bits, short=False)

    assert short_bits > long_bits == 12


@pytest.mark.parametrize("times", [1, 31, 32, 33, 40])
def test_wrong_codes_counted_at_once_are_as_those_counted_one_by_one(times: int) -> None:
    """One network adds no more than 32 to what makes it dear for the others, however its guesses are counted."""
    at_once, one_by_one = challenges(failures_per_prefix=1), challenges(failures_per_prefix=1)
    for _ in range(2):
        at_once.count_failure(HERE, NOON_S, times)
        for _ in range(times):
            one_by_one.count_failure(HERE, NOON_S)

    assert at_once.wrong_here(NOON_S) == one_by_one.wrong_here(NOON_S)
    assert at_once.short_bits(HERE, NOON_S) == one_by_one.short_bits(HERE, NOON_S)
    assert min(2 * times, 32) == one_by_one.wrong_here(NOON_S).alike


def test_wrong_guesses_from_everywhere_keep_memory_bounded() -> None:
    desk = challenges()
    for number in range(FAILURES_COUNTED):
        desk.count_failure(str(number), NOON_S)

    assert desk.remembered <= 65_536
    assert desk.short_bits("new", NOON_S) > 12


def test_spent_challenges_are_forgotten_when_they_could_not_be_used_again() -> None:
    desk = challenges()
    for minute in range(30):
        challenge, _, _ = desk.issue(HERE, NOON_S + 60 * minute)
        spend(desk, challenge, NOON_S + 60 * minute)

    assert desk.remembered <= 12


def test_code_guessing_does_not_stop_a_genuine_upload(tmp_path: Path) -> None:
    async def story(scene: Scene):
        code, guesser = await scene.code(), scene.phone(1)
        for number in range(30):
            await guesser.redeem(f"{number:011d}" + luhn(f"{number:011d}"), bytes(32))
        bits = (await scene.phone().time()).work_bits
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        return bits, await scene.phone(2).try_to_disclose(code, seeds)

    bits, answer = play(tmp_path, story, failures_per_prefix=10)

    assert bits > 12
    assert AcceptedAnswer() == answer


def test_wrong_long_codes_which_stay_cheap_do_not_make_short_ones_dear(tmp_path: Path) -> None:
    async def story(scene: Scene):
        for number in range(8):
            await scene.phone(1).redeem(f"{number:016d}", bytes(32))
        return (await scene.phone(2).time()).work_bits

    assert 12 == play(tmp_path, story, failures_per_prefix=1, failures_everywhere=1)


def luhn(payload: str) -> str:
    from bluezone.protocol.codes import _luhn_digit

    return str(_luhn_digit(payload))
