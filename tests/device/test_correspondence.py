"""What passes between a phone and servers: the ledger, disclosures that are interrupted, and whatever goes wrong."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bluezone.device import correspondence
from bluezone.device.core.anchor import BootClock
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.feed import KEYS_PATH
from bluezone.device.core.venue_alerts import PlaceWarning
from bluezone.device.core.visits import VisitBook
from bluezone.device.errors import ConsentError, UnreachableError
from bluezone.device.runtime import Device
from bluezone.device.saved import save_visits, visits_in
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, Slot
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import CoverRequest, RedeemRequest, ReportRequest, TimeRequest, UploadRequest
from bluezone.protocol.sighting import BootId
from bluezone.protocol.signature import Kind
from bluezone.protocol.venue import Venue, VenueKind
from tests.support.device.living import Town, settle
from tests.support.device.phones import BOOT, START_MS, TODAY, sighting
from tests.support.device.published import OpenExchange, Staged

CODE = short_code(b"0123456789abcdef")
YESTERDAY = TODAY.plus(-1)
MARKET = Venue(b"m" * 16, "Chợ", VenueKind.MARKET, "02536", 0, 1 << 35, b"s" * 16)
SEED = DaySeed(b"a published seed")


class WatchedExchange(OpenExchange):
    """Looks into the phone's ledger at the moment that something arrives."""

    device: Device | None = None
    ledgers: list[tuple[str, int]]
    """(what arrived, bytes of this kind that the ledger knew of by then)"""

    def watch(self, device: Device) -> None:
        self.device, self.ledgers = device, []

    async def fetch(self, path: str, limit: int) -> bytes:
        self._look(path, "files")
        return await super().fetch(path, limit)

    def answer(self, body: bytes) -> bytes:
        if self.device is not None:
            self._look("call", "")
        return super().answer(body)

    def _look(self, arrived: str, what: str) -> None:
        if self.device is not None:
            known = [d.bytes for d in self.device.store.departures() if what in ("", d.what)]
            self.ledgers.append((arrived, sum(known)))


Play = Callable[[Town, Device], Awaitable[None]]


def played(folder: Path, play: Play, *, up_to_date: bool = True) -> None:
    """The play with a phone that has begun and, mostly, has its news."""

    async def run() -> None:
        town = Town(folder)
        town.exchange = WatchedExchange(town.world)
        town.clock.sleep = no_waiting  # type: ignore[method-assign]  # pauses between calls are not what is played
        device = await town.start(0)
        if up_to_date:
            await device.update()
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        await play(town, device)
        await device.close()

    asyncio.run(run())


async def no_waiting(duration_ms: int) -> None:
    assert duration_ms >= 0


def ledger(device: Device) -> list[tuple[str, bool]]:
    """Oldest first."""
    return [(departure.what, departure.owner_act) for departure in reversed(device.store.departures())]


