"""Photos made to take long: each is refused or written anew within its bounds, and nobody who writes waits for one."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
import struct
import subprocess
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from bluezone.portal import bounded
from bluezone.portal.directives.services import attachments
from bluezone.portal.directives.services.anatomy import MOST_SCANS, MOST_VISITS, plain_photo
from bluezone.portal.directives.services.attachments import examined_photo, examined_scan
from bluezone.portal.errors import BusyError, RefusedError
from tests.support.amounts import HOSTILE_PHOTOS, UNTIL, is_limited, within_time
from tests.support.portal.hostile_photos import hostile_photos, scans, segments
from tests.support.portal.pictures import a_photo

pytestmark = [pytest.mark.timeout(1_800), pytest.mark.own_process]
LEAST = 3
"""Photos that are sent however little time a drill has."""


def test_a_photo_with_thousands_of_scans_is_refused_before_a_pixel_is_read():
    with pytest.raises(RefusedError, match="broken"):
        plain_photo(scans(random.Random(1)))


def progressive(scans: int, side: int) -> bytes:
    """A small progressive JPEG that says it is so wide and high, and goes over its pixels so often."""
    out = io.BytesIO()
    Image.new("L", (64, 64), 120).save(out, "JPEG", progressive=True)
    pieces = [piece for _, piece in segments(out.getvalue())]
    goes_over = [piece for piece in pieces if piece.startswith(b"\xff\xda")]
    sized = [
        piece[:5] + struct.pack(">HH", side, side) + piece[9:] if piece.startswith(b"\xff\xc2") else piece
        for piece in pieces
    ]
    return b"\xff\xd8" + b"".join([*sized, *[goes_over[-1]] * (scans - len(goes_over))]) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("most", "side"), [(MOST_SCANS, 1_000), (10, 8_000)], ids=["a small photo", "the largest there is"]
)
def test_a_photo_goes_over_its_pixels_so_often_and_not_once_more(most, side):
    """Each scan goes over all of them: of a large photo a camera's ten are all that there may be."""
    assert most * side * side <= MOST_VISITS
    assert most == plain_photo(progressive(most, side)).content.count(b"\xff\xda")

    with pytest.raises(RefusedError, match="broken"):
        plain_photo(progressive(most + 1, side))


def test_a_cameras_progressive_photo_is_taken():
    out = io.BytesIO()
    Image.effect_noise((1_200, 900), 90).convert("RGB").save(out, "JPEG", progressive=True, quality=80)

    plain = plain_photo(out.getvalue())

    assert (1_200, 900) == (plain.width, plain.height)
    assert 10 == plain.content.count(b"\xff\xda") < MOST_SCANS
    assert examined_photo(out.getvalue()).content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_no_pixel_needs_is_left_out_and_the_pixels_stay(kind):
    photo = a_photo(3, kind=kind)
    beside = photo + b"PK\3\4 and an archive"

    plain = plain_photo(beside)

    assert b"archive" not in plain.content
    with Image.open(io.BytesIO(photo)) as before, Image.open(io.BytesIO(plain.content)) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_what_takes_longer_than_its_processor_time_falls_alone(monkeypatch):
    fallen = subprocess.CalledProcessError(-24, "examiner")
    monkeypatch.setattr(attachments, "run_bounded", lambda *_args, **_more: (_ for _ in ()).throw(fallen))
    with pytest.raises(RefusedError, match="this photo is broken") as caught:
        examined_photo(a_photo())
    assert not isinstance(caught.value, BusyError)

    late = subprocess.TimeoutExpired("examiner", 10)
    monkeypatch.setattr(attachments, "run_bounded", lambda *_args, **_more: (_ for _ in ()).throw(late))
    with pytest.raises(BusyError):
        examined_photo(a_photo())


def test_a_program_for_strangers_files_is_bounded_and_behind_others(tmp_path):
    """Read from the program itself: what it may use, and what it knows of us."""
    told = bounded.run_bounded("tests.support.portal.confined", b"", longest_s=60)

    assert {
        "cpu_s": 2,
        "memory": 1 << 30,
        "files": 0,
        "nice": min(19, os.nice(0) + 5),
        "environment": ["LANG", "LC_CTYPE"],
    } == {
        **json.loads(told),
        "environment": sorted({*json.loads(told)["environment"], "LC_CTYPE"} - {"PYTHONDONTWRITEBYTECODE"}),
    }


def test_a_pdf_is_opened_by_that_process_too():
    with pytest.raises(RefusedError, match="does not open"):
        examined_scan(b"%PDF-1.7 rubbish")


def test_no_hostile_photo_holds_up_anybody_who_writes(tmp_path, record_property):
    """Beside them somebody writes all the while; how long the longest of either took, the drill tells."""
    store, over = tmp_path / "store.db", threading.Event()
    writing: list[float] = []
    writer = threading.Thread(target=_write, args=(store, over, writing))
    writer.start()
    outcomes: list[tuple[str, float, str]] = []
    try:
        for kind, photo in within_time(hostile_photos(HOSTILE_PHOTOS), least=LEAST):
            began = time.perf_counter()
            try:
                outcome = "kept" if len(examined_photo(photo).content) <= 200_000 else "too large"
            except BusyError:
                outcome = "late"
            except RefusedError:
                outcome = "refused"
            outcomes.append((kind, time.perf_counter() - began, outcome))
    finally:
        over.set()
        writer.join(30)

    record_property("counted photos", len(outcomes))
    record_property("counted photos refused", sum(outcome == "refused" for _, _, outcome in outcomes))
    record_property("most ms of a photo", round(max(taken for _, taken, _ in outcomes) * 1000))
    record_property("most ms of a write beside them", round(max(writing) * 1000))
    _tell(outcomes, writing)
    assert is_limited() or HOSTILE_PHOTOS == len(outcomes)
    assert {"kept", "refused"} >= {outcome for _, _, outcome in outcomes}
    assert writing


def test_in_a_drill_with_minutes_photos_end_with_their_share(tmp_path, monkeypatch):
    monkeypatch.setenv(UNTIL, "0")
    monkeypatch.setitem(globals(), "HOSTILE_PHOTOS", LEAST + 2)
    told: dict[str, float] = {}

    test_no_hostile_photo_holds_up_anybody_who_writes(tmp_path, told.__setitem__)

    assert LEAST == told["counted photos"]


def _write(store: Path, over: threading.Event, taken: list[float]) -> None:
    connection = sqlite3.connect(store, isolation_level=None, timeout=20)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE lines (at REAL)")
    while not over.wait(0.01):
        began = time.perf_counter()
        connection.execute("INSERT INTO lines VALUES (?)", (began,))
        taken.append(time.perf_counter() - began)
    connection.close()


def _tell(outcomes: list[tuple[str, float, str]], writing: list[float]) -> None:
    if (path := os.environ.get("BLUEZONE_FIGURES")) is None:
        return
    worst = max(outcomes, key=lambda one: one[1])
    figures = {
        "what": "hostile photos",
        "photos": len(outcomes),
        "kept": sum(outcome == "kept" for _, _, outcome in outcomes),
        "refused": sum(outcome == "refused" for _, _, outcome in outcomes),
        "most_s": [worst[0], round(worst[1], 2)],
        "writes": len(writing),
        "write_most_ms": round(max(writing) * 1000, 1),
    }
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(figures) + "\n")
