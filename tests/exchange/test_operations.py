"""Running it: health, metrics, maintenance, backups, and a restore that never forks the log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bluezone.exchange.errors import ForkError, SettingsError, StoreError
from bluezone.exchange.operations import adopt, read_backup, write_backup
from bluezone.exchange.operations import restore as restore_from
from bluezone.exchange.settings import ExchangeSettings
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import Configuration, RiskParameters
from bluezone.protocol.disclosure import Level
from bluezone.protocol.log import root_of
from bluezone.protocol.messages import Refusal, RefusedAnswer, ReportRequest, TimeRequest
from bluezone.protocol.signature import Kind
from tests.exchange.test_publishing import revocation, revoke
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, WATCHER, Scene, play

pytestmark = pytest.mark.in_turn(of=3)
KEY = bytes(range(32))


@pytest.mark.every_run
def test_the_internal_listener_refuses_everybody_without_its_key(tmp_path: Path) -> None:
    async def story(scene: Scene):
        paths = ["/internal/v1/totals", "/internal/v1/reports", "/internal/v1/head", "/metrics"]
        strangers = [
            (await scene.internal.get(path, headers={"authorization": key})).status_code
            for path in paths
            for key in ("", "Bearer", "Bearer wrong", "Basic eDp5")
        ]
        posts = ["/internal/v1/codes", "/internal/v1/publish", "/internal/v1/maintenance"]
        strangers += [
            (await scene.internal.post(path, json={}, headers={"authorization": ""})).status_code for path in posts
        ]
        return strangers

    assert {401} == set(play(tmp_path, story))


@pytest.mark.every_run
def test_a_monitors_key_opens_the_figures_and_nothing_else(tmp_path: Path) -> None:
    async def story(scene: Scene) -> dict[int, set[str]]:
        opened: dict[int, set[str]] = {}
        for route in scene.exchange_internal_routes:
            for method in sorted(route.methods - {"OPTIONS"}):
                path = route.path.replace("{handle:str}", "00")
                asked = {"authorization": f"Bearer {WATCHER}"}
                answer = await scene.internal.request(
                    method, path, headers=asked, json={} if method == "POST" else None
                )
                opened.setdefault(answer.status_code, set()).add(route.path)
        return opened

    opened = play(tmp_path, story)

    assert {"/health", "/ready", "/metrics"} == opened.pop(200)
    assert {401} == opened.keys()
    assert len(opened[401]) > 8


@pytest.mark.every_run
def test_no_internal_route_exists_on_the_public_listener(tmp_path: Path) -> None:
    async def story(scene: Scene):
        routes = [route.path for route in scene.exchange_internal_routes]
        return {(await scene.public.get(path.replace("{handle:str}", "00"))).status_code for path in routes}

    assert {404} == play(tmp_path, story)


def test_health_is_open_and_readiness_tells_when_publishing_is_late(tmp_path: Path) -> None:
    async def story(scene: Scene):
        statuses = [(await scene.internal.get("/ready")).status_code]
        scene.move_by(3 * HOUR_MS)
        statuses.append((await scene.internal.get("/ready")).status_code)
        await scene.publish()
        statuses.append((await scene.internal.get("/ready")).status_code)
        statuses.append((await scene.internal.get("/health", headers={"authorization": ""})).status_code)
        return statuses

    assert [200, 503, 200, 200] == play(tmp_path, story)


def test_metrics_say_when_keys_must_have_been_rotated(tmp_path: Path) -> None:
    async def story(scene: Scene):
        return (await scene.internal.get("/metrics")).text, scene.exchange.keyring

    text, keyring = play(tmp_path, story)

    ends = {listed.kind: listed.valid_until_s for listed in keyring.key_list.keys}
    (told,) = [line for line in text.splitlines() if line.startswith("bluezone_exchange_keys_end_s ")]
    assert ends[Kind.TIME] == float(told.split()[1])
    assert ends[Kind.TIME] == keyring.ends_s


@pytest.mark.every_run
def test_metrics_count_calls_and_tell_no_kind_of_them(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        code = await scene.code()
        await scene.phone().disclose(code, seeds)
        return (await scene.internal.get("/metrics")).text, code

    text, code = play(tmp_path, story)

    assert "bluezone_exchange_calls_total 3.0" in text
    assert code not in text
    for word in ("upload", "redeem", "cover", "report"):
        assert word not in text.lower().replace("uploads appear", "")


@pytest.mark.every_run
def test_how_long_calls_took_tells_no_more_than_the_line_does(tmp_path: Path) -> None:
    """Before it is held a real call takes many times as long as cover, whose commit waits for no disk."""

    async def story(scene: Scene):
        for request in (TimeRequest(bytes(16)), ReportRequest(b"sealed")):
            await scene.phone().call(request)
        return (await scene.internal.get("/metrics")).text

    text = play(tmp_path, story, answer_delay_ms=(120, 120))

    told = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("bluezone_exchange_call_seconds"))
    assert float(told["bluezone_exchange_call_seconds_sum"]) >= 2 * 0.12
    assert "0.0" == told['bluezone_exchange_call_seconds_bucket{le="0.1"}']


def test_maintenance_is_remembered_over_a_restart(tmp_path: Path) -> None:
    async def rest(scene: Scene):
        await scene.internal.post("/internal/v1/maintenance", json={"resting": True})

    async def after(scene: Scene):
        refused = await scene.phone().call(TimeRequest(bytes(16)))
        ready = (await scene.internal.get("/ready")).status_code
        await scene.internal.post("/internal/v1/maintenance", json={"resting": False})
        return refused, ready, await scene.phone().time()

    play(tmp_path, rest)
    refused, ready, time = play(tmp_path, after)

    assert (RefusedAnswer(Refusal.BUSY), 503) == (refused, ready)
    assert time.time_s > 0


async def live_through(scene: Scene, hours: int, phones: int = 2) -> list[bytes]:
    """Some uploads, some hours; the seeds that were acknowledged."""
    day = scene.now_ms // 86_400_000
    seeds = [seeds_of_days(scene.chance, range(day - 2, day)) for _ in range(phones)]
    for number, own in enumerate(seeds):
        await scene.phone(number).disclose(await scene.code(), own)
    scene.move_by(hours * HOUR_MS)
    await scene.publish()
    return [retired.seed.value for own in seeds for retired in own]


def mirror_of(folder: Path):
    return lambda path: (folder / "public" / path).read_bytes()


def restore(backup: Path, target: Path, mirror) -> int:
    return restore_from(backup, KEY, target, mirror)


def backed_up(folder: Path) -> Path:
    """A new exchange in `old`, and its backup."""
    (folder / "old").mkdir()
    (folder / "old" / "internal.key").write_bytes(b"0" * 64)

    async def story(scene: Scene):
        write_backup(scene.exchange.settings, folder / "backup", KEY)

    play(folder / "old", story)
    return folder / "backup"


def left_beside(target: Path) -> list[str]:
    """What a restore left where its data directory was to be, hidden or not."""
    return sorted(path.name for path in target.parent.iterdir() if target.name in path.name)


@pytest.mark.every_run
@pytest.mark.parametrize("readable", [(), ("v1/newest-keys",), ("v1/newest-keys", "v1/index")])
def test_a_restore_whose_mirror_fails_on_the_way_leaves_nothing_that_could_be_started(
    tmp_path: Path, readable: tuple[str, ...]
) -> None:
    backup, whole = backed_up(tmp_path), mirror_of(tmp_path / "old")

    def failing(path: str) -> bytes:
        if path not in readable:
            raise OSError("the line is cut")
        return whole(path)

    with pytest.raises(OSError, match="cut"):
        restore(backup, tmp_path / "new", failing)
    assert [] == left_beside(tmp_path / "new")

    restore(backup, tmp_path / "new", whole)
    assert ["new"] == left_beside(tmp_path / "new")


@pytest.mark.every_run
def test_what_a_killed_restore_left_gives_way_to_the_next(tmp_path: Path) -> None:
    backup = backed_up(tmp_path)
    (tmp_path / ".new.restoring" / "keys").mkdir(parents=True)
    (tmp_path / "new").mkdir()

    restore(backup, tmp_path / "new", mirror_of(tmp_path / "old"))

    assert ["new"] == left_beside(tmp_path / "new")
    assert {"exchange.db", "internal.key", "keys", "public"} == {path.name for path in (tmp_path / "new").iterdir()}


@pytest.mark.every_run
def test_a_restore_elsewhere_extends_the_log_and_does_not_fork_it(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def before(scene: Scene):
        early = await live_through(scene, 3)
        open_code = await scene.code()
        staged = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone(5).disclose(await scene.code(), staged)
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        late = await live_through(scene, 14)  # over midnight
        head = (await scene.phone().index()).head
        return early, [*late, staged[0].seed.value], open_code, head, scene.now_ms

    async def after(scene: Scene):
        scene.move_by(2 * HOUR_MS)
        await scene.publish()
        found = await scene.published_entries()
        hashes = scene.exchange.publisher.log.hashes
        return found, hashes, await scene.phone().index()

    early, late, open_code, head, now_ms = play(tmp_path / "old", before)
    adopted = restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))
    found, hashes, index = play(tmp_path / "new", after, now_ms=now_ms, seed=2)

    assert adopted > 14
    assert head.root == root_of(hashes[: head.size])
    assert head.size < index.head.size
    assert [1] * (len(early) + len(late)) == [len(found.get(seed, [])) for seed in [*early, *late]]
    assert 12 == len(open_code)


@pytest.mark.every_run
def test_a_restore_keeps_the_news_that_an_f1_has_become_an_f0(tmp_path: Path) -> None:
    """Staged at both levels in the backup, out at the lower one since: the higher one still has to come."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def before(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone(1).disclose(await scene.code(Level.F1, first_exposure=TODAY.plus(-3)), seeds)
        scene.move_by(HOUR_MS)
        await scene.phone(2).disclose(await scene.code(), seeds)
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        await scene.publish()
        return seeds[0].seed.value, scene.now_ms

    async def after(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        return await scene.published_entries()

    seed, now_ms = play(tmp_path / "old", before)
    restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))
    found = play(tmp_path / "new", after, now_ms=now_ms, seed=2)

    assert [(1, Level.F1), (2, Level.F0)] == [(sequence, group.level) for sequence, group in found[seed]]


