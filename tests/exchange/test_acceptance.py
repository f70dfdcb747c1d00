"""Malformed, odd and tampered input, case by case, as other projects have met it (docs/protocol/acceptance.md).

Where HTTP itself matters the service runs in a process of its own, as operators run it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from bluezone.exchange.codes import CodeOrder, issue_code
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store import open_store
from bluezone.exchange.store.tables import metadata
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Level, commitment_to, read_certificate, write_certificate
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    CALL_PATH,
    REQUEST_BYTES,
    AcceptedAnswer,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    unpack_answer,
)
from bluezone.protocol.proof_of_work import solve
from bluezone.protocol.signature import Kind, SigningKey, open_file, sign_file
from tests.exchange.test_calls import row_counts
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play
from tests.support.exchange.served import served

KEY = bytes(range(32))
YESTERDAY = TODAY.plus(-1)
JSON = {"content-type": "application/json"}
ORDER = b'{"level":"F0","onset":"2026-11-23"}'
LARGE = 11 << 20


@dataclass(frozen=True, slots=True)
class Live:
    """A served exchange and a client with the portal's key."""

    internal: httpx.Client
    public: httpx.Client
    data: Path

    def takes(self) -> list[str]:
        """Every path of the internal listener that takes a JSON body, by its own description."""
        paths = self.internal.get("/schema/openapi.json").json()["paths"]
        return sorted(path for path, verbs in paths.items() if "requestBody" in verbs.get("post", {}))

    def rows(self) -> dict[str, int]:
        store = open_store(ExchangeSettings(data=self.data).store_address)
        try:
            with store.transaction() as connection:
                return {
                    table.name: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table.name}").scalar_one()
                    for table in metadata.sorted_tables
                }
        finally:
            store.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("exchange")
    with (
        served(folder, NOON_MS) as running,
        _client(running.internal, running.bearer) as internal,
        _client(running.public, {}) as public,
    ):
        internal.post("/internal/v1/codes", content=ORDER, headers=JSON)  # the key of the day is drawn
        yield Live(internal, public, folder / "data")


def _client(url: str, headers: dict[str, str]) -> httpx.Client:
    """A connection for each request: a server may hang up on whoever sent a body that nobody was going to read."""
    fresh = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30, limits=fresh)


MALFORMED = {
    "empty": b"",
    "blank": b"   \n",
    "cut off": b'{"level":"F0","ons',
    "two documents": b'{"level":"F0"} {"level":"F0"}',
    "null": b"null",
    "a number": b"7",
    "a text": b'"F0"',
    "a list": b"[[]]",
    "no field at all": b"{}",
    "an unknown field alone": b'{"surprise":1}',
    "a hundred thousand open lists": b"[" * 100_000,
    "a hundred thousand open objects": b'{"a":' * 100_000,
    "not a number": b'{"count":NaN}',
    "infinity": b'{"count":-Infinity}',
    "a number beyond all bounds": b'{"count":1e99999}',
    "a number of a hundred thousand digits": b'{"count":' + b"9" * 100_000 + b"}",
    "a lone surrogate": rb'{"level":"\ud800"}',
    "a broken escape": rb'{"level":"\x46"}',
    "a raw control character": b'{"level":"F0\n"}',
    "NUL": b'{"level":"F0"\0}',
    "bytes that are no text": b'{"level":"\xff"}',
    "an overlong encoding": b'{"level":"\xc0\xaf"}',
    "sixteen-bit text": ORDER.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + ORDER,
    "a comment": b'{/**/"level":"F0"}',
    "a comma too many": b'{"level":"F0",}',
    "single quotes": b"{'level':'F0'}",
    "a key that is no text": b'{1:"F0"}',
}


def refused(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and bool(answer.json()["detail"])


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_body_is_refused_at_every_door_and_stores_nothing(live: Live, case: str) -> None:
    before = live.rows()

    accepted = [
        (path, answer.status_code, answer.text[:200])
        for path in live.takes()
        if not refused(answer := live.internal.post(path, content=MALFORMED[case], headers=JSON))
    ]

    assert [] == accepted
    assert before == live.rows()


def test_every_door_of_the_portal_is_tried(live: Live) -> None:
    """The doors are read from the description; this says that it does not forget one."""
    assert {
        "/internal/v1/codes",
        "/internal/v1/configurations",
        "/internal/v1/configurations/signed",
        "/internal/v1/cosignatures",
        "/internal/v1/maintenance",
        "/internal/v1/places",
        "/internal/v1/reports/acknowledged",
        "/internal/v1/revocations",
        "/internal/v1/venue-alerts",
    } == set(live.takes())


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "", "nonsense"])
def test_a_body_of_another_content_type_is_not_guessed_at(live: Live, kind: str) -> None:
    before = live.rows()

    answers = [live.internal.post(path, content=ORDER, headers={"content-type": kind}) for path in live.takes()]

    assert {415} == {answer.status_code for answer in answers}
    assert before == live.rows()


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_json_is_json_however_it_is_spelt(live: Live, kind: str) -> None:
    answer = live.internal.post("/internal/v1/codes", content=ORDER, headers={"content-type": kind})

    assert 201 == answer.status_code


