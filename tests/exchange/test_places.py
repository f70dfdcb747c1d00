"""Communes' places, in which phones look typed codes up: signed by a listed key, the newest of each."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.place_codes import MAX_ENTRIES, MAX_PLACES_BYTES, write_places
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.exchange.exchanges import NOON_MS, Scene, play

NOON_S = NOON_MS // 1000
PLACE = Venue(bytes(16), "Chợ Sơn Dương", VenueKind.MARKET, "02536", NOON_S, NOON_S + 86_400, bytes(16))


def signer(scene: Scene) -> SigningKey:
    return scene.exchange.keyring.signer(Kind.VENUE, NOON_S)


def places(key: SigningKey, *, issued_s: int = NOON_S, unit: str = "02536", number: int = 1, seed: int = 1) -> bytes:
    text = write_venue(PLACE, key)
    texts = {one.to_bytes(32, "big"): text for one in range(number)}
    return write_places(unit, 1, texts, key, issued_s=issued_s, entropy=random.Random(seed).randbytes)


async def hand_over(scene: Scene, file: bytes) -> httpx.Response:
    return await scene.internal.post("/internal/v1/places", json={"file": base64.b64encode(file).decode()})


def test_what_a_portal_hands_over_is_there_for_everybody_until_newer_comes(tmp_path: Path) -> None:
    async def story(scene: Scene):
        older, newer = (places(signer(scene), issued_s=NOON_S + more) for more in (0, 60))
        told = [(await hand_over(scene, file)).json() for file in (older, older, newer)]
        return told, (await scene.public.get("/v1/places/02536")).content == newer

    told, is_there = play(tmp_path, story)

    assert [{"unit": "02536", "epoch": 1, "entries": 32}] * 3 == told
    assert is_there


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"issued_s": NOON_S - 1}, "newer places of this commune are published"),
        ({"issued_s": NOON_S + 601}, "ahead of the exchange's clock"),
        ({"key": SigningKey(Kind.VENUE, b"x" * 32)}, "key"),
    ],
)
def test_what_is_older_ahead_or_signed_by_nobody_replaces_nothing(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    async def story(scene: Scene):
        standing = places(signer(scene))
        await hand_over(scene, standing)
        answer = await hand_over(scene, places(**{"key": signer(scene), "seed": 2, **changes}))  # type: ignore[arg-type]
        return answer, (await scene.public.get("/v1/places/02536")).content == standing

    answer, stands = play(tmp_path, story)

    assert 400 == answer.status_code
    assert said in answer.json()["detail"]
    assert stands


def test_the_largest_file_is_taken_and_a_larger_one_is_not(tmp_path: Path) -> None:
    async def story(scene: Scene):
        largest = await hand_over(scene, places(signer(scene), number=MAX_ENTRIES))
        larger = await hand_over(scene, bytes(MAX_PLACES_BYTES + 10))
        return largest.status_code, larger.status_code

    assert (200, 400) == play(tmp_path, story)


@pytest.mark.parametrize("unit", ["02537", "2536", "025360", "abcde", "%D9%A0%D9%A2%D9%A5%D9%A3%D9%A6", "..%2F..%2Fx"])
def test_what_is_not_published_is_no_file_and_kept_by_no_cache(tmp_path: Path, unit: str) -> None:
    async def story(scene: Scene):
        await hand_over(scene, places(signer(scene)))
        return await scene.public.get(f"/v1/places/{unit}")

    answer = play(tmp_path, story)

    assert (404, "no-store") == (answer.status_code, answer.headers["cache-control"])


def test_an_exchange_that_starts_again_still_has_them(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await hand_over(scene, places(signer(scene)))

    async def again(scene: Scene):
        return (await scene.public.get("/v1/places/02536")).status_code

    play(tmp_path, story)

    assert 200 == play(tmp_path, again)


def test_places_of_a_key_that_was_taken_off_the_list_give_way_to_older_ones(tmp_path: Path) -> None:
    async def story(scene: Scene):
        stolen = places(SigningKey(Kind.VENUE, b"x" * 32), issued_s=NOON_S + 60)
        scene.exchange.files.replace("v1/places/02536", stolen)
        return (await hand_over(scene, places(signer(scene)))).status_code

    assert 200 == play(tmp_path, story)
