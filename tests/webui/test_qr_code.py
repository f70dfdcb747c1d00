"""The codes that a device draws for another one: read back by a decoder that knows nothing of it; and what is put
together of many of them."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

import bluezone
from bluezone.webui import PARTS
from bluezone.webui.assets import STATIC
from scripts.lint_clients import node

PACKAGE = Path(bluezone.__file__).parent
DRAWN = """
const { readFileSync } = require("node:fs");
globalThis.window = {};
for (const path of process.argv.slice(1)) { (0, eval)(readFileSync(path, "utf8")); }
window.qrcode = globalThis.qrcode;
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(text => window.qrCode.rows(text))));
"""
GATHERED = """
const { readFileSync } = require("node:fs");
globalThis.window = globalThis;
globalThis.crypto = globalThis.crypto || require("node:crypto").webcrypto;
for (const path of process.argv.slice(1)) { (0, eval)(readFileSync(path, "utf8")); }
const asked = JSON.parse(readFileSync(0, "utf8"));
(async () => {
  const door = window.bluezoneDoor, frames = {};
  for (const [name, text] of Object.entries(asked.texts)) { frames[name] = await door.framesOf(text); }
  const gathering = new door.Gathering(), whole = [];
  for (const [name, at, spoilt] of asked.seen) {
    const frame = name in frames ? frames[name][at % frames[name].length] : name;
    const found = await gathering.add(spoilt ? frame.slice(0, -1) + spoilt : frame);
    if (found !== null) { whole.push(found); }
  }
  const { total } = gathering;
  process.stdout.write(JSON.stringify({ frames, whole, count: gathering.count(), total }));
})();
"""
LONG = json.dumps({"v": 1, "rows": [{"id": f"{number:022d}", "sealed": "x" * 400} for number in range(4)]})
SHORT = '{"v":1,"arrived":[]}'


def asked_of(script: str, *paths: Path, about: object) -> Any:
    program = [node(), "-e", script, "--", *map(str, paths)]
    told = subprocess.run(program, input=json.dumps(about), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(told.stdout)


def drawn(*texts: str) -> list[Any]:
    found: list[Any] = asked_of(DRAWN, PARTS / "qr.js", STATIC / "qr-code.js", about=texts)
    return found


def gathered(*seen: tuple[str, int] | tuple[str, int, str], **texts: str) -> dict[str, Any]:
    scripts = [PACKAGE / "portal" / "posts" / "static" / name for name in ("door-seal.js", "door-frames.js")]
    found: dict[str, Any] = asked_of(GATHERED, *scripts, about={"texts": texts, "seen": seen})
    return found


def picture_of(rows: list[list[bool]], pixels: int = 4) -> Image.Image:
    modules = np.pad(np.where(np.array(rows), 0, 255).astype(np.uint8), 4, constant_values=255)
    return Image.fromarray(np.kron(modules, np.ones((pixels, pixels), dtype=np.uint8)))


def test_every_length_is_read_back_by_another_s_decoder() -> None:
    chance = random.Random(15)
    texts = [
        "".join(chance.choices([chr(sign) for sign in range(32, 127)], k=length))
        for length in (1, 2, 100, 255, 256, 511, 519, 520)
    ]

    found = [zxingcpp.read_barcodes(picture_of(rows)) for rows in drawn(*texts)]

    assert texts == [one[0].text for one in found]
    assert {"L"} == {one[0].ec_level for one in found}


def test_a_code_that_is_dirty_is_read_all_the_same() -> None:
    """Level L repairs seven of a hundred codewords: 300 of 5,929 modules in one corner are a thumb's."""
    text = "BZH1:" + "A" * 500
    rows = drawn(text)[0]
    for y in range(40, 57):
        for x in range(30, 47):
            rows[y][x] = False

    assert text == zxingcpp.read_barcodes(picture_of(rows))[0].text


@pytest.mark.parametrize("text", ["A" * 521, "Chợ Sơn Dương"])
def test_what_does_not_fit_is_not_drawn(text: str) -> None:
    assert [None] == drawn(text)


def test_frames_fit_into_a_code_and_give_their_text_in_any_order_seen_again_and_again() -> None:
    whole = gathered(*[("long", at) for at in (3, 1, 1, 0, 2, 3, 4)], long=LONG)

    assert 4 == len(whole["frames"]["long"])
    assert all(len(frame) <= 520 for frame in whole["frames"]["long"])
    assert [LONG] == whole["whole"]


def test_a_frame_that_is_missing_or_of_something_else_makes_nothing_whole() -> None:
    found = gathered(("long", 0), ("BZM1:1:on", 0), ("long", 2), ("BZH1:abc:1/2:x", 0), ("long", 0), long=LONG)

    assert ([], 2, 4) == (found["whole"], found["count"], found["total"])


def test_a_frame_that_was_changed_is_noticed_and_all_are_read_anew() -> None:
    spoilt = [("long", 0), ("long", 1, "~"), ("long", 2), ("long", 3)]

    assert [] == gathered(*spoilt, long=LONG)["whole"]
    assert [LONG] == gathered(*spoilt, *[("long", at) for at in range(4)], long=LONG)["whole"]


def test_another_text_before_the_camera_begins_anew() -> None:
    found = gathered(("long", 0), ("long", 1), ("short", 0), *[("long", at) for at in range(4)], long=LONG, short=SHORT)

    assert [SHORT, LONG] == found["whole"]
