"""A folder that is replaced as a whole, and never anybody else's."""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.public_site import folder as publishing
from bluezone.portal.public_site.folder import MANIFEST, publish_folder

OLD = {"index.html": b"old", "en/index.html": b"old", "gone.html": b"old"}
NEW = {"index.html": b"new", "en/index.html": b"new"}


def content(target):
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize("can_exchange", [True, False], ids=["at once", "in two steps"])
def test_the_new_files_take_the_place_of_the_old_ones(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr(publishing, "_exchanged", lambda *_names: False)
    target = tmp_path / "site"

    assert publish_folder(target, OLD)
    assert publish_folder(target, NEW)

    assert set(NEW) | {MANIFEST} == set(content(target))
    assert b"new" == (target / "index.html").read_bytes()
    assert [target] == list(tmp_path.iterdir())


def test_nothing_is_written_when_nothing_changed(tmp_path):
    target = tmp_path / "site"
    publish_folder(target, NEW)
    before = target.stat().st_ino

    assert not publish_folder(target, NEW)
    assert before == target.stat().st_ino


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "site").mkdir()

    assert publish_folder(tmp_path / "site", NEW)


@pytest.mark.parametrize("foreign", ["letter.odt", "en/mine.html", ".hidden", "empty/"])
@pytest.mark.parametrize("after_ours", [True, False], ids=["beside ours", "alone"])
def test_a_folder_with_anything_foreign_in_it_stays_as_it_is(tmp_path, foreign, after_ours):
    target = tmp_path / "site"
    if after_ours:
        publish_folder(target, OLD)
    path = target / foreign
    path.parent.mkdir(parents=True, exist_ok=True)
    if foreign.endswith("/"):
        path.mkdir()
    else:
        path.write_text("dear diary")
    before = content(target)

    with pytest.raises(RefusedError, match=r"which is not ours"):
        publish_folder(target, NEW)

    assert before == content(target)


def test_a_manifest_that_lists_somebody_elses_file_is_no_permission_to_leave(tmp_path):
    """A link out of the folder is never followed."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(RefusedError, match="is no folder"):
        publish_folder(tmp_path / "site", NEW)


def test_a_folder_nowhere_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="is no folder"):
        publish_folder(tmp_path / "missing" / "site", NEW)


def test_what_a_killed_run_left_behind_does_not_matter(tmp_path):
    (tmp_path / ".site.new").mkdir()
    (tmp_path / ".site.new" / "half.html").write_bytes(b"hal")

    publish_folder(tmp_path / "site", NEW)

    assert set(NEW) | {MANIFEST} == set(content(tmp_path / "site"))


def test_the_manifest_is_what_sha256sum_checks(tmp_path):
    publish_folder(tmp_path / "site", NEW)

    assert f"{hashlib.sha256(b'new').hexdigest()}  index.html" in (tmp_path / "site" / MANIFEST).read_text()
    checked = subprocess.run(
        ["sha256sum", "--check", MANIFEST], cwd=tmp_path / "site", capture_output=True, check=False
    )
    assert 0 == checked.returncode


def test_a_reader_meets_the_old_site_or_the_new_one(tmp_path):
    target, seen, done = tmp_path / "site", set(), threading.Event()
    publish_folder(target, {"index.html": b"0", "x.html": b"0"})

    def read():
        while not done.is_set():
            descriptor = os.open(target, os.O_RDONLY)  # a server that has opened the folder stays in it
            try:
                names = set(os.listdir(descriptor))  # noqa: PTH208 - of an open folder, not of a name
                seen.add(frozenset(names))
            finally:
                os.close(descriptor)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 30):
        publish_folder(target, {"index.html": str(number).encode(), "x.html": b"0"})
    done.set()
    reader.join()

    assert frozenset({"index.html", "x.html", MANIFEST}) in seen
    assert all(names <= {"index.html", "x.html", MANIFEST} for names in seen)
