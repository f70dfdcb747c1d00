"""The parts of a build that need nothing but files: what is laid out, under which names, and what is refused."""

from __future__ import annotations

import struct
import zipfile

import pytest

from scripts.apk import engine
from scripts.apk.inputs import Cache, fetch_debian, read_inputs


def test_the_same_files_give_the_same_archive(tmp_path):
    for name in ("one", "two"):
        for file, text in [("b/c.py", "c"), ("a.py", "a")] if name == "one" else [("a.py", "a"), ("b/c.py", "c")]:
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        engine.archive(tmp_path / name, tmp_path / f"{name}.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert ["a.py", "b/c.py"] == packed.namelist()


def elf(*alignments):
    """A 64-bit file with segments that are loaded, and a note of alignment 4 among them."""
    head = b"\x7fELF\x02" + bytes(27) + struct.pack("<Q", 64) + bytes(14) + struct.pack("<HH", 56, len(alignments) + 1)
    segments = [struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 0, 0, alignment) for alignment in alignments]
    return head.ljust(64, b"\0") + b"".join([*segments, struct.pack("<IIQQQQQQ", 4, 4, 0, 0, 0, 0, 0, 4)])


@pytest.mark.parametrize(("alignments", "least"), [((65_536, 65_536), 65_536), ((65_536, 4_096), 4_096)])
def test_the_least_alignment_of_what_is_loaded_counts(tmp_path, alignments, least):
    (tmp_path / "lib.so").write_bytes(elf(*alignments))

    assert least == engine.alignment(tmp_path / "lib.so")


def test_what_is_no_64_bit_file_is_refused(tmp_path):
    (tmp_path / "lib.so").write_bytes(b"\x7fELF\x01" + bytes(100))

    with pytest.raises(ValueError, match="64-bit"):
        engine.alignment(tmp_path / "lib.so")


@pytest.mark.parametrize(
    ("name", "flat"),
    [
        ("_ssl.cpython-313-aarch64-linux-musl.so", "libx__ssl.so"),
        ("granian/_granian.cpython-313-aarch64-linux-musl.so", "libx_granian___granian.so"),
        ("nacl/_sodium.abi3.so", "libx_nacl___sodium.so"),
        ("_ssl.cpython-313.so", "libx__ssl.so"),
    ],
)
def test_an_extension_lies_flat_under_a_name_that_the_installer_takes(name, flat):
    assert flat == engine.flat_name(name)


def test_a_library_is_asked_for_by_the_name_under_which_it_lies_and_no_byte_moves():
    before = b"\0libgcc_s-2d945d6c.so.1\0libc.so\0libc.so.6\0"

    after = engine.shorten_names(before)

    assert b"\0libgcc_s-2d945d6c.so\0\0\0libc.so\0libc.so.6\0" == after
    assert len(before) == len(after)


def test_a_file_whose_bytes_are_not_those_of_the_list_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt: nothing can be fetched in its place
    cache = Cache(tmp_path)
    cache.debian.mkdir()
    for one in read_inputs():
        (cache.debian / one.sha256).write_bytes(b"something else")

    with pytest.raises(SystemExit, match=r"not built: .* for 7zip, aapt"):
        fetch_debian(cache)


def test_a_folder_of_the_cache_is_there_whole_or_not_at_all(tmp_path):
    def half(folder):
        (folder / "half").touch()
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        Cache(tmp_path).made("engine", "0123456789abcdef01", half)
    made = Cache(tmp_path).made("engine", "0123456789abcdef01", lambda folder: (folder / "whole").touch())

    assert ["whole"] == [path.name for path in made.iterdir()]
