"""What comes out, and in which order: windows, roll-ups, revocations, configurations, heads and their witnesses."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from bluezone.exchange.errors import BusyError, ForkError, StoreError
from bluezone.exchange.publishing.files import FolderFiles
from bluezone.exchange.publishing.files.base import Whatever
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.windows import due_window
from bluezone.exchange.store import Store, Told
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.log import Leaf
from bluezone.exchange.store.tables import entries
from bluezone.protocol.batch import grid, read_batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from bluezone.protocol.config import Configuration, read_configuration, write_configuration
from bluezone.protocol.errors import VerificationError
from bluezone.protocol.index import Published, read_index
from bluezone.protocol.log import TILE_LEAVES, root_of
from bluezone.protocol.messages import Refusal, RefusedAnswer, ReportRequest
from bluezone.protocol.revocation import Revocation, read_revocation, write_revocation
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    Kind,
    SigningKey,
    identity_of,
    sign_file,
    signed_message,
)
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play
from tests.support.protocol.signing import listed, signing_key

pytestmark = pytest.mark.in_turn(of=3)
HOUR_S = 3_600
NOON_S = NOON_MS // 1000


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def files_of(scene: Scene, kind: Kind):
    phone = scene.phone()
    keys = await phone.keys()
    listed = (await phone.index()).index.of_kind(kind)
    return [read_batch(await phone.file(file.path), kind, keys) for file in listed]


def test_an_empty_hour_is_published_like_any_other(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(2 * HOUR_MS)
        await scene.publish()
        return await files_of(scene, Kind.BATCH)

    files = play(tmp_path, story)

    assert [1, 2] == [batch.sequence for batch, _ in files]
    for batch, _ in files:
        assert grid(batch.window_end_s, 14) == tuple(group.key for group in batch.groups)
        assert {16} == {group.count for group in batch.groups}


def test_each_batch_names_the_one_before_it(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(5 * HOUR_MS)
        await scene.publish()
        return await files_of(scene, Kind.BATCH)

    files = play(tmp_path, story)

    assert bytes(32) == files[0][0].previous
    for (_, opened), (later, _) in itertools.pairwise(files):
        assert opened.identity == later.previous


def test_publishing_again_without_a_new_hour_changes_nothing(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        first = await scene.publish()
        index = await scene.phone().file("/v1/index")
        return len(first), await scene.publish(), index == await scene.phone().file("/v1/index")

    assert (1, [], True) == play(tmp_path, story)


def test_the_index_is_signed_anew_within_a_quarter_of_an_hour(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(14 * 60_000)
        await scene.publish()
        return (await scene.phone().index()).index.issued_s

    assert NOON_S + 14 * 60 == play(tmp_path, story)


@pytest.mark.parametrize(
    ("closed_h", "now_h", "span_h"),
    [(0, 0.99, None), (0, 1, (0, 1)), (0, 5, (0, 1)), (0, 13 * 24, (0, 1)), (0, 13 * 24 + 1, (13 * 24, 13 * 24 + 1))],
)
def test_windows_close_one_by_one_unless_more_is_missing_than_an_index_lists(closed_h, now_h, span_h) -> None:
    span = due_window(closed_h * HOUR_S, int(now_h * HOUR_S))

    assert (span_h and (span_h[0] * HOUR_S, span_h[1] * HOUR_S)) == span


@pytest.mark.every_run
def test_a_phone_that_looks_between_a_start_after_a_long_outage_and_what_is_published_then_is_not_locked_out(
    tmp_path: Path,
) -> None:
    """It refuses a log that holds more than is listed; so whatever is logged is listed, however late."""

    async def story(scene: Scene):
        scene.exchange.publisher.standing.hours.closed_until_s -= 16 * 24 * HOUR_S  # as if nobody had published since
        seen = scene.exchange.publisher.log.size
        scene.move_by(HOUR_MS)
        logged = await scene.publish()
        listed = {(file.kind, file.sequence) for file in (await scene.phone().index()).index.files}
        return seen + len(logged) - scene.exchange.publisher.log.size, {
            (Kind(file["kind"]), file["sequence"]) for file in logged
        } - listed

    assert (0, set()) == play(tmp_path, story)


@pytest.mark.every_run
def test_what_waited_for_skipped_windows_joins_the_next_one(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number + 1))[:1]
        await scene.phone().disclose(await scene.code(), seeds)
        scene.exchange.publisher.standing.hours.closed_until_s -= (
            30 * 24 * HOUR_S
        )  # as if nobody had published for a month
        scene.move_by(2 * HOUR_MS)
        await scene.publish()
        return seeds[0].seed.value in await scene.published_entries()

    assert play(tmp_path, story)


@pytest.mark.every_run
def test_an_hour_whose_closing_failed_is_closed_when_the_disk_has_room_again(tmp_path: Path, monkeypatch) -> None:
    """At the commit itself, when everything else of the window has been decided."""

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        with monkeypatch.context() as patch:
            patch.setattr(scene.exchange.store, "asking_turn", lambda _asked: full_at_commit(scene.exchange.store))
            with pytest.raises(OSError, match="full"):
                await scene.exchange.publisher.publish_due()
        closed = [file["sequence"] for file in await scene.publish()]
        return closed, (await scene.published_entries())[seeds[0].seed.value]

    closed, appearances = play(tmp_path, story)

    assert [1] == closed == [sequence for sequence, _ in appearances]


@contextlib.contextmanager
def full_at_commit(store: Store) -> Iterator[tuple[sa.Connection, list[Told]]]:
    with store.engine.connect() as connection, connection.begin() as transaction:
        yield connection, []
        transaction.rollback()
        raise OSError("the disk is full")


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("name", "writes"),
    [("v1/batch/1", "create"), ("v1/rollup/1", "create"), ("v1/log/tile/0", "replace"), ("v1/index", "replace")],
)
def test_a_file_that_could_not_be_written_once_is_written_by_the_next_try(
    tmp_path: Path, monkeypatch, name: str, writes: str
) -> None:
    async def story(scene: Scene):
        scene.move_to((TODAY.number + 1) * DAY_MS)
        with monkeypatch.context() as patch:
            patch.setattr(
                scene.exchange.files, writes, disk_without_room_for(name, getattr(scene.exchange.files, writes))
            )
            with pytest.raises(OSError, match="full"):
                await scene.exchange.publisher.publish_due()
        await scene.publish()
        index = (await scene.phone().index()).index
        scene.move_by(HOUR_MS)
        return [len(index.of_kind(Kind.BATCH)), len(index.of_kind(Kind.ROLLUP)), len(await scene.publish())]

    assert [12, 1, 1] == play(tmp_path, story)


def test_an_hour_comes_out_while_downloads_from_a_slow_bucket_keep_every_common_thread(tmp_path: Path) -> None:
    async def story(scene: Scene):
        answered = threading.Event()
        downloads = [asyncio.create_task(asyncio.to_thread(answered.wait)) for _ in range(100)]
        scene.move_by(HOUR_MS)
        try:
            published = await asyncio.wait_for(scene.exchange.publisher.publish_due(), timeout=30)
        finally:
            answered.set()
            await asyncio.gather(*downloads)
        return [file.kind for file in published]

    assert [Kind.BATCH] == play(tmp_path, story)


def test_no_call_waits_for_a_bucket_while_a_turn_that_broke_off_is_finished(tmp_path: Path, monkeypatch) -> None:
    class Watched(FolderFiles):
        """Says which threads wait for it."""

        def _load(self, name: str) -> bytes | None:
            asked.add((threading.current_thread().name, name))
            return super()._load(name)

    async def story(scene: Scene):
        watched = Watched(scene.exchange.settings.public_files)
        monkeypatch.setattr(scene.exchange.publisher._press, "files", watched)
        scene.move_by(HOUR_MS)
        with monkeypatch.context() as patch:
            patch.setattr(watched, "replace", disk_without_room_for("v1/index", watched.replace))
            with pytest.raises(OSError, match="full"):
                await scene.exchange.publisher.publish_due()
        await scene.exchange.publisher.publish_due()

    asked: set[tuple[str, str]] = set()
    play(tmp_path, story)

    assert "v1/config/1" in {name for _, name in asked}
    assert {"exchange-publisher_0"} == {thread for thread, _ in asked}


def test_a_flood_of_calls_keeps_neither_codes_nor_batches_back(tmp_path: Path) -> None:
    async def story(scene: Scene):
        began, held = threading.Event(), threading.Event()

        def hold(_: sa.Connection) -> None:
            began.set()
            held.wait()

        flood = [asyncio.ensure_future(scene.exchange.writer.do(hold))]
        await asyncio.to_thread(began.wait)
        flood.append(asyncio.ensure_future(scene.exchange.writer.do(lambda _: None)))
        await asyncio.sleep(0)
        turned_away = await scene.phone().call(ReportRequest(b"sealed"))
        scene.move_by(HOUR_MS)
        own = [asyncio.create_task(scene.code()), asyncio.create_task(scene.publish())]
        await asyncio.sleep(0.1)
        held.set()
        code, published = await asyncio.gather(*own)
        await asyncio.gather(*flood)
        return turned_away, len(code), [file["kind"] for file in published]

    assert (RefusedAnswer(Refusal.BUSY), 12, ["batch"]) == play(tmp_path, story, pending_limit=1)


@pytest.mark.every_run
@pytest.mark.parametrize("leap_ms", [2 * HOUR_MS, 30 * HOUR_MS])
def test_what_came_while_the_clock_ran_ahead_comes_out_when_it_would_have(tmp_path: Path, leap_ms: int) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        right_ms = scene.now_ms
        scene.move_by(leap_ms)
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_to(right_ms + HOUR_MS)
        await scene.publish()
        found = await scene.published_entries()
        return [[sequence for sequence, _ in found[retired.seed.value]] for retired in seeds]

    assert [[1], [1]] == play(tmp_path, story)


@pytest.mark.every_run
def test_a_seed_under_embargo_is_not_brought_back_into_an_earlier_window(tmp_path: Path) -> None:
    async def story(scene: Scene):
        (seed,) = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), (seed,))
        scene.move_by(HOUR_MS)
        await scene.publish()
        early = seed.seed.value in await scene.published_entries()
        scene.move_by(HOUR_MS)
        await scene.publish()
        return early, seed.seed.value in await scene.published_entries()

    assert (False, True) == play(tmp_path, story, now_ms=TODAY.start_ms)


def disk_without_room_for(name: str, write: Callable[..., None]) -> Callable[..., None]:
    def write_others(other: str, data: bytes, **how: object) -> None:
        if other == name:
            raise OSError("the disk is full")
        write(other, data, **how)

    return write_others


@pytest.mark.every_run
def test_what_an_hour_left_behind_comes_out_with_a_later_one_and_what_is_out_stays(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        (left,) = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), (left,))
        with scene.exchange.store.transaction() as connection:  # as a commit that failed once left it
            waiting = entries.c.entry == left.seed.value
            connection.execute(entries.update().where(waiting).values(window_end_s=NOON_S - HOUR_S))
        before = await scene.published_entries()
        scene.move_by(HOUR_MS)
        await scene.publish()
        after = await scene.published_entries()
        return [sequence for sequence, _ in after[left.seed.value]], all(after[one] == before[one] for one in before)

    assert ([2], True) == play(tmp_path, story)


@pytest.mark.breadth
@pytest.mark.slow
def test_the_log_holds_every_file_and_the_head_its_root(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(300 * HOUR_MS)
        await scene.publish()
        phone = scene.phone()
        tiles = [await phone.file(f"/v1/log/tile/{number}") for number in range(2)]
        return tiles, (await phone.index()).head, scene.exchange.publisher.log.hashes

    tiles, head, hashes = play(tmp_path, story)

    assert b"".join(hashes) == b"".join(tiles)
    assert (256 * 32, head.size * 32) == (len(tiles[0]), len(b"".join(tiles)))
    assert root_of(hashes) == head.root


@pytest.mark.every_run
def test_one_sequence_has_one_leaf_for_ever() -> None:
    published = Published(Kind.BATCH, 1, bytes(32), 1)
    log = Logbook([Leaf(0, published)])

    with pytest.raises(ForkError, match="already holds a batch 1"):
        log.next_leaf(Published(Kind.BATCH, 1, bytes([1]) * 32, 1))


def test_a_roll_up_is_exactly_the_union_of_its_day(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 4, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_to((TODAY.number + 2) * DAY_MS)
        await scene.publish()
        return await files_of(scene, Kind.BATCH), await files_of(scene, Kind.ROLLUP)

    hourly, daily = play(tmp_path, story)

    assert [1, 2] == [rollup.sequence for rollup, _ in daily]
    assert daily[0][1].identity == daily[1][0].previous
    for rollup, _ in daily:
        expected: dict = {}
        united = [batch for batch, _ in hourly if rollup.window_start_s < batch.window_end_s <= rollup.window_end_s]
        for batch in united:
            for group in batch.groups:
                entries = {bytes(group.column)[at : at + 16] for at in range(0, len(group.column), 16)}
                expected.setdefault(group.key, set()).update(entries)
        assert (0, 24 * HOUR_S) == (rollup.window_start_s % (24 * HOUR_S), rollup.window_end_s - rollup.window_start_s)
        assert max(batch.config_sequence for batch in united) == rollup.config_sequence
        actual = {group.key: bytes(group.column) for group in rollup.groups}
        assert {key: b"".join(sorted(entries)) for key, entries in expected.items()} == actual


def test_the_newest_key_list_has_an_address_that_needs_no_number(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.publish()
        phone = scene.phone()
        newest = (await phone.index()).index.newest(Kind.KEYS)
        return await phone.file("/v1/newest-keys"), await phone.file(newest.path)

    newest, numbered = play(tmp_path, story)

    assert numbered == newest


def revocation(
    sequence: int = 1,
    revoked: int = 1,
    signers: tuple[int, int] = (0, 1),
    identity: bytes = bytes(32),
    issued_s: int = NOON_S,
) -> bytes:
    keys = [signing_key(Kind.REVOCATION, number) for number in signers]
    return write_revocation(Revocation(sequence, Kind.BATCH, revoked, identity, issued_s), keys)


async def revoke(scene: Scene, file: bytes):
    return await scene.internal.post("/internal/v1/revocations", json={"file": base64_of(file)})


@pytest.mark.every_run
def test_two_persons_revoke_a_batch_and_phones_can_verify_it(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        phone = scene.phone()
        (batch,) = (await phone.index()).index.of_kind(Kind.BATCH)
        answer = await revoke(scene, revocation(identity=batch.identity))
        listed = (await phone.index()).index.of_kind(Kind.REVOCATION)
        return answer.status_code, len(listed), read_revocation(await phone.file(listed[0].path), await phone.keys())

    status, count, read = play(tmp_path, story)

    assert (201, 1) == (status, count)
    assert (Kind.BATCH, 1) == (read.kind, read.revoked)


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (revocation(signers=(0, 0)), "different keys"),
        (sign_file(b"x" * 200, [signing_key(Kind.REVOCATION)]), "does not carry"),
        (revocation(signers=(0, 7)), "no such key"),
        (revocation(sequence=2), "does not follow"),
        (revocation(revoked=9), "no such batch 9"),
        (revocation(identity=b"?" * 32), "no such batch 1"),
        (b"", "too short"),
    ],
)
def test_a_revocation_by_one_person_or_out_of_order_is_refused(tmp_path: Path, file: bytes, reason: str) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        size = scene.exchange.publisher.log.size
        answer = await revoke(scene, file)
        return answer.status_code, answer.json()["detail"], scene.exchange.publisher.log.size - size

    status, detail, grown = play(tmp_path, story)

    assert (400, 0) == (status, grown)
    assert reason in detail


async def revoke_cut_off(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A revocation of batch 1 whose file is written and whose leaf never comes to the store."""

    async def refuse(_: object) -> None:
        raise BusyError("too many calls wait for the store")

    scene.move_by(HOUR_MS)
    await scene.publish()
    ((_, opened),) = await files_of(scene, Kind.BATCH)
    file = revocation(identity=opened.identity)
    with monkeypatch.context() as patch:
        patch.setattr(scene.exchange.writer, "do", refuse)
        assert 503 == (await revoke(scene, file)).status_code
    return file


