"""Every public address as docs/protocol/3-batches.md, "Addresses", has it: its header, and its one spelling."""

from __future__ import annotations

import base64
import json
import random
import re
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.messages import CALL_PATH, REQUEST_BYTES
from bluezone.protocol.place_codes import write_places
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import Kind
from scripts.describe_exchange import described
from tests.support.exchange.exchanges import NOON_MS, Scene, play
from tests.support.protocol.signing import signing_key
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.in_turn(of=3)

FIRST = {"/v1/log/tile/<n>": "0"}
"""The number at which a series begins; 1 for all others."""
OTHER_SPELLINGS = (
    "01",
    "+1",
    "-1",
    "1.0",
    "1e0",
    "0x1",
    "1_0",
    "%31%20",
    "%31",
    "1/",
    "/1",
    "1//",
    "%D9%A1",
    "%EF%BC%91",
    f"{1 << 63}",
    "9" * 400,
)
"""Of 1, and what is no number: signs, Arabic and full-width digits, blanks, beyond 2^63-1."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, httpx.Response]:
    """What each described address answers, on an exchange that has published one file of every kind."""

    async def story(scene: Scene):
        await publish_every_kind(scene)
        described = (await scene.public.get("/schema/openapi.json")).json()["paths"]
        return {
            path.replace("{number}", "<n>").replace("{unit}", "<commune>"): await ask(scene, path, verbs)
            for path, verbs in described.items()
        }

    return play(tmp_path_factory.mktemp("exchange"), story)


async def publish_every_kind(scene: Scene) -> None:
    await scene.publish_tomorrow()
    batch = (await scene.phone().index()).index.newest(Kind.BATCH)
    revoked = Revocation(1, Kind.BATCH, batch.sequence, batch.identity, NOON_MS // 1_000)
    file = write_revocation(revoked, [signing_key(Kind.REVOCATION, number) for number in (0, 1)])
    body = {"file": base64.b64encode(file).decode()}
    assert 201 == (await scene.internal.post("/internal/v1/revocations", json=body)).status_code
    signer = scene.exchange.keyring.signer(Kind.VENUE, NOON_MS // 1_000)
    places = write_places("02536", 1, {}, signer, issued_s=NOON_MS // 1_000, entropy=random.Random(1).randbytes)
    body = {"file": base64.b64encode(places).decode()}
    assert 200 == (await scene.internal.post("/internal/v1/places", json=body)).status_code
    scene.move_by(HOUR_MS)
    await scene.publish()


async def ask(scene: Scene, path: str, verbs: dict[str, object]) -> httpx.Response:
    number = FIRST.get(path.replace("{number}", "<n>"), "1")
    (verb,) = verbs
    url, body, headers = (
        path.replace("{number}", number).replace("{unit}", "02536"),
        bytes(REQUEST_BYTES),
        {"range": "bytes=0-3"},
    )
    return await scene.public.request(verb.upper(), url, content=body, headers=headers)


def documented() -> dict[str, str]:
    """Each address of the table and what its last column says."""
    text = (PROTOCOL_PAGES / "3-batches.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*/v1/.*) \| .* \| (.*) \|$", text, re.MULTILINE)
    return {address: said for named, said in rows for address in re.findall(r"(/v1/[^`]+)`", named)}


@pytest.mark.every_run
def test_the_document_names_every_address_that_is_described_and_no_other(answers) -> None:
    assert set(documented()) == set(answers)


@pytest.mark.parametrize("address", documented())
def test_an_address_has_the_cache_header_that_the_document_gives_it(answers, address: str) -> None:
    answer = answers[address]

    assert 200 == answer.status_code
    assert re.match(r"`(.*?)`", documented()[address])[1] == answer.headers["cache-control"]


@pytest.mark.parametrize("address", documented())
def test_whoever_asks_for_a_range_gets_the_whole_file(answers, address: str) -> None:
    answer = answers[address]

    assert (200, True) == (answer.status_code, len(answer.content) > len(b"0-3."))


def test_another_spelling_of_a_number_is_no_address_and_kept_by_no_cache(tmp_path: Path) -> None:
    """Or one batch would be two files to a cache, and a log of what was fetched would tell readers apart."""

    async def story(scene: Scene):
        await publish_every_kind(scene)
        kinds = ("keys", "config", "batch", "rollup", "revocation", "log/tile")
        return [await scene.public.get(f"/v1/{kind}/{text}") for kind in kinds for text in OTHER_SPELLINGS]

    for answer in play(tmp_path, story):
        assert (404, "no-store") == (answer.status_code, answer.headers["cache-control"]), answer.url


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", CALL_PATH, 405),
        ("OPTIONS", CALL_PATH, 405),
        ("POST", "/v1/index", 405),
        ("HEAD", "/v1/index", 405),
        ("OPTIONS", "/v1/index", 405),
        ("DELETE", "/v1/batch/1", 405),
        ("OPTIONS", "/v1/batch/1", 405),
        ("GET", "/v1/head", 404),
        ("OPTIONS", "/v1/head", 404),
        ("GET", "/v1/index/", 404),
        ("GET", "/v1//index", 404),
        ("GET", "/v1/%69ndex", 404),
        ("POST", "/v1/c%61ll", 404),
        ("POST", f"{CALL_PATH}/", 404),
        ("OPTIONS", f"{CALL_PATH}/", 404),
    ],
)
def test_an_answer_that_is_no_file_is_kept_by_no_cache(tmp_path: Path, verb: str, path: str, status: int) -> None:
    async def story(scene: Scene):
        return await scene.public.request(verb, path)

    answer = play(tmp_path, story)

    assert (status, "no-store") == (answer.status_code, answer.headers["cache-control"])


@pytest.mark.parametrize("address", ["/v1/index", "/v1/batch/1"])
def test_a_query_is_not_looked_at(tmp_path: Path, address: str) -> None:
    async def story(scene: Scene):
        await publish_every_kind(scene)
        return [(await scene.public.get(address + query)) for query in ("", "?x=/%31//")]

    plain, with_query = play(tmp_path, story)

    assert (200, plain.content) == (with_query.status_code, with_query.content)


@pytest.mark.every_run
def test_the_descriptions_beside_the_documents_are_what_the_listeners_say() -> None:
    """`python -m scripts.describe_exchange` writes them."""
    for path, document in described().items():
        assert document == json.loads(path.read_text(encoding="utf-8")), path.name
