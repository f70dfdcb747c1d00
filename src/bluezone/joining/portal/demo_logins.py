"""The logins of an invented office, as `bluezone portal demo-data` wrote them down beside its data."""

from __future__ import annotations

import base64
import hmac
from pathlib import Path

from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError

LOGINS_FILE = "demo-logins.txt"
PASSPHRASE = "trinh-dien"  # noqa: S105 - of the certificates, printed beside them: they are good for nothing else
CERTIFICATES_FOLDER = "demo-certificates"
ROOTS_FOLDER = "roots"
"""In it, the one root that a demonstration's portal believes."""
_HALF_MINUTE_MS = 30_000


def code_now(data: Path, name: str) -> str:
    """Computes the six digits of this half minute, from the secret that demo-data wrote down."""
    for line in (data / LOGINS_FILE).read_text(encoding="utf-8").splitlines()[1:]:
        username, _role, _password, secret, *_ = line.split()
        if username == name:
            return code_at(secret, system_clock())
    raise RefusedError(f"nobody in the demo is called {name}")


def code_at(secret: str, at_ms: int) -> str:
    """Computes the six digits that an authenticator app shows then (RFC 6238; RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), (at_ms // _HALF_MINUTE_MS).to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"