async def revocations_listed(scene: Scene) -> list[bytes]:
    phone = scene.phone()
    return [await phone.file(one.path) for one in (await phone.index()).index.of_kind(Kind.REVOCATION)]


@pytest.mark.parametrize("slow_s", [0, 72 * HOUR_S])
def test_good_seeds_of_a_revoked_batch_are_published_again_under_a_new_code(tmp_path: Path, slow_s: int) -> None:
    """And the day's roll-up leaves the revoked batch out, whose dummies nobody else has: also where the clock of who
    proposed the revocation was slow."""

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        (batch,) = (await scene.phone().index()).index.of_kind(Kind.BATCH)
        ((held, _),) = await files_of(scene, Kind.BATCH)
        taken_back = await revoke(scene, revocation(identity=batch.identity, issued_s=NOON_S - slow_s))
        assert 201 == taken_back.status_code
        (listed,) = (await scene.phone().index()).index.of_kind(Kind.REVOCATION)
        assert NOON_S + HOUR_S == listed.window_end_s
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        found = await scene.published_entries()
        await scene.publish_tomorrow()
        ((rollup, _),) = await files_of(scene, Kind.ROLLUP)
        rolled = b"".join(bytes(group.column) for group in rollup.groups)
        appearances = [[sequence for sequence, _ in found[retired.seed.value]] for retired in seeds]
        columns = b"".join(bytes(group.column) for group in held.groups)
        of_the_revoked = [columns[at : at + 16] in rolled for at in range(0, len(columns), 16)]
        return appearances, [rolled.count(retired.seed.value) for retired in seeds], sum(of_the_revoked)

    assert ([[1, 2], [1, 2]], [1, 1], 2) == play(tmp_path, story)


