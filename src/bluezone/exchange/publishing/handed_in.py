"""What somebody hands in to be published: configurations, revocations, signatures of witnesses.

Each has a turn of its own, which raises BusyError while the clock is in doubt: a person vouches for the clock
(leaps.py), and whoever hands something in has not.
"""

from __future__ import annotations

from bluezone.exchange.publishing.configurations import (
    publish_configuration,
    require_next_configuration,
    sign_next_configuration,
)
from bluezone.exchange.publishing.revocations import (
    logged_revocation,
    publish_revocation,
    renew_signatures,
    require_next_revocation,
    require_signed_revocation,
)
from bluezone.exchange.publishing.standing import Standing
from bluezone.exchange.publishing.turns import Turns
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import Cosignature, Published


class HandedIn:
    """Publishes what comes from elsewhere, once it holds."""

    def __init__(self, standing: Standing, turns: Turns) -> None:
        self._standing = standing
        self._turns = turns

    async def publish_configuration(self, configuration: Configuration) -> Published:
        """Publishes the next configuration, of whatever sequence. Raises RequestError if no phone would take it."""
        async with self._turns.one_turn():
            former = self._standing.configuration
            return await self._put_in_force(*sign_next_configuration(self._standing.press, configuration, former))

    async def publish_signed_configuration(self, file: bytes) -> Published:
        """Publishes one that persons signed elsewhere. Raises RequestError unless phones would take it as the next."""
        async with self._turns.one_turn():
            former = self._standing.configuration
            return await self._put_in_force(require_next_configuration(self._standing.press, file, former), file)

    async def publish_revocation(self, file: bytes) -> Published:
        """A revocation that two persons signed elsewhere; the same one again is no error, and under other signatures
        takes the former's place. Raises RequestError unless it holds and follows the last."""
        press = self._standing.press
        async with self._turns.one_turn():
            keys = press.keyring.key_list
            known = logged_revocation(file, press.log, keys)
            if known is not None:
                await press.aside(renew_signatures, press.files, known, file, keys, press.now_s)
                return known
            revocation = require_next_revocation(file, press.log, keys)
            require_signed_revocation(file, keys, press.now_s)
            published = await publish_revocation(press, revocation, file)
            await self._standing.heads.propose()
            return published

    async def witness(self, cosignature: Cosignature) -> int:
        """Adds a witness's signature to the newest head; how many it has. Raises RequestError if it does not hold."""
        async with self._turns.one_turn():
            return await self._standing.heads.witness(cosignature)

    async def _put_in_force(self, configuration: Configuration, file: bytes) -> Published:
        published = await publish_configuration(self._standing.press, configuration.sequence, file)
        self._standing.configuration = configuration
        await self._standing.heads.propose()
        return published
