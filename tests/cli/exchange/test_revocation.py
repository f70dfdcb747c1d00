"""Two persons take a batch back: from the proposal to a real phone that withdraws its warning."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bluezone.device.core.anchor import BootClock
from bluezone.device.exchange_client import HttpExchange
from bluezone.device.runtime import Device
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.disclosure import RetiredSeed
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import BootId
from bluezone.protocol.signature import Kind, SigningKey
from tests.support.amounts import REVOCATION_KILLS
from tests.support.commands import Finished, bluezone, refused
from tests.support.device.living import Town
from tests.support.device.phones import START_MS, TODAY, sighting
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchange_client import PhoneClient

YESTERDAY = TODAY.plus(-1)
SEED = DaySeed(b"a person's seed.")
BATCH = 1
"""The window in which yesterday's embargo ends."""


def begun(folder: Path) -> Ceremony:
    """An exchange whose first list names two persons who may revoke."""
    served.set_clock(folder, START_MS - 2 * HOUR_MS)
    made = Ceremony(folder)
    people = [made.draw("revocation", f"{name}.key").with_name(f"{name}.key.pub") for name in ("alice", "bob")]
    made.begin("--add", people[0], "--add", people[1])
    made.draw("revocation", "carol.key")
    return made


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    return begun(tmp_path)


@pytest.fixture
def running(ceremony: Ceremony) -> Iterator[served.Served]:
    exchange = served.start(ceremony.folder)
    try:
        yield exchange
    finally:
        exchange.kill()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ceremony, served.Served]]:
    """One exchange for all who propose, sign and look, and never publish what they signed."""
    made = begun(tmp_path_factory.mktemp("published"))
    exchange = served.start(made.folder)
    try:
        publish(made, exchange)
        yield made, exchange
        assert not (made.data / "public/v1/revocation").exists()
    finally:
        exchange.kill()


@pytest.fixture
def unproposed(published: tuple[Ceremony, served.Served]) -> tuple[Ceremony, served.Served]:
    """What another test proposed is gone."""
    (published[0].folder / "proposal").unlink(missing_ok=True)
    return published


def publish(ceremony: Ceremony, running: served.Served) -> None:
    """The window in which the seed is staged comes out."""
    served.set_clock(ceremony.folder, START_MS)
    assert httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60).status_code == 200


def step(ceremony: Ceremony, running: served.Served, what: str, *options: object) -> Finished:
    """One person's command."""
    internal = ("--internal", running.internal, "--internal-key", ceremony.data / "internal.key")
    published = ("--published", running.public, "--root", ceremony.folder / "root.key.pub")
    around = internal if what in ("propose", "publish") else published
    proposal = ("--out", ceremony.folder / "proposal") if what == "propose" else (ceremony.folder / "proposal",)
    return bluezone("exchange", "revocation", what, *proposal, *around, *options)


def signed(ceremony: Ceremony, running: served.Served, name: str) -> Finished:
    fingerprint = step(ceremony, running, "show").json["fingerprint"]
    return step(ceremony, running, "sign", "--key", ceremony.folder / f"{name}.key", "--fingerprint", fingerprint)


