"""From phone to phone: what moves, what does not, and that no two phones ever send the same ids."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.battery import BatteryMode
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.outbox import Outbox, Outgoing, What
from bluezone.device.core.proximity import CloseSpell
from bluezone.device.core.venue_alerts import Shown
from bluezone.device.core.visits import VisitBook
from bluezone.device.core.warnings import KeptEncounter, Warning  # noqa: A004 - the product's own word
from bluezone.device.errors import ConsentError, StoreError, UnreachableError
from bluezone.device.moving import COUNTS_FOR_DAYS, Settings, arrival_of, dates_in
from bluezone.device.runtime import Device
from bluezone.device.saved import (
    SHOWN_AT_DOORS,
    outbox_in,
    save_outbox,
    save_visits,
    shown_in,
    visits_in,
)
from bluezone.device.store import Departure
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, SLOT_MS, Day, Slot
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.handover import Handover, HandoverError, MovedEncounter, MovedSeed, Problem, sightings_of
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.venue import Venue, VenueKind
from tests.support.device.living import Town
from tests.support.device.phones import START_MS, TODAY, sighting
from tests.support.device.published import Staged

OLD, NEW, OTHER = 0, 1, 2
CODE = short_code(b"0123456789abcdef")
CHOSEN = Settings("02536", visits_end_alone=False, notices=False)
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", 0, 1 << 35, b"s" * 16)


def played(tmp_path: Path, story: Callable[[Town], Awaitable[None]]) -> None:
    asyncio.run(story(Town(tmp_path)))  # type: ignore[arg-type] # a coroutine


async def moved(town: Town, old: Device, to: int = NEW) -> Device:
    """The old phone hands over, and another takes its place."""
    await old.moves.hand_over()
    new = await town.start(to)
    await new.moves.take_over(old.moves.gather(CHOSEN), {})
    return new


def on_air(town: Town, phone: int) -> bytes | None:
    """The id that this phone sends just now."""
    sent = town.air.radio(phone).on_air
    return None if sent is None else sent.frame


def lives_a_day(device: Device) -> None:
    """Somebody's phone knows something of every kind."""
    store, now_ms = device.store, device.now().wall_ms
    boot = device.machine.clock.boot
    store.keep_sighting(sighting(1, -HOUR_MS, boot=boot, monotonic_ms=9, tx_power_dbm=-7, stands_for_s=300))
    store.keep_sighting(sighting(2, -2 * DAY_MS, boot=boot, monotonic_ms=5))
    spell = CloseSpell(TODAY.plus(-2).start_ms, TODAY.plus(-2).start_ms + 300_000, 4.5, 1.25)
    met = KeptEncounter(DaySeed(b"p" * 16), TODAY.plus(-2), Level.F0, Infectivity.HIGH, 7, (spell,))
    store.judged.save_encounters([met, replace(met, level=Level.F1, batch_sequence=9)])
    store.judged.save_warnings([Warning(WarningLevel.F1, TODAY.plus(-2).date, 25, 2, (7,), 20, 50)], now_ms)
    store.judged.mark_warnings_read(now_ms)
    save_visits(store, VisitBook().arrived(MARKET, now_ms - HOUR_MS).with_alert({1}, 9).without(5))
    sent = Outgoing(b"sent" * 4, What.DECLARATION, now_ms, "An", b"", now_ms)
    waits = Outgoing(b"wait" * 4, What.CONTACT, now_ms, "", b"sealed", perhaps=True, later=True)
    save_outbox(store, Outbox((sent, waits)))
    store.save_fact(SHOWN_AT_DOORS, b"k" * 32)
    store.note_departure(Departure(now_ms, "files", 10, owner_act=False))


# two phones


def test_no_two_phones_ever_send_the_same_ids(tmp_path: Path) -> None:
    """Over days, with the old one taken back after the move, and a third phone that took over the same file."""

    async def story(town: Town) -> None:
        old = await town.start(OLD)
        sent: dict[int, set[bytes]] = {OLD: set(), NEW: set(), OTHER: set()}

        async def a_day(*devices: Device) -> None:
            for _ in range(96):
                town.clock.now_ms += SLOT_MS
                for device in devices:
                    await device.tick()
                for phone, ids in sent.items():
                    if (frame := on_air(town, phone)) is not None:
                        ids.add(frame)

        await a_day(old)
        await old.moves.hand_over()
        handover = old.moves.gather(CHOSEN)
        new, other = [await town.start(phone) for phone in (NEW, OTHER)]
        for device in (new, other):
            await device.moves.take_over(handover, {})
        await a_day(old, new, other)
        before = set(sent[OLD])
        await old.moves.take_back()
        await a_day(old, new, other)
        await a_day(old, new, other)

        assert len(before) < len(sent[OLD])
        assert all(len(ids) > 100 for ids in sent.values())
        assert [set()] * 3 == [sent[OLD] & sent[NEW], sent[OLD] & sent[OTHER], sent[NEW] & sent[OTHER]]
        seeds = [{own.seed for own in device.machine.identity.seeds if not own.retired} for device in (old, new, other)]
        assert [set()] * 3 == [seeds[0] & seeds[1], seeds[0] & seeds[2], seeds[1] & seeds[2]]
        for device in (old, new, other):
            await device.close()

    played(tmp_path, story)