def test_all_that_leaves_stands_in_the_ledger_before_it_leaves(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        exchange: Any = town.exchange
        exchange.watch(device)
        town.world.publish_batch()

        await device.update()
        await device.consent_and_disclose(CODE, [TODAY])
        await device.send_cover()

        files = [path for path, _ in exchange.ledgers if path != "call"]
        asked = sum(len(path) for path in exchange.fetched) - sum(len(path) for path in files)
        for path, known in exchange.ledgers[: len(files)]:
            asked += len(path)
            assert asked == known
        calls = [known for path, known in exchange.ledgers if path == "call"]
        assert [asked + 4_096 * number for number in range(1, 7)] == calls

    played(tmp_path, play)


@pytest.mark.parametrize("held", [0, 4])
def test_a_log_of_many_pieces_warns_as_one_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(correspondence, "PIECE", 7)
    monkeypatch.setattr(correspondence, "_MOST_HELD", held)

    async def play(town: Town, device: Device) -> None:
        device.store.save_boot_clock(BootClock(BOOT), START_MS)
        for number, slot in enumerate((*range(20, 24), *range(40, 44))):
            for second in range(0, 900, 300):
                at_ms = Slot(YESTERDAY, slot).start_ms + 1_000 * second
                one = sighting(number, rolling_id=SEED.ids_for(YESTERDAY)[slot], wall_ms=at_ms)
                device.store.keep_sighting(one)
        town.world.publish_batch(Staged(YESTERDAY, SEED))
        town.world.publish_batch(Staged(YESTERDAY, SEED, Level.F1))
        town.catch_up()

        assert (2, 2) == ((report := await device.update()).batches, report.encounters)
        (encounter,) = device.store.judged.encounters()
        assert 24 == len(encounter.spells)

    played(tmp_path, play)


@pytest.mark.slow
def test_a_flooded_air_fills_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id is twelve random bytes, and each false one is a row: whoever sends many is read a piece after the other."""
    monkeypatch.setattr(correspondence, "PIECE", 2_000)

    async def play(town: Town, device: Device) -> None:
        midnight_ms = YESTERDAY.start_ms
        device.store.save_boot_clock(BootClock(BOOT), START_MS)
        for number in range(30_000):
            device.store.keep_sighting(sighting(number, wall_ms=midnight_ms + number, monotonic_ms=number))
        device.store.flush()
        town.world.publish_batch(Staged(YESTERDAY, SEED))
        town.catch_up()
        tracemalloc.start()
        assert 1 == (await device.update()).batches
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert most < 6_000_000  # 13 million where each was an object

    played(tmp_path, play)


def test_the_ledger_says_what_the_owner_did(tmp_path: Path) -> None:
    async def play(_: Town, device: Device) -> None:
        await device.consent_and_disclose(CODE, [TODAY])
        await device.send_cover()

        owners = [("time", True), ("redeem", True), ("upload", True)]
        assert [("files", False), *owners, ("time", False), ("cover", False), ("cover", False)] == ledger(device)

    played(tmp_path, play)


def test_a_report_leaves_at_a_tap_and_looks_like_the_rest(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        await device.send_report(b"sealed")

        assert [TimeRequest, ReportRequest, CoverRequest] == [type(request) for request in town.exchange.requests]
        assert ("report", True) in ledger(device)

    played(tmp_path, play)


def test_a_mistyped_code_retires_nothing(tmp_path: Path) -> None:
    async def play(_: Town, device: Device) -> None:
        with pytest.raises(MalformedError):
            await device.consent_and_disclose("1234", [TODAY])

        assert not any(own.retired for own in device.machine.identity.seeds)
        assert device.draft is None

    played(tmp_path, play)


def test_there_must_be_something_to_disclose(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        with pytest.raises(ConsentError, match="nothing to disclose"):
            await device.consent_and_disclose(CODE, [YESTERDAY])

        assert [] == town.exchange.requests

    played(tmp_path, play)


def test_a_lost_line_keeps_the_draft_over_a_restart_and_the_owner_goes_on(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.lost_after.add(1)
        with pytest.raises(UnreachableError):
            await device.consent_and_disclose(CODE, [TODAY])
        with pytest.raises(ConsentError, match="not finished"):
            await device.consent_and_disclose(CODE, [TODAY])
        await device.close()
        again = await town.start(0, radio=town.air.radio(1))

        ended = await again.resume_disclosure()

        assert Stage.DONE is ended.stage
        assert 1 == len(town.exchange.uploads)
        await again.close()

    played(tmp_path, play)


def test_an_unfinished_disclosure_ends_with_the_lives_of_its_seeds(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.is_reachable = False
        with pytest.raises(UnreachableError):
            await device.consent_and_disclose(CODE, [TODAY])
        kept = []
        for days in (14, 1):
            town.clock.now_ms += days * DAY_MS
            await device.tick()
            kept.append((device.draft is not None, device.store.fact("draft") is not None))

        assert [(True, True), (False, False)] == kept

    played(tmp_path, play)


def test_the_retired_seed_stays_off_the_air_although_the_upload_failed(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.is_reachable = False
        with pytest.raises(UnreachableError):
            await device.consent_and_disclose(CODE, [TODAY])
        await device.abandon_disclosure()
        (retired,) = device.machine.identity.seeds
        await device.close()
        town.clock.now_ms += 15 * MINUTE_MS
        again = await town.start(0, radio=town.air.radio(1))

        on_air = town.air.radio(1).on_air
        assert on_air is not None
        assert not any(rolling_id.value in on_air.frame for rolling_id in retired.seed.ids_for(TODAY))
        assert again.draft is None
        await again.close()

    played(tmp_path, play)


def test_a_second_disclosure_on_the_same_day_has_both_seeds(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        other = short_code(b"fedcba9876543210")
        town.exchange.codes[other] = (Level.F0, TODAY)
        await device.consent_and_disclose(CODE, [TODAY])
        town.clock.now_ms += HOUR_MS
        town.world.now_s += 3_600
        await device.tick()
        await device.consent_and_disclose(other, [TODAY])

        ranges = [[(s.first_slot, s.last_slot) for s in upload.seeds] for upload in town.exchange.uploads]
        assert [[(0, 12)], [(0, 12), (16, 16)]] == ranges

    played(tmp_path, play)


def test_two_taps_are_one_disclosure(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.is_reachable = False
        with pytest.raises(UnreachableError):
            await device.consent_and_disclose(CODE, [TODAY])
        town.exchange.is_reachable = True
        town.exchange.requests.clear()

        ended = await asyncio.gather(device.resume_disclosure(), device.resume_disclosure())

        assert [Stage.DONE, Stage.DONE] == [draft.stage for draft in ended]
        assert [TimeRequest, RedeemRequest, UploadRequest] == [type(request) for request in town.exchange.requests]

    played(tmp_path, play)


def test_a_refused_code_is_refused_although_the_padding_call_was_lost(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.codes.clear()
        town.exchange.lost_before.add(2)

        ended = await device.consent_and_disclose(CODE, [TODAY])

        assert Stage.REFUSED is ended.stage

    played(tmp_path, play)


def test_without_keys_a_disclosure_fetches_them_first(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        ended = await device.consent_and_disclose(CODE, [TODAY])

        assert Stage.DONE is ended.stage
        assert KEYS_PATH in town.exchange.fetched

    played(tmp_path, play, up_to_date=False)


@pytest.mark.parametrize("hours", [47, 49])
def test_a_phone_whose_index_is_over_looks_for_news_before_it_speaks(tmp_path: Path, hours: int) -> None:
    """After two days the keys of calls may have changed; cover does the same, so that nobody can tell."""

    async def play(town: Town, device: Device) -> None:
        town.world.publish_keys(Kind.TIME, Kind.CERTIFICATE)
        town.clock.wall_off_ms += hours * HOUR_MS
        town.world.now_s += hours * HOUR_MS // 1000
        town.world.sign_index()
        town.exchange.fetched.clear()
        await device.send_cover()
        news = [path for path in town.exchange.fetched if path == "/v1/index"]

        assert (1 if hours > 48 else 0) == len(news)
        assert (3 if hours > 48 else 1) == len(town.exchange.requests)

    played(tmp_path, play)


def test_cover_without_an_exchange_fails_silently(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.is_reachable = False

        await device.send_cover()

        assert [] == town.exchange.requests

    played(tmp_path, play, up_to_date=False)


def test_a_refused_update_is_told_in_one_line_and_changes_nothing(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        before = device.feed
        town.world.publish_batch()
        town.world.files["/v1/batch/1"] = town.world.files["/v1/config/1"]

        report = await device.update()

        assert "names no such key for batch" in report.problem == device.last_update.problem
        assert device.last_update.refused
        assert before == device.feed

    played(tmp_path, play)


def test_an_exchange_that_is_silent_is_no_refusal(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.exchange.is_reachable = False
        assert "cannot be reached" in (await device.update()).problem
        assert not device.last_update.refused

        town.exchange.is_reachable = True
        assert "" == (await device.update()).problem == device.last_update.problem

    played(tmp_path, play)


def test_an_alert_about_a_visit_is_told_once_and_again_only_after_it_was_taken_back(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        save_visits(device.store, VisitBook().arrived(MARKET, YESTERDAY.start_ms).left(1, YESTERDAY.start_ms + HOUR_MS))
        alert = Staged.alert(MARKET, YESTERDAY, 1)
        for batches in (1, 2):
            town.world.publish_batch(alert)
            town.catch_up()
            assert "" == (await device.update()).problem
            assert (batches, [PlaceWarning("Chợ", YESTERDAY.date)]) == (town.world.batches, town.told[0])

        for sequence in (1, 2):
            town.world.revoke(sequence)
        await device.update()
        assert () == visits_in(device.store).alerted

        town.world.publish_batch(alert)
        town.catch_up()
        await device.update()
        assert 2 == len(town.told[0])

    played(tmp_path, play)


def hears_the_seed(device: Device, minutes: int = 60) -> None:
    """The phone was near the seed's phone, yesterday from 10:00 in Viet Nam on."""
    boot = BootId(b"before..")
    device.store.save_boot_clock(BootClock(boot), YESTERDAY.start_ms)
    ids, day_ms = SEED.ids_for(YESTERDAY), YESTERDAY.start_ms
    for ms in range(3 * HOUR_MS, 3 * HOUR_MS + minutes * MINUTE_MS, 5_000):
        rolling_id = ids[ms // (15 * MINUTE_MS)]
        one = sighting(0, rolling_id=rolling_id, boot=boot, wall_ms=day_ms + ms, monotonic_ms=ms, rssi_dbm=-55)
        device.store.keep_sighting(one)


def test_the_highest_level_counts_though_one_batch_names_a_seed_thrice(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        hears_the_seed(device)
        high = Staged(YESTERDAY, SEED, Level.F0, Infectivity.HIGH)
        town.world.publish_batch(Staged(YESTERDAY, SEED, Level.F1), Staged(YESTERDAY, SEED), high)

        await device.update()

        (kept,) = device.store.judged.encounters()
        assert (Level.F0, Infectivity.HIGH) == (kept.level, kept.infectivity)

    played(tmp_path, play, up_to_date=False)


def test_published_again_it_changes_nothing_unless_the_level_rises(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        hears_the_seed(device)
        seen = []
        for level in (Level.F1, Level.F1, Level.F0, Level.F1):
            town.world.publish_batch(Staged(YESTERDAY, SEED, level))
            town.catch_up()
            assert "" == (await device.update()).problem
            (kept,) = device.store.judged.encounters()
            seen.append((kept.level, kept.spells, [told.warning.level.name for told in device.store.judged.warnings()]))

        assert [Level.F1, Level.F1, Level.F0, Level.F0] == [level for level, _, _ in seen]
        assert 1 == len({spells for _, spells, _ in seen})
        assert [["F2"], ["F2"], ["F1"], ["F1"]] == [levels for _, _, levels in seen]
        assert ["F2", "F1"] == [warning.level.name for warning in town.told[0]]

    played(tmp_path, play, up_to_date=False)


def test_a_revoked_batch_takes_back_the_warning_that_rests_on_it_alone(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        hears_the_seed(device)
        for level in (Level.F1, Level.F0):
            town.world.publish_batch(Staged(YESTERDAY, SEED, level))
        await device.update()
        standing = []
        for revoked in (2, 1):
            standing.append([told.warning.level.name for told in device.store.judged.warnings()])
            town.world.revoke(revoked)
            assert "" == (await device.update()).problem

        assert [["F1"], ["F2"]] == standing
        assert [] == device.store.judged.warnings()
        assert ["F1", "F2"] == [told.warning.level.name for told in device.store.judged.taken_back()]

    played(tmp_path, play, up_to_date=False)


def test_an_erased_phone_takes_nothing_from_an_update_under_way(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.world.publish_batch()
        gate, honest = asyncio.Event(), town.exchange.fetch

        async def slow(path: str, limit: int) -> bytes:
            if "batch" in path:
                await gate.wait()
            return await honest(path, limit)

        town.exchange.fetch = slow  # type: ignore[method-assign]  # the exchange that hesitates
        update = asyncio.ensure_future(device.update())
        await settle()
        await device.erase()
        gate.set()

        assert "erased" in (await update).problem
        assert 0 == device.feed.issued_s
        assert device.store.fact("feed") is None
        assert "" == device.last_update.problem

    played(tmp_path, play)


def test_an_erased_phone_finishes_no_disclosure(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        gate, honest = asyncio.Event(), town.exchange.call

        async def slow(body: bytes) -> bytes:
            if town.exchange.requests:
                await gate.wait()
            return await honest(body)

        town.exchange.call = slow  # type: ignore[method-assign]  # the exchange that hesitates
        disclosure = asyncio.ensure_future(device.consent_and_disclose(CODE, [TODAY]))
        await settle()
        await device.erase()
        gate.set()

        with pytest.raises(UnreachableError, match="erased"):
            await disclosure
        assert device.draft is None
        assert device.store.fact("draft") is None
        assert [] == town.exchange.uploads

    played(tmp_path, play)


def test_giving_up_waits_for_calls_under_way_and_does_not_undo_what_is_done(tmp_path: Path) -> None:
    async def play(_: Town, device: Device) -> None:
        disclosure = asyncio.ensure_future(device.consent_and_disclose(CODE, [TODAY]))
        await asyncio.sleep(0)
        await device.abandon_disclosure()

        assert Stage.DONE is (await disclosure).stage
        assert device.draft is not None
        assert Stage.DONE is device.draft.stage

    played(tmp_path, play)


def test_a_clock_far_ahead_of_the_index_asks_for_a_time_of_its_own(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.clock.now_ms += 3 * HOUR_MS
        await device.update()
        assert not device.machine.clock_verified
        town.world.now_s = town.clock.wall_ms() // 1000

        await device.send_cover()

        assert device.machine.clock_verified

    played(tmp_path, play)


def test_a_time_that_took_too_long_to_come_confirms_nothing(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        town.clock.now_ms += 3 * HOUR_MS
        await device.update()
        honest = town.exchange.call

        async def slow(body: bytes) -> bytes:
            town.world.now_s = town.clock.wall_ms() // 1000
            answer = await honest(body)
            town.clock.now_ms += 10_001
            return answer

        town.exchange.call = slow  # type: ignore[method-assign]  # the line that is slow

        await device.send_cover()

        assert not device.machine.clock_verified

    played(tmp_path, play)


def test_a_signed_time_is_kept_as_the_floor_of_the_next_start(tmp_path: Path) -> None:
    async def play(town: Town, device: Device) -> None:
        await device.close()

        again = await town.start(0, radio=town.air.radio(1))

        assert START_MS == again.machine.clock.floor_ms
        await again.close()

    played(tmp_path, play)
