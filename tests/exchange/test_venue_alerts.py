"""Alerts about places on the publishing side: staged by the portal, published after the embargo, unlinkable, once."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bluezone.exchange.errors import RequestError
from bluezone.exchange.venue_alerts import MAX_ALERTS_AT_ONCE, VenueAlerts
from bluezone.protocol.batch import Format
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.disclosure import Level, RetiredSeed
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.venue import alert_entry
from tests.exchange.test_calls import row_counts
from tests.support.exchange.exchanges import TODAY, Scene, play

pytestmark = pytest.mark.in_turn(of=3)
MARKET, SALT = b"m" * 16, b"s" * 16
YESTERDAY = TODAY.plus(-1)


def entries_of(day: Day, half_hours: range) -> list[str]:
    """What the portal computes about the market."""
    return [alert_entry(MARKET, SALT, day, half_hour).hex() for half_hour in half_hours]


async def stage(scene: Scene, day: Day, entries: list[str]) -> httpx.Response:
    return await scene.internal.post("/internal/v1/venue-alerts", json={"day": str(day.date), "entries": entries})


@pytest.mark.every_run
def test_a_staged_alert_comes_out_in_the_next_batch_among_the_venue_entries_of_its_day(tmp_path: Path) -> None:
    entries = entries_of(YESTERDAY, range(4))

    async def story(scene: Scene):
        answer = (await stage(scene, YESTERDAY, entries)).json()
        before = await scene.published_entries()
        scene.move_by(HOUR_MS)
        await scene.publish()
        return answer, before, await scene.published_entries()

    answer, before, published = play(tmp_path, story)

    assert {"new": 4} == answer
    for entry in map(bytes.fromhex, entries):
        assert entry not in before
        ((sequence, group),) = published[entry]
        assert (1, YESTERDAY, Format.VENUE16) == (sequence, group.day, group.format)


@pytest.mark.every_run
def test_an_alert_of_a_live_day_waits_for_its_embargo(tmp_path: Path) -> None:
    (entry,) = entries_of(TODAY, range(1))

    async def story(scene: Scene):
        await stage(scene, TODAY, [entry])
        scene.move_to(TODAY.embargo_end_ms - 1)
        await scene.publish()
        early = await scene.published_entries()
        scene.move_to(TODAY.embargo_end_ms)
        await scene.publish()
        return bytes.fromhex(entry) in early, bytes.fromhex(entry) in await scene.published_entries()

    assert (False, True) == play(tmp_path, story)


def test_staging_again_before_and_after_publication_publishes_once(tmp_path: Path) -> None:
    entries = entries_of(YESTERDAY, range(3))

    async def story(scene: Scene):
        answers = [(await stage(scene, YESTERDAY, [*entries[:2], entries[0]])).json()]
        answers.append((await stage(scene, YESTERDAY, entries)).json())
        scene.move_by(HOUR_MS)
        await scene.publish()
        answers.append((await stage(scene, YESTERDAY, entries)).json())
        scene.move_by(HOUR_MS)
        await scene.publish()
        published = await scene.published_entries()
        return answers, [len(published[bytes.fromhex(entry)]) for entry in entries]

    answers, appearances = play(tmp_path, story)

    assert [{"new": 2}, {"new": 1}, {"new": 0}] == answers
    assert [1, 1, 1] == appearances


@pytest.mark.every_run
def test_a_day_holds_so_many_alerts_and_takes_more_when_it_is_over(tmp_path: Path) -> None:
    """Whoever has the portal's key has phones fetch no more than that; what is known already is no more."""
    entries = [number.to_bytes(16, "big").hex() for number in range(6_001)]

    async def story(scene: Scene):
        taken = [await stage(scene, YESTERDAY, entries[:3_000]), await stage(scene, YESTERDAY, entries[2_000:6_000])]
        full = await stage(scene, YESTERDAY, entries[6_000:])
        again = await stage(scene, YESTERDAY, entries[:5_000])
        scene.move_by(HOUR_MS)
        await scene.publish()
        out = await stage(scene, YESTERDAY, entries[6_000:])
        scene.move_by(DAY_MS)
        await scene.publish()
        return taken, [full, out], again, await stage(scene, YESTERDAY, entries[6_000:])

    taken, refused, again, next_day = play(tmp_path, story, alerts_of_a_day=6_000)

    assert [3_000, 3_000, 0, 1] == [answer.json()["new"] for answer in (*taken, again, next_day)]
    assert [400, 400] == [answer.status_code for answer in refused]
    assert "6000 entries wait or came out within a day" in refused[0].json()["detail"]


@pytest.mark.every_run
def test_nothing_tells_one_order_from_another_in_the_store(tmp_path: Path) -> None:
    """The same rows, whether two places were handed over together, apart, or the other way round."""
    market = entries_of(YESTERDAY, range(2))
    school = [alert_entry(b"t" * 16, SALT, YESTERDAY, number).hex() for number in range(2)]

    def rows(scene: Scene) -> list[tuple]:
        with scene.exchange.store.transaction() as connection:
            return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM entries")]

    def stored_after(folder: Path, *orders: list[str]) -> list[tuple]:
        async def story(scene: Scene):
            for order in orders:
                await stage(scene, YESTERDAY, order)
            return rows(scene)

        return play(folder, story)

    together = stored_after(tmp_path / "1", [*market, *school])

    assert 4 == len(together)
    assert together == stored_after(tmp_path / "2", market, school) == stored_after(tmp_path / "3", school, market)