def hears_the_seed(device: Device) -> None:
    """An hour near the seed's phone, yesterday."""
    boot = BootId(b"before..")
    device.store.save_boot_clock(BootClock(boot), YESTERDAY.start_ms)
    ids = SEED.ids_for(YESTERDAY)
    for ms in range(3 * HOUR_MS, 4 * HOUR_MS, 5_000):
        wall_ms, rolling_id = YESTERDAY.start_ms + ms, ids[ms // (15 * MINUTE_MS)]
        near = sighting(0, rolling_id=rolling_id, boot=boot, wall_ms=wall_ms, monotonic_ms=ms, rssi_dbm=-55)
        device.store.keep_sighting(near)


async def disclose_by_mistake(running: served.Served) -> None:
    """Staff confirm somebody who was not infected, and that phone uploads."""
    order = {"level": "F0", "onset": YESTERDAY.date.isoformat(), "form": "long"}
    async with (
        httpx.AsyncClient(base_url=running.internal, headers=running.bearer, trust_env=False, timeout=60) as desk,
        httpx.AsyncClient(base_url=running.public, trust_env=False, timeout=30) as public,
    ):
        code = (await desk.post("/internal/v1/codes", json=order)).json()[0]["code"]
        phone = PhoneClient(public, random.Random(1))
        await phone.disclose(code, (RetiredSeed(YESTERDAY, 0, 95, SEED),))


async def warnings_of(device: Device) -> int:
    """After a look for news, which must hold."""
    assert "" == (await device.update()).problem
    return len(device.store.judged.warnings())


def test_a_phone_withdraws_its_warning_once_two_persons_have_revoked_the_batch(
    ceremony: Ceremony, running: served.Served
) -> None:
    async def story() -> list[int]:
        town = Town(ceremony.folder / "phones")
        town.folder.mkdir()
        exchange = HttpExchange(running.public)
        device = await town.start(0, exchange=exchange, root=ceremony.root)
        hears_the_seed(device)
        await disclose_by_mistake(running)
        publish(ceremony, running)
        standing = [await warnings_of(device)]
        step(ceremony, running, "propose", "--batch", BATCH)
        for name in ("alice", "bob"):
            assert signed(ceremony, running, name).status == 0
            standing.append(await warnings_of(device))
        assert step(ceremony, running, "publish").status == 0
        standing.append(await warnings_of(device))
        await device.close()
        await exchange.close()
        return standing

    assert [1, 1, 1, 0] == asyncio.run(story())
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status


def test_one_persons_word_is_not_enough(unproposed: tuple[Ceremony, served.Served]) -> None:
    ceremony, running = unproposed
    step(ceremony, running, "propose", "--batch", BATCH)

    assert "nobody has signed" in refused(step(ceremony, running, "publish"))
    assert 0 == signed(ceremony, running, "alice").status
    assert "another person's" in refused(signed(ceremony, running, "alice"))
    assert "does not carry the 2 signature(s)" in refused(step(ceremony, running, "publish"))
    assert not (ceremony.data / "public/v1/revocation").exists()


def test_who_stands_in_no_list_cannot_sign_and_nobody_signs_what_they_have_not_seen(
    unproposed: tuple[Ceremony, served.Served],
) -> None:
    ceremony, running = unproposed
    step(ceremony, running, "propose", "--batch", BATCH)
    proposal = (ceremony.folder / "proposal").read_bytes()
    unseen = ("--key", ceremony.folder / "alice.key", "--fingerprint", "-".join(["0000"] * 8))

    assert "names no such key" in refused(signed(ceremony, running, "carol"))
    assert "not what was looked at" in refused(step(ceremony, running, "sign", *unseen))
    assert proposal == (ceremony.folder / "proposal").read_bytes()


def test_what_the_proposal_says_is_shown_to_those_who_sign_it(unproposed: tuple[Ceremony, served.Served]) -> None:
    ceremony, running = unproposed
    proposed = step(ceremony, running, "propose", "--batch", BATCH).json

    shown = step(ceremony, running, "show").json
    once = signed(ceremony, running, "bob").json

    assert ("batch 1", 1, proposed["fingerprint"]) == (shown["revokes"], shown["sequence"], shown["fingerprint"])
    assert ([], 1) == (shown["signed_by"], len(once["signed_by"]))


def test_revocations_follow_each_other_and_none_is_published_twice(ceremony: Ceremony, running: served.Served) -> None:
    publish(ceremony, running)
    for number in (1, 2):
        assert number == step(ceremony, running, "propose", "--batch", number).json["sequence"]
        assert [0, 0] == [signed(ceremony, running, name).status for name in ("bob", "alice")]
        for _ in range(2):  # whoever does not know what became of it may ask again
            assert number == step(ceremony, running, "publish").json["sequence"]

    assert ["1", "2"] == sorted(path.name for path in (ceremony.data / "public/v1/revocation").iterdir())


def test_a_stolen_key_leaves_the_list_once_others_have_signed_again_what_it_signed(tmp_path: Path) -> None:
    """Until they have, a phone that is new to it could read nothing more that is published."""
    served.set_clock(tmp_path, START_MS - 2 * HOUR_MS)
    made = Ceremony(tmp_path)
    keys = {name: made.draw("revocation", f"{name}.key") for name in ("alice", "bob", "carol")}
    made.begin(*(word for key in keys.values() for word in ("--add", key.with_name(f"{key.name}.pub"))))
    alice = SigningKey(Kind.REVOCATION, keys["alice"].read_bytes()).verifying_key.key_id.hex()
    running = served.start(tmp_path)
    try:
        publish(made, running)
        step(made, running, "propose", "--batch", BATCH)
        assert [0, 0] == [signed(made, running, name).status for name in ("alice", "bob")]
        first = step(made, running, "publish").json
        assert 0 == made.sign(made.request("--keep-keys", "--stolen", "--end", alice).json["fingerprint"]).status
        assert "could not read revocation 1" in refused(made.install("--at-once"))

        assert "--again needs" in refused(step(made, running, "propose", "--again", 1))
        step(made, running, "propose", "--again", 1, "--published", running.public)
        assert [0, 0] == [signed(made, running, name).status for name in ("bob", "carol")]
        assert first == step(made, running, "publish").json
        assert 0 == made.install("--at-once").status

        phone = Follower(running.public, made.root)
        phone.update()
    finally:
        running.kill()
    assert ((BATCH,), 2) == (phone.feed.revoked, phone.feed.keys.sequence if phone.feed.keys else 0)


@pytest.mark.slow
def test_killed_at_any_moment_no_revocation_lies_there_that_is_not_in_the_log(ceremony: Ceremony) -> None:
    chance = random.Random(20200811)
    running = served.start(ceremony.folder)
    try:
        publish(ceremony, running)
        for _ in range(REVOCATION_KILLS):
            step(ceremony, running, "propose", "--batch", BATCH)
            assert [0, 0] == [signed(ceremony, running, name).status for name in ("alice", "bob")]
            asking = threading.Thread(target=step, args=(ceremony, running, "publish"))
            asking.start()
            time.sleep(chance.uniform(0, 0.06))
            running.kill()
            asking.join()
            running = served.start(ceremony.folder)

            lying = [path.name for path in ceremony.data.glob("public/v1/revocation/[0-9]*")]
            logged = httpx.get(f"{running.internal}/internal/v1/published", headers=running.bearer, timeout=60).json()[
                "files"
            ]
            assert set(lying) == {str(file["sequence"]) for file in logged if file["kind"] == "revocation"}
    finally:
        running.kill()
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status


@pytest.mark.parametrize(
    ("options", "status", "reason"),
    [
        (("--batch", "99"), 1, "published no batch 99"),
        (("--batch", "0"), 2, "from 1"),
        (("--batch", "1", "--rollup", "1"), 2, "not allowed"),
        ((), 2, "required"),
        (("--batch", "1", "--internal", "http://127.0.0.1:1"), 1, "cannot be reached"),
        (("--batch", "1", "--internal-key", "pyproject.toml"), 1, "holds no internal key"),
    ],
)
def test_a_proposal_of_something_that_is_not_there_is_refused(
    unproposed: tuple[Ceremony, served.Served], options: tuple[str, ...], status: int, reason: str
) -> None:
    ceremony, running = unproposed

    assert reason in refused(step(ceremony, running, "propose", *options), status=status)
    assert not (ceremony.folder / "proposal").exists()
