"""Sealed reports in the exchange: a queue that it cannot read, in no order, until the portal says that it has them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.errors import BusyError
from bluezone.exchange.listeners.internal.reports import REPORTS_AT_ONCE
from bluezone.exchange.reports import MAX_WAITING, ReportQueue
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.tables import reports
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.messages import (
    MAX_SEALED_BYTES,
    AcceptedAnswer,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    pack_request,
    unpack_answer,
)
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play

HERE = "198.51.100.0/24"


async def waiting(scene: Scene) -> dict[str, bytes]:
    """{id: sealed}, as the portal fetches them."""
    listed = (await scene.internal.get("/internal/v1/reports")).json()
    return {one["id"]: base64.b64decode(one["sealed"]) for one in listed}


async def acknowledge(scene: Scene, *ids: str) -> dict[str, int]:
    return (await scene.internal.post("/internal/v1/reports/acknowledged", json={"ids": list(ids)})).json()


def test_a_report_is_fetched_until_it_is_acknowledged_and_then_gone_for_good(tmp_path: Path) -> None:
    async def story(scene: Scene):
        for number in range(3):
            await scene.phone().call(ReportRequest(b"sealed %d" % number))
        first, again = await waiting(scene), await waiting(scene)
        taken, *_ = first
        erased = [await acknowledge(scene, taken), await acknowledge(scene, taken)]
        return first, again, taken, erased, await waiting(scene)

    first, again, taken, erased, left = play(tmp_path, story)

    assert first == again
    assert {b"sealed 0", b"sealed 1", b"sealed 2"} == set(first.values())
    assert [{"erased": 1}, {"erased": 0}] == erased
    assert {report_id: sealed for report_id, sealed in first.items() if report_id != taken} == left


def test_acknowledging_what_nobody_has_or_nothing_erases_nothing(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.phone().call(ReportRequest(b"sealed"))
        erased = [await acknowledge(scene), await acknowledge(scene, "00" * 16)]
        return erased, len(await waiting(scene))

    assert ([{"erased": 0}, {"erased": 0}], 1) == play(tmp_path, story)


def test_more_than_the_portal_takes_at_once_comes_with_the_next_question(tmp_path: Path) -> None:
    async def story(scene: Scene):
        queue = ReportQueue(scene.chance.randbytes)
        with scene.exchange.store.transaction() as connection:
            for _ in range(REPORTS_AT_ONCE + 3):
                queue.keep(connection, b"sealed", scene.now_ms, HERE)
        first = await waiting(scene)
        await acknowledge(scene, *first)
        return len(first), len(await waiting(scene))

    assert (REPORTS_AT_ONCE, 3) == play(tmp_path, story)


def test_reports_wait_in_no_order_and_beside_nothing_but_their_day(tmp_path: Path) -> None:
    async def story(scene: Scene):
        for number in range(12):
            await scene.phone().call(ReportRequest(b"sealed %02d" % number))
        return list((await waiting(scene)).values())

    fetched = play(tmp_path, story)

    assert sorted(fetched) != fetched
    assert {"id", "sealed", "received_day"} == set(reports.columns.keys())


def test_without_a_key_to_seal_to_nobodys_report_is_taken(tmp_path: Path) -> None:
    async def story(scene: Scene):
        return await scene.phone().call(ReportRequest(b"sealed")), await waiting(scene)

    assert (RefusedAnswer(Refusal.CONTENT), {}) == play(tmp_path, story, report_key=b"")


def test_a_queue_that_is_full_tells_phones_to_come_back_and_keeps_what_it_has(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.phone().call(ReportRequest(b"first"))
        with scene.exchange.store.transaction() as connection:
            with pytest.raises(BusyError):
                ReportQueue(scene.chance.randbytes, most=1).keep(connection, b"second", scene.now_ms, HERE)
            return stored_log.count_reports(connection)

    assert 1 == play(tmp_path, story)


def counting(connection: sa.Connection) -> list[str]:
    """The statements from now on that look at the whole queue."""
    statements: list[str] = []

    def heard(_connection, _cursor, statement: str, *_: object) -> None:
        if "count(" in statement:
            statements.append(statement)

    sa.event.listen(connection, "before_cursor_execute", heard)
    return statements


def test_a_flood_of_reports_has_the_queue_counted_once_and_not_for_each(tmp_path: Path) -> None:
    async def story(scene: Scene):
        queue = ReportQueue(scene.chance.randbytes)
        with scene.exchange.store.transaction() as connection:
            counted = counting(connection)
            for _ in range(300):
                queue.keep(connection, b"sealed", scene.now_ms, HERE)
            return len(counted), stored_log.count_reports(connection)

    assert (1, 300) == play(tmp_path, story)


def test_a_flood_against_a_full_queue_has_it_counted_once_a_minute_and_takes_what_there_is_room_for(
    tmp_path: Path,
) -> None:
    async def story(scene: Scene):
        queue, taken = ReportQueue(scene.chance.randbytes, most=3), []
        with scene.exchange.store.transaction() as connection:
            counted = counting(connection)
            for second in range(0, 180, 10):
                with contextlib.suppress(BusyError):
                    queue.keep(connection, b"sealed", scene.now_ms + second * 1_000, HERE)
                    taken.append(second)
                if second == 90:
                    connection.execute(reports.delete())  # the portal has acknowledged all
            return taken, len(counted)

    assert ([0, 10, 20, 120, 130, 140], 3) == play(tmp_path, story)


def kept(scene: Scene, queue: ReportQueue, network: str, count: int = 1) -> int:
    """How many reports of this network are taken."""
    taken = 0
    with scene.exchange.store.transaction() as connection:
        for _ in range(count):
            with contextlib.suppress(BusyError):
                queue.keep(connection, b"sealed", scene.now_ms, network)
                taken += 1
    return taken


def test_one_network_fills_no_more_than_half_of_the_queue_and_others_are_heard(tmp_path: Path) -> None:
    async def story(scene: Scene):
        queue = ReportQueue(scene.chance.randbytes, most=40, share=5)
        flooded = kept(scene, queue, "a flooder's", 200)
        others = [kept(scene, queue, f"network {number}", 7) for number in range(3)]
        scene.move_by(HOUR_MS)
        return flooded, others, kept(scene, queue, "a flooder's", 200)

    assert (20, [5, 5, 5], 5) == play(tmp_path, story)


def test_while_there_is_room_nobody_is_counted_out(tmp_path: Path) -> None:
    async def story(scene: Scene):
        return kept(scene, ReportQueue(scene.chance.randbytes, most=1_000, share=5), HERE, 400)

    assert 400 == play(tmp_path, story)


def test_a_flood_of_reports_from_many_networks_stops_no_disclosure_and_fills_no_disk(tmp_path: Path) -> None:
    async def flood(scene: Scene, networks: int) -> set[object]:
        report = pack_request(ReportRequest(bytes(MAX_SEALED_BYTES)))
        calls = [scene.exchange.calls.answer(report, f"network {number}") for number in range(networks)]
        return {unpack_answer(answer) for answer in await asyncio.gather(*calls)}

    async def disclose(scene: Scene, number: int) -> object:
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        return await scene.phone(number).try_to_disclose(await scene.code(), seeds)

    async def story(scene: Scene):
        scene.exchange.calls._reports = ReportQueue(scene.chance.randbytes, most=100, share=5)
        told, disclosed, sizes = set(), [], []
        for turn in range(4):
            answers = await asyncio.gather(flood(scene, 600), *(disclose(scene, 10 * turn + one) for one in range(5)))
            told |= answers[0]
            disclosed += answers[1:]
            assert 100 == len(await waiting(scene))
            await acknowledge(scene, *await waiting(scene))
            scene.move_by(2 * 60_000)
            scene.exchange.store.forget_order()
            sizes.append((tmp_path / "exchange.db").stat().st_size)
        return told, disclosed, sizes

    told, disclosed, sizes = play(tmp_path, story)

    assert {AcceptedAnswer(), RefusedAnswer(Refusal.BUSY)} == told
    assert [AcceptedAnswer()] * 20 == disclosed
    assert max(sizes) < 2 * 100 * (MAX_SEALED_BYTES + 1_000)
    assert max(sizes[1:]) - sizes[0] < 100_000, "what was erased makes room for what comes"


def test_the_longest_queue_has_room_on_a_small_disk() -> None:
    assert MAX_WAITING * MAX_SEALED_BYTES <= 700_000_000


def test_only_the_holder_of_the_key_of_the_internal_door_sees_the_queue(tmp_path: Path) -> None:
    async def story(scene: Scene):
        answer = await scene.phone().call(ReportRequest(b"sealed"))
        stranger = {"authorization": "Bearer guessed"}
        looked = await scene.internal.get("/internal/v1/reports", headers=stranger)
        erased = await scene.internal.post("/internal/v1/reports/acknowledged", json={"ids": []}, headers=stranger)
        public = await scene.public.get("/internal/v1/reports")
        return answer, looked.status_code, erased.status_code, public.status_code

    assert (AcceptedAnswer(), 401, 401, 404) == play(tmp_path, story)
