"""Both phones judge the same of whatever is heard: chance draws it, and the two languages agree to the thousandth."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Any

from bluezone.device.answering import answer
from scripts.lint_clients import CLIENT, node

_DUTIES = (
    {"scan_on_s": 20, "scan_period_s": 300, "advertise_on_s": 15, "advertise_period_s": 30},
    {"scan_on_s": 100, "scan_period_s": 240, "advertise_on_s": 5, "advertise_period_s": 60},
    {"scan_on_s": 60, "scan_period_s": 60, "advertise_on_s": 30, "advertise_period_s": 30},
)
_ROUNDING = 0.0011


def heard_by_chance(chance: random.Random) -> dict[str, Any]:
    """Up to an hour of sightings, now loud, now faint, some at the same moment, of which all, some or none say a
    power."""
    count, around, saying = chance.randrange(80), chance.randrange(-95, -55), chance.choice((0.0, 0.5, 1.0))
    heard = [
        [
            chance.randrange(3_600_000),
            round(chance.gauss(around, 6)),
            chance.choice((60, 180, 300)),
            *([chance.randrange(-40, 0)] if chance.random() < saying else []),
        ]
        for _ in range(count)
    ]
    return {"duty": chance.choice(_DUTIES), "close_distance_cm": chance.choice((50, 200, 700)), "heard": heard}


def said_by_the_other(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"what": "nearness", "given": given}) + "\n" for given in questions)
    command = [node(), str(CLIENT / "answer.js")]
    said = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_both_phones_judge_the_same_of_whatever_is_heard() -> None:
    chance = random.Random(20)
    questions = [heard_by_chance(chance) for _ in range(150)]

    ours, theirs = [answer("nearness", given) for given in questions], said_by_the_other(questions)

    for given, our, their in zip(questions, ours, theirs, strict=True):
        assert len(our["spells"]) == len(their["spells"]), given
        for mine, other in zip(our["spells"], their["spells"], strict=True):
            assert mine[:2] == other[:2], given
            assert all(abs(a - b) < _ROUNDING for a, b in zip(mine[2:], other[2:], strict=True)), given
