"""One living phone: radio, store and clock joined; its beginning, its days, its end."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bluezone.device.air_shell import RadioProblem
from bluezone.device.core.battery import BatteryMode
from bluezone.device.core.disclosing import Draft, Stage
from bluezone.device.core.identity import Identity
from bluezone.device.core.neighbours import MAX_READS_WAITING
from bluezone.device.core.outbox import Outbox, Outgoing, What
from bluezone.device.core.visits import VisitBook
from bluezone.device.errors import ConsentError, StoreCorruptError
from bluezone.device.rhythm import live
from bluezone.device.runtime import Device, start_device
from bluezone.device.saved import (
    PINNED_ROOT,
    PLACES,
    KeptFile,
    files_in,
    outbox_in,
    save_files,
    save_outbox,
    save_visits,
    visits_in,
)
from bluezone.device.store import Departure
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.disclosure import COMMITMENT_KEY_BYTES
from bluezone.protocol.keys import SEED_LIFETIME_DAYS
from bluezone.protocol.sighting import HeardBy
from bluezone.protocol.venue import Venue, VenueKind
from bluezone.radio.base import Address, Duty, FrameListener, HeardFrame
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason
from tests.support.device.living import KEY, Town, living, settle
from tests.support.device.phones import IPHONE_FRAME, START_MS, TODAY, heard_id
from tests.support.device.sqlcipher_pages import stands_in

CODE = short_code(b"0123456789abcdef")
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", 0, 1 << 40, b"s" * 16)

PULLED_OUT = RadioProblem(UnavailableReason.LOST, "the adapter was pulled out")


class Bench:
    """A radio that notes what it is told, and fails when told to."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.frames: list[tuple[bytes, Address, Duty]] = []
        self.duties: list[Duty] = []
        self.listener: FrameListener | None = None
        self.fails = False
        self.defect: Exception | None = None
        """Raised by whatever it is told: what nobody foresaw."""
        self.ids: dict[Address, bytes] = {}
        self.reading = asyncio.Event()
        self.reads = 0

    def _tell(self, what: str) -> None:
        if self.fails:
            raise RadioUnavailableError(UnavailableReason.LOST, "the adapter was pulled out")
        if self.defect is not None:
            raise self.defect
        self.told.append(what)

    @property
    def address_with_id(self) -> bool:
        return True

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        self._tell("advertise")
        self.frames.append((frame, address, duty))

    async def stop_advertising(self) -> None:
        self._tell("stop advertising")

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        self._tell("listen")
        self.listener = listener
        self.duties.append(duty)

    async def stop_listening(self) -> None:
        self._tell("stop listening")

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        self.current = current

    async def read_identity(self, address: Address) -> bytes:
        self.reads += 1
        await self.reading.wait()
        if address not in self.ids:
            raise ReadFailedError("the peer is gone")
        return self.ids[address]

    async def close(self) -> None:
        self.told.append("close")

    def hears(self, data: bytes, *, number: int = 1, monotonic_ms: int = 0, rssi_dbm: int = -60) -> None:
        assert self.listener is not None
        self.listener(HeardFrame(data, Address(number.to_bytes(6, "big")), rssi_dbm, monotonic_ms))


Play = Callable[[Town, Bench, Device], Coroutine[Any, Any, None]]


def played(folder: Path, play: Play) -> None:
    async def run() -> None:
        town, radio = Town(folder), Bench()
        device = await town.start(0, radio=radio)
        await play(town, radio, device)
        await device.close()

    asyncio.run(run())


