"""Several processes of one exchange on one PostgreSQL: one publishes, all serve, what holds for one holds for all.

The processes here live in one process of the tests, so that one of them can be stopped between any two of its steps;
`scenario/test_exchange_processes.py` has real ones.
"""

from __future__ import annotations

import asyncio
import base64
import errno
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from bluezone.exchange.challenges import WrongCodes
from bluezone.exchange.errors import DeposedError, ExchangeError, ForkError, KeyringError, StoreError
from bluezone.exchange.guesses import add_wrong_codes
from bluezone.exchange.leaps import Leaps
from bluezone.exchange.operations.restore import adopt
from bluezone.exchange.publishing import press, taking_note, turns
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store.entries import unpublished_windows
from bluezone.exchange.store.log import all_leaves
from bluezone.exchange.store.tables import leader, windows
from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.config import Configuration
from bluezone.protocol.log import root_of
from bluezone.protocol.messages import AcceptedAnswer, Refusal, RefusedAnswer
from bluezone.protocol.signature import Kind
from tests.exchange.test_places import places, signer
from tests.exchange.test_publishing import cosignature
from tests.support.exchange.databases import all_marks, store_address
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, open_scene
from tests.support.protocol.signing import signing_key

pytestmark = pytest.mark.in_turn(of=3)
NOON_S = NOON_MS // 1000


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with store_address("postgresql", tmp_path) as found:
        yield found