@pytest.mark.every_run
def test_a_revocation_that_was_cut_off_by_a_kill_is_logged_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def before(scene: Scene) -> bytes:
        return await revoke_cut_off(scene, monkeypatch)

    async def after(scene: Scene):
        taken_up = await revocations_listed(scene)
        again = await revoke(scene, file)
        return again.status_code, again.json()["sequence"], taken_up, await revocations_listed(scene)

    file = play(tmp_path, before)

    assert (201, 1, [file], [file]) == play(tmp_path, after, now_ms=NOON_MS + HOUR_MS, seed=2)


def test_a_revocation_that_was_cut_off_keeps_its_number_while_another_is_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(scene: Scene):
        file = await revoke_cut_off(scene, monkeypatch)
        ((_, opened),) = await files_of(scene, Kind.BATCH)
        other = revocation(identity=opened.identity, signers=(1, 2))
        same_number = await revoke(scene, write_revocation(changed(other), REVOKERS))
        following = await revoke(scene, revocation(sequence=2, identity=opened.identity))
        return file, same_number.status_code, following.status_code, await revocations_listed(scene)

    file, same_number, following, listed = play(tmp_path, story)

    assert (400, 201) == (same_number, following)
    assert 2 == len(listed)
    assert file == listed[0]


@pytest.mark.every_run
def test_a_revocation_is_handed_in_twice_and_comes_out_once(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        ((_, opened),) = await files_of(scene, Kind.BATCH)
        answers = [await revoke(scene, revocation(identity=opened.identity)) for _ in range(2)]
        return [answer.json() for answer in answers], await revocations_listed(scene)

    (first, second), listed = play(tmp_path, story)

    assert first == second
    assert 1 == len(listed)


REVOKERS = [signing_key(Kind.REVOCATION, number) for number in (1, 2)]


def changed(file: bytes) -> Revocation:
    """Another word of the same number: issued a second later."""
    return msgspec.structs.replace(
        msgspec.msgpack.decode(file[: -(1 + 2 * (KEY_ID_BYTES + SIGNATURE_BYTES))], type=Revocation),
        issued_s=NOON_S + 1,
    )


def test_a_new_configuration_gets_the_next_sequence_and_applies_at_once(tmp_path: Path) -> None:
    async def story(scene: Scene):
        wanted = msgspec.to_builtins(Configuration(sequence=77, issued_s=5, hotline="1900 9095"))
        answer = await scene.internal.post("/internal/v1/configurations", json=wanted)
        phone = scene.phone()
        read = read_configuration(await phone.file("/v1/config/2"), await phone.keys())
        return answer.status_code, read, scene.exchange.publisher.configuration

    status, read, current = play(tmp_path, story)

    assert (201, 2, NOON_S, "1900 9095") == (status, read.sequence, read.issued_s, read.hotline)
    assert read == current


async def publish_cut_off(scene: Scene, monkeypatch, hotline: str) -> int:
    """A configuration whose file is written and whose leaf never comes to the store; the answer's status."""

    async def refuse(_: object) -> None:
        raise BusyError("too many calls wait for the store")

    wanted = msgspec.to_builtins(Configuration(sequence=1, issued_s=0, hotline=hotline))
    with monkeypatch.context() as patch:
        patch.setattr(scene.exchange.writer, "do", refuse)
        return (await scene.internal.post("/internal/v1/configurations", json=wanted)).status_code


async def following_configuration(scene: Scene) -> list[str]:
    """The hotlines of configurations 2 and 3 as served, once another one is published; 3 is the one that is listed."""
    answer = await scene.internal.post(
        "/internal/v1/configurations",
        json=msgspec.to_builtins(Configuration(sequence=1, issued_s=0, hotline="1900 3228")),
    )
    assert (201, 3) == (answer.status_code, answer.json()["sequence"])
    phone = scene.phone()
    keys, listed = await phone.keys(), (await phone.index()).index.of_kind(Kind.CONFIG)
    assert [3] == [file.sequence for file in listed]
    return [read_configuration(await phone.file(f"/v1/config/{n}"), keys).hotline for n in (2, 3)]


def test_a_configuration_that_was_cut_off_by_a_busy_store_keeps_its_number(tmp_path: Path, monkeypatch) -> None:
    async def story(scene: Scene):
        return await publish_cut_off(scene, monkeypatch, "1900 9095"), await following_configuration(scene)

    assert (503, ["1900 9095", "1900 3228"]) == play(tmp_path, story)


@pytest.mark.every_run
def test_a_configuration_that_was_cut_off_by_a_kill_is_logged_before_it_applies(tmp_path: Path, monkeypatch) -> None:
    async def before(scene: Scene) -> None:
        await publish_cut_off(scene, monkeypatch, "1900 9095")

    async def after(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        phone = scene.phone()
        index = (await phone.index()).index
        ((batch, _),) = await files_of(scene, Kind.BATCH)
        listed = [file.sequence for file in index.of_kind(Kind.CONFIG)]
        return listed, batch.config_sequence, await following_configuration(scene)

    play(tmp_path, before)

    assert ([2], 2, ["1900 9095", "1900 3228"]) == play(tmp_path, after, seed=2)


def test_a_file_that_is_no_configuration_and_stands_unlogged_is_replaced(tmp_path: Path) -> None:
    async def before(scene: Scene) -> None:
        scene.exchange.files.create("v1/config/2", b"half a configuration of another exchange")

    async def after(scene: Scene):
        in_force = scene.exchange.publisher.configuration.sequence
        published = await scene.exchange.publisher.handed_in.publish_configuration(
            Configuration(sequence=1, issued_s=0)
        )
        return in_force, published.sequence

    play(tmp_path, before)

    assert (1, 2) == play(tmp_path, after, seed=2)


@pytest.mark.every_run
def test_a_configuration_that_needs_a_second_signature_and_stands_unlogged_keeps_no_other_out(tmp_path: Path) -> None:
    """No phone would take it, so nothing is contradicted."""

    async def story(scene: Scene):
        grave = Configuration(sequence=2, issued_s=NOON_S, shutdown_s=NOON_S)
        signer = scene.exchange.keyring.signer(Kind.CONFIG, NOON_S)
        scene.exchange.files.create("v1/config/2", write_configuration(grave, signer))
        published = await scene.exchange.publisher.handed_in.publish_configuration(
            Configuration(sequence=1, issued_s=0)
        )
        phone = scene.phone()
        served = read_configuration(await phone.file("/v1/config/2"), await phone.keys())
        return published.sequence, served.shutdown_s

    assert (2, None) == play(tmp_path, story)


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("ends", "taken"), [({}, True), ({"valid_until_s": NOON_S + 60}, False)], ids=["good", "ended"]
)
def test_a_revocation_that_is_out_is_signed_again_by_whoever_may_sign_now(
    tmp_path: Path, ends: dict[str, int], taken: bool
) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        ((_, opened),) = await files_of(scene, Kind.BATCH)
        word = Revocation(1, Kind.BATCH, 1, opened.identity, NOON_S)
        first, again = (
            write_revocation(word, [signing_key(Kind.REVOCATION, one) for one in pair]) for pair in ((0, 1), (1, 2))
        )
        assert 201 == (await revoke(scene, first)).status_code
        keyring = scene.exchange.keyring
        third = signing_key(Kind.REVOCATION, 2).verifying_key.value
        keys = tuple(
            msgspec.structs.replace(one, **ends) if one.public == third else one for one in keyring.key_list.keys
        )
        scene.exchange.keyring = dataclasses.replace(
            keyring, key_list=msgspec.structs.replace(keyring.key_list, keys=keys)
        )
        status, size = (await revoke(scene, again)).status_code, scene.exchange.publisher.log.size
        return status, (await revocations_listed(scene)) == [again if taken else first], size

    assert (201 if taken else 400, True, 4) == play(tmp_path, story)


@pytest.mark.every_run
@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.REVOCATION])
@pytest.mark.parametrize(
    "time", [{"valid_until_s": NOON_S}, {"valid_from_s": NOON_S + 2 * HOUR_S}], ids=["ended", "not begun"]
)
def test_whoever_may_not_sign_now_signs_nothing_new_whatever_it_is_dated(
    tmp_path: Path, kind: Kind, time: dict[str, int]
) -> None:
    """Phones take what was signed while a key was good, and cannot know when that was."""
    people = [signing_key(kind, number) for number in (1, 2)]

    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        ((_, opened),) = await files_of(scene, Kind.BATCH)
        keyring = scene.exchange.keyring
        others = tuple(one for one in keyring.key_list.keys if one.kind is not Kind.REVOCATION)
        named = (listed(people[0]), listed(people[1], **time))
        keys = msgspec.structs.replace(keyring.key_list, keys=(*others, *named))
        scene.exchange.keyring = dataclasses.replace(keyring, key_list=keys)
        dated_s = time.get("valid_from_s", NOON_S - 1)
        word = Revocation(1, Kind.BATCH, 1, opened.identity, dated_s)
        wanted = Configuration(sequence=2, issued_s=dated_s, shutdown_s=dated_s)
        if kind is Kind.CONFIG:
            path, file = "configurations/signed", write_configuration(wanted, *people)
            read_configuration(file, keys)
        else:
            path, file = "revocations", write_revocation(word, people)
            read_revocation(file, keys)
        answer = await scene.internal.post(f"/internal/v1/{path}", json={"file": base64_of(file)})
        return answer.status_code, answer.text, scene.exchange.publisher.log.find(kind, 2 - (kind is Kind.REVOCATION))

    status, told, published = play(tmp_path, story)

    assert (400, None) == (status, published)
    assert "signs nothing new" in told


