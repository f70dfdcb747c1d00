"""The page at a door keeps what it is told of declarations that arrived, in a browser's language: the marks are those
of Python, they hold for their day, and what it says of a proof follows from them."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
from typing import Any

from bluezone.protocol.door_codes import arrived_mark, declaration_text
from scripts.lint_clients import node
from tests.support.sources import PACKAGE

STATIC = PACKAGE / "portal" / "posts" / "static"
SCRIPTS = [STATIC / name for name in ("door-seal.js", "door-sending.js", "door-scan.js")]
TEXT = declaration_text(dt.date(2020, 8, 18), bytes(range(16)))
MARK = base64.urlsafe_b64encode(arrived_mark(TEXT)).rstrip(b"=").decode()
BEGIN = """
const { readFileSync } = require("node:fs");
globalThis.window = globalThis;
for (const script of process.argv.slice(1)) { (0, eval)(readFileSync(script, "utf8")); }
const door = window.bluezoneDoor;
let now = 1000000000;
Date.now = () => now;
door.dayOf = ms => new Date(ms).toISOString().slice(0, 10);
const right = { skew: 0, offset: 0 };
const answer = (device, declared) => Object.assign(door.deviceFrom(device, { post: {}, declared }, right));
const next = () => { now += 86400000; };
const today = () => door.dayOf(now);
const done = said => process.stdout.write(JSON.stringify(said));
"""


def in_the_page(script: str) -> Any:
    told = subprocess.run(
        [node(), "-e", BEGIN + script, "--", *map(str, SCRIPTS)], capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


def test_the_mark_of_a_proof_is_that_of_python() -> None:
    assert MARK == in_the_page(f'door.arrivedMark("{TEXT}").then(done);')


def test_marks_are_gathered_from_answer_to_answer_each_once_and_asked_for_from_where_they_end() -> None:
    script = """
    let device = answer({}, { upto: 7, marks: ["a", "b"], more: true });
    device = answer(device, { upto: 9, marks: ["b", "c"], more: false });
    device = answer(device, undefined);
    done([device.declared.marks, door.declaredUpto(device)]);"""

    assert [["a", "b", "c"], 9] == in_the_page(script)


def test_of_yesterday_s_nothing_is_left_and_all_is_asked_for_anew() -> None:
    script = """
    let device = answer({}, { upto: 7, marks: ["a"], more: false });
    next();
    const before = door.declaredUpto(device), word = door.declaredWord(device.declared, today(), "a");
    device = answer(device, { upto: 8, marks: ["z"], more: false });
    done([before, word, device.declared.marks]);"""

    assert [0, "declared-unasked", ["z"]] == in_the_page(script)


def test_a_proof_is_known_unknown_or_nobody_has_told_yet() -> None:
    script = """
    const unasked = answer({}, undefined), asked = answer({}, { upto: 7, marks: ["a"], more: false });
    done([[unasked, "a"], [asked, "a"], [asked, "b"]].map(
      ([device, mark]) => door.declaredWord(device.declared, today(), mark)));"""

    assert ["declared-unasked", "declared", "declared-unknown"] == in_the_page(script)
