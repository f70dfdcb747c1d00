"""The exchange's own keys on disk, and the key list that the root signed over them.

One private key a kind, each in a file that only its owner may read. The root key signs the list and is needed for
nothing else; production keeps it offline (docs/operating/exchange.md). Private keys never leave this module except as
SigningKey values.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.durable_files import read_secret, sync_folder, write_secret
from bluezone.exchange.errors import KeyringError
from bluezone.exchange.ports import DAY_S, Entropy
from bluezone.protocol.calendar import Day
from bluezone.protocol.signature import (
    KEY_BYTES,
    KeyList,
    Kind,
    ListedKey,
    SigningKey,
    VerifyingKey,
    read_key_list,
    write_key_list,
)

SIGNED_HERE = (
    Kind.BATCH,
    Kind.ROLLUP,
    Kind.INDEX,
    Kind.HEAD,
    Kind.CONFIG,
    Kind.CERTIFICATE,
    Kind.TIME,
    Kind.VENUE,
)
"""Kinds whose private key the service holds. Revocations and witness signatures are made by persons elsewhere."""
ROOT_FILE = "root.key"
ROOT_PUBLIC_FILE = "root.pub"
KEY_LIST_FILE = "key-list"
INTERNAL_KEY_FILE = "internal.key"
_LIFETIME_S = 3_653 * DAY_S
_NOT_BEFORE_S = Day(365 * 130).start_ms // 1000
"""Keys end no earlier than the year 2099, so that drills may be set in any year; rotation ends a key, not its date."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys that the service signs with and the list that says so."""

    root: VerifyingKey
    key_list: KeyList
    key_list_file: bytes
    cover: SigningKey
    """Signs what cover calls are answered with. No list names it, so no upload rule accepts it."""
    signing: dict[Kind, SigningKey]

    def __getitem__(self, kind: Kind) -> SigningKey:
        return self.signing[kind]


def create_keyring(
    directory: Path,
    root: SigningKey,
    entropy: Entropy,
    now_s: int,
    *,
    extra: tuple[ListedKey, ...] = (),
    report_key: bytes = b"",
) -> Keyring:
    """Draws a key for every kind, has the root sign the list, and writes all of it. Refuses to overwrite."""
    if (directory / KEY_LIST_FILE).exists():
        raise KeyringError("there is a key list already; keys are rotated, not created anew")
    unfinished = directory.with_name(directory.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)  # of a start that was killed: nothing was ever signed with it
    unfinished.mkdir(parents=True, mode=0o700)
    for kind in SIGNED_HERE:
        write_secret(unfinished / f"{kind}.key", entropy(KEY_BYTES))
    write_secret(unfinished / "cover.key", entropy(KEY_BYTES))
    listed = tuple(listed_key(_read_signing_key(unfinished, kind), now_s) for kind in SIGNED_HERE)
    keys = KeyList(
        sequence=1,
        issued_s=now_s,
        keys=(*listed, *extra),
        required_signatures={Kind.REVOCATION: 2},
        report_key=report_key,
    )
    write_secret(unfinished / ROOT_PUBLIC_FILE, root.verifying_key.value)
    write_secret(unfinished / KEY_LIST_FILE, write_key_list(keys, root))
    sync_folder(unfinished)
    _put_in_place(unfinished, directory)
    return load_keyring(directory)


def _put_in_place(unfinished: Path, directory: Path) -> None:
    """The whole keyring appears at once. An empty folder may stand there; keys without a list may not."""
    try:
        unfinished.rename(directory)
    except OSError as error:
        raise KeyringError(f"{directory.name} holds keys without a key list; restore it or move it away") from error
    sync_folder(directory.parent)


def load_keyring(directory: Path) -> Keyring:
    """The keys on disk, once they fit the list and the list fits the root."""
    try:
        root = VerifyingKey((directory / ROOT_PUBLIC_FILE).read_bytes())
        file = (directory / KEY_LIST_FILE).read_bytes()
    except FileNotFoundError as error:
        raise KeyringError("there is no key list here; run `bluezone exchange init`") from error
    keys = read_key_list(file, root)
    signing = {kind: _read_signing_key(directory, kind) for kind in SIGNED_HERE}
    for kind, key in signing.items():
        keys.key(kind, key.verifying_key.key_id)
    cover = SigningKey(Kind.CERTIFICATE, read_secret(directory / "cover.key", KEY_BYTES))
    return Keyring(root, keys, file, cover, signing)


def listed_key(key: SigningKey, now_s: int) -> ListedKey:
    """A key as the list names it: valid from the beginning, for ten years and at least until 2099."""
    return ListedKey(key.kind, key.verifying_key.value, 0, max(now_s + _LIFETIME_S, _NOT_BEFORE_S))


def root_key(path: Path, entropy: Entropy | None = None) -> SigningKey:
    """The root key in a file; drawn and written there first if it is missing and entropy is given."""
    if not path.exists() and entropy is not None:
        write_secret(path, entropy(KEY_BYTES))
    return SigningKey(Kind.KEYS, read_secret(path, KEY_BYTES))


def internal_key(directory: Path, entropy: Entropy) -> str:
    """The bearer key of the internal interface, drawn on first use."""
    path = directory / INTERNAL_KEY_FILE
    if not path.exists():
        write_secret(path, entropy(KEY_BYTES).hex().encode())
    return read_secret(path, 2 * KEY_BYTES).decode()


def _read_signing_key(directory: Path, kind: Kind) -> SigningKey:
    return SigningKey(kind, read_secret(directory / f"{kind}.key", KEY_BYTES))
