"""The bearer keys of the internal interface: one, and during a change two (docs/operating/exchange.md, "Keys").

The files are the state. A running exchange reads them again for each request, so that a change needs no restart, and a
change that was cut short is what the files say.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from bluezone.exchange.durable_files import read_secret, sync_folder, write_secret
from bluezone.exchange.errors import KeyringError
from bluezone.exchange.ports import Entropy
from bluezone.protocol.signature import KEY_BYTES

INTERNAL_KEY_FILE = "internal.key"
NEXT_KEY_FILE = "internal.next.key"


class InternalKeys:
    """Knows who may use the internal interface of the exchange in this directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def accepts(self, authorization: bytes) -> bool:
        """Whether a header of a request names a key that is accepted now."""
        accepted = [self._key(INTERNAL_KEY_FILE), self._key(NEXT_KEY_FILE)]
        answers = [hmac.compare_digest(authorization, f"Bearer {key}".encode()) for key in accepted if key]
        return any(answers)

    def _key(self, name: str) -> str:
        """Empty for a key that is not there, or that others may read: such a one opens nothing."""
        try:
            return _read(self._directory / name)
        except KeyringError:
            return ""


def internal_key(directory: Path, entropy: Entropy) -> str:
    """The bearer key, drawn on first use."""
    path = directory / INTERNAL_KEY_FILE
    if not path.exists():
        write_secret(path, _drawn(entropy))
    return _read(path)


def begin_change(directory: Path, entropy: Entropy) -> None:
    """Accepts another key beside the one in use; begun again, the change keeps that key."""
    if not (directory / INTERNAL_KEY_FILE).exists():
        raise KeyringError("this exchange has no internal key yet; it is drawn at the first start")
    if not (directory / NEXT_KEY_FILE).exists():
        write_secret(directory / NEXT_KEY_FILE, _drawn(entropy))


def finish_change(directory: Path) -> None:
    """Ends the change: only the key that was drawn last is accepted. Raises KeyringError when none was begun."""
    if not (directory / NEXT_KEY_FILE).exists():
        raise KeyringError("no change of the internal key was begun")
    _read(directory / NEXT_KEY_FILE)
    (directory / NEXT_KEY_FILE).replace(directory / INTERNAL_KEY_FILE)
    sync_folder(directory)


def _drawn(entropy: Entropy) -> bytes:
    return entropy(KEY_BYTES).hex().encode()


def _read(path: Path) -> str:
    return read_secret(path, 2 * KEY_BYTES).decode()
