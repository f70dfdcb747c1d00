"""The keys of a new exchange: all of them, or none, whenever their making is cut short."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from bluezone.exchange.durable_files import is_open_to_others, read_secret, write_secret
from bluezone.exchange.errors import KeyringError
from bluezone.exchange.keyring import KEY_LIST_FILE, Keyring, create_keyring, load_keyring
from bluezone.protocol.signature import KEY_BYTES, Kind, SigningKey

ROOT = SigningKey(Kind.KEYS, bytes(range(32)))
NOW_S = 1_600_000_000


class CutShortError(Exception):
    """Stands in for the end of the process."""


class Draws:
    """Repeatable entropy that ends after some draws."""

    def __init__(self, until: int = 1_000) -> None:
        self.drawn, self.until = 0, until

    def __call__(self, size: int) -> bytes:
        if self.drawn == self.until:
            raise CutShortError
        self.drawn += 1
        return hashlib.sha256(bytes([self.drawn])).digest()[:size]


def make(folder: Path, draws: Draws) -> Keyring:
    return create_keyring(folder, ROOT, draws, NOW_S)


@pytest.mark.parametrize("draws", range(9))
def test_a_making_that_was_cut_short_leaves_nothing_and_is_begun_again(tmp_path: Path, draws: int) -> None:
    folder = tmp_path / "keys"
    with pytest.raises(CutShortError):
        make(folder, Draws(until=draws))
    assert not folder.exists()

    made = make(folder, Draws())

    assert made.key_list == load_keyring(folder).key_list
    assert ["keys"] == [path.name for path in tmp_path.iterdir()]


def test_a_keyring_is_never_made_over_another(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    before = make(folder, Draws()).key_list

    with pytest.raises(KeyringError, match="rotated, not created"):
        make(folder, Draws())

    assert before == load_keyring(folder).key_list


def test_keys_whose_list_is_lost_are_not_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make(folder, Draws())
    (folder / KEY_LIST_FILE).unlink()
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(KeyringError, match="without a key list"):
        make(folder, Draws())

    assert kept == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nobody_else_may_read_any_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make(folder, Draws())

    assert {0o600} == {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert 0o700 == folder.stat().st_mode & 0o777


def test_a_secret_half_written_by_a_killed_start_is_written_anew_and_a_whole_one_never_again(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    (tmp_path / ".root.key.new").write_bytes(b"half")

    write_secret(path, bytes(KEY_BYTES))

    with pytest.raises(FileExistsError):
        write_secret(path, b"x" * KEY_BYTES)
    assert bytes(KEY_BYTES) == read_secret(path, KEY_BYTES)
    assert ["root.key"] == [left.name for left in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("mode", "owner", "is_open"),
    [
        (0o600, (995, 990), False),
        (0o400, (0, 0), False),
        (0o440, (0, 0), False),
        (0o440, (0, 990), True),
        (0o440, (995, 0), True),
        (0o640, (0, 0), True),
        (0o444, (0, 0), True),
        (0o604, (995, 990), True),
    ],
)
def test_a_key_that_systemd_hands_over_is_open_to_nobody_else(mode: int, owner: tuple[int, int], is_open: bool) -> None:
    """root's, r--r-----, and a list that names the service's account (systemd 257, `LoadCredential=`)."""
    found = os.stat_result((stat.S_IFREG | mode, 1, 1, 1, *owner, KEY_BYTES, 0, 0, 0))

    assert is_open_to_others(found) is is_open
