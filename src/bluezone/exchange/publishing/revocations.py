"""Revocations: the word of two persons, in a series of its own (docs/protocol/3-batches.md).

Like a configuration, one whose file was written and then not logged keeps its number: it is logged next, before any
other. Whoever hands it in again, not knowing what became of it, is told that it is out.

What was in a revoked batch is not known any more: good seeds come again, under codes of their own, and must come out.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from bluezone.exchange.errors import ForkError, RequestError
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.signers import require_signed_now
from bluezone.exchange.store import entries as stored_entries
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.revocation import Revocation, read_revocation
from bluezone.protocol.signature import KeyList, Kind, decode_body, identity_of, open_file, split_unverified


async def publish_revocation(press: Press, revocation: Revocation, file: bytes) -> Published:
    """Puts the word into the log, and forgets what the revoked batch held."""
    revoked = press.log.find(revocation.kind, revocation.revoked)
    return await press.publish_file(
        Kind.REVOCATION,
        revocation.sequence,
        file,
        window_end_s=press.now_s,
        signatures=press.keyring.key_list.signatures_for(Kind.REVOCATION),
        also=lambda connection: forget_revoked(connection, revoked),
    )


async def log_unlogged_revocation(press: Press) -> list[Published]:
    """Logs one that was written before a turn broke off."""
    found = await press.aside(unlogged_revocation, press.files, press.log, press.keyring.key_list)
    return [] if found is None else [await publish_revocation(press, *found)]


def require_next_revocation(file: bytes, log: Logbook, keys: KeyList) -> Revocation:
    """What the file says. Raises RequestError unless phones would take it as the next one."""
    try:
        revocation = read_revocation(file, keys)
    except PeerError as error:
        raise RequestError(str(error)) from error
    if revocation.sequence != log.next_sequence(Kind.REVOCATION):
        raise RequestError("the revocation's sequence does not follow the last one")
    revoked = log.find(revocation.kind, revocation.revoked)
    if revoked is None or revoked.identity != revocation.identity:
        raise RequestError(f"there is no such {revocation.kind} {revocation.revoked} to revoke")
    return revocation


def require_signed_revocation(file: bytes, keys: KeyList, now_s: int) -> None:
    """Raises RequestError unless the keys of both persons are good now, whatever moment they dated it to."""
    require_signed_now(open_file(Kind.REVOCATION, file, keys), now_s)


def logged_revocation(file: bytes, log: Logbook, keys: KeyList) -> Published | None:
    """Finds this very revocation in the log. Raises RequestError if the file is none."""
    try:
        opened = open_file(Kind.REVOCATION, file, keys)
        sequence = read_revocation(file, keys).sequence
    except PeerError as error:
        raise RequestError(str(error)) from error
    known = log.find(Kind.REVOCATION, sequence)
    return known if known is not None and known.identity == opened.identity else None


def renew_signatures(files: PublishedFiles, known: Published, file: bytes, keys: KeyList, now_s: int) -> None:
    """Has a logged word lie there as it is handed in again: under other persons' signatures, before a list drops a key
    of those who gave it. Raises RequestError."""
    present = files.read(known.path[1:])
    if present is not None and present.data == file:
        return
    require_signed_revocation(file, keys, now_s)
    if len(file) != known.size:
        raise RequestError(f"revocation {known.sequence} is listed with another number of signatures")
    files.replace(known.path[1:], file)


def forget_revoked(connection: sa.Connection, revoked: Published | None) -> None:
    """Forgets what a revoked batch held; a roll-up holds nothing of its own."""
    if revoked is not None and revoked.kind is Kind.BATCH:
        stored_entries.forget_window(connection, revoked.window_end_s)


def revoked_batches(files: PublishedFiles, logged: Iterable[Published]) -> set[int]:
    """The batches that these revocations take back. Raises ForkError for one that does not lie where it was put."""
    read = [_logged_word(files, one) for one in logged]
    return {revocation.revoked for revocation in read if revocation.kind is Kind.BATCH}


def _logged_word(files: PublishedFiles, logged: Published) -> Revocation:
    """Reads a logged revocation. Its signatures held when it was logged; whoever signed may have left since."""
    file = files.read(logged.path[1:])
    for body in split_unverified(file.data) if file is not None else ():
        if identity_of(body) == logged.identity:
            return decode_body(body, Revocation, "revocation")
    raise ForkError(f"revocation {logged.sequence} is in the log and does not lie in its place")


def unlogged_revocation(files: PublishedFiles, log: Logbook, keys: KeyList) -> tuple[Revocation, bytes] | None:
    """The file with the number that the log gives next, if phones would take it."""
    file = files.read(f"v1/revocation/{log.next_sequence(Kind.REVOCATION)}")
    if file is None:
        return None
    try:
        return require_next_revocation(file.data, log, keys), file.data
    except RequestError:
        return None
