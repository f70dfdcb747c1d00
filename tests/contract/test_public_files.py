"""One suite over every place where an exchange may publish: a folder, a bucket in memory, a bucket on an S3 server."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore, S3Store

from bluezone.exchange.errors import ChangedError, ForkError, SettingsError, StoreError
from bluezone.exchange.publishing.files import BucketAddress, BucketFiles, FolderFiles, PublicFiles, folder, open_files
from bluezone.exchange.publishing.files.base import Whatever
from bluezone.exchange.settings import ExchangeSettings
from tests.support.exchange.buckets import SECRET_KEY

Open = Callable[[], PublicFiles]
"""Opens the same place once more, as another process would."""
MEGABYTE = 1 << 20
_numbers = itertools.count(1)


@pytest.fixture(params=["folder", "memory", "s3"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    if request.param == "folder":
        yield lambda: FolderFiles(tmp_path)
    elif request.param == "memory":
        store = MemoryStore()
        yield lambda: BucketFiles(store)
    else:
        request.getfixturevalue("bucket_environment")
        settings = ExchangeSettings(data=tmp_path, bucket=f"s3://country/contract/{next(_numbers)}")
        yield lambda: open_files(settings)


@pytest.fixture
def files(again: Open) -> PublicFiles:
    return again()


def test_what_was_created_is_read_back_by_anybody_with_a_strong_etag(files: PublicFiles, again: Open) -> None:
    files.create("v1/batch/1", b"one")
    files.create("v1/batch/2", b"two")

    one, two = again().read("v1/batch/1"), again().read("v1/batch/2")

    assert one is not None
    assert two is not None
    assert (b"one", b"two") == (one.data, two.data)
    assert one.etag.startswith('"')
    assert one.etag != two.etag
    assert files.read("v1/batch/1") == one


def test_a_file_that_is_as_large_as_a_countrys_day_comes_whole(files: PublicFiles, again: Open) -> None:
    data = bytes(range(256)) * (8 * MEGABYTE // 256)

    files.create("v1/rollup/1", data)

    read = again().read("v1/rollup/1")
    assert read is not None
    assert data == read.data


def test_the_same_file_may_be_created_again(files: PublicFiles, again: Open) -> None:
    files.create("v1/batch/1", b"one")

    again().create("v1/batch/1", b"one")
    files.create("v1/batch/1", b"one")

    assert ["1"] == files.names("v1/batch")


def test_other_bytes_never_take_the_place_of_a_file(files: PublicFiles, again: Open) -> None:
    files.create("v1/batch/1", b"one")

    for another in (files, again()):
        with pytest.raises(ForkError, match="v1/batch/1 is published already"):
            another.create("v1/batch/1", b"two")

    kept = again().read("v1/batch/1")
    assert kept is not None
    assert b"one" == kept.data


def test_of_many_who_create_a_file_at_once_one_does_and_the_others_are_told(again: Open) -> None:
    start = threading.Barrier(8)

    def attempt(number: int) -> bytes | None:
        data, mine = bytes([number]) * 1_000, again()
        start.wait()
        try:
            mine.create("v1/batch/1", data)
        except ForkError:
            return None
        return data

    with ThreadPoolExecutor(8) as pool:
        done = [data for data in pool.map(attempt, range(8)) if data is not None]

    kept = again().read("v1/batch/1")
    assert kept is not None
    assert [kept.data] == done


def test_what_is_meant_to_change_is_replaced_for_everybody(files: PublicFiles, again: Open) -> None:
    files.replace("v1/index", b"old")
    assert files.read("v1/index") is not None

    files.replace("v1/index", b"new")

    found, seen_by_others = files.read("v1/index"), again().read("v1/index")
    assert found is not None
    assert found == seen_by_others
    assert b"new" == found.data


def test_what_somebody_else_wrote_is_seen_by_whoever_reads_anew(files: PublicFiles, again: Open) -> None:
    """In a folder it is seen at once: looking whether a file is as it was costs nothing there."""
    files.replace("v1/index", b"old")
    assert files.read("v1/index") is not None

    again().replace("v1/index", b"new")

    seen = [files.read("v1/index"), files.read_anew("v1/index"), files.read("v1/index")]
    at_first = b"new" if isinstance(files, FolderFiles) else b"old"
    assert [at_first, b"new", b"new"] == [file.data for file in seen if file is not None]


def test_what_somebody_else_may_have_replaced_is_read_again_once_memory_is_told_to_forget_it(
    files: PublicFiles, again: Open
) -> None:
    files.create("v1/batch/1", b"one")
    for name in ("v1/index", "v1/log/tile/0"):
        files.replace(name, b"old")
    seen = [files.read(name) for name in ("v1/index", "v1/log/tile/0", "v1/batch/1")]

    again().replace("v1/index", b"new")
    files.forget_what_changes()

    found = files.read("v1/index")
    assert (b"new", None) == (found.data if found else None, files.cached("v1/log/tile/0"))
    assert files.cached("v1/batch/1") == seen[2]
    files.forget_all()
    assert files.cached("v1/batch/1") is None


def test_whoever_is_given_a_newer_index_is_given_no_older_tile(files: PublicFiles, again: Open) -> None:
    """Tiles are written before the index that tells of them."""
    files.replace("v1/log/tile/0", b"old")
    assert files.read("v1/log/tile/0") is not None

    again().replace("v1/log/tile/0", b"new")
    again().replace("v1/index", b"an index")

    assert files.read("v1/index") is not None
    tile = files.read("v1/log/tile/0")
    assert b"new" == (tile.data if tile else None)


def test_a_file_is_replaced_instead_of_exactly_what_was_seen_or_not_at_all(files: PublicFiles, again: Open) -> None:
    files.replace("v1/index", b"first", instead_of=None)

    for seen in (None, b"another"):
        with pytest.raises(ChangedError, match="somebody else has written v1/index"):
            files.replace("v1/index", b"second", instead_of=seen)
    again().replace("v1/index", b"second", instead_of=b"first")

    with pytest.raises(ChangedError):
        files.replace("v1/index", b"third", instead_of=b"first")
    with pytest.raises(ChangedError):
        files.replace("v1/newest-keys", b"x", instead_of=b"what was never there")
    found = again().read("v1/index")
    assert (b"second", None) == (found.data if found else None, again().read("v1/newest-keys"))


def test_of_many_who_replace_the_same_file_at_once_one_does(again: Open) -> None:
    again().replace("v1/index", b"before")
    start = threading.Barrier(6)

    def attempt(number: int) -> bytes | None:
        data, mine = bytes([number]) * 1_000, again()
        start.wait()
        try:
            mine.replace("v1/index", data, instead_of=b"before")
        except ChangedError:
            return None
        return data

    with ThreadPoolExecutor(6) as pool:
        done = [data for data in pool.map(attempt, range(6)) if data is not None]

    found = again().read("v1/index")
    assert [found.data if found else None] == done


def test_what_a_killed_process_began_to_write_in_a_folder_is_tidied_away_and_never_served(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    files.create("v1/batch/1", b"one")
    (tmp_path / "v1/batch/.2.4711-1.new").write_bytes(b"tw")

    listed = files.names("v1/batch")
    files.tidy()

    assert (["1"], ["1"]) == (listed, [path.name for path in (tmp_path / "v1/batch").iterdir()])


def test_a_process_that_is_frozen_while_it_gives_a_name_keeps_others_from_it_and_they_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_TRIES", 3)
    files = FolderFiles(tmp_path)

    with FolderFiles(tmp_path)._alone(), pytest.raises(StoreError, match="does not let go"):
        files.replace("v1/index", b"x")

    files.replace("v1/index", b"x")
    assert ["index"] == files.names("v1")


def test_whoever_asks_before_a_replacement_has_returned_is_never_given_the_old_one_again(
    files: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is found before the list of its folder is on disk: from then on the new one is what everybody reads."""
    files.replace("v1/index", b"old")
    assert files.read("v1/index") is not None
    put, seen = files._put, list[bytes]()

    def put_and_look(name: str, data: bytes, instead_of: bytes | Whatever | None) -> bool:
        is_put = put(name, data, instead_of)
        found = files.cached(name) or files.read(name)
        seen.append(found.data if found else b"")
        return is_put

    monkeypatch.setattr(files, "_put", put_and_look)
    files.replace("v1/index", b"new")

    assert [b"new"] == seen
    assert files.cached("v1/index") is None
    assert files.read("v1/index") == files.cached("v1/index")


