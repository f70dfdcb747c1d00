"""Which root key a phone believes: the one given, the one pinned before, or, on this machine only, the first met."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from bluezone.device.core.feed import KEYS_PATH
from bluezone.device.ports import Exchange
from bluezone.device.saved import PINNED_ROOT
from bluezone.device.store import Store
from bluezone.joining.refusal import RefusedError
from bluezone.joining.rehearsal import require_real
from bluezone.joining.telling import Tell
from bluezone.protocol.signature import KEY_BYTES, MAX_KEY_LIST_BYTES, VerifyingKey, read_key_list

ROOT_PATH = "/v1/root"


def read_root_key(text: str) -> VerifyingKey:
    """Reads a key from 64 hex digits, or a file that holds them or the 32 bytes themselves. Raises RefusedError."""
    written = text.encode()
    if len(text) != 2 * KEY_BYTES or not _is_hex(written):
        written = Path(text).read_bytes()
    if len(written) == KEY_BYTES:
        return VerifyingKey(written)
    written = written.strip()
    if len(written) != 2 * KEY_BYTES or not _is_hex(written):
        raise RefusedError("a root key is 64 hex digits, or a file that holds them or 32 bytes")
    return VerifyingKey(bytes.fromhex(written.decode()))


async def settle_root(
    given: VerifyingKey | None, store: Store, exchange: Exchange, url: str, tell: Tell
) -> VerifyingKey:
    """Pins in the phone's store the root key that it believes from now on, and returns it. Raises RefusedError."""
    pinned = store.fact(PINNED_ROOT)
    if pinned is not None:
        if given is not None and given.value != pinned:
            raise RefusedError("this phone believes another root key: its history was signed under that one")
        return require_real(VerifyingKey(pinned))
    root = require_real(given or await _first_met(exchange, url, tell))
    store.save_fact(PINNED_ROOT, root.value)
    return root


def require_safe(url: str) -> None:
    """Requires a safe line, in clear on this machine alone: codes and seeds travel there. Raises RefusedError."""
    try:
        parts = urlsplit(url)
        is_address = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise RefusedError("the exchange is given as https://HOST, or http://HOST:PORT on this machine")
    if parts.scheme == "http" and not _is_loopback(url):
        raise RefusedError("an exchange on another machine must be reached by https")


async def _first_met(exchange: Exchange, url: str, tell: Tell) -> VerifyingKey:
    if not _is_loopback(url):
        raise RefusedError("give --root-key: the first key met is believed only from an exchange on this machine")
    value = bytes(await exchange.fetch(ROOT_PATH, KEY_BYTES))
    if len(value) != KEY_BYTES:
        raise RefusedError("the exchange's root key has the wrong size")
    root = VerifyingKey(value)
    key_list = bytes(await exchange.fetch(KEYS_PATH, MAX_KEY_LIST_BYTES))
    read_key_list(key_list, root)  # a garbled key would be believed for ever
    tell("device: believing the root key of the exchange on this machine from now on")
    return root


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_hex(text: bytes) -> bool:
    return all(character in b"0123456789abcdefABCDEF" for character in text)