def test_the_old_phone_is_off_the_air_before_there_is_a_file_and_stays_so_over_a_restart(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        with pytest.raises(ConsentError):
            old.moves.gather(CHOSEN)
        assert on_air(town, OLD) is not None

        made = await old.moves.hand_over()

        assert (None, None) == (on_air(town, OLD), town.air.radio(OLD).hearing)
        assert all(own.retired for own in old.store.identity().seeds)
        await old.close()
        again = await town.start(OLD, radio=town.air.radio(9))
        town.clock.now_ms += DAY_MS
        await again.tick()
        await again.resume()
        await again.pause()
        assert made == again.handed_over
        assert (None, None) == (on_air(town, 9), town.air.radio(9).hearing)
        assert made.transfer_id == again.moves.gather(CHOSEN).transfer_id
        await again.close()

    played(tmp_path, story)


def test_a_phone_that_has_handed_over_asks_and_tells_nobody_anything(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.update()
        lives_a_day(old)
        await old.moves.hand_over()
        asked, sent = len(town.exchange.fetched), len(town.exchange.requests)
        (waits,) = [message for message in outbox_in(old.store).messages if message.later]

        report = await old.update()
        await old.send_cover()
        await old.take_turn()
        for act in (
            old.consent_and_disclose(CODE, [TODAY]),
            old.resume_disclosure(),
            old.send_report(b""),
            old.send_kept(waits),
            old.moves.hand_over(),
            old.moves.take_over(Handover(bytes(16), START_MS, town.world.pinned.value), {}),
        ):
            with pytest.raises(ConsentError, match="handed over"):
                await act

        assert "handed over" in report.problem
        assert (asked, sent) == (len(town.exchange.fetched), len(town.exchange.requests))
        await old.close()

    played(tmp_path, story)


def test_taken_back_it_goes_on_with_new_ids_from_the_next_slot(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)
        before = on_air(town, OLD)
        await old.moves.hand_over()

        await old.moves.take_back()

        assert on_air(town, OLD) is None
        assert town.air.radio(OLD).hearing is not None
        town.clock.now_ms += SLOT_MS
        await old.tick()
        retired = {own.seed for own in old.machine.identity.seeds if own.retired}
        frame = on_air(town, OLD)
        assert frame is not None
        assert before != frame
        assert not any(Advertisement(one).pack() == frame for seed in retired for one in seed.ids_for(TODAY))
        assert 2 == old.store.count_sightings()
        assert [True] == [message.later for message in outbox_in(old.store).messages if message.sealed]
        await old.moves.take_back()  # a second tap
        await old.close()

    played(tmp_path, story)


def test_a_phone_that_was_paused_is_paused_when_it_is_taken_back(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.pause()
        await old.moves.hand_over()
        await old.moves.take_back()

        assert old.paused
        assert old.handed_over is None
        await old.close()

    played(tmp_path, story)


# what moves


def test_what_the_old_phone_knew_the_new_one_knows(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)
        await old.choose_battery(BatteryMode.SAVING)
        new = await moved(town, old)

        assert old.store.sightings() == new.store.sightings()
        assert old.store.judged.publications() == new.store.judged.publications()
        assert old.store.judged.encounters() == new.store.judged.encounters()
        assert old.store.judged.warnings() == new.store.judged.warnings()
        assert msgspec.structs.replace(visits_in(old.store), ends_alone=False, next_id=2) == visits_in(new.store)
        assert BatteryMode.SAVING is new.machine.battery.mode
        assert old.machine.identity.days() == new.machine.identity.days()
        clocks = new.store.boot_clocks()
        heard_in = {one.boot for one in new.store.sightings()}
        assert {boot: old.store.boot_clocks()[boot] for boot in heard_in} == {boot: clocks[boot] for boot in heard_in}
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_what_is_of_the_old_phone_alone_does_not_move(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)
        old.store.save_fact("page-key", b"of the old phone")
        new = await moved(town, old)

        assert [] == new.store.departures()
        assert (None, None) == (new.store.fact("page-key"), new.store.fact(SHOWN_AT_DOORS))
        assert new.machine.clock.boot not in old.store.boot_clocks()
        assert (new._saved.scan_phase, new._saved.advertise_phase) != (
            old._saved.scan_phase,
            old._saved.advertise_phase,
        )
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_a_message_that_would_have_gone_by_itself_waits_for_a_tap_on_the_new_phone(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.update()
        lives_a_day(old)
        new = await moved(town, old)
        await new.update()
        sent = len(town.exchange.requests)

        turn = asyncio.ensure_future(new.take_turn())
        while not turn.done():
            await town.pass_time(1_000)

        reports = [one for one in town.exchange.requests[sent:] if type(one).__name__ == "ReportRequest"]
        assert [] == reports
        assert len(town.exchange.requests) > sent  # cover, as ever
        assert [(b"sealed", False), (b"", False)] == sorted(
            ((message.sealed, message.later) for message in outbox_in(new.store).messages), reverse=True
        )
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_codes_shown_at_doors_are_known_again_and_no_new_ones_are_made_of_the_old_secret(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        old.store.save_fact(SHOWN_AT_DOORS, b"k" * 32)
        new = await moved(town, old)
        handed_over_ms = old.handed_over.made_ms if old.handed_over else 0

        assert (Shown(b"k" * 32, handed_over_ms),) == shown_in(new.store)
        new.store.save_fact(SHOWN_AT_DOORS, b"j" * 32)
        third = await moved(town, new, to=OTHER)
        assert {b"k" * 32: handed_over_ms, b"j" * 32: handed_over_ms} == {
            one.secret: one.until_ms for one in shown_in(third.store)
        }
        for device in (old, new, third):
            await device.close()

    played(tmp_path, story)


def test_the_secrets_of_phones_before_go_with_their_days(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        old.store.save_fact(SHOWN_AT_DOORS, b"k" * 32)
        new = await moved(town, old)

        town.clock.now_ms += 23 * DAY_MS
        await new.tick()

        assert () == shown_in(new.store)
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_a_seed_that_never_served_does_not_move_and_no_seed_claims_slots_to_come(tmp_path: Path) -> None:
    """A clock was ahead once, so a seed of the day after tomorrow was drawn; it stays behind."""

    async def story(town: Town) -> None:
        town.clock.wall_off_ms += 2 * DAY_MS
        old = await town.start(OLD)
        town.clock.wall_off_ms -= 2 * DAY_MS
        await old.tick()
        await old.moves.hand_over()

        handover = old.moves.gather(CHOSEN)

        slot = Slot.containing(START_MS).index
        assert [(TODAY.number, 0, slot)] == [(own.day, own.first_slot, own.last_slot) for own in handover.seeds]
        await old.close()

    played(tmp_path, story)


def test_sightings_of_a_boot_that_is_proven_to_lie_ahead_stay_behind(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)
        ahead = BootClock(b_boot := sighting().boot, anchor_ms=START_MS + DAY_MS)
        old.store.save_boot_clock(ahead, START_MS)
        old.store.keep_sighting(sighting(3, boot=b_boot))
        await old.moves.hand_over()

        assert 2 == len(list(sightings_of(old.moves.gather(CHOSEN))))
        await old.close()

    played(tmp_path, story)


def test_the_days_of_a_file_are_those_of_its_owner(tmp_path: Path) -> None:
    zone = dt.timezone(dt.timedelta(hours=7))
    seeds = (MovedSeed(TODAY.number - 3, 0, 95, bytes(16)),)

    days = dates_in(Handover(bytes(16), START_MS, bytes(32), seeds), zone)

    assert [TODAY.plus(-3).date] == days
    assert [] == dates_in(Handover(bytes(16), START_MS, bytes(32)), zone)


# afterwards


def test_whoever_the_old_phone_met_is_matched_by_the_new_one_and_told_once(tmp_path: Path) -> None:
    """The new phone had fetched everything before it took over: all of it is looked through anew."""

    async def story(town: Town) -> None:
        ill = DaySeed(b"somebody who ill")
        old = await town.start(OLD)
        day = TODAY.plus(-1)
        for minute in range(0, 60, 5):
            at = day.start_ms + 5 * HOUR_MS + minute * MINUTE_MS
            rolling_id = ill.ids_for(day)[Slot.containing(at).index]
            later = at - START_MS
            heard = sighting(0, later, rolling_id=rolling_id, boot=old.machine.clock.boot, monotonic_ms=minute + 1)
            old.store.keep_sighting(replace(heard, stands_for_s=300))
        town.world.publish_batch(Staged(day, ill))
        town.catch_up()
        new = await town.start(NEW)
        assert (1, 0) == ((report := await new.update()).batches, report.encounters)
        await old.moves.hand_over()
        await new.moves.take_over(old.moves.gather(CHOSEN), {})

        report = await new.update()

        assert (1, 1, "") == (report.batches, report.encounters, report.problem)
        assert [WarningLevel.F1] == [warning.level for warning in town.told[NEW]]
        await new.update()
        assert 1 == len(town.told[NEW])
        assert [] == town.told[OLD]
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_an_encounter_of_a_batch_that_the_new_phone_knows_to_be_revoked_does_not_come_along(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)  # met in batches 7 and 9
        await old.moves.hand_over()
        new = await town.start(NEW)
        new._saved.save_feed(replace(new.feed, revoked=(9,)))

        await new.moves.take_over(old.moves.gather(CHOSEN), {})

        assert [7] == [met.batch_sequence for met in new.store.judged.publications()]
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_the_new_phone_discloses_days_from_before_and_after_the_move(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.update()
        town.clock.now_ms += HOUR_MS
        await old.tick()
        new = await moved(town, old)
        await new.update()
        town.clock.now_ms += HOUR_MS
        await new.tick()
        town.exchange.codes[CODE] = (Level.F0, TODAY)
        town.world.now_s = town.clock.wall_ms() // 1000

        draft = await town.disclosed(new, CODE, [TODAY])

        assert Stage.DONE is draft.stage
        (upload,) = town.exchange.uploads
        first, second = sorted(upload.retired_seeds())
        assert 0 == first.first_slot <= first.last_slot < second.first_slot
        assert first.seed in {own.seed for own in old.store.identity().seeds}
        assert second.seed not in {own.seed for own in old.store.identity().seeds}
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_the_new_phone_is_no_echo_of_the_old_one(tmp_path: Path) -> None:
    """It heard the old phone beside it: once those seeds are published, they are its own."""

    async def story(town: Town) -> None:
        old = await town.start(OLD)
        new = await moved(town, old)
        (own,) = [one for one in new.machine.identity.seeds if one.retired]
        for number in range(10):
            new.store.keep_sighting(
                sighting(0, number * 60_000, rolling_id=own.seed.ids_for(TODAY)[12], boot=new.machine.clock.boot)
            )
        town.world.publish_empty_batches(24)
        town.world.publish_batch(Staged(own.day, own.seed))
        town.catch_up()

        report = await new.update()

        assert ("", 0) == (report.problem, report.encounters)
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_a_phone_in_its_first_run_stays_off_the_air_when_it_has_taken_over(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.moves.hand_over()
        new = await town.start(NEW)
        await new.pause()

        await new.moves.take_over(old.moves.gather(CHOSEN), {})

        assert (True, None) == (new.paused, on_air(town, NEW))
        await new.resume()
        assert on_air(town, NEW) is None  # that slot was the old phone's
        town.clock.now_ms += SLOT_MS
        await new.tick()
        assert on_air(town, NEW) is not None
        await new.close()
        await old.close()

    played(tmp_path, story)


# refusals


@pytest.mark.parametrize("where", ["before it is redeemed", "with links that are not sealed"])
def test_nobody_hands_over_in_the_middle_of_a_disclosure(tmp_path: Path, where: str) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.update()
        town.exchange.is_reachable = False
        with pytest.raises(UnreachableError):
            await old.consent_and_disclose(CODE, [TODAY])
        if where == "with links that are not sealed":
            assert old.draft is not None
            old._saved.save_draft(replace(old.draft.closed(Stage.DONE), links=(bytes(32),)))

        with pytest.raises(ConsentError, match="not finished"):
            await old.moves.hand_over()

        assert old.handed_over is None
        assert town.air.radio(OLD).hearing is not None
        old.forget_links()
        await old.abandon_disclosure()
        await old.moves.hand_over()
        await old.close()

    played(tmp_path, story)


def test_nobody_hands_over_by_a_clock_that_is_known_to_be_wrong(tmp_path: Path) -> None:
    """What is handed over would be dated wrongly, and the other phone would not know."""

    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.update()
        town.clock.wall_off_ms -= DAY_MS

        with pytest.raises(ConsentError, match="clock"):
            await old.moves.hand_over()

        assert old.handed_over is None
        await old.close()

    played(tmp_path, story)


def test_a_phone_that_cannot_write_goes_on_as_before(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old, new = await town.start(OLD), await town.start(NEW)
        lives_a_day(old)
        before = on_air(town, OLD), on_air(town, NEW), new.store.identity()
        old.store._run.all("PRAGMA query_only = ON")
        with pytest.raises(StoreError):
            await old.moves.hand_over()
        assert (before[0], None) == (on_air(town, OLD), old.handed_over)
        old.store._run.all("PRAGMA query_only = OFF")
        await old.moves.hand_over()
        new.store._run.all("PRAGMA query_only = ON")

        with pytest.raises(StoreError):
            await new.moves.take_over(old.moves.gather(CHOSEN), {})

        assert before[1:] == (on_air(town, NEW), new.store.identity())
        assert town.air.radio(NEW).hearing is not None
        new.store._run.all("PRAGMA query_only = OFF")
        await new.moves.take_over(old.moves.gather(CHOSEN), {})
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_each_file_that_cannot_be_taken_over_is_told_by_its_reason_and_changes_nothing(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old, new = await town.start(OLD), await town.start(NEW)
        await old.moves.hand_over()
        good = old.moves.gather(CHOSEN)
        before = new.store.identity()

        async def refused(device: Device, handover: Handover) -> Problem:
            with pytest.raises(HandoverError) as told:
                await device.moves.take_over(handover, {})
            return told.value.problem

        def changed(**fields: object) -> Handover:
            return msgspec.structs.replace(good, **fields)

        assert Problem.OTHER_AUTHORITY is await refused(new, changed(root=bytes(32)))
        assert Problem.AHEAD is await refused(new, changed(made_ms=good.made_ms + 2 * HOUR_MS + 1))
        spell = ((5, 5, 1.0, 1.0),)
        met = MovedEncounter(bytes(16), 0, Level.F0, Infectivity.HIGH, 1, spell)  # ends when it begins
        assert Problem.DAMAGED is await refused(new, changed(encounters=(met,)))
        assert before == new.store.identity()
        await old.moves.take_back()
        assert Problem.OWN is await refused(old, good)
        await new.moves.take_over(good, {})
        assert Problem.TWICE is await refused(new, good)
        await new.close()
        await old.close()

    played(tmp_path, story)


@pytest.mark.parametrize(("days", "counts"), [(COUNTS_FOR_DAYS, True), (COUNTS_FOR_DAYS + 1, False)])
def test_a_file_counts_for_so_many_days(tmp_path: Path, days: int, *, counts: bool) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.moves.hand_over()
        good = old.moves.gather(CHOSEN)
        new = await town.start(NEW)
        town.clock.now_ms += days * DAY_MS

        if counts:
            await new.moves.take_over(good, {})
            assert TODAY in new.machine.identity.days()
        else:
            with pytest.raises(HandoverError) as told:
                await new.moves.take_over(good, {})
            assert Problem.TOO_OLD is told.value.problem
        await new.close()
        await old.close()

    played(tmp_path, story)


def test_a_phone_that_was_erased_may_take_its_own_file_and_sends_other_ids(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        lives_a_day(old)
        await old.moves.hand_over()
        good = old.moves.gather(CHOSEN)

        await old.erase()
        assert old.handed_over is None
        await old.moves.take_over(good, {})

        assert 2 == old.store.count_sightings()
        assert {own.seed.value for own in old.machine.identity.seeds if own.retired} >= {one.seed for one in good.seeds}
        await old.close()

    played(tmp_path, story)


def test_the_end_of_the_service_ends_a_phone_that_has_handed_over(tmp_path: Path) -> None:
    async def story(town: Town) -> None:
        old = await town.start(OLD)
        await old.moves.hand_over()
        await old._end_service()

        assert (True, None) == (old.ended, old.handed_over)
        with pytest.raises(ConsentError, match="ended"):
            await old.moves.hand_over()
        await old.close()

    played(tmp_path, story)


def test_no_seed_of_a_file_is_ever_put_on_air_whatever_it_says() -> None:
    """There is no room in a file for a seed that is not retired."""
    seeds = tuple(MovedSeed(TODAY.number, slot, slot, bytes([slot]) * 16) for slot in range(12))
    arrival = arrival_of(Handover(bytes(16), START_MS, bytes(32), seeds))

    assert 12 == len(arrival.identity.seeds)
    assert all(own.retired for own in arrival.identity.seeds)
    assert all(arrival.identity.seed_for(Slot(TODAY, slot)) is None for slot in range(96))
    assert Day(TODAY.number) in arrival.identity.days()
