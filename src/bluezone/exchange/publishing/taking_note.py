"""Taking note of what other processes publish, while none of our own turns is under way."""

from __future__ import annotations

import asyncio

import structlog

from bluezone.exchange.publishing.configurations import configuration_in_force
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.following import Seen, look
from bluezone.exchange.publishing.standing import Standing
from bluezone.exchange.publishing.turns import Turns
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind

_log = structlog.get_logger()


class Follower:
    """Keeps up with whoever publishes, and decides nothing."""

    def __init__(self, standing: Standing, turns: Turns, files: PublicFiles) -> None:
        self._standing = standing
        self._turns = turns
        self._files = files

    async def follow(self) -> Seen | None:
        """Takes note of what other processes have published; what the store says besides. On SQLite there is none."""
        return await self.look() if self._standing.is_shared else None

    async def look(self) -> Seen:
        """Looks into the store, whether it is shared or not."""
        standing = self._standing
        known = standing.log.size
        seen = await asyncio.to_thread(look, standing.press.store, known)
        standing.leading.saw(seen.leader)
        if not standing.leading.is_ours and not self._turns.is_taken and known == standing.log.size:
            await self._take_note(seen)
        return seen

    def forget_what_changes(self) -> None:
        """Has whatever is replaced in its place read anew: another process has replaced some of it."""
        self._files.forget_what_changes()

    async def _take_note(self, seen: Seen) -> None:
        standing = self._standing
        self._files.forget_what_changes()
        if any(leaf.published.kind is Kind.KEYS for leaf in seen.leaves):
            self._files.forget_all()
        for leaf in seen.leaves:
            standing.log.append(leaf)
        standing.hours.closed_until_s = seen.closed_until_s
        if seen.leader is not None:
            standing.heads.take_up(seen.leader, seen.cosignatures)
        newest = standing.log.newest(Kind.CONFIG)
        if newest is not None and newest.sequence != standing.configuration.sequence:
            await self._take_up_configuration(newest)

    async def _take_up_configuration(self, newest: Published) -> None:
        """Reads the configuration in force. Where that cannot be done, as before a list with its signers is installed
        here, the former one stays until the next look; what else others have told is heard all the while."""
        keys = self._standing.press.keyring.key_list
        try:
            found = await asyncio.to_thread(configuration_in_force, self._files, newest, keys)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, a rest must be heard
            _log.error("the configuration in force could not be read", error=type(error).__name__)
            return
        if self._standing.log.newest(Kind.CONFIG) is newest:  # else our own turn has begun meanwhile
            self._standing.configuration = found
