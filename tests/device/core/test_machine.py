"""Plays of one phone on the air: what happens goes in, what is to be done comes out. No radio, no store, no waiting."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.battery import BatteryChoices, BatteryMode, Choice
from bluezone.device.core.commands import (
    Advertise,
    Command,
    EndService,
    ForgetBefore,
    ForgetBeyond,
    KeepSighting,
    Listen,
    ReadIdentity,
    SaveBattery,
    SaveBootClock,
    SaveIdentity,
    StopAdvertising,
    StopListening,
)
from bluezone.device.core.events import (
    Configured,
    Event,
    IdentityRead,
    OwnerChoseBattery,
    OwnerPaused,
    OwnerResumed,
    RadioReturned,
    Started,
    Ticked,
    TimeProven,
)
from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.device.core.machine import Machine
from bluezone.device.core.neighbours import MAX_NEIGHBOURS, MAX_READS_WAITING
from bluezone.device.core.own_power import OwnPower
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, Slot
from bluezone.protocol.config import Configuration, RadioDuty, SaidPower
from bluezone.protocol.hidden_power import open_power
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import HeardBy
from tests.support.amounts import examples
from tests.support.device.phones import (
    BOOT,
    CONFIGURATION,
    IPHONE_FRAME,
    START_MS,
    TODAY,
    at,
    begun,
    dice,
    frame,
    heard_id,
    machine,
    sighting,
    slots,
)

CONSENTED = frozenset({TODAY})
FIVE_MINUTES = Configuration(sequence=1, issued_s=0, duty=RadioDuty(company_lasts_s=300))
SOONER, USUAL = Listen(RadioDuty(scan_period_s=60)), Listen(RadioDuty())


def only(kind: type, commands: list[Command]) -> list:
    return [command for command in commands if isinstance(command, kind)]


def on_air(commands: list[Command]) -> RollingId:
    (advertise,) = only(Advertise, commands)
    return advertise.advertisement.rolling_id


def test_a_first_start_saves_clock_and_seed_before_anything_is_on_air() -> None:
    phone = machine()

    commands = phone.handle(Started(at()))

    kinds = [SaveBootClock, Listen, SaveIdentity, Advertise, ForgetBefore]
    assert kinds == [type(command) for command in commands]


def test_the_id_on_air_is_that_of_the_slot() -> None:
    phone = machine()

    rolling_id = on_air(phone.handle(Started(at())))

    (own,) = phone.identity.seeds
    assert own.seed.ids_for(TODAY)[12] == rolling_id
    assert rolling_id == phone.current_id


def test_a_slots_end_brings_one_advertise_with_a_new_id_and_a_new_address() -> None:
    phone = machine()
    (before,) = only(Advertise, phone.handle(Started(at())))

    (after,) = phone.handle(Ticked(at(slots(1))))

    assert isinstance(after, Advertise)
    assert before.advertisement.rolling_id != after.advertisement.rolling_id
    assert before.address_entropy != after.address_entropy


def test_within_a_slot_nothing_changes_however_often_time_is_looked_at() -> None:
    phone = begun()

    assert [] == [command for ms in range(0, slots(1), 10_000) for command in phone.handle(Ticked(at(ms)))]


def test_all_96_ids_of_a_day_are_different() -> None:
    phone = begun()

    ids = {on_air(phone.handle(Ticked(at(slots(84 + slot))))) for slot in range(96)}

    assert 96 == len(ids)


def test_a_new_day_has_a_new_seed_that_is_saved_before_it_is_on_air() -> None:
    phone = begun()

    commands = phone.handle(Ticked(at(21 * HOUR_MS)))

    assert [SaveIdentity, Advertise, ForgetBefore] == [type(command) for command in commands]
    assert [TODAY, TODAY.plus(1)] == [own.day for own in phone.identity.seeds]


def test_a_restart_goes_on_with_the_saved_seed() -> None:
    phone = machine()
    before = on_air(phone.handle(Started(at())))
    restarted = machine(identity=phone.identity, entropy=dice("after the restart"))

    commands = restarted.handle(Started(at(MINUTE_MS)))

    assert before == on_air(commands)
    assert [] == only(SaveIdentity, commands)


def test_a_paused_phone_leaves_the_air_and_serves_no_identity() -> None:
    phone = begun()

    commands = phone.handle(OwnerPaused(at(1)))

    assert [StopAdvertising(), StopListening()] == commands
    assert phone.current_id is None


def test_a_paused_phone_hears_nothing_and_reads_nobody() -> None:
    phone = begun()
    phone.handle(OwnerPaused(at(1)))

    late = [frame(1, 10), frame(2, 10, data=IPHONE_FRAME)]

    assert [] == [command for event in late for command in phone.handle(event)]


def test_slots_pass_silently_while_paused() -> None:
    phone = begun()
    phone.handle(OwnerPaused(at(1)))

    assert [] == phone.handle(Ticked(at(slots(1))))


def test_whoever_resumes_is_back_with_the_id_of_the_slot_and_the_slots_address() -> None:
    phone = machine()
    (before,) = only(Advertise, phone.handle(Started(at())))
    phone.handle(OwnerPaused(at(1)))

    commands = phone.handle(OwnerResumed(at(MINUTE_MS)))

    assert [Listen(CONFIGURATION.duty), before] == commands


def test_a_phone_that_was_paused_stays_so_after_a_restart() -> None:
    phone = machine(paused=True)

    commands = phone.handle(Started(at()))

    assert [SaveBootClock, ForgetBefore] == [type(command) for command in commands]
    assert [Listen, SaveIdentity, Advertise] == [type(command) for command in phone.handle(OwnerResumed(at(5)))]


def test_a_heard_frame_becomes_a_sighting() -> None:
    phone = begun()

    commands = phone.handle(frame(1, 2_000, rssi_dbm=-71))

    assert [KeepSighting(sighting(1, 2_000, rssi_dbm=-71, stands_for_s=180)), SOONER] == commands


def test_the_same_id_is_kept_once_in_five_seconds() -> None:
    phone = begun()

    kept = [ms for ms in range(0, 15_001, 250) if phone.handle(frame(1, ms))]

    assert [0, 5_000, 10_000, 15_000] == kept


def test_the_five_second_rule_reaches_over_a_slots_end() -> None:
    phone = begun()
    phone.handle(frame(1, slots(1) - 1_000))
    phone.handle(Ticked(at(slots(1))))

    assert [] == phone.handle(frame(1, slots(1) + 1_000))
    assert phone.handle(frame(1, slots(1) + 4_000))


def test_our_own_id_played_back_to_us_is_not_kept() -> None:
    phone = begun()
    assert phone.current_id is not None
    echo = Advertisement(phone.current_id).pack()

    assert [] == phone.handle(frame(1, data=echo))


@pytest.mark.parametrize(
    "data",
    [
        Advertisement(heard_id(1)).pack()[:-1],
        Advertisement(heard_id(1)).pack()[:7],
        b"\x1f\xff" + bytes(20),
        bytes([3, 3, 0x56, 0x4E]),
        b"\x05" * 63,
    ],
)
def test_a_garbled_frame_is_counted_and_changes_nothing(data: bytes) -> None:
    phone = begun()

    commands = phone.handle(frame(1, data=data))

    assert [] == commands
    assert 1 == phone.garbled
    assert phone.handle(frame(1))


@given(data=st.binary(max_size=80))
def test_no_frame_whatsoever_stops_a_phone(data: bytes) -> None:
    phone = begun()

    commands = phone.handle(frame(7, data=data))

    assert {KeepSighting, ReadIdentity}.issuperset(type(command) for command in commands)


def test_a_frame_of_somebody_else_is_nobodys_business() -> None:
    phone = begun()

    assert [] == phone.handle(frame(1, data=bytes([2, 1, 6, 3, 3, 0x6F, 0xFD])))
    assert 0 == phone.garbled


@pytest.mark.parametrize("frames", [20_000, pytest.param(100_000, marks=pytest.mark.breadth)])
def test_a_flood_of_frames_costs_bounded_memory(frames: int) -> None:
    phone = begun()

    for number in range(frames):
        phone.handle(frame(number))

    memories = (phone.neighbours._parsed, phone.neighbours._kept_ms, phone.neighbours._peers)
    assert all(len(memory) <= MAX_NEIGHBOURS for memory in memories)
    assert sum(sys.getsizeof(memory) for memory in memories) < 2_000_000
    assert phone.handle(frame(frames + 1))


def test_a_flood_of_peers_asks_for_a_few_reads_only() -> None:
    phone = begun()

    commands = [command for number in range(10_000) for command in phone.handle(frame(number, data=IPHONE_FRAME))]

    assert MAX_READS_WAITING == len(commands)


def test_after_a_flood_of_peers_others_have_their_turn() -> None:
    phone = begun()
    for number in range(1_000):
        phone.handle(frame(number, data=IPHONE_FRAME))
    phone.handle(IdentityRead((0).to_bytes(6, "big"), None, -60, at(10)))

    (command,) = phone.handle(frame(999, 20, data=IPHONE_FRAME))

    assert isinstance(command, ReadIdentity)


def test_an_iphone_is_read_once_and_its_id_reused() -> None:
    phone = begun()
    peer = (5).to_bytes(6, "big")

    assert [ReadIdentity(peer, -60)] == phone.handle(frame(5, 0, data=IPHONE_FRAME))
    assert [] == phone.handle(frame(5, 100, data=IPHONE_FRAME))
    kept = {"heard_by": HeardBy.GATT, "stands_for_s": 180}
    assert [KeepSighting(sighting(9, 200, **kept)), SOONER] == phone.handle(
        IdentityRead(peer, heard_id(9).value, -60, at(200))
    )
    assert [] == phone.handle(frame(5, 5_000, data=IPHONE_FRAME))
    assert [KeepSighting(sighting(9, 5_200, **kept))] == phone.handle(frame(5, 5_200, data=IPHONE_FRAME))


@pytest.mark.parametrize("answer", [None, b"", b"short", bytes(13), bytes(600)])
def test_a_peer_that_cannot_be_read_is_left_alone_until_the_slot_ends(answer: bytes | None) -> None:
    phone = begun()
    peer = (5).to_bytes(6, "big")
    phone.handle(frame(5, 0, data=IPHONE_FRAME))

    assert [] == phone.handle(IdentityRead(peer, answer, -60, at(100)))
    assert [] == phone.handle(frame(5, 60_000, data=IPHONE_FRAME))
    phone.handle(Ticked(at(slots(1))))
    assert [ReadIdentity(peer, -60)] == phone.handle(frame(5, slots(1) + 1, data=IPHONE_FRAME))


def test_a_clock_set_back_within_the_day_goes_back_to_the_old_ids_with_a_fresh_address() -> None:
    phone = begun()
    before = on_air(phone.handle(Ticked(at(slots(4)))))
    phone.handle(Ticked(at(slots(5))))

    commands = phone.handle(Ticked(at(slots(5), clock_off_ms=-slots(1))))

    assert before == on_air(commands)
    assert 1 == len(phone.identity.seeds)


def test_a_clock_set_forward_by_a_month_deletes_nothing_that_a_signed_time_contradicts() -> None:
    phone = begun()
    phone.handle(TimeProven(START_MS, at()))

    commands = phone.handle(Ticked(at(slots(1), clock_off_ms=30 * DAY_MS)))

    assert [ForgetBefore(TODAY.plus(-21))] == only(ForgetBefore, commands)
    assert TODAY in phone.identity.days()


def test_a_phone_that_never_reached_an_exchange_still_forgets() -> None:
    phone = begun()

    commands = phone.handle(Ticked(at(30 * DAY_MS)))

    assert [ForgetBefore(TODAY.plus(9))] == only(ForgetBefore, commands)
    assert TODAY not in phone.identity.days()


def test_what_was_heard_in_days_to_come_is_forgotten_once_clock_and_signed_time_agree() -> None:
    """It would else be kept until then, a year if need be: no day that ends comes near it."""
    phone = begun()
    phone.handle(TimeProven(START_MS, at()))

    commands = phone.handle(Ticked(at(DAY_MS)))

    assert [ForgetBeyond(START_MS + 3 * DAY_MS)] == only(ForgetBeyond, commands)


@pytest.mark.parametrize("off_ms", [-30 * DAY_MS, 30 * DAY_MS])
def test_a_clock_that_is_set_wrong_has_nothing_forgotten_as_of_the_future(off_ms: int) -> None:
    phone = begun()
    phone.handle(TimeProven(START_MS, at()))

    commands = phone.handle(Ticked(at(DAY_MS, clock_off_ms=off_ms)))

    assert START_MS + 3 * DAY_MS <= min(forget.latest_ms for forget in only(ForgetBeyond, commands))


def test_without_a_signed_time_of_this_boot_nothing_is_forgotten_as_of_the_future() -> None:
    assert [] == only(ForgetBeyond, begun().handle(Ticked(at(DAY_MS))))


def test_after_a_restart_deleting_waits_for_a_signed_time() -> None:
    """The clock may have been lost or set while the phone was off."""
    phone = machine(clock=BootClock(BOOT, floor_ms=START_MS - DAY_MS))

    assert [] == only(ForgetBefore, phone.handle(Started(at(clock_off_ms=30 * DAY_MS))))
    assert [ForgetBefore(TODAY.plus(-21))] == only(ForgetBefore, phone.handle(TimeProven(START_MS, at(5))))


def test_without_any_signed_time_a_clock_is_believed() -> None:
    phone = begun()

    assert on_air(phone.handle(Ticked(at(5 * DAY_MS))))


def test_an_unverified_clock_broadcasts_no_id_of_a_later_day_than_allowed() -> None:
    """A clock pushed ahead must not give away ids that can be played back when their day comes."""
    ahead = 3 * DAY_MS
    phone = begun()
    phone.handle(Ticked(at(1_000, clock_off_ms=ahead)))

    (saved, stopped) = only(object, phone.handle(TimeProven(START_MS, at(2_000, clock_off_ms=ahead))))[:2]

    assert isinstance(saved, SaveBootClock)
    assert StopAdvertising() == stopped
    assert [StopAdvertising()] == only(object, phone.handle(Ticked(at(slots(1), clock_off_ms=ahead))))
    assert phone.current_id is None


def test_an_unverified_clock_still_broadcasts_the_ids_of_the_next_day() -> None:
    """max T + elapsed + 24 h: a phone behind a stale mirror stays on air."""
    phone = begun()
    phone.handle(TimeProven(START_MS - 5 * HOUR_MS, at()))

    assert not phone.clock_verified
    assert on_air(phone.handle(Ticked(at(slots(1)))))
    assert on_air(phone.handle(Ticked(at(DAY_MS))))


def test_a_confirmed_time_brings_the_phone_back_on_air_at_once() -> None:
    ahead = 3 * DAY_MS
    phone = begun()
    phone.handle(TimeProven(START_MS, at(0, clock_off_ms=ahead)))

    commands = phone.handle(TimeProven(START_MS + 60_000, at(60_000)))

    assert on_air(commands)


def test_at_consent_the_seed_on_air_is_retired_with_the_current_slot() -> None:
    phone = begun()

    (saved,) = phone.retire(CONSENTED, at(MINUTE_MS))

    assert isinstance(saved, SaveIdentity)
    (own,) = saved.identity.seeds
    assert (True, 0, 12) == (own.retired, own.first_slot, own.last_slot)


def test_the_next_slot_after_consent_has_a_new_seed() -> None:
    phone = begun()
    phone.retire(CONSENTED, at(MINUTE_MS))

    commands = phone.handle(Ticked(at(slots(1))))

    assert [SaveIdentity, Advertise] == [type(command) for command in commands]
    old, new = phone.identity.seeds
    assert (13, 95, False) == (new.first_slot, new.last_slot, new.retired)
    assert new.seed.ids_for(TODAY)[13] == on_air(commands)
    assert old.seed.ids_for(TODAY)[13] != on_air(commands)


def everything_on_air(phone: Machine, moments: list[tuple[int, int]]) -> set[RollingId]:
    """All ids that the phone sends while time goes, and the clock jumps, as told: (later, clock off)."""
    sent: set[RollingId] = set()
    for later_ms, off_ms in moments:
        commands = phone.handle(Ticked(at(later_ms, clock_off_ms=off_ms)))
        sent |= {command.advertisement.rolling_id for command in only(Advertise, commands)}
        commands = phone.handle(OwnerResumed(at(later_ms, clock_off_ms=off_ms)))
        sent |= {command.advertisement.rolling_id for command in only(Advertise, commands)}
    return sent


@settings(max_examples=examples(20))
@given(jumps=st.lists(st.tuples(st.integers(1, 96 * 3), st.integers(-96 * 2, 96 * 2)), max_size=12))
def test_a_retired_seed_is_never_on_air_again_wherever_the_clock_jumps(jumps: list[tuple[int, int]]) -> None:
    phone = begun()
    phone.handle(Ticked(at(slots(3))))
    phone.retire(CONSENTED, at(slots(3)))
    (retired,) = phone.identity.seeds
    restarted = machine(identity=phone.identity, entropy=dice("another"))
    restarted.handle(Started(at(slots(3) + 1)))

    moments = [(slots(3 + number + later), slots(off)) for number, (later, off) in enumerate(jumps)]
    sent = everything_on_air(restarted, moments)

    assert set() == sent & set(retired.seed.ids_for(TODAY))


def test_no_two_seeds_ever_claim_the_same_slot_wherever_the_clock_jumps() -> None:
    """Two that do could not be disclosed together, and the code would be lost."""
    phone = begun()
    phone.retire(CONSENTED, at())
    phone.handle(Ticked(at(slots(10))))
    phone.handle(Ticked(at(slots(10), clock_off_ms=-slots(5))))
    phone.handle(Ticked(at(slots(11))))
    phone.retire(CONSENTED, at(slots(11)))
    phone.handle(Ticked(at(slots(13))))

    claimed = [
        Slot(own.day, index) for own in phone.identity.seeds for index in range(own.first_slot, own.last_slot + 1)
    ]

    assert len(set(claimed)) == len(claimed)


def test_after_a_gap_was_filled_each_slot_has_the_id_of_its_own_seed() -> None:
    phone = begun()
    phone.retire(CONSENTED, at())
    phone.handle(Ticked(at(slots(10))))
    phone.handle(Ticked(at(slots(10), clock_off_ms=-slots(5))))

    rolling_id = on_air(phone.handle(Ticked(at(slots(11)))))

    own = phone.identity.seed_for(Slot(TODAY, 23))
    assert own is not None
    assert own.seed.ids_for(TODAY)[23] == rolling_id


def test_a_restart_in_the_slot_of_consent_stays_silent_until_its_end() -> None:
    phone = begun()
    phone.retire(CONSENTED, at(MINUTE_MS))
    restarted = machine(identity=phone.identity, entropy=dice("after the restart"))

    assert [] == only(Advertise, restarted.handle(Started(at(2 * MINUTE_MS))))
    assert on_air(restarted.handle(Ticked(at(slots(1)))))


def test_a_retired_seed_serves_out_its_slot_when_only_the_duty_changes() -> None:
    phone = begun()
    before = phone.current_id
    phone.retire(CONSENTED, at(MINUTE_MS))
    changed = Configuration(sequence=1, issued_s=0, duty=RadioDuty(scan_on_s=60))

    commands = phone.handle(Configured(changed, at(2 * MINUTE_MS)))

    assert before == on_air(commands)


def test_several_disclosures_a_day_have_seeds_of_disjoint_slots() -> None:
    phone = begun()
    for number in range(3):
        phone.retire(CONSENTED, at(slots(4 * number)))
        phone.handle(Ticked(at(slots(4 * number + 1))))

    ranges = [(own.first_slot, own.last_slot, own.retired) for own in phone.identity.seeds]

    assert [(0, 12, True), (13, 16, True), (17, 20, True), (21, 95, False)] == ranges


def test_withheld_days_are_not_retired() -> None:
    yesterday = OwnSeed(TODAY.plus(-1), 0, 95, DaySeed(bytes(16)))
    phone = begun(identity=Identity((yesterday,)))

    phone.retire(CONSENTED, at())

    assert [False, True] == [own.retired for own in phone.identity.seeds]


def test_seeds_are_deleted_after_fifteen_days() -> None:
    phone = begun()
    for day in range(1, 20):
        phone.handle(Ticked(at(day * DAY_MS)))

    assert [TODAY.plus(day) for day in range(5, 20)] == list(phone.identity.days())


def test_a_new_duty_takes_effect_at_once() -> None:
    phone = begun()
    duty = RadioDuty(scan_on_s=60, advertise_on_s=20)

    commands = phone.handle(Configured(Configuration(sequence=1, issued_s=0, duty=duty), at(1_000)))

    assert Listen(duty) == commands[0]
    assert [duty] == [command.duty for command in only(Advertise, commands)]


def test_a_new_duty_does_not_wake_a_paused_phone() -> None:
    phone = begun()
    phone.handle(OwnerPaused(at()))
    duty = RadioDuty(scan_on_s=60)

    assert [] == phone.handle(Configured(Configuration(sequence=1, issued_s=0, duty=duty), at(1_000)))
    assert Listen(duty) == phone.handle(OwnerResumed(at(2_000)))[0]


def power_in(commands: list[Command], phone: Machine) -> int | None:
    """What the frame that goes on air says, read with the key of its day."""
    (advertise,) = only(Advertise, commands)
    said, (own,) = advertise.advertisement, phone.identity.seeds
    assert said.tx_power_dbm is None
    assert said.hidden_power is not None
    return open_power(said.hidden_power, own.seed.key_for(own.day), said.rolling_id)


@pytest.mark.parametrize(("knows_dbm", "says_dbm"), [(-29, -29), (None, None)])
def test_a_phone_says_its_power_in_a_byte_that_its_day_s_key_opens(knows_dbm: int | None, says_dbm: int | None) -> None:
    """Also one that does not know it says something, so that nobody can tell who does."""
    phone = machine(own_power=OwnPower(knows_dbm))

    assert says_dbm == power_in(phone.handle(Started(at())), phone)
    assert 29 == len(Advertisement(heard_id(1), hidden_power=0).pack())


def test_the_byte_is_another_with_each_id() -> None:
    phone = machine(own_power=OwnPower(-29))
    commands = [phone.handle(Started(at())), *(phone.handle(Ticked(at(slots(slot)))) for slot in range(1, 60))]

    said = [advertise.advertisement.hidden_power for each in commands for advertise in only(Advertise, each)]

    assert 60 == len(said)
    assert len(set(said)) > 40


def test_a_model_that_the_system_tells_later_is_said_from_the_next_id_on() -> None:
    model = ""
    phone = machine(own_power=OwnPower(model=lambda: model, measured={"sma515f": -27}))

    before = power_in(phone.handle(Started(at())), phone)
    model = "sma515f"

    assert (None, -27) == (before, power_in(phone.handle(Ticked(at(slots(1)))), phone))


def test_the_configuration_names_models_and_may_have_all_say_nothing() -> None:
    phone = begun(own_power=OwnPower(model=lambda: "cph1715"))
    named, silent = (
        Configuration(sequence=number, issued_s=0, power=power)
        for number, power in enumerate((SaidPower(models={"cph1715": -22}), SaidPower(is_said=False)), 1)
    )

    told = power_in(phone.handle(Configured(named, at(1_000))), phone)
    (advertise,) = only(Advertise, phone.handle(Configured(silent, at(2_000))))

    assert -22 == told
    assert Advertisement(advertise.advertisement.rolling_id) == advertise.advertisement


def test_what_others_say_of_their_power_is_kept_as_it_was_heard() -> None:
    clear, hidden = Advertisement(heard_id(1), -12), Advertisement(heard_id(2), hidden_power=7)
    phone = begun()

    kept = [only(KeepSighting, phone.handle(frame(1, data=said.pack()))) for said in (clear, hidden)]

    assert [(-12, None), (None, 7)] == [(one.sighting.tx_power_dbm, one.sighting.hidden_power) for (one,) in kept]


def test_a_shorter_retention_deletes_at_once() -> None:
    phone = begun()
    shorter = Configuration(sequence=1, issued_s=0, retention_days=7)

    assert [ForgetBefore(TODAY.plus(-7))] == phone.handle(Configured(shorter, at(1_000)))


def test_a_radio_that_returns_is_told_everything_again() -> None:
    phone = machine()
    (advertise,) = only(Advertise, phone.handle(Started(at())))

    assert [Listen(CONFIGURATION.duty), advertise] == phone.handle(RadioReturned(at(60_000)))


def test_a_radio_that_returns_to_a_paused_phone_stays_off() -> None:
    phone = begun(paused=True)

    assert [] == phone.handle(RadioReturned(at(60_000)))


ENDING = Configuration(sequence=1, issued_s=0, shutdown_s=(START_MS + HOUR_MS) // 1000)
ENDED: list[Command] = [StopAdvertising(), StopListening(), EndService()]


def test_a_proven_time_past_the_shutdown_date_ends_the_service() -> None:
    phone = begun(configuration=ENDING)

    commands = phone.handle(TimeProven(START_MS + HOUR_MS, at(HOUR_MS)))

    assert ENDED == commands[1:]
    assert phone.ended


def test_a_wall_clock_past_the_shutdown_date_ends_nothing() -> None:
    phone = begun(configuration=ENDING)

    commands = phone.handle(Ticked(at(slots(1), clock_off_ms=50 * DAY_MS)))

    assert [] == only(EndService, commands)
    assert not phone.ended


def test_time_that_has_passed_since_a_proven_time_is_proven_too() -> None:
    phone = begun(configuration=ENDING)
    phone.handle(TimeProven(START_MS, at()))

    assert [] == only(EndService, phone.handle(Ticked(at(slots(3)))))
    assert ENDED == phone.handle(Ticked(at(slots(4))))


def test_a_shutdown_date_that_has_been_passed_when_it_arrives_ends_at_once() -> None:
    phone = begun()
    phone.handle(TimeProven(START_MS + HOUR_MS, at(HOUR_MS)))

    assert ENDED == phone.handle(Configured(ENDING, at(HOUR_MS)))


def test_a_restart_after_the_date_ends_before_it_is_on_air() -> None:
    phone = machine(configuration=ENDING, clock=BootClock(BOOT, floor_ms=START_MS + HOUR_MS))

    assert ENDED == phone.handle(Started(at(HOUR_MS)))


def test_after_the_end_nothing_is_done_any_more() -> None:
    phone = begun(configuration=ENDING)
    phone.handle(TimeProven(START_MS + HOUR_MS, at(HOUR_MS)))
    later = at(2 * HOUR_MS)
    events: list[Event] = [
        Ticked(later),
        frame(1, 2 * HOUR_MS),
        IdentityRead(bytes(6), bytes(12), -60, later),
        TimeProven(START_MS, later),
        Configured(CONFIGURATION, later),
        OwnerPaused(later),
        OwnerResumed(later),
        RadioReturned(later),
        Started(later),
    ]

    assert [] == [command for event in events for command in phone.handle(event)]
    assert phone.current_id is None


def test_the_next_deadline_is_the_end_of_the_slot() -> None:
    assert START_MS + slots(1) == begun().next_deadline_ms(at(MINUTE_MS))


def test_a_phone_in_company_wants_to_be_ticked_when_it_is_alone_again() -> None:
    phone = begun(configuration=FIVE_MINUTES)
    phone.handle(frame(1, MINUTE_MS))

    alone_ms = 6 * MINUTE_MS
    assert START_MS + alone_ms == phone.next_deadline_ms(at(2 * MINUTE_MS))
    assert [] == phone.handle(Ticked(at(alone_ms - 1)))
    assert [Listen(FIVE_MINUTES.duty)] == phone.handle(Ticked(at(alone_ms)))
    assert [] == phone.handle(Ticked(at(alone_ms + 1)))
    assert START_MS + slots(1) == phone.next_deadline_ms(at(alone_ms))


def stood_for(phone: Machine, moments: list[int]) -> list[int | None]:
    """For how many seconds each sighting stands that is heard at these moments."""
    return [
        command.sighting.stands_for_s
        for ms in moments
        for command in phone.handle(frame(ms, ms))
        if isinstance(command, KeepSighting)
    ]


def test_what_is_heard_says_for_how_much_time_its_time_of_listening_stands() -> None:
    """The first one after a long pause stands for half of that and half of a short one, for all who are heard in it."""
    assert [180, 180, 60, 60, 180] == stood_for(
        begun(configuration=FIVE_MINUTES), [0, 19_999, MINUTE_MS, 2 * MINUTE_MS, 7 * MINUTE_MS]
    )


def test_a_day_grants_so_much_of_listening_sooner_and_no_more() -> None:
    duty = RadioDuty(company_hours=1)
    phone = begun(configuration=Configuration(sequence=1, issued_s=0, duty=duty))
    told = [command for minute in range(70) for command in phone.handle(frame(minute, minute * MINUTE_MS))]

    assert [60, 300] == [command.duty.scan_period_s for command in only(Listen, told)]
    assert [60, 300, 300] == [command.sighting.stands_for_s for command in only(KeepSighting, told)][59:62]
    next_day_ms = DAY_MS - 3 * HOUR_MS
    phone.handle(Ticked(at(next_day_ms)))
    assert 60 == only(Listen, phone.handle(frame(99, next_day_ms + 1)))[0].duty.scan_period_s


def test_no_company_changes_what_others_hear() -> None:
    phone = begun()
    before = phone.current_id

    commands = phone.handle(frame(1, 1_000))

    assert [] == only(Advertise, commands)
    assert before == phone.current_id


def test_a_paused_phone_that_was_in_company_is_told_nothing_until_its_owner_resumes() -> None:
    phone = begun()
    phone.handle(frame(1, 1_000))
    phone.handle(OwnerPaused(at(2_000)))

    assert [] == only(Listen, phone.handle(Ticked(at(HOUR_MS))))
    phone.handle(OwnerResumed(at(HOUR_MS + 1)))
    assert [USUAL] == phone.handle(Ticked(at(HOUR_MS + 2)))


def test_a_choice_for_the_battery_is_saved_before_anything_is_heard_under_it() -> None:
    phone = begun()

    saved, listen = phone.handle(OwnerChoseBattery(BatteryMode.SAVING, at(1_000)))

    assert SaveBattery(BatteryChoices((Choice(START_MS + 1_000, BatteryMode.SAVING),))) == saved
    assert Listen(RadioDuty(scan_period_s=600, company_period_s=120)) == listen


def test_a_choice_for_the_battery_changes_nothing_that_others_hear() -> None:
    phone = begun()
    before = phone.current_id

    commands = phone.handle(OwnerChoseBattery(BatteryMode.THOROUGH, at(1_000)))

    assert [] == only(Advertise, commands)
    assert before == phone.current_id
    (advertise,) = phone.handle(Ticked(at(slots(1))))
    assert isinstance(advertise, Advertise)
    assert (15, 30) == (advertise.duty.advertise_on_s, advertise.duty.advertise_period_s)


def test_the_same_choice_again_is_no_news() -> None:
    phone = begun()

    assert [] == phone.handle(OwnerChoseBattery(BatteryMode.USUAL, at(1_000)))


def test_a_paused_phone_keeps_the_choice_for_later() -> None:
    phone = begun()
    phone.handle(OwnerPaused(at(1)))

    commands = phone.handle(OwnerChoseBattery(BatteryMode.SAVING, at(1_000)))

    assert [SaveBattery] == [type(command) for command in commands]
    assert Listen(RadioDuty(scan_period_s=600, company_period_s=120)) == phone.handle(OwnerResumed(at(2_000)))[0]


def test_the_choice_holds_under_a_new_duty_and_when_the_radio_returns() -> None:
    phone = begun(battery=BatteryChoices((Choice(0, BatteryMode.THOROUGH),)))
    duty = RadioDuty(scan_on_s=60, scan_period_s=600)

    assert (
        Listen(RadioDuty(scan_on_s=60))
        == phone.handle(Configured(Configuration(sequence=1, issued_s=0, duty=duty), at(1_000)))[0]
    )
    assert Listen(RadioDuty(scan_on_s=60)) == phone.handle(RadioReturned(at(2_000)))[0]


def test_after_a_start_what_is_kept_ends_by_what_was_proven_before_until_a_time_comes_or_the_day_ends() -> None:
    ahead = at(clock_off_ms=30 * DAY_MS)
    phone = machine(clock=BootClock(BOOT, floor_ms=START_MS - DAY_MS))
    phone.handle(Started(ahead))
    assert START_MS - 22 * DAY_MS == phone.keeps_since_ms(ahead)

    phone.handle(TimeProven(START_MS, at(5)))
    assert START_MS + 5 - 21 * DAY_MS == phone.keeps_since_ms(at(5))


def test_without_a_signed_time_what_is_kept_ends_with_the_days_of_the_clock() -> None:
    phone = machine(clock=BootClock(BOOT, floor_ms=START_MS - DAY_MS))
    phone.handle(Started(at()))
    phone.handle(Ticked(at(DAY_MS)))

    assert START_MS - 20 * DAY_MS == phone.keeps_since_ms(at(DAY_MS))