@pytest.mark.every_run
def test_a_configuration_below_a_floor_is_refused_and_nothing_is_published(tmp_path: Path) -> None:
    async def story(scene: Scene):
        wanted = msgspec.to_builtins(Configuration(sequence=2, issued_s=0)) | {"cover_per_day": 0.1}
        answer = await scene.internal.post("/internal/v1/configurations", json=wanted)
        return answer.status_code, (await scene.public.get("/v1/config/2")).status_code

    assert (400, 404) == play(tmp_path, story)


def cosignature(head: bytes, key: SigningKey) -> dict[str, str]:
    body = head[: -(1 + KEY_ID_BYTES + SIGNATURE_BYTES)]
    witness = SigningKey(Kind.WITNESS, key.value)
    assert signed_message(Kind.WITNESS, identity_of(body)).startswith(b"bluezone/witness/1")
    return {"key_id": base64_of(witness.verifying_key.key_id), "signature": base64_of(witness.sign(body))}


def test_a_witness_signs_the_newest_head_and_the_index_carries_it(tmp_path: Path) -> None:
    async def story(scene: Scene):
        head = base64.b64decode((await scene.internal.get("/internal/v1/head")).json()["head"])
        answer = await scene.internal.post(
            "/internal/v1/cosignatures", json=cosignature(head, signing_key(Kind.WITNESS))
        )
        return answer.json(), (await scene.phone().index()).witnessed_by

    assert ({"witnesses": 1}, 1) == play(tmp_path, story)


