"""Revocations: the word of two persons, in a series of its own (docs/protocol/3-batches.md).

Like a configuration, one whose file was written and then not logged keeps its number: it is logged next, before any
other. Whoever hands it in again, not knowing what became of it, is told that it is out.
"""

from __future__ import annotations

from bluezone.exchange.errors import RequestError
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.revocation import Revocation, read_revocation
from bluezone.protocol.signature import KeyList, Kind, open_file


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


def logged_revocation(file: bytes, log: Logbook, keys: KeyList) -> Published | None:
    """This very revocation in the log. Raises RequestError if it is none."""
    try:
        opened = open_file(Kind.REVOCATION, file, keys)
        sequence = read_revocation(file, keys).sequence
    except PeerError as error:
        raise RequestError(str(error)) from error
    known = log.find(Kind.REVOCATION, sequence)
    return known if known is not None and known.identity == opened.identity else None


def unlogged_revocation(files: PublicFiles, log: Logbook, keys: KeyList) -> tuple[Revocation, bytes] | None:
    """The file with the number that the log gives next, if phones would take it."""
    file = files.read(f"v1/revocation/{log.next_sequence(Kind.REVOCATION)}")
    if file is None:
        return None
    try:
        return require_next_revocation(file.data, log, keys), file.data
    except RequestError:
        return None