def test_an_oversize_body_is_too_large(live: Live) -> None:
    before = live.rows()

    statuses = {live.internal.post(path, content=b" " * LARGE, headers=JSON).status_code for path in live.takes()}

    assert {413} == statuses
    assert before == live.rows()


def test_fields_of_the_wrong_type_are_refused_at_every_door(live: Live) -> None:
    """Each field that the description names, given as something else."""
    described = live.internal.get("/schema/openapi.json").json()
    before, accepted, tried = live.rows(), [], 0
    for path in live.takes():
        schema = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        for name in described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]:
            for wrong in ({"nested": [None]}, [[[]]], 1.5, "\0"):
                tried += 1
                answer = live.internal.post(path, json={name: wrong})
                accepted += [] if refused(answer) else [(path, name, wrong, answer.status_code)]

    assert [] == accepted
    assert tried > 50
    assert before == live.rows()


ODD_BUT_READABLE = {
    "a key that stands twice": b'{"level":"F1","level":"F0","onset":"2026-11-23"}',
    "blanks everywhere": b' {\t"level" :\n"F0" , "onset":"2026-11-23" }\r\n',
    "escaped letters": rb'{"level":"\u00460","onset":"2026-11-23"}',
    "a whole number with an exponent": b'{"level":"F0","onset":"2026-11-23","count":1e0}',
}


@pytest.mark.parametrize("case", ODD_BUT_READABLE)
def test_odd_json_is_read_or_refused_and_never_breaks(live: Live, case: str) -> None:
    answer = live.internal.post("/internal/v1/codes", content=ODD_BUT_READABLE[case], headers=JSON)

    assert answer.status_code in {201, 400}


@pytest.mark.parametrize("case", MALFORMED)
def test_the_call_answers_json_and_every_other_body_with_the_same_thousand_bytes(live: Live, case: str) -> None:
    answer = live.public.post(CALL_PATH, content=MALFORMED[case], headers=JSON)

    assert (200, ANSWER_BYTES) == (answer.status_code, len(answer.content))
    assert RefusedAnswer(Refusal.CONTENT) == unpack_answer(answer.content)


def test_ten_megabytes_for_the_call_are_read_no_further_than_a_call_may_be_long(live: Live) -> None:
    answer = live.public.post(CALL_PATH, content=b"\0" * LARGE)

    assert RefusedAnswer(Refusal.CONTENT) == unpack_answer(answer.content)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nobody_reads_changes_or_deletes_by_the_call(live: Live, method: str) -> None:
    assert 405 == live.public.request(method, CALL_PATH, content=bytes(REQUEST_BYTES)).status_code


INJECTIONS = {
    "a quote": "' OR '1'='1",
    "a second statement": "x'; DROP TABLE codes; --",
    "a double quote": '" OR ""="',
    "NUL": "1234\x00",
    "a wildcard": "%",
    "a format": "%s%n{0}${jndi:ldap://x}",
    "letters of everywhere": "ổ٣字\u202e",
}


@pytest.mark.parametrize("case", INJECTIONS)
def test_text_meant_for_a_database_is_a_handle_that_nobody_has(live: Live, case: str) -> None:
    before = live.rows()

    answer = live.internal.get("/internal/v1/codes/" + "".join(f"%{byte:02x}" for byte in INJECTIONS[case].encode()))

    assert answer.status_code in {400, 404}
    assert before == live.rows()


@pytest.mark.parametrize("case", INJECTIONS)
def test_text_meant_for_a_database_is_a_code_like_any_wrong_one(tmp_path: Path, case: str) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        await scene.code()
        before = row_counts(scene)
        time = await phone.time()
        work = solve(time.challenge, bytes(32), time.work_bits)
        answer = await phone.call(RedeemRequest(INJECTIONS[case][:16], bytes(32), time.challenge, work))
        return answer, before == row_counts(scene)

    assert (RefusedAnswer(Refusal.CODE), True) == play(tmp_path, story)


# uploads that cannot be written down by an honest phone


def wire(**changes: Any) -> bytes:
    """A call's body, with whatever instead of what belongs there."""
    seed = [YESTERDAY.number, 0, 95, bytes(16)]
    fields = {"type": "upload", "certificate": b"c", "commitment_key": KEY, "seeds": [seed], **changes}
    packed = msgspec.msgpack.encode({name: value for name, value in fields.items() if value is not None})
    return (len(packed).to_bytes(2, "big") + packed).ljust(REQUEST_BYTES, b"\0")