@pytest.mark.every_run
def test_whoever_knows_a_poster_cannot_prevent_its_alert_by_uploading_it_as_a_seed(tmp_path: Path) -> None:
    entry = bytes.fromhex(entries_of(YESTERDAY, range(1))[0])

    async def story(scene: Scene):
        await scene.phone().disclose(await scene.code(), (RetiredSeed(YESTERDAY, 0, 95, DaySeed(entry)),))
        answer = (await stage(scene, YESTERDAY, [entry.hex()])).json()
        scene.move_by(HOUR_MS)
        await scene.publish()
        return answer, {group.format for _, group in (await scene.published_entries())[entry]}

    answer, formats = play(tmp_path, story)

    assert {"new": 1} == answer
    assert {Format.SEED16, Format.VENUE16} == formats


@pytest.mark.every_run
def test_an_alert_does_not_keep_a_seed_from_being_published(tmp_path: Path) -> None:
    entry = bytes.fromhex(entries_of(YESTERDAY, range(1))[0])

    async def story(scene: Scene):
        await stage(scene, YESTERDAY, [entry.hex()])
        seeds = (RetiredSeed(YESTERDAY, 0, 95, DaySeed(entry)),)
        await scene.phone().disclose(await scene.code(Level.F1, YESTERDAY), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        return {(group.format, group.level) for _, group in (await scene.published_entries())[entry]}

    assert {(Format.VENUE16, Level.F0), (Format.SEED16, Level.F1)} == play(tmp_path, story)


ONE = entries_of(YESTERDAY, range(1))


@pytest.mark.every_run
@pytest.mark.parametrize(
    "order",
    [
        {},
        {"day": "2026-11-23"},
        {"day": "2026-11-23", "entries": []},
        {"day": "2026-11-23", "entries": "00" * 16},
        {"day": "2026-11-23", "entries": ["00" * 15]},
        {"day": "2026-11-23", "entries": ["00" * 16 + "\n"]},
        {"day": "2026-11-23", "entries": ["0g" * 16]},
        {"day": "2026-11-23", "entries": [7]},
        {"day": "2026-11-23", "entries": ["00" * 16] * (MAX_ALERTS_AT_ONCE + 1)},
        {"day": "2026-11-23", "entries": ONE, "venue": "market"},
        {"day": "yesterday", "entries": ONE},
        {"day": "1969-12-31", "entries": ONE},
        {"day": "9999-12-31", "entries": ONE},
        {"day": "2026-11-25", "entries": ONE},
        {"day": "2026-11-09", "entries": ONE},
    ],
)
def test_an_order_out_of_bounds_is_refused_in_words_and_stages_nothing(tmp_path: Path, order: dict) -> None:
    async def story(scene: Scene):
        before = row_counts(scene)
        answer = await scene.internal.post("/internal/v1/venue-alerts", json=order)
        return answer.status_code, answer.json()["detail"], before == row_counts(scene)

    status, detail, unchanged = play(tmp_path, story)

    assert (400, True) == (status, unchanged)
    assert detail


@pytest.mark.parametrize(("age", "status"), [(0, 200), (13, 200), (14, 200), (15, 400)])
def test_a_day_is_taken_as_long_as_a_batch_has_a_group_for_it(tmp_path: Path, age: int, status: int) -> None:
    async def story(scene: Scene):
        day = TODAY.plus(-age)
        answer = await stage(scene, day, entries_of(day, range(1)))
        scene.move_to(TODAY.start_ms + DAY_MS + 3 * HOUR_MS)
        await scene.publish()
        return answer.status_code, bytes.fromhex(entries_of(day, range(1))[0]) in await scene.published_entries()

    assert (status, status == 200) == play(tmp_path, story)


def test_the_full_number_of_entries_is_taken_at_once(tmp_path: Path) -> None:
    entries = [number.to_bytes(16, "big").hex() for number in range(MAX_ALERTS_AT_ONCE)]

    async def story(scene: Scene):
        return (await stage(scene, YESTERDAY, entries)).json()

    assert {"new": MAX_ALERTS_AT_ONCE} == play(tmp_path, story)


@pytest.mark.every_run
def test_phones_and_strangers_cannot_stage_alerts(tmp_path: Path) -> None:
    order = {"day": "2026-11-23", "entries": ONE}

    async def story(scene: Scene):
        public = await scene.public.post("/internal/v1/venue-alerts", json=order)
        keyless = await scene.internal.post("/internal/v1/venue-alerts", json=order, headers={"authorization": "no"})
        return public.status_code, keyless.status_code, row_counts(scene)["entries"]

    assert (404, 401, 0) == play(tmp_path, story)


@pytest.mark.parametrize("entries", [(), (b"short",), (bytes(16),) * (MAX_ALERTS_AT_ONCE + 1)])
def test_an_order_is_valid_from_birth(entries: tuple[bytes, ...]) -> None:
    with pytest.raises(RequestError):
        VenueAlerts(YESTERDAY, entries)