def test_a_started_phone_listens_and_speaks_with_a_phase_of_its_own(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        other = Bench()
        await town.start(1, radio=other)

        assert ["listen", "advertise"] == radio.told
        assert (20_000, 300_000) == (radio.duties[0].on_ms, radio.duties[0].period_ms)
        assert radio.duties[0].offset_ms != other.duties[0].offset_ms

    played(tmp_path, play)


def test_the_phase_survives_a_restart(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.close()
        again = Bench()
        restarted = await town.start(0, radio=again)

        assert radio.duties == again.duties
        assert radio.frames[0][0] == again.frames[0][0]
        await restarted.close()

    played(tmp_path, play)


def test_id_and_address_change_together_at_the_slots_end(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            await town.pass_time(HOUR_MS + 1)

            assert 5 == len({frame for frame, _, _ in radio.frames}) == len({address for _, address, _ in radio.frames})
            assert 5 == len(radio.frames)
            assert device.machine.current_id is not None
            assert radio.current() == device.machine.current_id.value

    played(tmp_path, play)


def test_a_clock_that_is_set_is_noticed_within_half_a_minute(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            town.clock.wall_off_ms += 40 * MINUTE_MS
            await town.pass_time(30_000)

            assert 2 == len(radio.frames)

    played(tmp_path, play)


@pytest.mark.parametrize("wall_ms", [-5 * DAY_MS, 70_000 * DAY_MS])
def test_a_clock_set_out_of_all_time_stops_nobody(tmp_path: Path, wall_ms: int) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            town.clock.wall_off_ms = wall_ms
            await town.pass_time(5 * MINUTE_MS)
            radio.hears(Advertisement(heard_id(1)).pack(), monotonic_ms=town.clock.now_ms)
            assert 1 == device.store.count_sightings()
            town.clock.wall_off_ms = START_MS
            await town.pass_time(5 * MINUTE_MS)

            assert device.machine.current_id is not None

    played(tmp_path, play)


def test_pausing_survives_a_restart_and_resuming_ends_it(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.pause()
        assert ["stop advertising", "stop listening"] == radio.told[2:]
        assert b"" == radio.current()
        await device.close()
        again = Bench()
        restarted = await town.start(0, radio=again)
        assert ([], True) == (again.told, restarted.paused)

        await restarted.resume()

        assert ["listen", "advertise"] == again.told
        await restarted.close()

    played(tmp_path, play)


def test_what_is_heard_is_on_disk_within_a_minute(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            radio.hears(Advertisement(heard_id(1)).pack())
            await town.pass_time(MINUTE_MS)

            assert 0 == len(device.store._unwritten)
            assert [heard_id(1)] == [one.rolling_id for one in device.store.sightings()]

    played(tmp_path, play)


def test_an_iphone_is_read_and_kept(tmp_path: Path) -> None:
    async def play(_: Town, radio: Bench, device: Device) -> None:
        radio.ids[Address((5).to_bytes(6, "big"))] = heard_id(9).value
        radio.reading.set()
        for number in (5, 6):
            radio.hears(IPHONE_FRAME, number=number)
        await settle()

        kept = [(one.rolling_id, one.heard_by) for one in device.store.sightings()]
        assert [(heard_id(9), HeardBy.GATT)] == kept
        assert 2 == radio.reads

    played(tmp_path, play)


def test_a_flood_of_peers_starts_a_few_reads_only_and_closing_ends_them(tmp_path: Path) -> None:
    async def play(_: Town, radio: Bench, device: Device) -> None:
        for number in range(1, 1_000):
            radio.hears(IPHONE_FRAME, number=number)
        await settle()

        assert 16 == radio.reads == len(device._air._begun)
        await device.close()
        assert set() == device._air._begun

    played(tmp_path, play)


def test_a_radio_that_was_lost_is_told_again_when_it_returns(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            radio.fails = True
            await town.pass_time(16 * MINUTE_MS)
            assert PULLED_OUT == device.radio_problem
            radio.told.clear()
            radio.fails = False
            await town.pass_time(MINUTE_MS)

            assert ["listen", "advertise"] == radio.told[:2]
            assert "advertise" not in radio.told[2:]  # once: later looks only ask whether it still listens
            assert device.radio_problem is None

    played(tmp_path, play)


@pytest.mark.slow
def test_an_error_of_the_radio_that_nobody_foresaw_keeps_nothing_from_the_disk_and_is_told(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            radio.defect = ZeroDivisionError("planted")
            await town.pass_time(DAY_MS)

            assert RadioProblem(UnavailableReason.UNFORESEEN, "planted") == device.radio_problem
            assert device.store.identity() == device.machine.identity
            assert {} == device.errands.failing
            radio.defect = None
            await town.pass_time(MINUTE_MS)
            assert device.radio_problem is None

    played(tmp_path, play)


def test_a_radio_that_fails_between_two_slots_is_found_out_within_a_minute(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            await town.pass_time(MINUTE_MS)
            radio.fails = True
            await town.pass_time(MINUTE_MS)

            assert PULLED_OUT == device.radio_problem

    played(tmp_path, play)


def test_a_paused_phone_leaves_the_radio_alone(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        async with living(device):
            await device.pause()
            radio.told.clear()
            await town.pass_time(5 * MINUTE_MS)

            assert [] == radio.told

    played(tmp_path, play)


def test_a_new_duty_of_the_configuration_is_applied(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(duty=RadioDuty(scan_on_s=60, advertise_on_s=20))

        await device.update()

        assert 60_000 == radio.duties[-1].on_ms
        assert 20_000 == radio.frames[-1][2].on_ms
        assert radio.frames[0][:2] == radio.frames[-1][:2]

    played(tmp_path, play)


def test_a_phone_that_must_ask_first_is_silent_until_its_owner_resumes(tmp_path: Path) -> None:
    async def run() -> None:
        town, radio = Town(tmp_path), Bench()
        device = await start_device(town.surroundings(0, radio=radio), silent=True)
        assert [] == radio.told
        assert b"" == radio.current()

        await device.resume()

        assert ["listen", "advertise"] == radio.told
        await device.close()

    asyncio.run(run())


def test_the_owners_choice_for_the_battery_is_applied_and_survives_a_restart(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.choose_battery(BatteryMode.SAVING)
        speaking = radio.frames[-1][2]
        await device.close()
        again = Bench()
        restarted = await town.start(0, radio=again)

        assert (20_000, 600_000) == (radio.duties[-1].on_ms, radio.duties[-1].period_ms)
        assert radio.duties[-1] == again.duties[0]
        assert speaking == again.frames[0][2]
        assert BatteryMode.SAVING is restarted.machine.battery.mode
        await restarted.close()

    played(tmp_path, play)


def test_erasing_forgets_the_choice_for_the_battery(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        await device.choose_battery(BatteryMode.THOROUGH)

        await device.erase()

        assert BatteryMode.USUAL is device.machine.battery.mode
        assert 300_000 == radio.duties[-1].period_ms

    played(tmp_path, play)


def test_a_phone_looks_for_news_about_once_an_hour_and_sends_cover_by_itself(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(cover_per_day=10.0)
        async with living(device):
            for _ in range(24):
                await town.pass_time(HOUR_MS)
                town.world.sign_index()

            looks = town.exchange.fetched.count("/v1/index")
            assert 19 <= looks <= 33
            assert 0 == len(town.exchange.requests) % 3
            assert 3 <= len(town.exchange.requests) <= 75

    played(tmp_path, play)


def test_cancelling_its_life_ends_it_cleanly(tmp_path: Path) -> None:
    async def play(_: Town, radio: Bench, device: Device) -> None:
        life = asyncio.ensure_future(live(device))
        await settle()
        life.cancel()

        with pytest.raises(asyncio.CancelledError):
            await life
        await device.close()
        assert "close" == radio.told[-1]
        assert 1 == len(asyncio.all_tasks())

    played(tmp_path, play)


def test_erasing_leaves_nothing_but_a_new_beginning(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        device.store.save_fact(PINNED_ROOT, town.world.pinned.value)
        await device.update()
        radio.hears(Advertisement(heard_id(1)).pack())
        (mine,) = device.machine.identity.seeds
        device.store.flush()
        await device.pause()

        await device.erase()

        assert 0 == device.store.count_sightings()
        assert [] == device.store.departures()
        assert (None, 0, False) == (device.draft, device.feed.issued_s, device.paused)
        for secret in (mine.seed.value, heard_id(1).value):
            assert not stands_in(town.path(0), KEY, secret)
        (fresh,) = device.machine.identity.seeds
        assert mine != fresh
        assert fresh == device.store.identity().seeds[0]
        assert ["listen", "advertise"] == radio.told[-2:]
        assert town.world.pinned.value == device.store.fact(PINNED_ROOT)

    played(tmp_path, play)


def test_the_shutdown_date_ends_the_service_for_good(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        town.world.publish_configuration(shutdown_s=(START_MS + 2 * HOUR_MS) // 1000)
        life = asyncio.ensure_future(live(device))
        radio.hears(Advertisement(heard_id(1)).pack())
        await town.pass_time(HOUR_MS)
        assert not device.ended

        await town.pass_time(HOUR_MS + MINUTE_MS)

        await life
        assert device.ended
        assert ["stop advertising", "stop listening"] == radio.told[-2:]
        assert 0 == device.store.count_sightings()
        assert not stands_in(town.path(0), KEY, heard_id(1).value)
        await stays_ended(town, device)

    played(tmp_path, play)


async def stays_ended(town: Town, device: Device) -> None:
    """Whatever is tapped, and after a restart too."""
    fetched = len(town.exchange.fetched)
    await device.resume()
    await device.send_cover()
    await device.erase()
    with pytest.raises(ConsentError, match="ended"):
        await device.consent_and_disclose(CODE, [TODAY])
    with pytest.raises(ConsentError, match="ended"):
        await device.send_report(b"sealed")
    await device.close()
    radio = Bench()
    again = await town.start(0, radio=radio)
    await live(again)
    assert "the service has ended" == (await again.update()).problem
    assert ([], True) == (radio.told, again.ended)
    assert fetched == len(town.exchange.fetched)
    await again.close()


def test_a_damaged_saved_state_is_one_clear_error(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        device.store.save_fact("feed", b"nonsense")
        await device.close()

        surroundings = town.surroundings(0, radio=radio)
        with pytest.raises(StoreCorruptError, match="the saved feed is damaged"):
            await start_device(surroundings)
        surroundings.store.close()

    played(tmp_path, play)


def test_names_of_those_for_whom_something_was_declared_end_with_their_days_though_no_page_is_opened(
    tmp_path: Path,
) -> None:
    async def play(town: Town, _: Bench, device: Device) -> None:
        made_ms, name = START_MS, "Nguyen Thi Ba"
        save_outbox(device.store, Outbox((Outgoing(bytes(16), What.DECLARATION, made_ms, name, sent_ms=made_ms),)))
        for _ in range(21):
            town.clock.now_ms += DAY_MS
            await device.tick()
        assert 1 == len(outbox_in(device.store).messages)

        town.clock.now_ms += DAY_MS
        await device.tick()
        device.store.write_down()

        assert Outbox() == outbox_in(device.store)
        assert not stands_in(town.path(0), KEY, name.encode())

    played(tmp_path, play)


def test_a_disclosure_and_the_communes_of_typed_codes_end_with_their_days(tmp_path: Path) -> None:
    """That its owner was a case, and where somebody was, is to be read on no phone any more by then."""

    async def play(town: Town, _: Bench, device: Device) -> None:
        done = Draft("", (), bytes(COMMITMENT_KEY_BYTES), Stage.DONE)
        device._saved.save_draft(done)
        device.store.note_departure(Departure(START_MS, "upload", 1_024, owner_act=True))
        save_files(device.store, {"02536": KeptFile(START_MS, b"places")})
        for _ in range(21):
            town.clock.now_ms += DAY_MS
            await device.tick()
        assert (done, 1) == (device.draft, len(files_in(device.store)))

        town.clock.now_ms += DAY_MS
        await device.tick()

        assert (None, None, None) == (device.draft, device.store.fact("draft"), device.store.fact(PLACES))

    played(tmp_path, play)


def test_what_a_clock_that_was_ahead_has_dated_ends_with_its_days(tmp_path: Path) -> None:
    async def play(town: Town, _: Bench, device: Device) -> None:
        await device.update()
        town.clock.wall_off_ms += 400 * DAY_MS
        ahead_ms = town.clock.wall_ms()
        await device.tick()
        save_visits(device.store, VisitBook().arrived(MARKET, ahead_ms))
        save_outbox(device.store, Outbox((Outgoing(bytes(16), What.DECLARATION, ahead_ms, "Ba", sent_ms=ahead_ms),)))
        save_files(device.store, {"02536": KeptFile(ahead_ms, b"places")})
        town.clock.wall_off_ms -= 400 * DAY_MS
        for day in range(25):
            town.clock.now_ms += DAY_MS
            town.world.now_s = town.clock.wall_ms() // 1000
            town.world.sign_index()
            await device.update()
            await device.tick()
            if day == 1:
                assert 1 == len(outbox_in(device.store).messages)  # its owner may still withdraw it

        assert (VisitBook(), Outbox()) == (
            msgspec.structs.replace(visits_in(device.store), next_id=1),
            outbox_in(device.store),
        )
        assert device.store.fact(PLACES) is None

    played(tmp_path, play)


def test_peers_that_break_the_radios_reading_take_nobody_elses_turn(tmp_path: Path) -> None:
    async def play(town: Town, radio: Bench, device: Device) -> None:
        honest, read = Address((99).to_bytes(6, "big")), radio.read_identity

        async def read_or_break(address: Address) -> bytes:
            if address == honest:
                return await read(address)
            raise struct.error("unpack requires a buffer of 3 bytes")

        radio.read_identity = read_or_break  # type: ignore[method-assign]
        radio.ids = {honest: bytes(12)}
        radio.reading.set()
        for number in range(MAX_READS_WAITING):
            radio.hears(IPHONE_FRAME, number=number)
        await settle()
        radio.hears(IPHONE_FRAME, number=99)
        await settle()

        assert [HeardBy.GATT] == [one.heard_by for one in device.store.sightings()]

    played(tmp_path, play)


@pytest.mark.parametrize("ends", ["erased", "over"])
def test_what_a_slow_radio_held_up_writes_nothing_into_an_erased_store(tmp_path: Path, ends: str) -> None:
    """A day begins: the seed of before would be saved behind the radio's answer."""

    async def play(town: Town, radio: Bench, device: Device) -> None:
        answers, advertise = asyncio.Event(), radio.advertise

        async def advertise_slowly(frame: bytes, address: Address, duty: Duty) -> None:
            await advertise(frame, address, duty)
            await answers.wait()

        radio.advertise = advertise_slowly  # type: ignore[method-assign]
        town.clock.now_ms += SEED_LIFETIME_DAYS * DAY_MS
        tick = asyncio.ensure_future(device.tick())
        await settle()
        await (device.erase(silent=True) if ends == "erased" else device._end_service())
        answers.set()
        await tick

        assert Identity() == device.store.identity()

    played(tmp_path, play)
