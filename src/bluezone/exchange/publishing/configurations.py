"""The configuration in force: the newest one in the log (docs/protocol/7-configuration.md).

A file is served from the moment it is written, and caches keep it. So one that was written and then not logged, because
the process was killed or the store was busy, keeps its number: it is logged next, and no other takes its place.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from bluezone.exchange.errors import ForkError, RequestError
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.signers import require_signed_now
from bluezone.exchange.store import log as stored_log
from bluezone.protocol.config import Configuration, open_configuration, read_configuration, write_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.signature import KeyList, Kind

FIRST_SEQUENCE = 1


def sign_next_configuration(
    press: Press, configuration: Configuration, in_force: Configuration
) -> tuple[Configuration, bytes]:
    """Signs the one that follows, whatever sequence it came with. Raises RequestError if no phone would take it."""
    following = msgspec.structs.replace(configuration, sequence=in_force.sequence + 1, issued_s=press.now_s)
    file = write_configuration(following, press.keyring.signer(Kind.CONFIG, following.issued_s))
    return _accepted(press, file), file


def require_next_configuration(press: Press, file: bytes, in_force: Configuration) -> Configuration:
    """What the file says. Raises RequestError unless phones would take it as the next one, from whoever may sign now: a
    key that has ended still signs for the time before, to which anything can be dated."""
    configuration = _accepted(press, file)
    require_signed_now(open_configuration(file, press.keyring.key_list), press.now_s)
    if configuration.sequence != in_force.sequence + 1:
        raise RequestError(f"configuration {in_force.sequence} is in force; propose the next one")
    return configuration


async def publish_configuration(press: Press, sequence: int, file: bytes) -> Published:
    signatures = len(open_configuration(file, press.keyring.key_list).signers)
    return await press.publish_file(Kind.CONFIG, sequence, file, signatures=signatures)


async def take_up_configuration(press: Press) -> Configuration:
    """The one in force, once one is in the log that was written and not logged, or the first."""
    logged, sequence = press.log.newest(Kind.CONFIG), press.log.next_sequence(Kind.CONFIG)
    file = await press.aside(unlogged_configuration, press.files, sequence, press.keyring.key_list)
    if file is None and logged is None:
        now_s = press.now_s
        first = Configuration(sequence=sequence, issued_s=now_s)
        file = write_configuration(first, press.keyring.signer(Kind.CONFIG, now_s))
    if file is not None:
        logged = await publish_configuration(press, sequence, file)
    return await press.aside(configuration_in_force, press.files, logged, press.keyring.key_list)


def _accepted(press: Press, file: bytes) -> Configuration:
    try:
        return read_configuration(file, press.keyring.key_list)
    except PeerError as error:
        raise RequestError(str(error)) from error


def configuration_in_force(files: PublishedFiles, logged: Published | None, keys: KeyList) -> Configuration:
    """The configuration in force; before anything is published, the first one, with its defaults."""
    if logged is None:
        return Configuration(sequence=FIRST_SEQUENCE, issued_s=0)
    file = files.read_anew(logged.path[1:])
    if file is None:
        raise ForkError(f"configuration {logged.sequence} has no file")
    if open_configuration(file.data, keys).identity != logged.identity:
        raise ForkError(f"what lies in the place of configuration {logged.sequence} is not the one in the log")
    return read_configuration(file.data, keys)


def why_not_taken(connection: sa.Connection, files: PublishedFiles, keys: KeyList) -> str | None:
    """What keeps this version from starting with the configuration in force, in one line; None if nothing does. What
    takes two signatures grows with versions, and what one person signed under an earlier one stays as it was signed."""
    logged = Logbook(stored_log.all_leaves(connection)).newest(Kind.CONFIG)
    try:
        configuration_in_force(files, logged, keys)
    except PeerError as error:
        return str(error)
    return None


def unlogged_configuration(files: PublishedFiles, sequence: int, keys: KeyList) -> bytes | None:
    """The file with the number that the log gives next, if phones would take it."""
    file = files.read(f"v1/config/{sequence}")
    if file is None:
        return None
    try:
        found = read_configuration(file.data, keys)
    except PeerError:
        return None
    return file.data if found.sequence == sequence else None