def test_whoever_reads_while_it_is_replaced_gets_one_or_the_other_and_no_part(files: PublicFiles, again: Open) -> None:
    versions = [bytes([number]) * MEGABYTE for number in range(2)]
    files.replace("v1/index", versions[0])
    over = threading.Event()

    def read_on() -> set[bytes]:
        seen = set()
        while not over.is_set():
            found = again().read("v1/index")
            seen.add(found.data if found else b"")
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read_on) for _ in range(2)]
        for turn in range(20):
            files.replace("v1/index", versions[turn % 2])
        over.set()

    assert set().union(*(reader.result() for reader in readers)) <= set(versions)


def test_what_is_not_there_is_nothing_and_a_folder_is_no_file(files: PublicFiles) -> None:
    files.create("v1/batch/1", b"one")

    assert [None, None, None] == [files.read(name) for name in ("v1/batch/2", "v1/batch", "v1/batch/1/x")]
    assert ([], None) == (files.names("v1/rollup"), files.cached("v1/batch/1"))


def test_a_folder_lists_its_own_files_and_no_others(files: PublicFiles) -> None:
    for name in ("v1/log/tile/0", "v1/log/tile/1", "v1/batch/10", "v1/batch/9", "v1/batches"):
        files.replace(name, b"x")

    assert (["10", "9"], ["0", "1"], []) == (files.names("v1/batch"), files.names("v1/log/tile"), files.names("v1/log"))


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_error(files: PublicFiles, again: Open) -> None:
    files.create("v1/batch/1", b"one")
    files.create("v1/batch/2", b"two")
    files.read("v1/batch/1")

    files.delete("v1/batch/1")
    files.delete("v1/batch/1")

    assert (None, None, ["2"]) == (files.read("v1/batch/1"), again().read("v1/batch/1"), files.names("v1/batch"))