def seed_row(day: Any = YESTERDAY.number, first: Any = 0, last: Any = 95, seed: Any = bytes(16)) -> list[Any]:
    return [day, first, last, seed]


UNWRITABLE = {
    "none": wire(seeds=[]),
    "one too many": wire(seeds=[seed_row()] * 31),
    "ninety-nine": wire(seeds=[seed_row()] * 99),
    "a short seed": wire(seeds=[seed_row(seed=bytes(15))]),
    "a long seed": wire(seeds=[seed_row(seed=bytes(17))]),
    "a seed as text": wire(seeds=[seed_row(seed="0" * 16)]),
    "slot ninety-six": wire(seeds=[seed_row(last=96)]),
    "slot minus one": wire(seeds=[seed_row(first=-1)]),
    "a fraction of a slot": wire(seeds=[seed_row(first=0.5)]),
    "a day before all days": wire(seeds=[seed_row(day=-1)]),
    "a day of seventeen bits": wire(seeds=[seed_row(day=1 << 16)]),
    "a row too short": wire(seeds=[[YESTERDAY.number, 0, 95]]),
    "no seeds": wire(seeds=None),
    "no certificate": wire(certificate=None),
    "an empty certificate": wire(certificate=b""),
    "a certificate too long": wire(certificate=bytes(513)),
    "no commitment key": wire(commitment_key=None),
    "a short commitment key": wire(commitment_key=bytes(31)),
    "a kind of call that there is not": wire(type="push"),
}


@pytest.mark.parametrize("case", UNWRITABLE)
def test_an_upload_that_no_phone_can_write_is_refused_and_stores_nothing(tmp_path: Path, case: str) -> None:
    async def story(scene: Scene):
        before = row_counts(scene)
        answer = await scene.public.post(CALL_PATH, content=UNWRITABLE[case])
        return answer.status_code, unpack_answer(answer.content), before == row_counts(scene)

    assert (200, RefusedAnswer(Refusal.CONTENT), True) == play(tmp_path, story)


def test_the_upload_that_those_cases_spoil_gets_as_far_as_its_certificate(tmp_path: Path) -> None:
    async def story(scene: Scene):
        return unpack_answer((await scene.public.post(CALL_PATH, content=wire())).content)

    assert RefusedAnswer(Refusal.CERTIFICATE) == play(tmp_path, story)


def test_a_range_that_ends_before_it_begins_is_refused_as_content(tmp_path: Path) -> None:
    async def story(scene: Scene):
        certificate = await scene.phone().certificate(await scene.code(), days_before(scene), KEY)
        body = wire(certificate=certificate, seeds=[seed_row(first=50, last=49)])
        return unpack_answer((await scene.public.post(CALL_PATH, content=body)).content)

    assert RefusedAnswer(Refusal.CONTENT) == play(tmp_path, story)


# certificates that are not ours to the bit


def days_before(scene: Scene):
    return seeds_of_days(scene.chance, range(TODAY.number - 3, TODAY.number))


