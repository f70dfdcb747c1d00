"""Encrypted backups: the store as of one moment, the signing keys, the published files where
they lie in a folder (docs/operating/exchange.md).

libsodium's secret stream over a tar archive, under a key that is kept elsewhere. A cut or altered backup is refused as
a whole. The root key never enters a backup. Nothing of it is ever on disk in clear, not even for a moment: a backup may
be killed as anything else may.
"""

from __future__ import annotations

import contextlib
import io
import sqlite3
import tarfile
from pathlib import Path

from nacl import bindings as sodium
from nacl.exceptions import RuntimeError as SodiumError

from bluezone.exchange.durable_files import replace_file
from bluezone.exchange.errors import SettingsError, StoreError
from bluezone.exchange.internal_keys import INTERNAL_KEY_FILE, NEXT_KEY_FILE
from bluezone.exchange.publishing.files.noted import BUCKET_NOTE
from bluezone.exchange.settings import ExchangeSettings

KEY_BYTES = 32
_MAGIC = b"BZX1"
_CHUNK = 1 << 20
_INTERNAL_KEYS = (INTERNAL_KEY_FILE, NEXT_KEY_FILE)
_FOLDERS = ("keys", "public")
_NOTES = (BUCKET_NOTE,)


def write_backup(settings: ExchangeSettings, target: Path, key: bytes) -> int:
    """Writes a backup while the service runs or not; its size. Raises SettingsError where it cannot be done."""
    require_backup_possible(settings)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        if (settings.data / "exchange.db").exists():  # before the first start there are signing keys, and nothing else
            _add_bytes(tar, "exchange.db", _snapshot(settings.data / "exchange.db"))
        for path in _files_of(settings.data):
            with contextlib.suppress(FileNotFoundError):  # erased meanwhile, or its name was one for a moment
                tar.add(path, str(path.relative_to(settings.data)))
    sealed = _seal(archive.getbuffer(), key)
    replace_file(target, sealed, mode=0o600)
    return len(sealed)


def require_backup_possible(settings: ExchangeSettings) -> None:
    """Raises SettingsError unless the exchange's store lies in its data directory."""
    if settings.store_url is not None:
        raise SettingsError("the store lies outside the data directory: back it up with the database's own tools")
    if not settings.key_directory.exists():
        raise SettingsError("there is no exchange in this directory")
    if settings.bucket is None and settings.public_files.exists() and not (settings.data / "exchange.db").exists():
        raise SettingsError("the exchange in this directory has published, but its store is not here")


def read_backup(source: Path, key: bytes, data: Path) -> None:
    """Unpacks a backup into a folder that is empty or does not exist. Raises StoreError if it is not whole."""
    require_empty(data)
    archive = _open(source.read_bytes(), key)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(data, filter="data")
    for secret in (*(data / "keys").glob("*.key"), *data.glob("internal*.key")):
        secret.chmod(0o600)


def require_empty(data: Path) -> None:
    """Raises SettingsError where something would be overwritten."""
    if data.exists() and any(data.iterdir()):
        raise SettingsError("a backup is restored into an empty directory")


def _files_of(data: Path) -> list[Path]:
    """Files beside the store. The service may go on: a file that is being written has a name with a dot before."""
    single = [data / name for name in (*_INTERNAL_KEYS, *_NOTES)]
    below = [path for name in _FOLDERS for path in sorted((data / name).rglob("*"))]
    return [path for path in (*single, *below) if path.is_file() and not path.name.startswith(".")]


def _snapshot(database: Path) -> bytes:
    """SQLite's own online copy: one moment of the store, while others write.

    Laid anew before it is kept for a fortnight: rows of the last hour lie in its pages as they came (mingling.py).
    """
    source = sqlite3.connect(database)
    copy = sqlite3.connect(":memory:")
    try:
        source.backup(copy)
        copy.execute("PRAGMA temp_store=MEMORY")
        copy.execute("VACUUM")
        return copy.serialize()
    finally:
        copy.close()
        source.close()


def _add_bytes(tar: tarfile.TarFile, name: str, value: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(value), 0o600
    tar.addfile(member, io.BytesIO(value))


def _seal(plain: memoryview, key: bytes) -> bytes:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sealed = bytearray(_MAGIC + sodium.crypto_secretstream_xchacha20poly1305_init_push(state, _checked(key)))
    for start in range(0, len(plain), _CHUNK):
        last = start + _CHUNK >= len(plain)
        tag = (
            sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if last
            else sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        chunk = bytes(plain[start : start + _CHUNK])
        sealed += sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, tag=tag)
    return bytes(sealed)


def _open(sealed: bytes, key: bytes) -> bytes:
    header_end = len(_MAGIC) + sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
    if not sealed.startswith(_MAGIC) or len(sealed) <= header_end:
        raise StoreError("this is no backup of an exchange")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, sealed[len(_MAGIC) : header_end], _checked(key))
    step = _CHUNK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
    plain, tag = bytearray(), None
    try:
        for start in range(header_end, len(sealed), step):
            chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed[start : start + step])
            plain += chunk
    except (SodiumError, ValueError) as error:
        raise StoreError("the backup is damaged, or the key is another one") from error
    if tag != sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        raise StoreError("the backup is cut off")
    return bytes(plain)


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise SettingsError(f"a backup key has {KEY_BYTES} bytes, not {len(key)}")
    return key
