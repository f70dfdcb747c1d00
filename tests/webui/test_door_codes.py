"""The reader of the door's page, in a browser's language, and the one in Python say the same of every text."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import bluezone
from bluezone.protocol.door_codes import read_door_code
from scripts.freeze_doors import DOOR_TEXTS, FILE, NOW_MS
from scripts.lint_clients import node

SCRIPT = Path(bluezone.__file__).parent / "webui" / "static" / "door-codes.js"
ASK = """
const { readFileSync } = require("node:fs");
const [script, ...rest] = process.argv.slice(1);
globalThis.window = {};
(0, eval)(readFileSync(script, "utf8"));
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([text, nowMs]) => window.doorCodes.read(text, nowMs))));
"""
SPOILT = 2_000
SIGNS = "BZMTDV1:/#E-0123456789abcdefXYZ_ =ợ😀\n\x85"


def asked_of_the_page(questions: list[tuple[str, int]]) -> list[dict[str, Any]]:
    told = subprocess.run(
        [node(), "-e", ASK, "--", str(SCRIPT)], input=json.dumps(questions), capture_output=True, text=True, check=True
    )
    answers: list[dict[str, Any]] = json.loads(told.stdout)
    return answers


def spoilt(chance: random.Random, text: str) -> str:
    """One of the known texts with a stretch of it overwritten, cut out or put in."""
    at, length = chance.randint(0, len(text)), chance.randint(0, 3)
    return text[:at] + "".join(chance.choices(SIGNS, k=chance.randint(0, 3))) + text[at + length :]


def test_the_page_gives_every_known_answer() -> None:
    known = json.loads(FILE.read_text(encoding="utf-8"))["questions"]

    answers = asked_of_the_page([(one["given"]["text"], one["given"]["now_ms"]) for one in known])

    assert {one["name"]: one["answer"] for one in known} == {
        one["name"]: answer for one, answer in zip(known, answers, strict=True)
    }


def test_page_and_python_say_the_same_of_spoilt_texts_at_any_moment() -> None:
    chance = random.Random(17)
    texts = [spoilt(chance, text) for text in chance.choices(list(DOOR_TEXTS.values()), k=SPOILT)]
    questions = [(text, NOW_MS + chance.randint(-200_000, 200_000)) for text in texts]

    answers = asked_of_the_page(questions)

    differing = [
        (question, answer)
        for question, answer in zip(questions, answers, strict=True)
        if answer != read_door_code(*question).as_answer()
    ]
    assert [] == differing
