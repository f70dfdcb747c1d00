"""An exchange that publishes into a bucket: everything else goes on as with a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import pytest

from bluezone.exchange.publishing.files import PublicFiles, open_files
from bluezone.exchange.settings import ExchangeSettings
from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.index import read_index
from bluezone.protocol.log import root_of
from bluezone.protocol.signature import VerifyingKey, read_key_list
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange import served
from tests.support.exchange.buckets import ACCESS_KEY, SECRET_KEY
from tests.support.exchange.exchanges import NOON_MS

CODE = ("--level", "F0", "--onset", "2026-11-23")


@pytest.fixture
def bucket(bucket_environment: None, tmp_path: Path) -> str:
    """An address that nobody has published at."""
    return f"s3://country/{tmp_path.name}"


def files_in(bucket: str) -> PublicFiles:
    return open_files(ExchangeSettings(data=Path("nowhere"), bucket=bucket))


def copied(bucket: str, folder: Path) -> Path:
    """What a CDN would serve."""
    files = files_in(bucket)
    for below in ("v1", "v1/keys", "v1/config", "v1/batch", "v1/rollup", "v1/log/tile"):
        (folder / below).mkdir(parents=True, exist_ok=True)
        for name in files.names(below):
            found = files.read(f"{below}/{name}")
            assert found is not None
            (folder / below / name).write_bytes(found.data)
    return folder


def head_of(mirror: Path) -> tuple[int, bytes, bytes]:
    """(size, root, leaves) of the log in a mirror, as far as its signatures prove it."""
    keys = read_key_list((mirror / "v1/newest-keys").read_bytes(), VerifyingKey((mirror / "v1/root").read_bytes()))
    head = read_index((mirror / "v1/index").read_bytes(), keys).head
    leaves = (mirror / "v1/log/tile/0").read_bytes()
    assert head.root == root_of([leaves[at : at + 32] for at in range(0, len(leaves), 32)])
    return head.size, head.root, leaves


def begun(folder: Path, bucket: str) -> Path:
    served.set_clock(folder, NOON_MS)
    options = ("--root-key", folder / "root.key", "--public-files", bucket, "--clock", folder / "clock")
    done = bluezone("exchange", "init", "--data", folder / "data", *options)
    assert 0 == done.status, done.err
    return folder / "data"


def publish(data: Path) -> list[int]:
    done = bluezone("exchange", "publish", "--data", data)
    assert 0 == done.status, done.err
    return [file["sequence"] for file in done.json["published"] if file["kind"] == "batch"]


def restored(folder: Path, mirror: Path, *options: object) -> Finished:
    backup = ("--backup", folder / "backup", "--key", folder / "backup.key", "--published", mirror)
    return bluezone("exchange", "restore", *backup, "--data", folder / "new", *options)


def test_what_init_was_told_every_command_beside_it_knows(tmp_path: Path, bucket: str) -> None:
    data = begun(tmp_path, bucket)
    with served.served(tmp_path, NOON_MS) as running:
        index = httpx.get(f"{running.public}/v1/index", timeout=60).content
        unknown = httpx.get(f"{running.public}/v1/batch/1", timeout=60).status_code
        code = bluezone("exchange", "code", "--data", data, *CODE)
    served.set_clock(tmp_path, NOON_MS + HOUR_MS)

    assert (0, 404) == (code.status, unknown)
    assert [1] == publish(data)
    assert ["1"] == files_in(bucket).names("v1/batch")
    assert index != copied(bucket, tmp_path / "mirror").joinpath("v1/index").read_bytes()
    assert not (data / "public").exists()


def test_a_running_exchange_serves_what_lies_in_the_bucket(tmp_path: Path, bucket: str) -> None:
    begun(tmp_path, bucket)
    with served.served(tmp_path, NOON_MS) as running:
        served.set_clock(tmp_path, NOON_MS + HOUR_MS)
        assert (
            httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60).status_code == 200
        )
        answers = {
            path: httpx.get(f"{running.public}/v1/{path}", timeout=60).content
            for path in ("index", "batch/1", "log/tile/0")
        }

    mirror = copied(bucket, tmp_path / "mirror")
    assert {path: (mirror / "v1" / path).read_bytes() for path in answers} == answers


def test_the_keys_of_the_bucket_are_written_down_nowhere(tmp_path: Path, bucket: str) -> None:
    data = begun(tmp_path, bucket)
    with served.served(tmp_path, NOON_MS, "--verbose") as running:
        said = running.said + running.stop()[1]

    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert bucket.encode() in kept
    assert SECRET_KEY.encode() not in kept
    assert ACCESS_KEY.encode() not in kept
    assert SECRET_KEY not in said


def test_a_backup_is_restored_into_another_place_and_goes_on_from_what_is_published(
    tmp_path: Path, bucket: str
) -> None:
    data = begun(tmp_path, bucket)
    publish(data)
    backup = bluezone(
        "exchange", "backup", "--data", data, "--out", tmp_path / "backup", "--key", tmp_path / "backup.key"
    )
    served.set_clock(tmp_path, NOON_MS + 2 * HOUR_MS)
    assert (0, [1, 2]) == (backup.status, publish(data))
    mirror = copied(bucket, tmp_path / "mirror")

    told = refused(restored(tmp_path, mirror))
    assert not (tmp_path / "new").exists()
    done = restored(tmp_path, mirror, "--public-files", f"{bucket}-new")
    shutil.copy(data / "drill-clock", tmp_path / "new")
    served.set_clock(tmp_path, NOON_MS + 3 * HOUR_MS)

    assert f"published into {bucket}" in told
    assert 0 == done.status, done.err
    assert [3] == publish(tmp_path / "new")
    size, _, leaves = head_of(copied(f"{bucket}-new", tmp_path / "new-mirror"))
    before, _, leaves_before = head_of(mirror)
    assert before + 1 == size
    assert leaves.startswith(leaves_before)
    assert ["1", "2"] == files_in(bucket).names("v1/batch")


def test_a_backup_of_an_exchange_with_a_bucket_is_restored_whole_into_a_folder(tmp_path: Path, bucket: str) -> None:
    data = begun(tmp_path, bucket)
    publish(data)
    served.set_clock(tmp_path, NOON_MS + HOUR_MS)
    assert [1] == publish(data)
    bluezone("exchange", "backup", "--data", data, "--out", tmp_path / "backup", "--key", tmp_path / "backup.key")

    done = restored(tmp_path, copied(bucket, tmp_path / "mirror"), "--public-files", "folder")
    shutil.copy(data / "drill-clock", tmp_path / "new")
    served.set_clock(tmp_path, NOON_MS + 2 * HOUR_MS)

    assert 0 == done.status, done.err
    assert [2] == publish(tmp_path / "new")
    assert {"1", "2"} == {path.name for path in (tmp_path / "new/public/v1/batch").iterdir()}


def test_of_two_exchanges_with_one_bucket_the_second_stops_before_it_signs(tmp_path: Path, bucket: str) -> None:
    """A restored copy that was started beside the running exchange by mistake."""
    data = begun(tmp_path, bucket)
    publish(data)
    shutil.copytree(data, tmp_path / "copy")
    served.set_clock(tmp_path, NOON_MS + HOUR_MS)
    assert [1] == publish(data)
    before = copied(bucket, tmp_path / "before")

    stopped = refused(bluezone("exchange", "publish", "--data", tmp_path / "copy"))

    assert "more is published than the store knows of" in stopped
    after = copied(bucket, tmp_path / "after")
    for path in (path.relative_to(before) for path in before.rglob("*") if path.is_file()):
        assert (before / path).read_bytes() == (after / path).read_bytes()


def test_an_exchange_under_other_keys_does_not_start_on_a_bucket_that_is_taken(tmp_path: Path, bucket: str) -> None:
    publish(begun(tmp_path, bucket))
    (tmp_path / "other").mkdir()
    other = begun(tmp_path / "other", bucket)
    before = files_in(bucket).read("v1/index")

    told = refused(bluezone("exchange", "publish", "--data", other))

    assert "not signed by the pinned root key" in told
    assert before == files_in(bucket).read("v1/index")


def test_an_exchange_does_not_move_to_a_bucket_that_lacks_what_it_published(tmp_path: Path, bucket: str) -> None:
    with served.served(tmp_path, NOON_MS):
        pass

    with pytest.raises(AssertionError, match="what was published before is not here"):
        served.start(tmp_path, "--public-files", bucket)

    assert not (tmp_path / "data" / "bucket").exists()
    with served.served(tmp_path, NOON_MS) as again:
        assert again.process.poll() is None


def test_an_address_with_a_secret_is_wrong_use_and_is_not_repeated(tmp_path: Path) -> None:
    done = bluezone("exchange", "serve", "--data", tmp_path / "data", "--port", 0, "--public-files", "s3://k:secret@c")

    assert "secret" not in refused(done, status=2)
    assert not (tmp_path / "data").exists()


def test_a_bucket_that_cannot_be_reached_is_one_line_and_nothing_is_published(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = begun(tmp_path, bucket)
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        told = refused(bluezone("exchange", "publish", "--data", data))
    assert told.endswith("the bucket did not do what was asked (GenericError)")

    assert [] == publish(data)
    assert ["1"] == files_in(bucket).names("v1/keys")