@pytest.mark.every_run
def test_a_stranger_or_a_signature_for_another_head_is_no_witness(tmp_path: Path) -> None:
    async def story(scene: Scene):
        old = base64.b64decode((await scene.internal.get("/internal/v1/head")).json()["head"])
        stranger = await scene.internal.post(
            "/internal/v1/cosignatures", json=cosignature(old, signing_key(Kind.WITNESS, 9))
        )
        scene.move_by(HOUR_MS)
        await scene.publish()
        late = await scene.internal.post("/internal/v1/cosignatures", json=cosignature(old, signing_key(Kind.WITNESS)))
        return stranger.status_code, late.status_code, (await scene.phone().index()).witnessed_by

    assert (400, 400, 0) == play(tmp_path, story)


@pytest.mark.every_run
def test_a_witness_whose_key_has_ended_is_none_and_phones_go_on_reading_the_index(tmp_path: Path) -> None:
    async def story(scene: Scene):
        keyring = scene.exchange.keyring
        witness = signing_key(Kind.WITNESS)
        ended = tuple(
            msgspec.structs.replace(one, valid_until_s=NOON_S) if one.kind is Kind.WITNESS else one
            for one in keyring.key_list.keys
        )
        strict = msgspec.structs.replace(keyring.key_list, keys=ended)
        scene.exchange.keyring = dataclasses.replace(keyring, key_list=strict)
        head = base64.b64decode((await scene.internal.get("/internal/v1/head")).json()["head"])
        answer = await scene.internal.post("/internal/v1/cosignatures", json=cosignature(head, witness))
        return answer.status_code, read_index(await scene.phone().file("/v1/index"), strict).witnessed_by

    assert (400, 0) == play(tmp_path, story)


