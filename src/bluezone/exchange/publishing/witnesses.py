"""Heads and their witnesses (docs/protocol/4-log.md, "Split views").

A head that independent witnesses have not signed yet is only proposed; where the key list requires witnesses, the
published index keeps the last head that has enough of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bluezone.exchange.errors import RequestError
from bluezone.exchange.ports import HOUR_S
from bluezone.exchange.publishing.index import signed_head, signed_index
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.store import leading as stored
from bluezone.exchange.store.leading import Leader
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Cosignature, verify_cosignature
from bluezone.protocol.signature import KeyList, Kind, VerifyingKey

_TAKEN_AHEAD_S = 2 * HOUR_S
"""docs/protocol/8-matching.md, "Time"."""


class Proposal:
    """A signed head, and who has co-signed it so far."""

    def __init__(self, head: bytes, issued_s: int, size: int) -> None:
        self.head = head
        self.issued_s = issued_s
        self.size = size
        self._signatures: dict[bytes, bytes] = {}

    def add(self, cosignature: Cosignature, keys: KeyList) -> None:
        """Takes a witness's signature. Raises RequestError if it is not one."""
        try:
            listed = keys.key(Kind.WITNESS, cosignature.key_id)
            listed.require_valid_at(self.issued_s)  # as phones do: they refuse the whole index for one that had ended
            verify_cosignature(self.head, cosignature, VerifyingKey(listed.public))
        except PeerError as error:
            raise RequestError(f"the co-signature is not for the newest head: {error}") from error
        self._signatures[cosignature.key_id] = cosignature.signature

    @property
    def cosignatures(self) -> tuple[Cosignature, ...]:
        return tuple(Cosignature(key_id, signature) for key_id, signature in sorted(self._signatures.items()))


class Heads:
    """The newest head, and the index under it."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._tiled = 0
        self.proposal = Proposal(b"", 0, 0)
        self.index_issued_s = 0
        """When the published index was signed; 0 before the first. The next may wait for witnesses."""

    @property
    def are_of_the_future(self) -> bool:
        """Whether the newest head was signed by a clock that was so far ahead that no phone has taken it: the next one
        need not be newer. A nearer one has been taken, and phones take nothing older."""
        return self.proposal.issued_s - self._press.now_s > _TAKEN_AHEAD_S

    def take_up(self, leader: Leader, cosignatures: Sequence[tuple[bytes, bytes]]) -> None:
        """Goes on with the newest head of whoever published before, with what witnesses gave it; the head's bytes
        follow from its size and time. Where it is not of this log, or was signed under other keys, it is only
        remembered when it was signed: the next one is not older."""
        press, size = self._press, leader.head_size
        self.index_issued_s = leader.index_issued_s
        is_of_this_log = size == press.log.size > 0
        known = (self.proposal.issued_s, self.proposal.size, len(self.proposal.cosignatures))
        if known == (leader.head_issued_s, size if is_of_this_log else 0, len(cosignatures)):
            return
        self._tiled = size  # tiles are written before a head is kept
        head = signed_head(press.log, press.keyring, leader.head_issued_s) if is_of_this_log else b""
        self.proposal = Proposal(head, leader.head_issued_s, size if is_of_this_log else 0)
        for key_id, signature in cosignatures if is_of_this_log else ():
            with contextlib.suppress(RequestError):
                self.proposal.add(Cosignature(key_id, signature), press.keyring.key_list)

    @property
    def is_of_this_log(self) -> bool:
        """Whether the newest head says what the log is now."""
        return self.proposal.size == self._press.log.size

    async def propose(self) -> None:
        """Signs the log as it is now, and publishes the index if no witness has to see it first."""
        press = self._press
        now_s = press.now_s if self.are_of_the_future else max(press.now_s, self.proposal.issued_s)
        size = press.log.size
        await press.aside(press.refuse_to_fork)
        await press.aside(press.log.write_tiles, press.files, self._tiled)
        self._tiled = size
        await press.leading.write(lambda connection: stored.keep_head(connection, issued_s=now_s, size=size))
        self.proposal = Proposal(signed_head(press.log, press.keyring, now_s), now_s, size)
        await self.publish_index()

    async def witness(self, cosignature: Cosignature) -> int:
        """Adds a witness's signature; how many the head has now. Raises RequestError if it does not hold."""
        key_id, signature = cosignature.key_id, cosignature.signature
        self.proposal.add(cosignature, self._press.keyring.key_list)
        await self._press.leading.write(lambda connection: stored.keep_cosignature(connection, key_id, signature))
        await self.publish_index()
        return len(self.proposal.cosignatures)

    async def publish_index(self) -> None:
        """Publishes the index under the newest head, once as many witnesses have seen it as must."""
        press, keyring, proposal = self._press, self._press.keyring, self.proposal
        if len(proposal.cosignatures) < keyring.key_list.required_witnesses or proposal.size != press.log.size:
            return
        floor_s = self.index_issued_s if self.index_issued_s - press.now_s <= _TAKEN_AHEAD_S else 0
        now_s = max(press.now_s, proposal.issued_s, floor_s)
        await press.leading.write(lambda connection: stored.keep_index_time(connection, now_s))
        # first the index: a list that is found before the log names it would be refused
        index = signed_index(press.log, keyring, proposal.head, proposal.cosignatures, now_s)
        await press.aside(press.files.replace, "v1/index", index)
        press.own_last_index = index
        self.index_issued_s = now_s
        await press.aside(press.files.replace, "v1/newest-keys", keyring.key_list_file)