@asynccontextmanager
async def processes(folder: Path, address: str, count: int = 2, *, now_ms: int = NOON_MS) -> AsyncIterator[list[Scene]]:
    """So many processes of one exchange, on one data directory; the first one publishes."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                open_scene(folder / "data", now_ms=now_ms, store_url=address, seed=2 + number)
            )
            for number in range(count)
        ]


async def tick(scene: Scene) -> None:
    await scene.exchange.tick(Leaps(scene.exchange.publisher.closed_until_s))


def let_its_lease_end(scene: Scene) -> None:
    """As when whoever publishes has been silent for long enough."""
    with scene.exchange.store.turn() as connection:
        connection.execute(leader.update().values(until_ms=0))


async def audited(scene: Scene) -> list[int]:
    """The sequences of all batches, once the log, the store and the files are found to be one history."""
    phone = scene.phone()
    keys, index = await phone.keys(), await phone.index()
    with scene.exchange.store.turn() as connection:
        leaves = all_leaves(connection)
        ends = sorted(connection.execute(windows.select()).all(), key=lambda row: row.sequence)
        assert unpublished_windows(connection) == []
    assert [row.end_s for row in ends] == sorted({row.end_s for row in ends})
    assert index.head.root == root_of([leaf.hash for leaf in leaves][: index.head.size])
    assert index.head.size == len(leaves)
    previous = bytes(32)
    for file in index.index.of_kind(Kind.BATCH):
        batch, opened = read_batch(await phone.file(file.path), Kind.BATCH, keys)
        assert (batch.previous, opened.identity) == (previous, file.identity)
        previous = opened.identity
    batches = [file.sequence for file in index.index.of_kind(Kind.BATCH)]
    assert batches == [row.sequence for row in ends]
    return batches


@pytest.mark.every_run
def test_one_of_them_publishes_and_the_others_serve_what_it_publishes_at_once(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address, 3) as (one, two, three):
            leads = [scene.exchange.publisher.leading.is_ours for scene in (one, two, three)]
            for scene in (one, two, three):
                scene.move_by(HOUR_MS)
            await one.publish()
            # two has not ticked since: it knows nothing of the batch but by looking again
            batches = [await audited(scene) for scene in (two, three)]
            unknown = await three.public.get("/v1/batch/2")
            return leads, batches, unknown.status_code

    leads, batches, unknown = asyncio.run(story())

    assert ([True, False, False], [[1], [1]], 404) == (leads, batches, unknown)


async def ordered_and_waiting(scene: Scene) -> asyncio.Task[Any]:
    """It was asked to publish, and waits until another comes to an end."""
    waiting = asyncio.create_task(scene.exchange.publisher.publish_due())
    while not scene.exchange.publisher.turns.is_taken:  # noqa: ASYNC110 - the lock has no event of ours
        await asyncio.sleep(0)
    return waiting


async def has_its_line_cut(scene: Scene) -> None:
    async def fails() -> None:
        raise OSError("the line is cut")

    scene.exchange.publisher.follower.follow = fails  # type: ignore[method-assign]


async def believes_that_it_publishes(scene: Scene) -> None:
    leading = scene.exchange.publisher.leading
    leading._term = 1 if leading.present is None else leading.present.term - 1


@pytest.mark.parametrize("stands", [ordered_and_waiting, has_its_line_cut, believes_that_it_publishes])
def test_whatever_the_index_lists_can_be_fetched_from_one_that_has_not_heard_of_it(
    tmp_path: Path, address: str, stands: Callable[[Scene], Awaitable[Any]]
) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            async with one.exchange.publisher.turns.one_turn():
                waiting = await stands(two)
                known = two.exchange.publisher.log.size
                await published_within_the_turn(one)
                batches, still_known = await audited(two), two.exchange.publisher.log.size
                nothing = [(await two.public.get(f"/v1/{path}")).status_code for path in ("batch/2", "log/tile/1")]
            if waiting is not None:
                await waiting
            return batches, still_known == known, nothing

    assert ([1], True, [404, 404]) == asyncio.run(story())


async def published_within_the_turn(scene: Scene) -> None:
    """What `publish_due` does in its turn."""
    publisher = scene.exchange.publisher
    span = publisher.standing.hours.next_due()
    assert span is not None
    await publisher.standing.hours.publish(await publisher.standing.hours.close(span, publisher.configuration))
    await publisher.standing.heads.propose()


def test_however_many_strangers_ask_for_what_is_not_there_the_store_is_looked_into_once_for_all(
    tmp_path: Path, address: str
) -> None:
    async def story():
        async with processes(tmp_path, address) as (_one, two):
            follow, looks = two.exchange.publisher.follower.follow, list[int]()

            async def counted():
                looks.append(1)
                return await follow()

            two.exchange.publisher.follower.follow = counted  # type: ignore[method-assign]
            answers = await asyncio.gather(*(two.public.get(f"/v1/batch/{number}") for number in range(2, 42)))
            return {answer.status_code for answer in answers}, len(looks)

    assert ({404}, 1) == asyncio.run(story())


@pytest.mark.every_run
def test_an_upload_that_one_takes_after_another_has_closed_the_hour_comes_out_with_the_next(
    tmp_path: Path, address: str
) -> None:
    """By a clock that is behind, and with no tick since: what it staged for the closed hour nobody would publish."""

    async def story():
        async with processes(tmp_path, address) as (one, two):
            code = await two.code()
            one.move_by(HOUR_MS)
            await one.publish()
            seeds = seeds_of_days(two.chance, range(TODAY.number - 3, TODAY.number - 1))
            await two.phone(7).disclose(code, seeds)
            one.move_by(HOUR_MS)
            await one.publish()
            await tick(two)
            found = await two.published_entries()
            return [[sequence for sequence, _ in found[retired.seed.value]] for retired in seeds]

    assert [[2], [2]] == asyncio.run(story())


@pytest.mark.every_run
def test_a_certificate_that_is_used_at_two_of_them_at_once_counts_once(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as scenes:
            phone, code = scenes[0].phone(7), await scenes[0].code()
            seeds, key = seeds_of_days(phone.chance, range(TODAY.number - 3, TODAY.number - 1)), b"k" * 32
            certificate = await phone.certificate(code, seeds, key)
            told = await asyncio.gather(*(scene.phone(8).upload(certificate, seeds, key) for scene in scenes * 3))
            scenes[0].move_by(HOUR_MS)
            await scenes[0].publish()
            found = await scenes[0].published_entries()
            return told, [len(found[retired.seed.value]) for retired in seeds]

    told, counted = asyncio.run(story())

    assert ([AcceptedAnswer()] * 6, [1, 1]) == (told, counted)


@pytest.mark.every_run
def test_a_code_is_redeemed_once_over_all_of_them(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as scenes:
            code = await scenes[0].code()
            seeds = [seeds_of_days(scene.chance, range(TODAY.number - 3, TODAY.number - 1)) for scene in scenes]
            return await asyncio.gather(
                *(scene.phone(9).try_to_disclose(code, one) for scene, one in zip(scenes, seeds, strict=True))
            )

    told = asyncio.run(story())

    assert {AcceptedAnswer(), RefusedAnswer(Refusal.CODE)} == set(told)


def test_a_challenge_is_good_where_it_was_handed_out_and_nowhere_else(tmp_path: Path, address: str) -> None:
    """So its work is used once, over all of them; a balancer keeps a phone with one process (docs/operating)."""

    async def story():
        async with processes(tmp_path, address) as (one, two):
            challenge, bits, _ = one.exchange.challenges.issue("", NOON_S)
            with pytest.raises(ExchangeError, match="the challenge is not ours"):
                two.exchange.challenges.spend(challenge, b"", b"", "", NOON_S, short=True)
            return bits

    asyncio.run(story())


@pytest.mark.every_run
def test_another_takes_over_once_the_one_that_published_is_silent_and_finishes_what_it_began(
    tmp_path: Path, address: str
) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            async with one.exchange.publisher.turns.one_turn():
                span = one.exchange.publisher.standing.hours.next_due()
                assert span is not None
                await one.exchange.publisher.standing.hours.close(span, one.exchange.publisher.configuration)
                await tick(two)
                waits = two.exchange.publisher.leading.is_ours
                let_its_lease_end(one)
                await tick(two)
            await tick(one)
            leads = [scene.exchange.publisher.leading.is_ours for scene in (one, two)]
            return waits, leads, await audited(two), one.exchange.is_ready()

    assert (False, [False, True], [1], True) == asyncio.run(story())


def test_one_that_ends_lets_another_publish_at_once(tmp_path: Path, address: str) -> None:
    async def story():
        async with open_scene(tmp_path / "data", store_url=address, seed=2):
            stack = AsyncExitStack()
            two = await stack.enter_async_context(open_scene(tmp_path / "data", store_url=address, seed=3))
        async with stack:
            two.move_by(HOUR_MS)
            await tick(two)
            return two.exchange.publisher.leading.is_ours, await audited(two)

    assert (True, [1]) == asyncio.run(story())


@asynccontextmanager
async def frozen_before_step(
    scene: Scene, step: int, meanwhile: Callable[[], Awaitable[None]]
) -> AsyncIterator[list[int]]:
    """Before this of its steps the process stands still, and everything else goes on. A step is whatever it does in the
    store or with a file. What comes out is how many steps there were."""
    loop, steps = asyncio.get_running_loop(), [0]
    writer, files = scene.exchange.writer, scene.exchange.files
    originals = {name: getattr(files, name) for name in ("_put", "_put_new", "read_anew")}
    do = writer.do

    def is_now() -> bool:
        steps[0] += 1
        return steps[0] - 1 == step

    async def do_later(work: Any) -> Any:
        if is_now():
            await meanwhile()
        return await do(work)

    def later(original: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(*arguments: Any) -> Any:
            if is_now():
                asyncio.run_coroutine_threadsafe(_as_coroutine(meanwhile), loop).result()
            return original(*arguments)

        return attempt

    writer.do = do_later  # type: ignore[method-assign]
    for name, original in originals.items():
        setattr(files, name, later(original))
    try:
        yield steps
    finally:
        writer.do = do  # type: ignore[method-assign]
        for name, original in originals.items():
            setattr(files, name, original)


async def _as_coroutine(act: Callable[[], Awaitable[None]]) -> None:
    await act()


@pytest.mark.every_run
def test_frozen_before_any_of_its_steps_and_awake_again_it_changes_nothing_that_the_next_one_published(
    tmp_path: Path, address: str
) -> None:
    """In each hour it is frozen one step later than in the one before, past its lease; the other closes that hour and
    publishes it. Never two batches for one hour, one log, and the index that lies there is the newest."""

    async def story():
        # from early in a day: an hour with a roll-up has other steps
        async with processes(tmp_path, address, now_ms=TODAY.start_ms + HOUR_MS) as (one, two):
            came_to, step = list[str](), 0
            two.move_by(1_000)  # so that what it signs is no copy of what the other one has signed
            while True:
                for scene in (one, two):
                    scene.move_by(HOUR_MS)
                await one.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=0, issued_s=0))
                assert one.exchange.publisher.leading.is_ours
                index = (await one.phone().index()).index
                newest = [index.issued_s]

                left = dict[str, bytes]()

                async def take_over(newest: list[int] = newest, left: dict[str, bytes] = left) -> None:
                    let_its_lease_end(two)
                    await tick(two)
                    assert two.exchange.publisher.leading.is_ours
                    newest[0] = (await two.phone().index()).index.issued_s
                    left |= everything(tmp_path)

                async with frozen_before_step(one, step, take_over) as steps:
                    came_to.append(await outcome(one.exchange.publisher.publish_due()))
                if steps[0] <= step:
                    return came_to, await audited(one), step
                if came_to[-1] == "refused":
                    assert everything(tmp_path) == left
                assert (await two.phone().index()).index.issued_s >= newest[0]
                assert (await audited(two))[-1] == step + 1
                step += 1

    came_to, batches, steps = asyncio.run(story())

    assert steps > 12
    assert came_to[-1] == "published"
    assert came_to.count("refused") > steps * 2 // 3
    assert batches[-1] == steps + 1


async def outcome(work: Awaitable[list[Any]]) -> str:
    try:
        return "published" if await work else "nothing more to do"
    except (DeposedError, ForkError, StoreError):
        return "refused"


def everything(folder: Path) -> dict[str, bytes]:
    public = folder / "data" / "public"
    return {str(path.relative_to(public)): path.read_bytes() for path in public.rglob("*") if path.is_file()}


def test_whichever_is_asked_publishes_while_no_other_is_at_it(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            kinds = [file["kind"] for file in await two.publish()]
            await two.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=0, issued_s=0))
            await tick(one)
            in_force = [scene.exchange.publisher.configuration.sequence for scene in (one, two)]
            leads = [scene.exchange.publisher.leading.is_ours for scene in (one, two)]
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            await one.publish()
            return kinds, in_force, leads, await audited(one)

    assert (["batch"], [2, 2], [False, True], [1, 2]) == asyncio.run(story())


def test_whoever_is_asked_while_another_publishes_waits_for_it(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TRIES", 3)

    async def story():
        async with processes(tmp_path, address) as (one, two):
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            async with one.exchange.publisher.turns.one_turn():
                answer = await two.internal.post("/internal/v1/publish")
            return answer.status_code, answer.json()["detail"], len(await two.publish())

    assert (503, "another process publishes, and does not come to an end", 1) == asyncio.run(story())


def test_a_witness_may_ask_one_and_tell_another_and_the_head_stays_the_same(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address, 3) as (one, two, three):
            await tick(two)
            told = (await two.internal.get("/internal/v1/head")).json()
            head = base64.b64decode(told["head"])
            answer = await three.internal.post(
                "/internal/v1/cosignatures", json=cosignature(head, signing_key(Kind.WITNESS))
            )
            await tick(one)
            seen = (await one.internal.get("/internal/v1/head")).json()
            return answer.json(), (await one.phone().index()).witnessed_by, seen, told

    answer, witnessed, seen, told = asyncio.run(story())

    assert ({"witnesses": 1}, 1) == (answer, witnessed)
    assert {**told, "witnesses": 1} == seen


@pytest.mark.every_run
def test_one_with_an_older_key_list_than_is_published_does_not_publish(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            ours = two.exchange.keyring
            older = msgspec.structs.replace(ours.key_list, sequence=ours.key_list.sequence - 1)
            two.exchange.keyring = ours.__class__(ours.root, older, ours.key_list_file, ours.cover, ours.signing)
            let_its_lease_end(one)
            two.move_by(HOUR_MS)
            await tick(two)
            with pytest.raises(KeyringError, match="key list 1 is in force and list 0 lies here"):
                await two.exchange.publisher.publish_due()
            return two.exchange.publisher.leading.is_ours

    assert not asyncio.run(story())


def test_one_whose_clock_leapt_lets_another_publish(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            leaps = Leaps(one.exchange.publisher.closed_until_s)
            one.move_by(9 * HOUR_MS)
            await one.exchange.tick(leaps)
            two.move_by(HOUR_MS)
            await tick(two)
            return [scene.exchange.publisher.leading.is_ours for scene in (one, two)], await audited(two)

    assert ([False, True], [1]) == asyncio.run(story())


def test_a_clock_that_leaps_in_the_middle_of_an_ordered_turn_takes_it_from_nobody(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, _):
            leaps = Leaps(one.exchange.publisher.closed_until_s)
            one.move_by(9 * HOUR_MS)
            async with one.exchange.publisher.turns.one_turn():
                await one.exchange.tick(leaps)
                in_the_turn = one.exchange.publisher.leading.is_ours
            await one.exchange.tick(leaps)
            return in_the_turn, one.exchange.publisher.leading.is_ours

    assert (True, False) == asyncio.run(story())


def test_whoever_ordered_a_turn_that_was_lost_is_told_to_come_back(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            one.move_by(HOUR_MS)
            closing = one.exchange.publisher.standing.hours.close

            async def frozen(*arguments: Any):
                let_its_lease_end(one)
                two.move_by(HOUR_MS)
                await tick(two)
                return await closing(*arguments)

            monkeypatch.setattr(one.exchange.publisher.standing.hours, "close", frozen)
            answer = await one.internal.post("/internal/v1/publish")
            return answer.status_code, answer.json()["detail"], await audited(two)

    assert (503, "another process publishes by now", [1]) == asyncio.run(story())


def test_a_rest_that_one_is_told_of_is_everybodys_within_a_tick(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            await one.internal.post("/internal/v1/maintenance", json={"resting": True})
            await tick(two)
            resting = (await two.internal.get("/ready")).status_code, two.exchange.calls.resting
            await two.internal.post("/internal/v1/maintenance", json={"resting": False})
            await tick(one)
            return resting, one.exchange.calls.resting

    assert ((503, True), False) == asyncio.run(story())


def test_places_that_one_was_given_are_there_at_all(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            older, newer = (places(signer(one), issued_s=NOON_S + more) for more in (0, 60))
            await one.exchange.publish_places(older)
            first = (await two.public.get("/v1/places/02536")).content == older
            await two.exchange.publish_places(newer)
            return first, (await one.public.get("/v1/places/02536")).content == newer

    assert (True, True) == asyncio.run(story())


@pytest.mark.every_run
def test_wrong_codes_of_all_of_them_count_together_and_by_network_at_each_alone(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            for scene, count in ((one, 700), (two, 400)):
                for number in range(count):
                    scene.exchange.challenges.count_failure(f"10.0.{number}.0/24", NOON_S)
            for scene in (one, two, one):
                await tick(scene)
            counted = [scene.exchange.challenges.wrong_in_all(NOON_S) for scene in (one, two)]
            dearer = [scene.exchange.challenges.short_bits("elsewhere", NOON_S) for scene in (one, two)]
            with one.exchange.store.turn() as connection:
                kept = all_marks(connection)
            next_hour = one.exchange.challenges.wrong_in_all(NOON_S + 3_600)
            return counted, dearer, {name: kept[name] for name in kept if name.startswith("wrong")}, next_hour

    counted, dearer, kept, next_hour = asyncio.run(story())

    assert ([1_100, 1_100], [13, 13], 0) == (counted, dearer, next_hour)
    assert {"wrong_hour": NOON_S // 3_600, "wrong_codes": 1_100, "wrong_codes_alike": 1_100} == kept


def test_a_new_hour_begins_with_no_wrong_codes_and_a_clock_that_is_behind_changes_nothing(
    tmp_path: Path, address: str
) -> None:
    async def story():
        async with processes(tmp_path, address, 1) as (one,):
            hour = NOON_S // 3_600
            with one.exchange.store.turn() as connection:
                told = [
                    add_wrong_codes(connection, WrongCodes(at, more, more)).in_all
                    for at, more in ((hour, 5), (hour, 2), (hour + 1, 3), (hour, 9))
                ]
                return told, all_marks(connection)["wrong_codes"]

    assert ([5, 7, 3, 9], 3) == asyncio.run(story())


def test_reports_of_all_of_them_share_the_room(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            queues = [scene.exchange.calls._reports for scene in (one, two)]
            for queue in queues:
                queue._most = 4
            told = list[str]()
            for turn in range(4):
                for scene, queue in zip((one, two), queues, strict=True):
                    now_ms = NOON_MS + turn * MINUTE_MS
                    with scene.exchange.store.turn() as connection:
                        try:
                            queue.keep(connection, b"sealed", now_ms, "10.0.0.0/24")
                            told.append("kept")
                        except ExchangeError:
                            told.append("busy")
            return told

    told = asyncio.run(story())

    assert (4, 4) == (told.count("kept"), told.count("busy"))


def test_each_says_whether_it_publishes_and_whether_it_stands_still(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            await tick(two)
            told = [scene.exchange.measured().decode() for scene in (one, two)]
            late = []
            for scene in (one, two):
                scene.move_by(20 * MINUTE_MS)
                late.append((await scene.internal.get("/ready")).status_code)
            return told, late

    told, late = asyncio.run(story())

    assert "bluezone_exchange_publishes 1.0" in told[0]
    assert "bluezone_exchange_publishes 0.0" in told[1]
    assert all("bluezone_exchange_publishes_since_s 1." in one for one in told)
    assert [503, 503] == late


def test_one_that_cannot_reach_the_database_says_so_after_five_ticks(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (_one, two):
            ready = list[bool]()
            await has_its_line_cut(two)
            for _ in range(5):
                await tick(two)
                ready.append(two.exchange.is_ready())
            return ready

    assert [True, True, True, True, False] == asyncio.run(story())


def test_one_whose_database_is_silent_says_so_at_once(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has waited for a quarter of a minute by then, and would do so again and again."""

    def silent(*_: object) -> None:
        raise psycopg.OperationalError(f"could not receive data from server: {os.strerror(errno.ETIMEDOUT)}")

    async def story():
        async with processes(tmp_path, address) as (_one, two):
            before = two.exchange.is_ready()
            monkeypatch.setattr(taking_note, "look", silent)
            await tick(two)
            return before, two.exchange.is_ready()

    assert (True, False) == asyncio.run(story())


