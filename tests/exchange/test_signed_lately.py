"""What a process remembers of the certificates that it signed: it spares arithmetic, and opens nothing."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from bluezone.exchange.signed_lately import SignedLately
from bluezone.protocol.disclosure import CERTIFICATE_LIFETIME_S
from bluezone.protocol.messages import AcceptedAnswer, Answer, CoverRequest, Refusal, RefusedAnswer, ReportRequest
from bluezone.protocol.proof_of_work import solve
from bluezone.protocol.signature import KeyList, Kind, ListedKey, VerifyingKey
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play

NOON_S = NOON_MS // 1000
KEY = bytes(range(32))
SEEDS = seeds_of_days(random.Random(3), range(TODAY.number - 3, TODAY.number))
OTHERS_CHALLENGE = bytes(16)


def test_what_was_noted_is_known_and_nothing_else() -> None:
    signed = SignedLately()

    signed.note(b"a", NOON_S)

    assert (True, False) == (signed.knows(b"a", NOON_S + 1), signed.knows(b"b", NOON_S + 1))


@pytest.mark.parametrize(
    ("later_s", "is_known"),
    [(CERTIFICATE_LIFETIME_S, True), (2 * CERTIFICATE_LIFETIME_S, False), (-3 * CERTIFICATE_LIFETIME_S, False)],
    ids=["a lifetime later", "two lifetimes later", "by a clock that was set back by days"],
)
def test_a_certificate_is_remembered_for_as_long_as_it_lives_and_not_for_ever(later_s: int, is_known: bool) -> None:
    signed = SignedLately()
    signed.note(b"first of all", NOON_S - CERTIFICATE_LIFETIME_S)
    signed.note(b"a", NOON_S)

    assert is_known is signed.knows(b"a", NOON_S + later_s)


def test_however_many_are_signed_the_newest_are_remembered_and_no_more_than_twice_the_bound() -> None:
    signed = SignedLately(most=10)
    names = [number.to_bytes(4, "big") for number in range(1_000)]

    for name in names:
        signed.note(name, NOON_S)

    assert 20 >= len(signed)
    assert all(signed.knows(name, NOON_S) for name in names[-10:])


async def verified(act: Callable[[], Awaitable[Answer]]) -> tuple[Answer, int]:
    """What an act is answered, and how many signatures the exchange verifies for it."""
    really = VerifyingKey.verify
    with mock.patch.object(VerifyingKey, "verify", autospec=True, side_effect=really) as checked:
        answer = await act()
    return answer, checked.call_count


async def second_of_cover(phone: PhoneClient, challenge: bytes) -> Answer:
    return await phone.call(CoverRequest(2, "123456789015", phone.chance.randbytes(32), challenge, bytes(8)))


async def after_cover(phone: PhoneClient) -> bytes:
    """The challenge of a sequence whose redeem was cover."""
    time, commitment = await phone.time(), phone.chance.randbytes(32)
    await phone.call(
        CoverRequest(1, "123456789015", commitment, time.challenge, solve(time.challenge, commitment, time.work_bits))
    )
    return time.challenge


async def after_report(phone: PhoneClient) -> bytes:
    """The challenge of a sequence in which a report went."""
    time = await phone.time()
    await phone.call(ReportRequest(bytes(100)))
    return time.challenge


def test_a_certificate_that_was_signed_here_is_not_verified_again_and_neither_is_covers(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        certificate = await phone.certificate(await scene.code(), SEEDS, KEY)
        of_cover, of_report = await after_cover(phone), await after_report(phone)
        return [
            await verified(lambda: phone.upload(certificate, SEEDS, KEY)),
            await verified(lambda: second_of_cover(phone, of_cover)),
            await verified(lambda: second_of_cover(phone, of_report)),
        ]

    assert [(AcceptedAnswer(), 0)] * 3 == play(tmp_path, story)


def test_a_certificate_that_another_process_signed_is_verified_and_so_is_cover_that_began_there(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        return await phone.certificate(await scene.code(), SEEDS, KEY), await after_cover(phone)

    certificate, challenge = play(tmp_path, story)

    async def later(scene: Scene):
        phone = scene.phone(1)
        return [
            await verified(lambda: phone.upload(certificate, SEEDS, KEY)),
            await verified(lambda: second_of_cover(phone, challenge)),
            await verified(lambda: second_of_cover(phone, OTHERS_CHALLENGE)),
        ]

    assert [(AcceptedAnswer(), 1)] * 3 == play(tmp_path, later, seed=99)


def test_a_disclosure_that_goes_on_in_another_process_is_verified_and_cover_in_its_place_is_not(tmp_path: Path) -> None:
    """What remains, by SECURITY.md: as after a new start, or from another network."""

    async def story(scene: Scene):
        return await scene.phone().certificate(await scene.code(), SEEDS, KEY)

    certificate = play(tmp_path, story)

    async def later(scene: Scene):
        phone = scene.phone(1)
        disclosure, cover = await after_cover(phone), await after_cover(phone)
        assert disclosure != cover
        return [
            await verified(lambda: phone.upload(certificate, SEEDS, KEY)),
            await verified(lambda: second_of_cover(phone, cover)),
        ]

    assert [(AcceptedAnswer(), 1), (AcceptedAnswer(), 0)] == play(tmp_path, later, seed=99)


@pytest.mark.parametrize("at", [3, -1], ids=["in what it says", "in its signature"])
def test_other_bytes_than_those_that_were_signed_are_verified_and_refused(tmp_path: Path, at: int) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        forged = bytearray(await phone.certificate(await scene.code(), SEEDS, KEY))
        forged[at] ^= 1
        return await verified(lambda: phone.upload(bytes(forged), SEEDS, KEY))

    assert (RefusedAnswer(Refusal.CERTIFICATE), 1) == play(tmp_path, story)


def without(keys: KeyList) -> KeyList:
    return msgspec.structs.replace(keys, keys=tuple(one for one in keys.keys if one.kind is not Kind.CERTIFICATE))


def ended(keys: KeyList) -> KeyList:
    def dated(one: ListedKey) -> ListedKey:
        return msgspec.structs.replace(one, valid_until_s=NOON_S) if one.kind is Kind.CERTIFICATE else one

    return msgspec.structs.replace(keys, keys=tuple(map(dated, keys.keys)))


def of_two(keys: KeyList) -> KeyList:
    return msgspec.structs.replace(keys, required_signatures={**keys.required_signatures, Kind.CERTIFICATE: 2})


@pytest.mark.parametrize("changed", [without, ended, of_two])
def test_a_remembered_certificate_is_refused_once_the_list_does_not_bear_it_out(
    tmp_path: Path, changed: Callable[[KeyList], KeyList]
) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        certificate = await phone.certificate(await scene.code(), SEEDS, KEY)
        keyring = scene.exchange.keyring
        scene.exchange.keyring = replace(keyring, key_list=changed(keyring.key_list))
        return await phone.upload(certificate, SEEDS, KEY)

    assert RefusedAnswer(Refusal.CERTIFICATE) == play(tmp_path, story)
