"""Encrypted backups: the store as of one moment, the signing keys, the published files where
they lie in a folder (docs/operating/exchange.md).

A tar archive in a secret stream (sealing.py), under a key that is kept elsewhere; the store goes in as rows
(stored_rows.py), so that a piece of all this is in memory and never the whole. A cut or altered backup is refused as a
whole. The root key never enters a backup. Nothing of it is ever on disk in clear, not even for a moment: a backup may
be killed as anything else may.
"""

from __future__ import annotations

import contextlib
import io
import tarfile
from pathlib import Path

from bluezone.exchange.durable_files import replaced_file
from bluezone.exchange.errors import SettingsError, StoreError
from bluezone.exchange.internal_keys import INTERNAL_KEY_FILE, NEXT_KEY_FILE
from bluezone.exchange.operations.sealing import Opening, Sealing, opened
from bluezone.exchange.operations.stored_rows import StoreOfParts, is_part, parts_of
from bluezone.exchange.publishing.files.noted import BUCKET_NOTE
from bluezone.exchange.settings import ExchangeSettings

KEY_BYTES = 32
_MAGIC, _OF_BEFORE = b"BZX2", b"BZX1"
"""The store as rows; and as a file, as versions wrote it that could not read rows and refuse them by this."""
_MAGICS = (_MAGIC, _OF_BEFORE)
_STORE = "exchange.db"
_INTERNAL_KEYS = (INTERNAL_KEY_FILE, NEXT_KEY_FILE)
_FOLDERS = ("keys", "public")
_NOTES = (BUCKET_NOTE,)


def write_backup(settings: ExchangeSettings, target: Path, key: bytes) -> int:
    """Writes a backup while the service runs or not; its size. Raises SettingsError where it cannot be done."""
    require_backup_possible(settings)
    require_key(key)
    with replaced_file(target, mode=0o600) as file:
        file.write(_MAGIC)
        sealing = Sealing(file, key)
        with tarfile.open(fileobj=sealing, mode="w|") as tar:
            if (settings.data / _STORE).exists():  # before the first start there are signing keys, and nothing else
                for name, part in parts_of(settings.data / _STORE):
                    _add_bytes(tar, name, part)
            for path in _files_of(settings.data):
                with contextlib.suppress(FileNotFoundError):  # erased meanwhile, or its name was one for a moment
                    tar.add(path, str(path.relative_to(settings.data)))
        sealing.finish()
        return file.tell()


def require_backup_possible(settings: ExchangeSettings) -> None:
    """Raises SettingsError unless the exchange's store lies in its data directory."""
    if settings.store_url is not None:
        raise SettingsError("the store lies outside the data directory: back it up with the database's own tools")
    if not settings.key_directory.exists():
        raise SettingsError("there is no exchange in this directory")
    if settings.bucket is None and settings.public_files.exists() and not (settings.data / _STORE).exists():
        raise SettingsError("the exchange in this directory has published, but its store is not here")


def read_backup(source: Path, key: bytes, data: Path) -> None:
    """Unpacks a backup, also one of an earlier version, into a folder that is empty or does not exist. Raises
    StoreError if it is not whole, and then has written nothing: it is read twice."""
    require_empty(data)
    require_key(key)
    with source.open("rb") as file:
        if file.read(len(_MAGIC)) not in _MAGICS:
            raise StoreError("this is no backup of an exchange, or one of a later version")
        for _ in opened(file, key):
            pass
        file.seek(len(_MAGIC))
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tarfile.open(fileobj=io.BufferedReader(Opening(file, key)), mode="r|") as tar:
            _unpack(tar, data)
    for secret in (*(data / "keys").glob("*.key"), *data.glob("internal*.key")):
        secret.chmod(0o600)


def _unpack(tar: tarfile.TarFile, data: Path) -> None:
    """Files as they are, and the store of its rows; earlier versions put the store in as a file."""
    with contextlib.ExitStack() as stack:
        store: StoreOfParts | None = None
        for member in tar:
            if not is_part(member.name):
                tar.extract(member, data, filter="data")
                continue
            if store is None:
                store = stack.enter_context(contextlib.closing(StoreOfParts(data / _STORE)))
            part = tar.extractfile(member)
            assert part is not None
            store.take(member.name, part.read())


def require_empty(data: Path) -> None:
    """Raises SettingsError where something would be overwritten."""
    if data.exists() and any(data.iterdir()):
        raise SettingsError("a backup is restored into an empty directory")


def _files_of(data: Path) -> list[Path]:
    """Files beside the store. The service may go on: a file that is being written has a name with a dot before."""
    single = [data / name for name in (*_INTERNAL_KEYS, *_NOTES)]
    below = [path for name in _FOLDERS for path in sorted((data / name).rglob("*"))]
    return [path for path in (*single, *below) if path.is_file() and not path.name.startswith(".")]


def _add_bytes(tar: tarfile.TarFile, name: str, value: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(value), 0o600
    tar.addfile(member, io.BytesIO(value))


def require_key(key: bytes) -> None:
    """Raises SettingsError for what cannot be a backup's key."""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"a backup key has {KEY_BYTES} bytes, not {len(key)}")