@pytest.mark.every_run
def test_what_another_left_is_finished_also_where_two_wait_to_take_over(tmp_path: Path, address: str) -> None:
    """The desk waits for its turn while the ticker takes over: the one that had waited had forgotten what it took
    over."""

    async def story():
        async with processes(tmp_path, address) as (one, two):
            publisher = two.exchange.publisher
            claim = publisher.turns._claim

            async def slow_claim():
                publisher.turns.broke_off = True  # as `publish_by_itself` does, which takes over meanwhile
                return await claim()

            let_its_lease_end(one)
            await publisher.follower.follow()
            assert await publisher.leading.claim()
            publisher.turns._claim = slow_claim  # type: ignore[method-assign]
            finished = list[bool]()
            finish = publisher.turns._finish

            async def noted():
                finished.append(True)
                return await finish()

            publisher.turns._finish = noted  # type: ignore[method-assign]
            async with publisher.turns.one_turn():
                pass
            return finished

    assert [True] == asyncio.run(story())


def test_a_process_begins_beside_one_that_publishes_in_that_moment(tmp_path: Path, address: str, monkeypatch) -> None:
    """It reads the log before the files: what comes between is no fork."""
    tried = list[int]()
    required = press.Press.require_what_was_published

    def behind_once(self) -> None:
        tried.append(1)
        if len(tried) == 1:
            raise ForkError("more is published than the store knows of")
        required(self)

    async def story():
        async with processes(tmp_path, address, 1):
            monkeypatch.setattr(press.Press, "require_what_was_published", behind_once)
            async with open_scene(tmp_path / "data", now_ms=NOON_MS, store_url=address, seed=9) as two:
                return two.exchange.publisher.leading.is_ours

    assert asyncio.run(story()) is False
    assert len(tried) >= 2