def test_an_index_that_waits_for_witnesses_is_late_after_a_quarter_of_an_hour(tmp_path: Path) -> None:
    """Its head was signed anew in the meantime, which helps no phone."""

    async def story(scene: Scene):
        strict = msgspec.structs.replace(scene.exchange.keyring.key_list, required_witnesses=1)
        scene.exchange.keyring = dataclasses.replace(scene.exchange.keyring, key_list=strict)
        statuses = []
        for later_ms in (15 * 60_000, 1_000):
            scene.move_by(later_ms)
            await scene.publish()
            statuses.append((await scene.internal.get("/ready")).status_code)
        head = base64.b64decode((await scene.internal.get("/internal/v1/head")).json()["head"])
        await scene.internal.post("/internal/v1/cosignatures", json=cosignature(head, signing_key(Kind.WITNESS)))
        return [*statuses, (await scene.internal.get("/ready")).status_code]

    assert [200, 503, 200] == play(tmp_path, story)


@pytest.mark.every_run
def test_where_witnesses_are_required_the_index_waits_for_them(tmp_path: Path) -> None:
    async def story(scene: Scene):
        before = await scene.phone().file("/v1/index")
        strict = msgspec.structs.replace(scene.exchange.keyring.key_list, required_witnesses=1)
        scene.exchange.keyring = dataclasses.replace(scene.exchange.keyring, key_list=strict)
        scene.move_by(HOUR_MS)
        await scene.publish()
        unseen = await scene.phone().file("/v1/index")
        head = base64.b64decode((await scene.internal.get("/internal/v1/head")).json()["head"])
        await scene.internal.post("/internal/v1/cosignatures", json=cosignature(head, signing_key(Kind.WITNESS)))
        seen = read_index(await scene.phone().file("/v1/index"), strict)
        with pytest.raises(VerificationError, match="0 witnesses"):
            read_index(before, strict)
        return before == unseen, seen.witnessed_by, seen.index.newest(Kind.BATCH).sequence

    assert (True, 1, 1) == play(tmp_path, story)


