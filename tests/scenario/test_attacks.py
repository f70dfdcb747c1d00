"""Attacks that the literature has played on tracing systems, each a small story (docs/protocol/acceptance.md).

Of one that is not stopped SECURITY.md says so, and its story shows how far it reaches; those that have a room of their
own are tested there.
"""

from __future__ import annotations

import asyncio
import hmac
import itertools
import random
import typing
from dataclasses import fields
from pathlib import Path

import msgspec
import pytest

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.commands import Advertise, KeepSighting
from bluezone.device.core.events import FrameHeard, Ticked
from bluezone.device.core.identity import Identity
from bluezone.device.core.machine import Machine
from bluezone.device.core.matching import Encounter, find_encounters, index_log
from bluezone.device.core.warnings import (
    Warning,  # noqa: A004 - the product's own word
    judge,
    warnings_from,
)
from bluezone.device.correspondence import UpdateReport
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.exchange.store.tables import metadata
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.batch import ENTRY_BYTES, Batch, Format, Group, Infectivity, read_batch
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS, SLOT_MS, Day, Slot
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from bluezone.protocol.hidden_power import hide_power, open_power
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import Refusal, RefusedAnswer, Request
from bluezone.protocol.sighting import Sighting
from bluezone.protocol.signature import Kind
from bluezone.protocol.venue import ALERT_ENTRY_BYTES, HALF_HOURS, alert_entry
from tests.device.test_correspondence import hears_the_seed
from tests.support.device.living import Town
from tests.support.device.phones import BOOT, CONFIGURATION, START_MS, at, begun, dice, sighting, slots
from tests.support.device.phones import TODAY as PHONES_TODAY
from tests.support.device.published import Staged, World
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play

YESTERDAY = PHONES_TODAY.plus(-1)
USUAL_DBM = -25
SEED = DaySeed(b"a published seed")


