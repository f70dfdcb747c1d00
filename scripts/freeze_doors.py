"""The known answers of a door's reader as one file: `python -m scripts.freeze_doors` writes it.

Both readers are asked them: src/bluezone/protocol/door_codes.py, and the door page's webui/static/door-codes.js.
Whoever changes an answer sees it in this file's diff.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from bluezone.conformance.phone.asking import VERSION
from bluezone.protocol.door_codes import State as Mark
from bluezone.protocol.door_codes import declaration_text, mark_text, read_door_code, visit_text
from scripts import freeze_formats as frozen
from tests.support.sources import PROTOCOL_PAGES

FILE = PROTOCOL_PAGES / "door-answers.json"
NOW_MS = int(dt.datetime(2020, 8, 18, 7, 5, 30, tzinfo=dt.UTC).timestamp()) * 1000
_MINUTE_MS, _START_MS = 60_000, NOW_MS - 30_000
_TODAY, _LATE_MS = dt.date(2020, 8, 18), NOW_MS + 10 * 3_600_000
"""In Viet Nam it is the next day by then; in UTC it is not."""
_ON, _TOKEN = mark_text(NOW_MS, Mark.ON), visit_text(bytes(range(12)))
_DECLARED, _CODE = declaration_text(_TODAY, bytes(range(16))), "0123456789ABCDEFGHJKMNPQRS"
_POSTER = str(frozen.formats()["venue"]["text"])
_ASKED: dict[str, tuple[str, int]] = {
    "a mark of this minute": (_ON, NOW_MS),
    "with blanks and a line's end around it": (f" \t{_ON}\r\n", NOW_MS),
    "in the minute's first moment": (_ON, _START_MS),
    "at a door whose clock is ten seconds behind": (_ON, _START_MS - 10_000),
    "at a door whose clock is further behind": (_ON, _START_MS - 10_001),
    "at the end of what clocks may differ": (_ON, _START_MS + _MINUTE_MS + 9_999),
    "a picture of a mark": (_ON, _START_MS + _MINUTE_MS + 10_000),
    "a recording of yesterday": (_ON, NOW_MS + 86_400_000),
    "a mark of a phone that is not heard": (mark_text(NOW_MS, Mark.UNHEARD), NOW_MS),
    "a mark of a phone that is off": (mark_text(NOW_MS, Mark.OFF), NOW_MS),
    "a mark with another state": (_ON[:-2] + "ON", NOW_MS),
    "a mark with something behind it": (_ON + ":x", NOW_MS),
    "a mark of no minute": ("BZM1::on", NOW_MS),
    "a mark in Arabic digits": ("BZM1:٢٦٦٢٨٩٠٥:on", NOW_MS),
    "a mark with a long number": ("BZM1:" + "1" * 300 + ":on", NOW_MS),
    "a visit": (_TOKEN, NOW_MS),
    "a visit that is cut off": (_TOKEN[:-1], NOW_MS),
    "a visit with padding": (_TOKEN + "=", NOW_MS),
    "a declaration of today": (_DECLARED, NOW_MS),
    "a declaration of yesterday": (_DECLARED, _LATE_MS),
    "a declaration of tomorrow": (declaration_text(dt.date(2020, 8, 19), bytes(16)), NOW_MS),
    "tomorrow's where it is tomorrow already": (declaration_text(dt.date(2020, 8, 19), bytes(16)), _LATE_MS),
    "a declaration of 30 February": (f"BZD1:2020-02-30:{'A' * 12}", NOW_MS),
    "a declaration of the year 0": (f"BZD1:0000-01-01:{'A' * 12}", NOW_MS),
    "a declaration of the year 1": (f"BZD1:0001-01-01:{'A' * 12}", NOW_MS),
    "a declaration without a number": ("BZD1:2020-08-18:", NOW_MS),
    "a poster": (_POSTER, NOW_MS),
    "a poster that is cut off": (_POSTER[:60], NOW_MS),
    "a poster with letters of no code": (_POSTER[:60] + "ợ" + _POSTER[61:], NOW_MS),
    "a short poster": ("BZV2:02536:7K3MA9QX2C", NOW_MS),
    "a short poster of a province": ("BZV2:08:7K3MA9QX2C", NOW_MS),
    "an enrolment": (f"https://portal.example.gov.vn/door/#E-{_CODE}", NOW_MS),
    "an enrolment on a page in English": (f"http://127.0.0.1:8001/door/en#E-{_CODE}", NOW_MS),
    "an enrolment with a letter too few": (f"https://portal.example.gov.vn/door/#E-{_CODE[:-1]}", NOW_MS),
    "an enrolment with a letter that is none": (f"https://portal.example.gov.vn/door/#E-U{_CODE[1:]}", NOW_MS),
    "an enrolment elsewhere": (f"https://portal.example.gov.vn/field/#E-{_CODE}", NOW_MS),
    "an enrolment with somebody in front": (f"https://portal@evil.example/door/#E-{_CODE}", NOW_MS),
    "a poster of NZ COVID Tracer": ("NZCOVIDTRACER:eyJ0eXAiOiJjb3ZpZC", NOW_MS),
    "a code for payments": ("00020101021138540010A00000072701", NOW_MS),
    "a web address": ("HTTPS://example.vn/checkin", NOW_MS),
    "a sentence": ("Chợ Sơn Dương", NOW_MS),
    "nothing": ("", NOW_MS),
    "another blank, which is not taken off": ("\u00a0" + _ON, NOW_MS),
    "512 signs": ("BZT1:" + "A" * 507, NOW_MS),
    "513 signs": ("BZT1:" + "A" * 508, NOW_MS),
    "512 signs beyond the first plane": ("BZT1:" + "😀" * 507, NOW_MS),
    "small letters": (_ON.lower(), NOW_MS),
}
DOOR_TEXTS = {name: text for name, (text, _) in _ASKED.items()}


def door_answers() -> dict[str, Any]:
    """Every question with the answer that our own code gives, in the form of all known answers."""
    questions = [
        {
            "name": name,
            "page": "12-door-codes.md",
            "what": "door code",
            "given": {"text": text, "now_ms": now_ms},
            "answer": _answer(text, now_ms),
        }
        for name, (text, now_ms) in _ASKED.items()
    ]
    return {"version": VERSION, "questions": questions}


def _answer(text: str, now_ms: int) -> dict[str, str]:
    return read_door_code(text, now_ms).as_answer()


if __name__ == "__main__":
    FILE.write_text(json.dumps(door_answers(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