def forged(scene: Scene, good: bytes) -> dict[str, bytes]:
    """Everything that somebody with one good certificate might try."""
    keyring = scene.exchange.keyring
    body = bytes(open_file(Kind.CERTIFICATE, good, keyring.key_list).body)
    certificate = read_certificate(good, keyring.key_list)
    stranger = SigningKey(Kind.CERTIFICATE, b"a stranger's key".ljust(32, b"."))
    later = msgspec.structs.replace(certificate, expires_s=certificate.expires_s + 3_600)
    nearer = msgspec.structs.replace(certificate, level=Level.F1)
    return {
        "signed by a stranger": write_certificate(certificate, stranger),
        "signed with the key of cover": write_certificate(certificate, keyring.cover),
        "signed for another purpose": sign_file(body, [keyring.signer(Kind.TIME, scene.now_ms // 1000)]),
        "signed twice": sign_file(body, [keyring.signer(Kind.CERTIFICATE, scene.now_ms // 1000), stranger]),
        "with a later expiry": write_certificate(later, stranger)[: -(1 + 72)] + good[-(1 + 72) :],
        "with another level": write_certificate(nearer, stranger)[: -(1 + 72)] + good[-(1 + 72) :],
        "cut off": good[:-1],
        "with a byte too many": good + b"\0",
        "without its signature": body,
        "a signature alone": good[-(1 + 72) :],
    }


FORGERIES = (
    "signed by a stranger",
    "signed with the key of cover",
    "signed for another purpose",
    "signed twice",
    "with a later expiry",
    "with another level",
    "cut off",
    "with a byte too many",
    "without its signature",
    "a signature alone",
)


@pytest.mark.parametrize("case", FORGERIES)
def test_a_certificate_that_is_not_ours_is_refused_and_the_good_one_still_serves(tmp_path: Path, case: str) -> None:
    async def story(scene: Scene):
        phone, seeds = scene.phone(), days_before(scene)
        good = await phone.certificate(await scene.code(), seeds, KEY)
        forgeries = forged(scene, good)
        before = row_counts(scene)
        answer = await phone.upload(forgeries[case], seeds, KEY)
        unchanged = before == row_counts(scene)
        return set(forgeries), answer, unchanged, await phone.upload(good, seeds, KEY)

    cases, answer, unchanged, afterwards = play(tmp_path, story)

    assert set(FORGERIES) == cases
    assert (RefusedAnswer(Refusal.CERTIFICATE), True) == (answer, unchanged)
    assert AcceptedAnswer() == afterwards


def test_no_byte_of_a_certificate_can_be_changed(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone, seeds = scene.phone(), days_before(scene)
        good = await phone.certificate(await scene.code(), seeds, KEY)
        before = row_counts(scene)
        changed = (good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in range(len(good)))
        return [await phone.upload(one, seeds, KEY) for one in changed], before == row_counts(scene)

    answers, unchanged = play(tmp_path, story)

    assert len(answers) > 100
    assert {RefusedAnswer(Refusal.CERTIFICATE)} == set(answers)
    assert unchanged


def test_the_certificate_of_another_phone_and_an_altered_commitment_key_serve_nobody(tmp_path: Path) -> None:
    async def story(scene: Scene):
        mine, theirs = days_before(scene), days_before(scene)
        stolen = await scene.phone().certificate(await scene.code(), theirs, KEY)
        thief = scene.phone(1)
        return [await thief.upload(stolen, mine, KEY), await thief.upload(stolen, theirs, KEY[::-1])]

    assert [RefusedAnswer(Refusal.CERTIFICATE)] * 2 == play(tmp_path, story)


def test_a_certificate_is_good_until_its_very_last_second(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone, seeds = scene.phone(), days_before(scene)
        good = await phone.certificate(await scene.code(), seeds, KEY)
        expires_ms = read_certificate(good, await phone.keys()).expires_s * 1000
        scene.move_to(expires_ms)
        late = await phone.upload(good, seeds, KEY)
        scene.move_to(expires_ms - 1)
        return late, await phone.upload(good, seeds, KEY), expires_ms - NOON_MS

    late, in_time, lifetime_ms = play(tmp_path, story)

    assert RefusedAnswer(Refusal.CERTIFICATE) == late
    assert AcceptedAnswer() == in_time
    assert lifetime_ms <= 24 * HOUR_MS  # and nobody can ask for a longer one


# the life of a code


@pytest.mark.parametrize(("long", "lives_ms"), [(False, 60 * MINUTE_MS), (True, 24 * HOUR_MS)])
def test_a_code_is_good_until_its_very_last_second(tmp_path: Path, *, long: bool, lives_ms: int) -> None:
    async def story(scene: Scene):
        seeds = days_before(scene)
        codes = [await scene.code(long=long) for _ in range(2)]
        scene.move_by(lives_ms)
        late = await scene.phone().redeem(codes[0], commitment_to(seeds, KEY))
        scene.move_by(-1_000)
        return late, await scene.phone().certificate(codes[1], seeds, KEY)

    late, certificate = play(tmp_path, story)

    assert RefusedAnswer(Refusal.CODE) == late
    assert certificate


def test_a_code_is_claimed_by_the_first_phone_and_by_no_other(tmp_path: Path) -> None:
    async def story(scene: Scene):
        code = await scene.code()
        await scene.phone().disclose(code, days_before(scene))
        return await scene.phone(1).try_to_disclose(code, days_before(scene))

    assert RefusedAnswer(Refusal.CODE) == play(tmp_path, story)


def test_a_code_that_is_drawn_twice_is_drawn_again(tmp_path: Path) -> None:
    async def story(scene: Scene):
        drawn = iter([b"a" * 16, b"1" * 16, b"a" * 16, b"b" * 16, b"2" * 16])  # code, handle; the same code, another
        await scene.code()  # the key of the day is drawn
        order, profile = CodeOrder(Level.F0, YESTERDAY), PathogenProfile()
        with scene.exchange.store.transaction() as connection:
            issued = [
                issue_code(connection, order, profile, now_s=scene.now_ms // 1000, entropy=lambda _size: next(drawn))
                for _ in range(2)
            ]
        return [one.code for one in issued]

    assert [short_code(b"a" * 16), short_code(b"b" * 16)] == play(tmp_path, story)