def test_what_is_replaced_while_it_is_read_is_not_remembered_as_it_was() -> None:
    class Slow(BucketFiles):
        def _load(self, name: str) -> bytes | None:
            found = super()._load(name)
            if found == b"old":
                self.replace(name, b"new")
            return found

    files = Slow(MemoryStore())
    files.replace("v1/index", b"old")

    seen = [files.read("v1/index"), files.read("v1/index")]

    assert [b"old", b"new"] == [file.data for file in seen if file is not None]


def test_what_is_kept_in_memory_has_an_end(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    names = [f"v1/batch/{number}" for number in range(9)]
    for name in names:
        files.create(name, bytes(8 * MEGABYTE))
        files.read(name)

    assert [False, *[True] * 8] == [files.cached(name) is not None for name in names]


def test_a_cdn_is_told_how_long_each_object_stays_as_it_is(bucket_environment: None) -> None:
    store = S3Store("country", prefix="caching", client_options={"allow_http": True})
    files = BucketFiles(store)

    files.create("v1/batch/1", b"one")
    files.replace("v1/index", b"index")

    told = {name: obstore.get(store, name).attributes["Cache-Control"] for name in ("v1/batch/1", "v1/index")}
    assert {"v1/batch/1": "public, max-age=31536000, immutable", "v1/index": "no-cache"} == told


def test_a_bucket_that_refuses_is_one_line_without_account_or_address(
    bucket_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another secret")
    files = open_files(ExchangeSettings(data=tmp_path, bucket="s3://country/refused"))

    for attempt in (
        lambda: files.create("v1/batch/1", b"x"),
        lambda: files.read("v1/batch/1"),
        lambda: files.names("v1"),
    ):
        with pytest.raises(StoreError, match=r"^the bucket did not do what was asked \([A-Za-z]+Error\)$") as refused:
            attempt()
        assert refused.value.__suppress_context__


def test_a_bucket_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_ALLOW_HTTP": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(StoreError, match=r"^the bucket did not do what was asked \(GenericError\)$"):
        open_files(ExchangeSettings(data=tmp_path, bucket="s3://country")).read("v1/index")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("s3://country", BucketAddress("country", "")),
        ("s3://country/", BucketAddress("country", "")),
        ("s3://country/public/2026", BucketAddress("country", "public/2026")),
    ],
)
def test_an_address_names_a_bucket_and_perhaps_a_prefix(text: str, parsed: BucketAddress) -> None:
    assert parsed == BucketAddress.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "country",
        "s3://",
        "s3://key:secret@country/public",
        "s3://country/public?secret=x",
        "s3://country/../keys",
        "s3://country//x",
        "s3://country/.",
        "s3://country/x/./y",
        "https://country",
        "gs://country",
        "s3://Country",
        "s3://country/a b",
        "s3://country\n",
    ],
)
def test_anything_else_is_no_address_and_is_not_repeated(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        BucketAddress.parse(text)

    assert "a bucket's address is s3://bucket/prefix; keys come from the environment (AWS_…)" == str(refused.value)
