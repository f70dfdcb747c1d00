"""A file gets its place once (docs/decisions/0007-exchange.md, "The order of publishing").

What stands there and is not in the log was left by a turn that broke off. It is the same file; or the same body under
the signature of a key that was withdrawn meanwhile; or nothing that a phone would take. Anything else was published by
somebody else, and publishing stops.
"""

from __future__ import annotations

import contextlib

from bluezone.exchange.errors import ForkError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.publishing.files import PublishedFiles
from bluezone.protocol.config import read_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.signature import MAX_SIGNATURES, Kind, identity_of, open_file, open_key_list, split_unverified


def place_file(files: PublishedFiles, published: Published, data: bytes, keyring: Keyring) -> None:
    """Puts a file that is not in the log yet where phones will look for it. Raises ForkError."""
    name = published.path[1:]
    try:
        files.create(name, data)
    except ForkError:
        present = files.read(name)
        if present is not None and not _gives_way(present.data, published, keyring):
            raise
        files.replace(name, data)


def _gives_way(present: bytes, published: Published, keyring: Keyring) -> bool:
    if published.identity in map(identity_of, split_unverified(present)):
        return True
    return not _is_signed(present, published.kind, keyring)


def _is_signed(data: bytes, kind: Kind, keyring: Keyring) -> bool:
    """Whether keys signed the file that may sign such a one."""
    if kind is Kind.KEYS:
        with contextlib.suppress(PeerError):
            open_key_list(data, keyring.root)
            return True
        return False
    if kind is Kind.CONFIG:  # signatures may hold and be too few for what it says
        with contextlib.suppress(PeerError):
            read_configuration(data, keyring.key_list)
            return True
        return False
    for signatures in range(1, MAX_SIGNATURES + 1):
        with contextlib.suppress(PeerError):
            open_file(kind, data, keyring.key_list, signatures=signatures)
            return True
    return False
