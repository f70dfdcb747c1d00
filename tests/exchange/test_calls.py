"""The one path: what a phone gets for each kind of call, and that nothing but its content differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluezone.protocol import messages
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.disclosure import Level, commitment_to, read_certificate
from bluezone.protocol.messages import (
    AcceptedAnswer,
    CertificateAnswer,
    CoverRequest,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    TimeRequest,
    unpack_answer,
    verify_time,
)
from bluezone.protocol.proof_of_work import solve
from tests.support.amounts import examples
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play

KEY = bytes(range(32))


def days_before(scene: Scene, count: int = 4):
    return seeds_of_days(scene.chance, range(TODAY.number - count, TODAY.number))


def test_a_sequence_of_time_redeem_and_upload_is_accepted_and_published(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = days_before(scene)
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.publish_tomorrow()
        published = await scene.published_entries()
        return [len(published.get(retired.seed.value, [])) for retired in seeds]

    appearances = play(tmp_path, story)

    assert [1, 1, 1, 1] == appearances


def test_the_time_is_signed_for_the_asker_alone(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        answer = await phone.call(TimeRequest(bytes(16)))
        return verify_time(answer, bytes(16), await phone.keys()), scene.now_ms

    time_s, now_ms = play(tmp_path, story)

    assert now_ms // 1000 == time_s


def test_the_certificate_allows_the_infectious_days_within_the_tracing_window(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        file = await phone.certificate(await scene.code(onset=TODAY.plus(-3)), days_before(scene), KEY)
        return read_certificate(file, await phone.keys())

    certificate = play(tmp_path, story)

    assert (Level.F0, TODAY.number - 5, TODAY.number) == (
        certificate.level,
        certificate.first_day,
        certificate.last_day,
    )


def test_an_f1_certificate_starts_at_the_first_exposure(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        code = await scene.code(Level.F1, TODAY.plus(-1), first_exposure=TODAY.plus(-6))
        return read_certificate(await phone.certificate(code, days_before(scene), KEY), await phone.keys())

    certificate = play(tmp_path, story)

    assert (Level.F1, TODAY.number - 6, TODAY.number) == (
        certificate.level,
        certificate.first_day,
        certificate.last_day,
    )


def test_the_same_redemption_gets_the_byte_identical_certificate_until_it_expires(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone, code, seeds = scene.phone(), await scene.code(), days_before(scene)
        first = await phone.certificate(code, seeds, KEY)
        scene.move_by(20 * HOUR_MS)
        again = await phone.certificate(code, seeds, KEY)
        scene.move_by(5 * HOUR_MS)
        too_late = await phone.redeem(code, commitment_to(seeds, KEY))
        return first, again, too_late

    first, again, too_late = play(tmp_path, story)

    assert first == again
    assert RefusedAnswer(Refusal.CODE) == too_late


def test_an_upload_repeated_gets_the_same_success_and_stores_nothing_twice(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone, seeds = scene.phone(), days_before(scene)
        certificate = await phone.certificate(await scene.code(), seeds, KEY)
        answers = [await phone.upload(certificate, seeds, KEY) for _ in range(3)]
        await scene.publish_tomorrow()
        answers.append(await phone.upload(certificate, seeds, KEY))
        await scene.publish_tomorrow()
        published = await scene.published_entries()
        return answers, [len(published[retired.seed.value]) for retired in seeds]

    answers, appearances = play(tmp_path, story)

    assert [AcceptedAnswer()] * 3 == answers[:3]
    assert RefusedAnswer(Refusal.CERTIFICATE) == answers[3]  # a day later the certificate has expired
    assert [1, 1, 1, 1] == appearances


@pytest.mark.parametrize("which", ["unknown", "expired", "used", "malformed"])
def test_codes_that_cannot_be_redeemed_get_one_identical_answer(tmp_path: Path, which: str) -> None:
    async def story(scene: Scene):
        phone, seeds = scene.phone(), days_before(scene)
        code = {"unknown": "123456789015", "malformed": "12345"}.get(which) or await scene.code()
        if which == "expired":
            scene.move_by(61 * MINUTE_MS)
        if which == "used":
            await phone.certificate(code, seeds, KEY)
        time = await phone.time()
        commitment = commitment_to(seeds, bytes(32))
        work = solve(time.challenge, commitment, time.work_bits)
        request = RedeemRequest(code, commitment, time.challenge, work)
        return (await scene.public.post(messages.CALL_PATH, content=messages.pack_request(request))).content

    answer = play(tmp_path, story)

    assert messages.pack_answer(RefusedAnswer(Refusal.CODE)) == answer


def test_work_counts_once_and_only_for_a_challenge_of_ours(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        time = await phone.time()
        commitment = bytes(32)
        work = solve(time.challenge, commitment, time.work_bits)
        good = RedeemRequest("123456789015", commitment, time.challenge, work)
        first, replayed = await phone.call(good), await phone.call(good)
        foreign = await phone.call(RedeemRequest("123456789015", commitment, bytes(16), work))
        idle = await phone.call(RedeemRequest("123456789015", commitment, (await phone.time()).challenge, bytes(8)))
        late = await phone.time()
        scene.move_by(10 * MINUTE_MS)
        work = solve(late.challenge, commitment, late.work_bits)
        expired = await phone.call(RedeemRequest("123456789015", commitment, late.challenge, work))
        return first, [replayed, foreign, idle, expired]

    first, others = play(tmp_path, story)

    assert RefusedAnswer(Refusal.CODE) == first
    assert [RefusedAnswer(Refusal.WORK)] * 4 == others


def test_a_report_waits_sealed_until_the_portal_acknowledges_it(tmp_path: Path) -> None:
    async def story(scene: Scene):
        answer = await scene.phone().call(ReportRequest(b"sealed"))
        waiting = (await scene.internal.get("/internal/v1/reports")).json()
        ids = [report["id"] for report in waiting]
        await scene.internal.post("/internal/v1/reports/acknowledged", json={"ids": ids})
        return answer, waiting, (await scene.internal.get("/internal/v1/reports")).json()

    answer, waiting, afterwards = play(tmp_path, story)

    assert AcceptedAnswer() == answer
    assert ["c2VhbGVk"] == [report["sealed"] for report in waiting]
    assert [] == afterwards


def test_cover_is_answered_like_the_real_thing_and_leaves_no_row(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        await scene.code()  # draws the key of the day, so that the comparison below is about cover alone
        before = row_counts(scene)
        answers = []
        for step in (1, 2):
            time = await phone.time()
            work = solve(time.challenge, bytes(32), time.work_bits)
            answers.append(await phone.call(CoverRequest(step, "123456789015", bytes(32), time.challenge, work)))
        bits = (await phone.time()).work_bits
        return answers, before, row_counts(scene), bits, await phone.keys()

    (redeemed, uploaded), before, after, bits, keys = play(tmp_path, story, failures_per_prefix=1)

    assert isinstance(redeemed, CertificateAnswer)
    with pytest.raises(Exception, match="names no such key"):
        read_certificate(redeemed.certificate, keys)
    assert AcceptedAnswer() == uploaded
    assert before == after
    assert 12 == bits  # cover is never counted as a wrong guess


@pytest.mark.parametrize("body", [b"", b"x", b"x" * 4_095, b"\0" * 4_096, b"\xff" * 4_096, b"x" * 4_097, b"x" * 10**6])
def test_garbage_gets_the_same_thousand_bytes_as_everything_else(tmp_path: Path, body: bytes) -> None:
    async def story(scene: Scene):
        response = await scene.public.post(messages.CALL_PATH, content=body)
        return response.status_code, len(response.content), unpack_answer(response.content)

    answer = play(tmp_path, story)

    assert (200, 1_024, RefusedAnswer(Refusal.CONTENT)) == answer


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.binary(max_size=4_200), min_size=1, max_size=20))
def test_no_body_stops_the_exchange(tmp_path: Path, bodies: list[bytes]) -> None:
    async def story(scene: Scene):
        sizes = {len(await scene.exchange.calls.answer(body.ljust(4_096, b"\0"), "")) for body in bodies}
        return sizes, await scene.phone().time()

    sizes, time = play(tmp_path, story)

    assert {1_024} == sizes
    assert time.time_s > 0


def test_in_maintenance_every_call_is_told_to_come_back_and_files_stay(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.exchange.calls.resting = True
        answer = await scene.phone().call(TimeRequest(bytes(16)))
        return answer, (await scene.public.get("/v1/index")).status_code

    answer, index_status = play(tmp_path, story)

    assert RefusedAnswer(Refusal.BUSY) == answer
    assert 200 == index_status


def row_counts(scene: Scene) -> dict[str, int]:
    from bluezone.exchange.store.tables import metadata

    with scene.exchange.store.transaction() as connection:
        return {
            table.name: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table.name}").scalar_one()
            for table in metadata.sorted_tables
        }