def test_a_configuration_that_cannot_be_read_keeps_nobody_from_hearing_of_a_rest(
    tmp_path: Path, address: str, monkeypatch
) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            monkeypatch.setattr(taking_note, "configuration_in_force", _unreadable)
            await one.exchange.rest(resting=True)
            two.exchange.publisher.standing.configuration = Configuration(sequence=999, issued_s=NOON_S)
            await two.exchange.follow()
            return two.exchange.calls.resting

    def _unreadable(*_said):
        raise KeyringError("no such signer")

    assert asyncio.run(story())


def test_wrong_codes_that_are_told_twice_at_once_count_once(tmp_path: Path, address: str) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, _two):
            guesses, now_s = one.exchange._guesses, NOON_S
            here = WrongCodes(one.exchange._guesses._challenges.wrong_here(now_s).hour, 700, 700)
            guesses._challenges.wrong_here = lambda _now_s: here  # type: ignore[method-assign]
            with one.exchange.store.turn() as connection:
                marks = all_marks(connection)
            await asyncio.gather(*(guesses.exchange(marks, now_s) for _ in range(2)))
            with one.exchange.store.turn() as connection:
                return all_marks(connection)["wrong_codes"]

    assert 700 == asyncio.run(story())


@pytest.mark.every_run
def test_beside_processes_that_serve_nothing_is_adopted_and_nothing_changed(tmp_path: Path, address: str) -> None:
    """An operator who forgot to stop them: what phones read stays as it is, and not the mirror's older index."""

    async def story():
        async with processes(tmp_path, address) as (one, two):
            mirror, standby = everything(tmp_path), tmp_path / "standby"
            shutil.copytree(tmp_path / "data", standby / "data")
            (standby / "data" / "public" / "v1" / "index").unlink()
            before = everything(standby)
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            await one.publish()
            settings = ExchangeSettings(data=standby / "data", store_url=address)
            with pytest.raises(StoreError, match="another exchange uses this database"):
                await asyncio.to_thread(adopt, settings, mirror.__getitem__)
            return before == everything(standby), await audited(two)

    assert (True, [1]) == asyncio.run(story())


