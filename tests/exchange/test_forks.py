"""Where an exchange publishes, others may write: by mistake a copy of it, or a bucket that gives out the wrong object.

It signs nothing that contradicts what lies there, and nothing that it was not itself the author of.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.errors import ForkError
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import read_index
from bluezone.protocol.signature import Kind
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, open_scene, play


def copy_beside(original: Path, copy: Path) -> Path:
    """A copy of an exchange that publishes where the original does."""
    shutil.copytree(original, copy)
    shutil.rmtree(copy / "public")
    (copy / "public").symlink_to(original / "public")
    return copy


def head_in(folder: Path, scene: Scene) -> tuple[int, bytes]:
    index = read_index((folder / "public/v1/index").read_bytes(), scene.exchange.keyring.key_list)
    return index.head.size, index.head.root


@pytest.mark.parametrize("later_ms", [14 * MINUTE_MS + 10_000, HOUR_MS])
def test_of_two_exchanges_that_started_alike_the_one_that_missed_a_leaf_signs_nothing_more(
    tmp_path: Path, later_ms: int
) -> None:
    """Neither the old head anew, when it is due to be signed, nor the next hour, with which the log would fork."""

    async def story():
        async with open_scene(tmp_path / "one", seed=2) as one, open_scene(copy, seed=3) as other:
            await one.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=2, issued_s=0))
            published = head_in(tmp_path / "one", one)
            other.move_by(later_ms)
            with pytest.raises(ForkError, match="more is published than the store knows of"):
                await other.exchange.publisher.publish_due()
            kept = head_in(tmp_path / "one", one)
            one.move_by(HOUR_MS)
            return published, kept, [file.kind for file in await one.exchange.publisher.publish_due()]

    play(tmp_path / "one", nothing)
    copy = copy_beside(tmp_path / "one", tmp_path / "other")

    published, kept, following = asyncio.run(story())

    assert published == kept
    assert [Kind.BATCH] == following


async def nothing(_: Scene) -> None: ...


def test_a_roll_up_is_made_of_the_batches_in_the_log_and_of_no_other_that_was_signed_once(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(2 * HOUR_MS)
        await scene.publish()
        true = (batches / "2").read_bytes()
        shutil.copy(batches / "1", batches / "2")
        scene.move_to((TODAY.number + 1) * DAY_MS)
        with pytest.raises(ForkError, match="in the place of batch 2 is not the one in the log"):
            await scene.exchange.publisher.publish_due()
        (batches / "2").write_bytes(true)
        return [file["kind"] for file in await scene.publish()]

    batches = tmp_path / "public/v1/batch"

    assert "rollup" in play(tmp_path, story)


def test_an_older_configuration_in_the_place_of_the_one_in_force_is_not_taken(tmp_path: Path) -> None:
    async def before(scene: Scene) -> None:
        await scene.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=2, issued_s=0))

    async def after(scene: Scene) -> int:
        return scene.exchange.publisher.configuration.sequence

    play(tmp_path, before)
    configurations = tmp_path / "public/v1/config"
    true = (configurations / "2").read_bytes()
    shutil.copy(configurations / "1", configurations / "2")

    with pytest.raises(ForkError, match="in the place of configuration 2 is not the one in the log"):
        play(tmp_path, after, now_ms=NOON_MS, seed=2)

    (configurations / "2").write_bytes(true)
    assert 2 == play(tmp_path, after, now_ms=NOON_MS, seed=2)


def test_a_process_that_publishes_elsewhere_than_the_others_of_its_database_publishes_nothing(tmp_path: Path) -> None:
    """A folder of its own, by mistake: half of the batches would lie here, and half there."""

    async def story(address: str, copy: Path):
        async with (
            open_scene(tmp_path / "one", store_url=address, seed=2) as one,
            open_scene(copy, store_url=address, seed=3) as other,
        ):
            for scene in (one, other):
                scene.move_by(HOUR_MS)
            published = [file["kind"] for file in await one.publish()]
            other.move_by(HOUR_MS)
            with pytest.raises(ForkError, match="what was published before is not here"):
                await other.exchange.publisher.publish_due()
            one.move_by(HOUR_MS)
            return published + [file["kind"] for file in await one.publish()]

    with store_address("postgresql", tmp_path) as address:
        play(tmp_path / "one", nothing, store_url=address)
        shutil.copytree(tmp_path / "one", tmp_path / "other")

        published = asyncio.run(story(address, tmp_path / "other"))

    assert ["batch", "batch"] == published


def test_a_database_that_hung_up_is_gone_on_with(tmp_path: Path) -> None:
    async def story(address: str):
        async with open_scene(tmp_path / "one", store_url=address, seed=2) as one:
            hang_up_on_everybody(address)
            one.move_by(HOUR_MS)
            return [file["kind"] for file in await one.publish()]

    with store_address("postgresql", tmp_path) as address:
        assert ["batch"] == asyncio.run(story(address))


def hang_up_on_everybody(address: str) -> None:
    """As a server does that is restarted; only from this database, for others stand beside it."""
    engine = sa.create_engine(sa.make_url(address).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        own = sa.func.pg_backend_pid()
        activity = sa.table("pg_stat_activity", sa.column("pid"), sa.column("datname"))
        others = (activity.c.pid != own) & (activity.c.datname == sa.func.current_database())
        connection.execute(sa.select(sa.func.pg_terminate_backend(activity.c.pid)).where(others)).all()
    engine.dispose()