def published(*seeds: DaySeed) -> Batch:
    return World(START_MS // 1000).publish_batch(*(Staged(YESTERDAY, seed) for seed in seeds))


def heard(slot: int, at_ms: int, seed: DaySeed = SEED):
    """The id of this slot of yesterday, heard at some moment."""
    return sighting(0, rolling_id=seed.ids_for(YESTERDAY)[slot], wall_ms=at_ms)


@pytest.mark.parametrize(("minutes_late", "counts"), [(0, True), (29, True), (31, False), (120, False), (1_440, False)])
def test_replay_later_the_same_day(minutes_late: int, *, counts: bool) -> None:
    """An id recorded in slot 20 and played again counts until a quarter of an hour after its slot, and no longer."""
    played = Slot(YESTERDAY, 20).start_ms + minutes_late * 60_000

    found = find_encounters(published(SEED), index_log([heard(20, played)], {}, 1))

    assert counts == bool(found)


def test_replay_of_a_published_key() -> None:
    """Whoever reads a batch can compute the day's ids, when their day and its embargo are long over."""
    batch = published(SEED)
    today = [sighting(0, rolling_id=SEED.ids_for(YESTERDAY)[slot], wall_ms=START_MS + slot) for slot in range(96)]
    of_today = [sighting(0, rolling_id=SEED.ids_for(PHONES_TODAY)[12], wall_ms=START_MS)]

    assert [] == find_encounters(batch, index_log([*today, *of_today], {}, 1))
    assert min(group.key.day.embargo_end_ms for group in batch.groups) <= batch.window_end_s * 1000


def test_impersonation_after_publication() -> None:
    """The original published a key from which all later days follow; here the next day's seed is drawn anew."""
    chance = dice()
    days = [PHONES_TODAY.plus(number) for number in range(3)]
    identity = Identity()
    seeds = []
    for day in days:
        identity = identity.prepared_for(Slot(day, 0), chance)
        own = identity.seed_for(Slot(day, 0))
        assert own is not None
        seeds.append(own.seed)

    guessed = {seeds[0].ids_for(day)[0] for day in days[1:]}

    assert 3 == len(set(seeds))
    assert guessed.isdisjoint(seed.ids_for(day)[0] for seed, day in zip(seeds[1:], days[1:], strict=True))


def test_time_travel() -> None:
    """A false network time sets the victim's clock back to yesterday, and yesterday's published ids are played."""
    played = heard(20, Slot(YESTERDAY, 20).start_ms + SLOT_MS // 2)
    anchored = BootClock(BOOT).anchored(START_MS, played.monotonic_ms - HOUR_MS)  # a signed time was seen an hour ago

    assert find_encounters(published(SEED), index_log([played], {}, 1))
    assert [] == find_encounters(published(SEED), index_log([played], {BOOT: anchored}, 1))


def test_time_travel_over_a_restart() -> None:
    """Switching the victim's phone off and on does not forget what time it has been."""
    played = heard(20, Slot(YESTERDAY, 20).start_ms + SLOT_MS // 2)
    restarted = BootClock(BOOT, floor_ms=START_MS)

    assert [] == find_encounters(published(SEED), index_log([played], {BOOT: restarted}, 1))


def on_air(phone: Machine, slot: int) -> Advertisement:
    """What a phone sends in this slot of the play."""
    sent = [one for one in phone.handle(Ticked(at(slots(slot)))) if isinstance(one, Advertise)]
    return sent[-1].advertisement


def test_live_relay() -> None:
    """Two antennas and a line carry an id elsewhere: it counts there, with its slot, and until its owner discloses."""
    sender, victim = begun(entropy=dice("sender")), begun(entropy=dice("victim"))
    heard = []
    for slot in (1, 2, 3):
        relayed = on_air(sender, slot).pack()
        if slot == 2:
            (saved,) = sender.retire(frozenset({PHONES_TODAY}), at(slots(slot) + 1))
        now = at(slots(slot) + 1_000)
        kept = victim.handle(FrameHeard(relayed, b"relay!", -60, now.monotonic_ms, now))
        heard += [command.sighting for command in kept if isinstance(command, KeepSighting)]
    disclosed, echo = saved.identity.seeds[0], on_air(sender, 4).pack()
    world = World((PHONES_TODAY.end_ms + 3 * HOUR_MS) // 1000)
    batch = world.publish_batch(Staged(PHONES_TODAY, disclosed.seed))
    now = at(slots(4) + 1_000)

    (found,) = find_encounters(batch, index_log(heard, {}, 1))

    assert 3 == len(heard)
    assert heard[:2] == list(found.sightings)
    assert [] == sender.handle(FrameHeard(echo, b"relay!", -60, now.monotonic_ms, now))


def minutes_near(rssi_dbm: int, says_dbm: int | None, hidden_power: int | None = None) -> float:
    """What half an hour is judged to be that was heard so loud."""
    said = {"tx_power_dbm": says_dbm, "hidden_power": hidden_power}
    heard = tuple(
        sighting(0, scan * 5 * MINUTE_MS + packet * 5_000, rssi_dbm=rssi_dbm, **said)
        for scan in range(6)
        for packet in range(4)
    )
    encounter = Encounter(SEED, PHONES_TODAY, Level.F0, Infectivity.STANDARD, 1, heard)
    kept = judge(encounter, CONFIGURATION, read_radio_profiles()[DEFAULT_PROFILE])
    return sum(spell.expected_close_minutes for spell in kept.spells)


@pytest.mark.parametrize("said", [-127, -40, 0, 20])
def test_a_lie_about_the_transmit_power(said: int) -> None:
    """Whoever changes that byte of somebody's advertisement does no more than an antenna of four times the power."""
    assert minutes_near(-91, USUAL_DBM) <= minutes_near(-85, said) <= minutes_near(-79, USUAL_DBM)


def test_whatever_byte_stands_in_the_place_of_a_hidden_power() -> None:
    """Who changes it cannot choose what it opens to, and does no more than who changes one in clear."""
    least, most = (minutes_near(level, USUAL_DBM) for level in (-91, -79))
    unknown = minutes_near(-85, None)

    judged = [minutes_near(-85, None, byte) for byte in range(256)]

    assert all(least <= minutes <= most or minutes == unknown for minutes in judged)
    assert 256 - 148 == judged.count(unknown)


def test_range_extension() -> None:
    """A strong antenna does: what it brings in loud is near, for no longer than it was heard."""
    faint, loud = minutes_near(-100, None), minutes_near(-60, None)

    assert faint < 5
    assert 15 < loud <= 30


def test_one_antenna_follows_whoever_published_for_that_day_alone() -> None:
    """It stood at every corner for two days; one person then published the first of them."""
    chance, days = dice(), [YESTERDAY, PHONES_TODAY]
    identity, seeds = Identity(), []
    for day in days:
        identity = identity.prepared_for(Slot(day, 0), chance)
        own = identity.seed_for(Slot(day, 0))
        assert own is not None
        seeds.append(own.seed)
    recorded = {day: set(seed.ids_for(day)) for day, seed in zip(days, seeds, strict=True)}
    batch = published(seeds[0])
    read = [seed for group in batch.groups for seed in entries_of(group)]

    followed = {day: {one for seed in read for one in seed.ids_for(day)} & recorded[day] for day in days}

    assert [96, 0] == [len(followed[day]) for day in days]


def test_the_power_of_a_phone_is_read_of_the_days_that_it_published_and_of_no_other() -> None:
    """The same antenna, and the byte beside each id: of the first day it learns which of some models it was."""
    chance, days = dice(), [YESTERDAY, PHONES_TODAY]
    seeds = [DaySeed(chance(16)) for _ in days]
    recorded = {
        day: [(one, hide_power(-29, seed.key_for(day), one)) for one in seed.ids_for(day)]
        for day, seed in zip(days, seeds, strict=True)
    }
    published_key = seeds[0].key_for(YESTERDAY)

    read = {day: {open_power(byte, published_key, one) for one, byte in recorded[day]} for day in days}

    assert {-29} == read[YESTERDAY]
    assert len(read[PHONES_TODAY]) > 30


def entries_of(group: Group) -> list[DaySeed]:
    column = bytes(group.column)
    return [DaySeed(column[at : at + ENTRY_BYTES]) for at in range(0, len(column), ENTRY_BYTES)]


def warned_of(batch: Batch, log: list[Sighting]) -> list[Warning]:
    """What a phone with this log tells its owner."""
    found = find_encounters(batch, index_log(log, {}, 1))
    profile = read_radio_profiles()[DEFAULT_PROFILE]
    return warnings_from([judge(one, CONFIGURATION, profile) for one in found], CONFIGURATION)


def test_many_short_lived_installations_tell_who_it_was_and_one_does_not() -> None:
    """A phone for each meeting finds out by which one is warned. A warning itself says the same whoever was met."""
    people = [DaySeed(bytes([number]) * 16) for number in range(1, 4)]
    batch = published(people[0])
    met = [meeting(person, hour) for hour, person in enumerate(people)]

    each = [warned_of(batch, log) for log in met]

    assert [True, False, False] == [bool(warnings) for warnings in each]
    assert each[0] == warned_of(batch, [one for log in met for one in log])
    said = {"level", "date", "minutes", "least", "most", "encounters", "batch_sequences"}
    assert said == {field.name for field in fields(Warning)}


def meeting(person: DaySeed, hour: int) -> list[Sighting]:
    """Half an hour face to face, yesterday."""
    begins = Slot(YESTERDAY, 8 * hour).start_ms
    return [
        sighting(
            0,
            rolling_id=person.ids_for(YESTERDAY)[Slot.containing(begins + ms).index],
            wall_ms=begins + ms,
            rssi_dbm=-55,
        )
        for scan in range(6)
        for ms in range(scan * 5 * MINUTE_MS, scan * 5 * MINUTE_MS + 20_000, 5_000)
    ]


def test_network_identity_at_upload(tmp_path: Path) -> None:
    """The exchange sees from where a call comes, counts that network's wrong codes in memory, and writes it nowhere."""
    address, network = "203.0.113.77", "203.0.113.0/24"

    async def story(scene: Scene):
        scene.public.headers["x-forwarded-for"] = address
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.phone(1).try_to_disclose(short_code(b"somebody's guess"), seeds)
        asked = (network, "198.51.100.0/24")
        seen = [scene.exchange.challenges.short_bits(one, scene.now_ms // 1000) for one in asked]
        await scene.publish_tomorrow()
        return seen, seeds[0].seed.value, written(tmp_path), scene.exchange.measured()

    (here, elsewhere), seed, files, told = play(tmp_path, story, behind_proxy=True, failures_per_prefix=1)

    assert here > elsewhere
    assert [name for name, content in files.items() if seed in content]
    for trace in (address.encode(), network.encode(), bytes([203, 0, 113, 77]), b"203.0.113"):
        assert [] == [name for name, content in {**files, "metrics": told}.items() if trace in content]


def written(folder: Path) -> dict[str, bytes]:
    """All that lies there while the exchange runs."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_live_key_publication(tmp_path: Path) -> None:
    """Until two in the morning after its day no seed leaves the exchange, however it got there."""

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.publish_tomorrow()
        phone = scene.phone()
        keys = await phone.keys()
        files = (await phone.index()).index.of_kind(Kind.BATCH)
        return [read_batch(await phone.file(file.path), Kind.BATCH, keys)[0] for file in files]

    batches = play(tmp_path, story)

    assert len(batches) > 20
    for batch in batches:
        assert all(group.key.day.embargo_end_ms <= batch.window_end_s * 1000 for group in batch.groups)


def test_linking_the_days_of_one_person_by_the_shape_of_a_batch(tmp_path: Path) -> None:
    """One person with four days, or four persons with one day each: the two batches cannot be told apart by shape."""

    async def shape(scene: Scene, persons: list[range]):
        for number, days in enumerate(persons):
            await scene.phone(number).disclose(await scene.code(), seeds_of_days(scene.chance, days))
        scene.move_by(HOUR_MS)
        await scene.publish()
        phone = scene.phone()
        batch, _ = read_batch(await phone.file("/v1/batch/1"), Kind.BATCH, await phone.keys())
        return [(group.key, group.count) for group in batch.groups], len(await phone.file("/v1/batch/1"))

    first = TODAY.number - 4
    one = play(tmp_path / "one", lambda scene: shape(scene, [range(first, first + 4)]))
    four = play(tmp_path / "four", lambda scene: shape(scene, [range(day, day + 1) for day in range(first, first + 4)]))

    assert one == four


def test_counting_users_in_published_batches(tmp_path: Path) -> None:
    """An hour without anybody and an hour with three uploads are published as files of one size."""

    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        for number in range(3):
            seeds = seeds_of_days(scene.chance, range(TODAY.number - 4, TODAY.number))
            await scene.phone(number).disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        return [len(await scene.phone().file(f"/v1/batch/{number}")) for number in (1, 2)]

    empty, full = play(tmp_path, story)

    assert empty == full


def test_false_alert_by_a_bought_code(tmp_path: Path) -> None:
    """After redemption the code is bound: who buys it, or steals the certificate, publishes nothing of theirs."""

    async def story(scene: Scene):
        patient, buyer = scene.phone(), scene.phone(1)
        code = await scene.code()
        own = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        foreign = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        certificate = await patient.certificate(code, own, bytes(32))
        answers = [await buyer.try_to_disclose(code, foreign), await buyer.upload(certificate, foreign, bytes(32))]
        await scene.publish_tomorrow()
        return answers, {seed.seed.value for seed in foreign} & set(await scene.published_entries())

    answers, got_through = play(tmp_path, story)

    assert [RefusedAnswer(Refusal.CODE), RefusedAnswer(Refusal.CERTIFICATE)] == answers
    assert set() == got_through


def test_social_graph_at_the_server() -> None:
    """Whoever would let a phone tell whom it met, or the exchange keep two people in one row, has to come here."""
    said = {field.name for request in typing.get_args(Request) for field in msgspec.structs.fields(request)}
    kept = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}

    assert {
        *("nonce", "code", "commitment", "challenge", "work"),
        *("certificate", "commitment_key", "seeds", "sealed", "step"),
    } == said
    assert {
        "certificates": {"hash", "expires_s", "used_day"},
        "code_keys": {"day", "key"},
        "codes": {
            *("code_hash", "handle", "state", "state_day", "level", "onset_day"),
            *("first_day", "last_day", "expires_s", "certificate_expires_s", "retry_tag"),
        },
        "cosignatures": {"key_id", "signature"},  # of witnesses, under the log's head
        "entries": {"window_end_s", "day", "level", "infectivity", "format", "entry", "dummy"},
        "leader": {  # which process publishes
            *("place", "term", "holder", "name", "since_ms", "until_ms", "busy"),
            *("head_issued_s", "head_size", "index_issued_s"),
        },
        "leaves": {"number", "kind", "sequence", "identity", "size", "window_end_s"},
        "marks": {"name", "value"},
        "reports": {"id", "sealed", "received_day"},
        "totals": {"day", "uploads"},
        "windows": {"sequence", "start_s", "end_s", "config_sequence", "tracing_days", "published"},
    } == kept


def test_coercion_a_reinstalled_phone_cannot_rebuild_its_warning(tmp_path: Path) -> None:
    """Whoever installs Bluezone anew, on a phone that was erased, finds nothing by following what is published."""

    async def run() -> tuple[int, UpdateReport, int]:
        town = Town(tmp_path)
        device = await town.start(0)
        await device.update()
        hears_the_seed(device)
        town.world.publish_batch(Staged(YESTERDAY, SEED))
        await device.update()
        warned = len(device.store.judged.warnings())
        await device.erase()
        again = await device.update()
        left = len(device.store.judged.warnings())
        await device.close()
        return warned, again, left

    warned, again, left = asyncio.run(run())

    assert (1, 0) == (warned, left)
    assert (1, 0, "") == (again.batches, again.encounters, again.problem)


def test_venue_profiling_without_the_poster(tmp_path: Path) -> None:
    """Who knows a place's id and hour and not its salt cannot find it in a batch, nor can the exchange."""
    market, salt = b"m" * 16, b"only the poster says"[:16]

    async def story(scene: Scene):
        day = TODAY.plus(-1)
        entry = alert_entry(market, salt, day, 20).hex()
        await scene.internal.post("/internal/v1/venue-alerts", json={"day": str(day.date), "entries": [entry]})
        scene.move_by(HOUR_MS)
        await scene.publish()
        found = await scene.published_entries()
        column = {value for value, places in found.items() if places[0][1].format is Format.VENUE16}
        guesses = {alert_entry(market, bytes([guess]) * 16, day, 20) for guess in range(256)}
        return bytes.fromhex(entry) in column, column & guesses, {len(places) for places in found.values()}

    published_at_all, guessed, appearances = play(tmp_path, story)

    assert published_at_all
    assert set() == guessed
    assert {1} == appearances


@pytest.mark.parametrize("many", [100_000, pytest.param(1_000_000, marks=pytest.mark.breadth)])
def test_guesses_find_no_place_without_its_poster(many: int) -> None:
    """Somebody knows which places were visited, their ids and each half hour of the day, and has no poster's salt; what
    is guessed is the place's own id and name, small numbers, and what a generator draws. The salt itself finds it."""
    market, salt, day = b"m" * 16, b"only the poster says"[:16], TODAY.plus(-1)
    column = {alert_entry(market, salt, day, half_hour) for half_hour in range(HALF_HOURS)}
    message = _said_of(market, day, 20)
    assert hmac.digest(salt, message, "sha256")[:ALERT_ENTRY_BYTES] in column

    drawn, known = random.Random(20), (market, "Chợ Sơn Dương".encode()[:16])
    counted = (number.to_bytes(16, "big") for number in range(many // 2))
    guesses = itertools.chain(known, counted, (drawn.randbytes(16) for _ in range(many // 2)))
    found = [guess for guess in guesses if hmac.digest(guess, message, "sha256")[:ALERT_ENTRY_BYTES] in column]

    assert [] == found


def _said_of(venue_id: bytes, day: Day, half_hour: int) -> bytes:
    """What an alert's entry authenticates (docs/protocol/10-venues.md)."""
    return b"bluezone/venue-alert/1" + venue_id + day.number.to_bytes(4, "big") + bytes([half_hour])


def test_staff_who_raise_a_level_cannot_lower_it_again(tmp_path: Path) -> None:
    """A published F0 stays one: an F1 code for the same person adds nothing, and a revocation needs a second person."""

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.publish_tomorrow()
        await scene.phone().disclose(await scene.code(Level.F1, TODAY.plus(-2)), seeds)
        await scene.publish_tomorrow()
        return [group.level for _, group in (await scene.published_entries())[seeds[0].seed.value]]

    assert [Level.F0] == play(tmp_path, story)
