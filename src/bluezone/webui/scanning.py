"""The reader of codes for browsers that have none: zxing as WebAssembly, in a worker with a policy of its own.

A page that may compile WebAssembly may compile anybody's. So no page may: the worker may, and nothing else. It has no
network, knows no page, is given pixels and gives back a text. A face serves `scan_worker` at an address of its own,
under `SCANNER_POLICY`, and names it and the WebAssembly in the tag of `scanner.js`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from bluezone.webui.assets import PARTS, STATIC

SCANNER_POLICY: Final = "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'"
SCANNER_WASM: Final = "parts/zxing.wasm"
"""Its name among the static files."""


def has_parts() -> bool:
    """Whether scripts/page_parts has brought what pages carry of others' work."""
    return (PARTS / ".made").exists()


@cache
def scan_worker() -> bytes:
    """Joins the worker's script: our own, then zxing's."""
    return b"\n".join(path.read_bytes() for path in (STATIC / "scan-worker.js", PARTS / "zxing.js"))