def test_good_seeds_of_a_revoked_batch_come_out_again_although_the_exchange_was_restored(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def before(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        (batch,) = (await scene.phone().index()).index.of_kind(Kind.BATCH)
        assert 201 == (await revoke(scene, revocation(identity=batch.identity))).status_code
        return seeds, scene.now_ms

    async def after(scene: Scene):
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_by(HOUR_MS)
        await scene.publish()
        return [sequence for sequence, _ in (await scene.published_entries())[seeds[0].seed.value]]

    seeds, now_ms = play(tmp_path / "old", before)
    restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))

    assert [1, 2] == play(tmp_path / "new", after, now_ms=now_ms, seed=2)


@pytest.mark.every_run
def test_a_restore_brings_back_what_auditors_still_ask_for(tmp_path: Path) -> None:
    """Configurations that were replaced before a backup without published files, as of an exchange with a bucket."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def story(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        for sequence in (2, 3):
            await scene.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=sequence, issued_s=0))

    play(tmp_path / "old", story)
    shutil.copytree(tmp_path / "old", tmp_path / "kept", ignore=shutil.ignore_patterns("public"))
    write_backup(ExchangeSettings(data=tmp_path / "kept"), tmp_path / "backup", KEY)
    restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))

    assert ["2", "3"] == sorted(path.name for path in (tmp_path / "new" / "public" / "v1" / "config").iterdir())


def test_a_backup_beside_a_running_service_leaves_out_what_is_being_written(tmp_path: Path) -> None:
    """Such a file is gone before it can be read, or it is half of one."""
    (tmp_path / "old").mkdir()

    async def story(scene: Scene):
        (tmp_path / "old" / "public" / "v1" / ".index.new").write_bytes(b"half")
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)

    play(tmp_path / "old", story)
    read_backup(tmp_path / "backup", KEY, tmp_path / "new")

    kept = {path.name for path in (tmp_path / "new" / "public" / "v1").iterdir()}
    assert {"index", "root", "keys", "config", "log", "newest-keys"} == kept


def test_a_restore_adopts_configurations_that_newer_ones_have_replaced_since_the_backup(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()

    async def before(scene: Scene):
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        for caution in (0, 2, 1):
            risk = RiskParameters(caution=caution)
            await scene.exchange.publisher.handed_in.publish_configuration(
                Configuration(sequence=1, issued_s=0, risk=risk)
            )
        return (await scene.phone().index()).head

    async def after(scene: Scene):
        scene.move_by(2 * HOUR_MS)
        await scene.publish()
        return scene.exchange.publisher.log.hashes, scene.exchange.publisher.configuration

    head = play(tmp_path / "old", before)
    adopted = restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))
    hashes, configuration = play(tmp_path / "new", after, seed=2)

    assert 3 == adopted
    assert head.root == root_of(hashes[: head.size])
    assert (4, 1) == (configuration.sequence, configuration.risk.caution)


@pytest.mark.every_run
def test_a_mirror_that_shows_another_replaced_configuration_is_not_adopted(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()

    async def before(scene: Scene):
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        for _ in range(2):
            await scene.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=1, issued_s=0))

    play(tmp_path / "old", before)
    whole = mirror_of(tmp_path / "old")

    with pytest.raises(ForkError, match="does not hold everything"):
        restore(
            tmp_path / "backup",
            tmp_path / "new",
            lambda path: whole("v1/config/1" if path == "v1/config/2" else path),
        )
    assert [] == left_beside(tmp_path / "new")


@pytest.mark.every_run
def test_codes_issued_before_a_restore_are_void(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def before(scene: Scene):
        code = await scene.code()
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        return code

    code = play(tmp_path / "old", before)
    restore(tmp_path / "backup", tmp_path / "new", mirror_of(tmp_path / "old"))
    answer = play(tmp_path / "new", lambda scene: scene.phone().redeem(code, bytes(32)))

    assert RefusedAnswer(Refusal.CODE) == answer


@pytest.mark.every_run
def test_an_old_store_beside_newer_published_files_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def before(scene: Scene):
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)
        await live_through(scene, 2)

    async def never(scene: Scene):
        raise AssertionError("it must not start")

    play(tmp_path / "old", before)
    read_backup(tmp_path / "backup", KEY, tmp_path / "new")
    (tmp_path / "new" / "public" / "v1" / "index").write_bytes((tmp_path / "old/public/v1/index").read_bytes())

    with pytest.raises(ForkError, match="more is published"):
        play(tmp_path / "new", never)


def adopted_over(folder: Path, batch: bytes | None) -> bytes:
    """The first batch as it lies there after a restore into a place where something lay in its stead; None: batch 2."""

    async def story(scene: Scene):
        await live_through(scene, 2)

    play(folder, story)
    shutil.copytree(folder / "public", folder / "mirror")
    place = folder / "public/v1/batch"
    (place / "1").write_bytes((place / "2").read_bytes() if batch is None else batch)
    adopt(ExchangeSettings(data=folder), lambda path: (folder / "mirror" / path).read_bytes())
    return (place / "1").read_bytes()


@pytest.mark.every_run
def test_what_lies_in_the_place_of_a_file_of_before_the_backup_gives_way_unless_we_signed_it(tmp_path: Path) -> None:
    """As where a drill was restored into the same bucket: phones would find a batch that is not in the log."""
    assert adopted_over(tmp_path / "torn", b"torn") == (tmp_path / "torn/mirror/v1/batch/1").read_bytes()

    with pytest.raises(ForkError, match="v1/batch/1 is published already"):
        adopted_over(tmp_path / "drill", None)


@pytest.mark.every_run
def test_a_mirror_that_parted_ways_with_the_backup_is_not_adopted(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("two", 1)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "internal.key").write_bytes(b"0" * 64)

        async def story(scene: Scene, name: str = name):
            if name == "two":
                scene.chance.randbytes(7)  # from here on other dummies are drawn under the same keys
            await live_through(scene, 2)
            write_backup(scene.exchange.settings, tmp_path / f"backup-{name}", KEY)

        play(tmp_path / name, story, seed=seed)

    with pytest.raises(ForkError, match="parted ways"):
        restore(tmp_path / "backup-one", tmp_path / "new", mirror_of(tmp_path / "two"))


@pytest.mark.every_run
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:0],
        lambda data: data[:-1],
        lambda data: data[:100],
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: data + b"x",
        lambda data: b"SQLite format 3" + data,
    ],
)
def test_a_damaged_or_cut_backup_is_refused_whole(tmp_path: Path, spoil) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def story(scene: Scene):
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)

    play(tmp_path / "old", story)
    (tmp_path / "backup").write_bytes(spoil((tmp_path / "backup").read_bytes()))

    with pytest.raises(StoreError):
        read_backup(tmp_path / "backup", KEY, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.every_run
def test_a_backup_that_is_killed_at_any_moment_leaves_nothing_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in the data directory while the copy is sealed is what a kill leaves there."""
    from bluezone.exchange.operations import backup as backups

    seen: list[set[str]] = []
    clear: list[bytes] = []

    class Watched(backups.Sealing):
        def write(self, data: object) -> int:
            seen.append({str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()})
            clear.append((tmp_path / ".backup.new").read_bytes())
            return super().write(data)

    monkeypatch.setattr(backups, "Sealing", Watched)
    backed_up(tmp_path)

    beside = set.union(*seen) - {name for name in set.union(*seen) if name.startswith("old/")}
    assert {".backup.new"} == beside
    assert {one for one in set.union(*seen) if one.endswith(".db")} == {"old/exchange.db"}
    assert not any(b"CREATE TABLE" in one or b"ustar" in one for one in clear)
    assert 0o600 == (tmp_path / "backup").stat().st_mode & 0o777


@pytest.mark.every_run
def test_a_backup_is_unreadable_without_its_key_and_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "internal.key").write_bytes(b"0" * 64)

    async def story(scene: Scene):
        write_backup(scene.exchange.settings, tmp_path / "backup", KEY)

    play(tmp_path / "old", story)

    assert b"SQLite format 3" not in (tmp_path / "backup").read_bytes()
    with pytest.raises(StoreError, match="another one"):
        read_backup(tmp_path / "backup", bytes(32), tmp_path / "new")
    with pytest.raises(SettingsError, match="empty"):
        read_backup(tmp_path / "backup", KEY, tmp_path / "old")
