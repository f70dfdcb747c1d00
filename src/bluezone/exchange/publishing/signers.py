"""Whose signatures published files carry, when the key list changes (docs/operating/exchange.md, "Keys").

A file's place in the log is that of its body. So a file may be given another signature and stay the file that it is;
that is done only for what a withdrawn key had signed.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bluezone.exchange.errors import ForkError, KeyringError, RequestError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.index import listed_files
from bluezone.exchange.publishing.press import Press
from bluezone.protocol.config import Configuration, read_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Index, Published, read_index
from bluezone.protocol.revocation import read_revocation
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    Opened,
    VerifyingKey,
    decode_body,
    identity_of,
    sign_file,
)

_ENTRY_BYTES = KEY_ID_BYTES + SIGNATURE_BYTES
_BLOCK_BYTES = 1 + _ENTRY_BYTES
_RENEWED = (Kind.BATCH, Kind.ROLLUP, Kind.CONFIG)


async def publish_key_list(press: Press) -> list[Published]:
    """The list, if it is new; before it what only withdrawn keys had signed, since phones read that under it."""
    keyring, newest = press.keyring, press.log.newest(Kind.KEYS)
    if newest is not None and newest.sequence >= keyring.key_list.sequence:
        return []
    await press.aside(sign_anew, press.files, listed_files(press.log, press.now_s), keyring)
    return [await press.publish_file(Kind.KEYS, keyring.key_list.sequence, keyring.key_list_file)]


def require_signed_now(opened: Opened, now_s: int) -> None:
    """Raises RequestError unless whoever signed what is handed in may sign at this moment."""
    try:
        opened.require_valid_at(now_s)
    except PeerError as error:
        raise RequestError("a key that has ended, or has not begun, signs nothing new: somebody else has to") from error


def require_readable(files: PublishedFiles, current: KeyList, following: KeyList, *, renewing: bool) -> None:
    """Raises KeyringError unless a phone that knows only the following list could read every file of the index;
    when keys were stolen, after the exchange has signed anew what it can."""
    index = files.read("v1/index")
    if index is None:
        return
    # without the witnesses that the present list may wait for: a list that requires none ends that
    served = read_index(index.data, msgspec.structs.replace(current, required_witnesses=0)).index
    _require_witnessed(served, following)
    for published in served.files:
        data = _data(files, published)
        if renewing and _is_renewable(data, published):
            continue
        try:
            _require_one(data, published, following)
        except PeerError as error:
            raise KeyringError(
                f"phones could not read {published.kind} {published.sequence} any more under this list: {error}"
            ) from error


def names_list(index: bytes, keys: KeyList) -> bool:
    """Whether this index, in the eyes of a phone that knows only this key list, tells of it or of a later one."""
    try:
        files = read_index(index, keys).index.files
    except PeerError:
        return False
    return any(one.kind is Kind.KEYS and one.sequence >= keys.sequence for one in files)


def sign_anew(files: PublishedFiles, listed: Iterable[Published], keyring: Keyring) -> int:
    """Signs what only withdrawn keys have signed; how many files. Safe to repeat."""
    renewed = 0
    for published in listed:
        data = _data(files, published)
        if _is_renewable(data, published) and not _is_signed(data, published.kind, keyring.key_list):
            body = data[:-_BLOCK_BYTES]
            signer = keyring.signer(published.kind, _time_of(body, published))
            files.replace(published.path[1:], sign_file(body, [signer]))
            renewed += 1
    return renewed


def _require_witnessed(served: Index, following: KeyList) -> None:
    """Raises KeyringError if the following list requires more witnesses than the index carries: nothing would come out
    without them, the list itself neither, and so nobody would know them."""
    named = {VerifyingKey(key.public).key_id for key in following.keys if key.kind is Kind.WITNESS}
    count = len({signed.key_id for signed in served.witnesses} & named)
    if count < following.required_witnesses:
        raise KeyringError(
            f"the list requires {following.required_witnesses} witnesses, and {count} that it names have co-signed the "
            "index that is published now: name them in one list, let them co-sign, then require them (inspect log "
            "--cosign)"
        )


def _require_one(data: bytes, published: Published, keys: KeyList) -> None:
    if published.kind in (Kind.BATCH, Kind.ROLLUP):  # signed by us and in the log: only the signer is in question
        keys.key(published.kind, _signer_of(data)).require_valid_at(published.window_end_s)
    elif published.kind is Kind.CONFIG:
        read_configuration(data, keys)
    elif published.kind is Kind.REVOCATION:
        read_revocation(data, keys)


def _is_signed(data: bytes, kind: Kind, keys: KeyList) -> bool:
    try:
        keys.key(kind, _signer_of(data))
    except PeerError:
        return False
    return True


def _is_renewable(data: bytes, published: Published) -> bool:
    """Whether the exchange may sign it alone, and it is the very file in the log."""
    return published.kind in _RENEWED and identity_of(data[:-_BLOCK_BYTES]) == published.identity


def _time_of(body: bytes, published: Published) -> int:
    """The document's own time, at which its signer must be valid."""
    if published.kind is Kind.CONFIG:
        return decode_body(body, Configuration, "configuration").issued_s
    return published.window_end_s


def _signer_of(data: bytes) -> bytes:
    return data[-_ENTRY_BYTES : -_ENTRY_BYTES + KEY_ID_BYTES]


def _data(files: PublishedFiles, published: Published) -> bytes:
    file = files.read(published.path[1:])
    if file is None:
        raise ForkError(f"{published.kind} {published.sequence} is in the log and its file is missing")
    return file.data