def test_one_whose_way_to_the_files_is_gone_leaves_publishing_to_another_and_tries_again_a_minute_later(
    tmp_path: Path, address: str
) -> None:
    async def story():
        async with processes(tmp_path, address) as (one, two):
            one.exchange.files._put = one.exchange.files._put_new = cut  # type: ignore[method-assign,assignment]
            for scene in (one, two):
                scene.move_by(HOUR_MS)
            leads = list[bool]()
            for _ in range(3):
                await tick(one)
                await one.exchange.publisher.leading.renew()
                leads.append(one.exchange.publisher.leading.is_ours)
            await tick(one)
            await tick(two)
            taken = [scene.exchange.publisher.leading.is_ours for scene in (one, two)]
            let_its_lease_end(two)
            await tick(one)
            pauses = one.exchange.publisher.leading.is_ours
            one.move_by(MINUTE_MS)
            await tick(one)
            return leads, taken, pauses, one.exchange.publisher.leading.is_ours, await audited(two)

    def cut(*_: object) -> bool:
        raise StoreError("this machine's way to the bucket is cut")

    assert ([True, True, False], [False, True], False, True, [1]) == asyncio.run(story())


def test_one_that_was_asked_while_it_leaves_publishing_to_others_publishes_again(tmp_path: Path, address: str) -> None:
    """Whoever asks it, once its way is mended, need not wait for the minute."""

    async def story():
        async with processes(tmp_path, address, 1) as (one,):
            put = one.exchange.files._put_new
            one.exchange.files._put_new = cut  # type: ignore[method-assign,assignment]
            one.move_by(HOUR_MS)
            for _ in range(3):
                await tick(one)
            one.exchange.files._put_new = put  # type: ignore[method-assign]
            gave_way = not one.exchange.publisher.leading.is_ours
            await one.publish()
            one.move_by(HOUR_MS)
            await tick(one)
            return gave_way, await audited(one)

    def cut(*_: object) -> bool:
        raise StoreError("this machine's way to the bucket is cut")

    assert (True, [1, 2]) == asyncio.run(story())
