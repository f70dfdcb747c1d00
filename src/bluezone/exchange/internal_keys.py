"""The bearer keys of the internal interface: one, and during a change two (docs/operating/exchange.md, "Keys"); and a
monitor's, which reads figures and opens nothing else.

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
MONITOR_KEY_FILE = "monitor.key"
"""In no backup: a restored exchange draws another."""


class InternalKeys:
    """Knows who may use the internal interface of the exchange in this directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def accepts(self, authorization: bytes) -> bool:
        """Whether a header of a request names a key that is accepted now."""
        return self._is_one_of((INTERNAL_KEY_FILE, NEXT_KEY_FILE), authorization)

    def lets_watch(self, authorization: bytes) -> bool:
        """Whether it names the monitor's key."""
        return self._is_one_of((MONITOR_KEY_FILE,), authorization)

    def _is_one_of(self, files: tuple[str, ...], authorization: bytes) -> bool:
        accepted = map(self._key, files)
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
    return _drawn_once(directory / INTERNAL_KEY_FILE, entropy)


def monitor_key(directory: Path, entropy: Entropy) -> str:
    """The key by which a monitor reads figures, drawn on first use."""
    return _drawn_once(directory / MONITOR_KEY_FILE, entropy)


def _drawn_once(path: Path, entropy: Entropy) -> str:
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
