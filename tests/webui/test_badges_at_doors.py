"""A device at a door knows the badges of its place by the keys that it was told: of each entry, where the place was
entered twice; of one or of none by a portal of before."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
from typing import Any

from scripts.lint_clients import node
from tests.support.sources import PACKAGE

STATIC = PACKAGE / "portal" / "posts" / "static"
SCRIPTS = [STATIC / name for name in ("door-seal.js", "door-scan.js")]
OURS, DOUBLES, OTHERS = ("11" * 32, "22" * 32, "33" * 32)
BEGIN = """
const { readFileSync } = require("node:fs");
globalThis.window = globalThis;
for (const script of process.argv.slice(1)) { (0, eval)(readFileSync(script, "utf8")); }
const known = (post, number, proof) => window.bluezoneDoor.badgeIsOfHere(post, ["", number, proof]);
const done = said => process.stdout.write(JSON.stringify(said));
"""
NUMBER = "0123ABCD"


def in_the_page(script: str) -> Any:
    command = [node(), "-e", BEGIN + script, "--", *map(str, SCRIPTS)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def proof(key: str) -> str:
    digest = hmac.new(bytes.fromhex(key), f"bluezone/door-badge/1 {NUMBER}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]


def known_by(post: dict[str, Any]) -> list[bool]:
    """Whether a badge of our entry, of the double and of another place is one of here."""
    asked = ", ".join(f'known(post, "{NUMBER}", "{proof(key)}")' for key in (OURS, DOUBLES, OTHERS))
    return list(in_the_page(f"const post = {json.dumps(post)}; Promise.all([{asked}]).then(done);"))


def test_badges_of_each_entry_of_the_place_are_known_and_no_others() -> None:
    assert [True, True, False] == known_by({"badge": OURS, "badges": [DOUBLES, OURS]})


def test_a_portal_of_before_told_one_key_or_none() -> None:
    assert [True, False, False] == known_by({"badge": OURS})
    assert [False, False, False] == known_by({})


def test_what_is_no_badge_is_of_nowhere() -> None:
    assert in_the_page(f'window.bluezoneDoor.badgeIsOfHere({{badges: ["{OURS}"]}}, null).then(done);') is False
