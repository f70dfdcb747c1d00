"""What is erased, and that it is erased in time and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.exchange.errors import StoreError
from bluezone.exchange.leaps import Leaps
from bluezone.exchange.retention import ERASE_RULES, erase_from_store
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.messages import ReportRequest
from tests.exchange.test_calls import row_counts
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play


async def counted_after(scene: Scene, *moments_ms: int) -> list[dict[str, int]]:
    """The rows of every table once the rules have run at these moments after now."""
    counts = []
    for moment in moments_ms:
        with scene.exchange.store.transaction() as connection:
            erase_from_store(connection, (scene.now_ms + moment) // 1000)
        counts.append(row_counts(scene))
    return counts


def test_codes_and_handles_live_a_day_longer_than_the_code(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.code()
        return await counted_after(scene, 24 * HOUR_MS, 25 * HOUR_MS)

    assert [1, 0] == [counts["codes"] for counts in play(tmp_path, story)]


def test_daily_keys_are_gone_after_two_more_days(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.code()
        return await counted_after(scene, 2 * DAY_MS, 3 * DAY_MS)

    assert [1, 0] == [counts["code_keys"] for counts in play(tmp_path, story)]


def test_retry_tags_go_with_their_certificate_and_totals_remain(tmp_path: Path) -> None:
    async def story(scene: Scene):
        for number in range(11):
            seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
            await scene.phone(number).disclose(await scene.code(), seeds)
        await counted_after(scene, 23 * HOUR_MS)
        tags = [tags_left(scene)]
        scene.move_by(12 * HOUR_MS)
        before = (await scene.internal.get("/internal/v1/totals")).json()
        await counted_after(scene, 14 * HOUR_MS)
        tags.append(tags_left(scene))
        return tags, before, (await scene.internal.get("/internal/v1/totals")).json(), row_counts(scene)

    tags, before, after, counts = play(tmp_path, story)

    assert [11, 0] == tags
    assert [{"date": TODAY.date.isoformat(), "uploads": 11}] == before == after
    assert 0 == counts["certificates"]


def test_a_total_below_ten_is_hidden(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(12 * HOUR_MS)
        return (await scene.internal.get("/internal/v1/totals")).json()

    assert [{"date": TODAY.date.isoformat(), "uploads": None}] == play(tmp_path, story)


def test_a_days_total_is_told_once_it_is_over_or_each_upload_would_show_as_it_comes(tmp_path: Path) -> None:
    async def story(scene: Scene):
        for number in range(11):
            seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
            await scene.phone(number).disclose(await scene.code(), seeds)
        told = []
        for later_ms in (12 * HOUR_MS - 1, 1):
            scene.move_by(later_ms)
            told.append((await scene.internal.get("/internal/v1/totals")).json())
        return [[one["uploads"] for one in days] for days in told]

    assert [[], [11]] == play(tmp_path, story)


def test_a_report_of_the_last_minute_of_a_day_waits_six_days_at_least(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_to(TODAY.start_ms + DAY_MS - MINUTE_MS)
        await scene.phone().call(ReportRequest(b"sealed"))
        return await counted_after(scene, 6 * DAY_MS, 6 * DAY_MS + MINUTE_MS)

    assert [1, 0] == [counts["reports"] for counts in play(tmp_path, story)]


def test_reports_wait_a_week_and_no_longer(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_to(TODAY.start_ms)
        await scene.phone().call(ReportRequest(b"sealed"))
        return await counted_after(scene, 7 * DAY_MS - MINUTE_MS, 7 * DAY_MS)

    assert [1, 0] == [counts["reports"] for counts in play(tmp_path, story)]


@pytest.mark.breadth
@pytest.mark.slow
def test_batches_are_listed_and_kept_for_a_fortnight_and_leaves_for_ever(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        statuses = []
        for days in (13, 2):
            scene.move_by(days * DAY_MS)
            await scene.publish()
            statuses.append((await scene.public.get("/v1/batch/1")).status_code)
        return statuses, scene.exchange.publisher.log.size, row_counts(scene)

    statuses, size, counts = play(tmp_path, story)

    assert [200, 404] == statuses
    assert size == counts["leaves"] == 2 + 15 * 24 + 1 + 15
    assert 14 * 24 + 1 >= counts["windows"]
    assert 0 < counts["entries"] <= (14 * 24 + 1) * 56 * 16


def test_a_dummy_is_told_from_a_seed_nowhere_once_the_window_is_out(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS + MINUTE_MS)
        await scene.publish()
        with scene.exchange.store.transaction() as connection:
            return connection.exec_driver_sql("SELECT COUNT(*), SUM(dummy) FROM entries").one()

    count, dummies = play(tmp_path, story)

    assert (56 * 16, 0) == (count, dummies)


@pytest.mark.parametrize("rule", ERASE_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_may_run_on_an_empty_store(tmp_path: Path, rule) -> None:
    async def story(scene: Scene):
        before = row_counts(scene)
        with scene.exchange.store.transaction() as connection:
            rule(connection, scene.now_ms // 1000)
        return before == row_counts(scene)

    assert play(tmp_path, story)


def test_nothing_in_the_store_joins_codes_and_seeds(tmp_path: Path) -> None:
    """No column of a staged seed names a code, an upload, a time or an order; its key is its place"""
    from bluezone.exchange.store.tables import entries

    assert {"window_end_s", "day", "level", "infectivity", "format", "entry", "dummy"} == set(entries.columns.keys())
    assert entries.dialect_options["sqlite"]["with_rowid"] is False


def test_linkage_by_batch_order_finds_nothing_but_sorted_columns(tmp_path: Path) -> None:
    """Twenty persons, one after another: neither the file nor the store keeps the order in which they came."""

    async def story(scene: Scene):
        came = []
        for number in range(20):
            (retired,) = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
            await scene.phone(number).disclose(await scene.code(), (retired,))
            came.append(retired.seed.value)
        with scene.exchange.store.transaction() as connection:
            stored = [row.entry for row in connection.exec_driver_sql("SELECT entry FROM entries")]
        await scene.publish_tomorrow()
        return came, stored, [entry for entry in await scene.published_entries() if entry in came]

    came, stored, published = play(tmp_path, story)

    assert sorted(came) != came
    assert sorted(came) == stored == published


def tags_left(scene: Scene) -> int:
    with scene.exchange.store.transaction() as connection:
        return connection.exec_driver_sql("SELECT COUNT(retry_tag) FROM codes").scalar_one()


def test_the_order_of_arrival_is_forgotten_although_the_bucket_does_not_say_what_lies_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> list[str]:
        raise StoreError("the bucket did not do what was asked")

    async def story(scene: Scene) -> tuple[int, int]:
        await scene.phone().disclose(
            await scene.code(), seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        )
        before = (tmp_path / "exchange.db-wal").stat().st_size
        scene.move_by(HOUR_MS)
        monkeypatch.setattr(scene.exchange.files, "names", refuse)
        with pytest.raises(StoreError, match="the bucket"):
            await scene.exchange.publisher.publish_due()
        return before, (tmp_path / "exchange.db-wal").stat().st_size

    before, after = play(tmp_path, story)

    assert 0 == after < before


def test_what_is_over_is_erased_although_nothing_can_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str, _data: bytes) -> None:
        raise StoreError("the bucket did not do what was asked")

    async def story(scene: Scene):
        await scene.phone().call(ReportRequest(b"sealed"))
        await scene.phone().disclose(
            await scene.code(), seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        )
        monkeypatch.setattr(scene.exchange.files, "create", refuse)
        scene.move_by(8 * DAY_MS)
        await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        counts = row_counts(scene)
        return counts["reports"], counts["codes"], counts["code_keys"], (tmp_path / "exchange.db-wal").stat().st_size

    assert (0, 0, 0, 0) == play(tmp_path, story)


def test_an_hour_that_was_published_is_not_erased_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        emptied = []
        forget = scene.exchange.store.forget_order
        monkeypatch.setattr(scene.exchange.store, "forget_order", lambda: emptied.append(1) or forget())
        for _ in range(3):
            await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        return len(emptied)

    assert 1 == play(tmp_path, story)
