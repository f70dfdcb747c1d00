"""The keys of a new exchange, signed by a root key that belongs elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bluezone.exchange.keyring import ROOT_FILE, create_keyring, root_key
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import Clock
from bluezone.joining.rehearsal import require_real
from bluezone.protocol.signature import Kind, ListedKey

ROOT_STAYS_HERE = "exchange: a root key was created in the data directory; production keeps it offline (exchange init)"


def initialise(
    data: Path,
    clock: Clock,
    root_file: Path | None = None,
    report_key: bytes = b"",
    added: Iterable[tuple[str, bytes]] = (),
) -> bool:
    """Creates keyring and key list; True if no root file was given, so that the root key lies beside them."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = root_key(root_file or data / ROOT_FILE, entropy)
    require_real(root.verifying_key)
    extra = tuple(ListedKey(Kind(kind), public, 0, 1 << 40) for kind, public in added)
    create_keyring(data / "keys", root, entropy, clock() // 1000, extra=extra, report_key=report_key)
    return root_file is None
