"""The exchange's own keys on disk, and the key list that the root signed over them.

Each private key lies in a file that only its owner may read: `batch.key`, and `batch.3.key` for the one that was drawn
for list 3 (rotation.py). Which key signs follows from the list and the time alone, so that a document that is made
again is signed by the same key, and so that nothing happens, and nothing can fail, at the moment of a change.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
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
COVER_FILE = "cover.key"
_LIFETIME_S = 3_653 * DAY_S
_NOT_BEFORE_S = Day(365 * 130).start_ms // 1000
"""Keys end no earlier than the year 2099, so that drills may be set in any year; rotation ends a key, not its date."""
_KEY_FILE = re.compile(r"(?P<kind>[a-z]+)(\.(?P<sequence>[0-9]{1,9}))?\.key")


@dataclass(frozen=True, slots=True, repr=False)
class HeldKey:
    """A private key on disk, and the list for which it was drawn."""

    path: Path
    sequence: int
    key: SigningKey


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys that the service signs with and the list that says so."""

    root: VerifyingKey
    key_list: KeyList
    key_list_file: bytes
    cover: SigningKey
    """Signs what cover calls are answered with. No list names it, so no upload rule accepts it."""
    signing: dict[Kind, tuple[tuple[ListedKey, SigningKey], ...]]
    """By kind, the keys that are listed and held, the one that begins last first."""

    @property
    def ends_s(self) -> int:
        """The moment from which some kind could not be signed any more."""
        return min(max(listed.valid_until_s for listed, _ in pairs) for pairs in self.signing.values())

    def signer(self, kind: Kind, at_s: int) -> SigningKey:
        """The key that signs a document of this time: the newest that is valid then. Raises KeyringError."""
        for listed, key in self.signing[kind]:
            if listed.valid_from_s <= at_s < listed.valid_until_s:
                return key
        raise KeyringError(f"no key for {kind} is valid at {at_s}; keys must be rotated (exchange keys request)")


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
    write_secret(unfinished / COVER_FILE, entropy(KEY_BYTES))
    keys = KeyList(
        sequence=1,
        issued_s=now_s,
        keys=(*(listed_key(held.key, now_s) for held in held_keys(unfinished)), *extra),
        required_signatures={Kind.REVOCATION: 2},
        report_key=report_key,
    )
    write_secret(unfinished / ROOT_PUBLIC_FILE, root.verifying_key.value)
    write_secret(unfinished / KEY_LIST_FILE, write_key_list(keys, root))
    sync_folder(unfinished)
    _put_in_place(unfinished, directory)
    return load_keyring(directory)


def _put_in_place(unfinished: Path, directory: Path) -> None:
    """Puts the whole keyring in place at once. An empty folder may stand there; keys without a list may not."""
    try:
        unfinished.rename(directory)
    except OSError as error:
        raise KeyringError(
            f"{directory.name} holds keys without a key list; install it, restore it, or move the keys away"
        ) from error
    sync_folder(directory.parent)


def load_keyring(directory: Path) -> Keyring:
    """Loads the keys on disk, once they fit the list and the list fits the root."""
    try:
        file = (directory / KEY_LIST_FILE).read_bytes()
    except FileNotFoundError as error:
        raise KeyringError("there is no key list here; run `bluezone exchange init`") from error
    return keyring_under(directory, file)


def keyring_under(directory: Path, file: bytes) -> Keyring:
    """The keyring as it is, or would be, under this list. Raises KeyringError if a kind could not be signed at all."""
    root = pinned_root(directory)
    keys = read_key_list(file, root)
    held = {held.key.verifying_key.value: held.key for held in held_keys(directory)}
    cover = SigningKey(Kind.CERTIFICATE, read_secret(directory / COVER_FILE, KEY_BYTES))
    return Keyring(root, keys, file, cover, {kind: _signing(kind, keys, held) for kind in SIGNED_HERE})


def _signing(kind: Kind, keys: KeyList, held: dict[bytes, SigningKey]) -> tuple[tuple[ListedKey, SigningKey], ...]:
    ours = [(one, held[one.public]) for one in keys.keys if one.kind == kind and one.public in held]
    if not ours:
        raise KeyringError(f"the key list names no key for {kind} whose private half is here")
    return tuple(sorted(ours, key=lambda pair: pair[0].valid_from_s, reverse=True))


def pinned_root(directory: Path) -> VerifyingKey:
    """The root under which this exchange's lists must be signed."""
    try:
        return VerifyingKey((directory / ROOT_PUBLIC_FILE).read_bytes())
    except FileNotFoundError as error:
        raise KeyringError("there is no root key here; run `bluezone exchange init`") from error


def held_keys(directory: Path) -> Iterator[HeldKey]:
    """Every private key of a kind that is signed here, listed or not, in the order of the kinds and of their lists."""
    named = [(path, _KEY_FILE.fullmatch(path.name)) for path in directory.glob("*.key")]
    found = [
        (SIGNED_HERE.index(Kind(match["kind"])), int(match["sequence"] or 1), path)
        for path, match in named
        if match is not None and match["kind"] in SIGNED_HERE
    ]
    for place, sequence, path in sorted(found):
        yield HeldKey(path, sequence, SigningKey(SIGNED_HERE[place], read_secret(path, KEY_BYTES)))


def listed_key(key: SigningKey, now_s: int, *, from_s: int = 0) -> ListedKey:
    """A key as the list names it: for ten years and at least until 2099; the first ones from the beginning."""
    return ListedKey(key.kind, key.verifying_key.value, from_s, max(now_s + _LIFETIME_S, _NOT_BEFORE_S))


def root_key(path: Path, entropy: Entropy | None = None) -> SigningKey:
    """The root key in a file; drawn and written there first if it is missing and entropy is given."""
    if not path.exists() and entropy is not None:
        write_secret(path, entropy(KEY_BYTES))
    return SigningKey(Kind.KEYS, read_secret(path, KEY_BYTES))
