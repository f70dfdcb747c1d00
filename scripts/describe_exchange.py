"""The exchange's two listeners in OpenAPI: `python -m scripts.describe_exchange` writes them into docs/protocol.

What stands there is what the listeners say of themselves (tests/exchange/test_addresses.py), so that an exchange can be
built from the documents alone.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.support.exchange.exchanges import Scene, play
from tests.support.sources import PROTOCOL_PAGES


def described() -> dict[Path, dict[str, Any]]:
    """Each listener's description, by the file in which it is kept."""

    async def story(scene: Scene) -> dict[Path, dict[str, Any]]:
        listeners = {"public": scene.public, "internal": scene.internal}
        return {
            PROTOCOL_PAGES / f"exchange-{name}.openapi.json": (await client.get("/schema/openapi.json")).json()
            for name, client in listeners.items()
        }

    with tempfile.TemporaryDirectory() as folder:
        return play(Path(folder), story)


if __name__ == "__main__":
    for path, document in described().items():
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