def test_files_have_strong_etags_and_are_fetched_once(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        first = await scene.public.get("/v1/batch/1")
        tag = first.headers["etag"]
        told = (tag, f'"other", {tag}', "*", " * ", '"other"', '"*"')
        again = [await scene.public.get("/v1/batch/1", headers={"if-none-match": one}) for one in told]
        absent = await scene.public.get("/v1/batch/9", headers={"if-none-match": "*"})
        index = await scene.public.get("/v1/index")
        return first, again, absent, index

    first, again, absent, index = play(tmp_path, story)

    assert (200, 404) == (first.status_code, absent.status_code)
    assert [304, 304, 304, 304, 200, 200] == [answer.status_code for answer in again]
    assert {b""} == {answer.content for answer in again if answer.status_code == 304}
    assert "immutable" in first.headers["cache-control"]
    assert "no-cache" == index.headers["cache-control"]


def test_no_cache_keeps_that_something_is_not_published_yet(tmp_path: Path) -> None:
    """Or a stranger who asks for the next batch too early would have the caches refuse it to every phone."""

    async def story(scene: Scene):
        return [await scene.public.get(path) for path in ("/v1/batch/1", "/v1/log/tile/1", "/v1/revocation/1")]

    assert [(404, "no-store")] * 3 == [(one.status_code, one.headers["cache-control"]) for one in play(tmp_path, story)]


def test_caches_keep_a_tile_for_ever_only_once_its_last_leaf_is_written(tmp_path: Path, monkeypatch) -> None:
    """The log has its 256th leaf before the tile has: whoever asks in between gets 255, and must ask again."""

    async def grown(scene: Scene):
        with scene.exchange.store.transaction() as connection:
            for number in range(2, TILE_LEAVES - 1):  # old revocations: listed no more
                old = Published(Kind.REVOCATION, number, number.to_bytes(32, "big"), 1)
                stored_log.add_leaf(connection, Leaf(number, old))

    async def story(scene: Scene):
        tile = await scene.public.get("/v1/log/tile/0")
        scene.move_by(HOUR_MS)
        with monkeypatch.context() as patch:
            patch.setattr(
                scene.exchange.files, "replace", disk_without_room_for("v1/log/tile/0", scene.exchange.files.replace)
            )
            with pytest.raises(OSError, match="full"):
                await scene.exchange.publisher.publish_due()
        between = await scene.public.get("/v1/log/tile/0")
        size = scene.exchange.publisher.log.size
        await scene.exchange.publisher.publish_due()
        return size, [
            (len(one.content) // 32, one.headers["cache-control"])
            for one in (tile, between, await scene.public.get("/v1/log/tile/0"))
        ]

    play(tmp_path, grown)
    size, answers = play(tmp_path, story)

    assert TILE_LEAVES == size
    assert [(255, "no-cache"), (255, "no-cache"), (256, "public, max-age=31536000, immutable")] == answers


@pytest.mark.parametrize(
    "path", ["/v1/batch/99", "/v1/batch/-1", "/v1/batch/x", "/v1/batch/..%2f..%2fkeys", "/v1/head"]
)
def test_what_is_not_published_is_not_found(tmp_path: Path, path: str) -> None:
    async def story(scene: Scene):
        return (await scene.public.get(path)).status_code

    assert 404 == play(tmp_path, story)


def test_an_exchange_that_has_no_rivals_publishes_where_replacing_knows_no_condition(tmp_path: Path) -> None:
    """As into a bucket that refuses If-Match: SQLite's exchange is one process, and nobody can take its place."""

    async def story(scene: Scene):
        files = scene.exchange.files
        put = files._put

        def put_without_conditions(name: str, data: bytes, instead_of: bytes | Whatever | None) -> bool:
            if not isinstance(instead_of, Whatever):
                raise StoreError("the bucket did not do what was asked (NotSupportedError)")
            return put(name, data, instead_of)

        files._put = put_without_conditions  # type: ignore[method-assign]
        scene.move_by(HOUR_MS)
        await scene.publish()
        return [batch.sequence for batch, _ in await files_of(scene, Kind.BATCH)]

    assert [1] == play(tmp_path, story)
