"""Android's key store, asked through the application around this engine (docs/guides/android.md)."""

from __future__ import annotations

from bluezone.device.errors import KeyLostError, KeyStoreBusyError
from bluezone.radio.pipe import CARRIED_OUT, Answer, Failed, Pipe, Sealed, Unsealed

PATIENCE_S = 30.0
"""For one order: a key store in a chip of its own is slow, and the first one makes a key there."""
_LOST = "lost"


class PipedSealer:
    """Seals under a key that Android keeps and nobody sees. The store's key goes through the pipe alone."""

    def __init__(self, pipe: Pipe, *, patience_s: float = PATIENCE_S) -> None:
        """The pipe is the radio's too, which lets go of it."""
        self._pipe, self._patience_s = pipe, patience_s

    async def seal(self, key: bytes) -> bytes:
        match await self._pipe.answer("seal", key, within_s=self._patience_s):
            case Sealed(_, sealed):
                return sealed
            case other:
                raise _busy(other)

    async def unseal(self, sealed: bytes) -> bytes:
        match await self._pipe.answer("unseal", sealed, within_s=self._patience_s):
            case Unsealed(_, key):
                return key
            case Failed(_, reason) if reason == _LOST:
                raise KeyLostError("this phone's key store has lost the key of what the phone has kept")
            case other:
                raise _busy(other)

    async def ask_owner(self) -> None:
        """Has the application ask whether to begin anew. Raises KeyLostError where it goes without a yes."""
        if await self._pipe.ask("anew", within_s=None) != CARRIED_OUT:
            raise KeyLostError("the key of what this phone has kept is lost, and its owner has not begun anew")


def _busy(answer: Answer) -> KeyStoreBusyError:
    why = answer.reason if isinstance(answer, Failed) else "no answer"
    return KeyStoreBusyError(f"this phone's key store does not open the key just now: {why}")
