"""A person's word for the clock: who is asked for it, who may give it, and what goes on with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bluezone.exchange.leaps import Doubt
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.doctor.check import State
from bluezone.joining.doctor.leapt import clock_is_believed
from tests.support.exchange import served
from tests.support.exchange.exchanges import NOON_MS
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, demo_portal, portal_command

pytestmark = pytest.mark.slow
LONG_AGO = "2023-08-18 00:00:00"


def gives_word(data: Path):
    return forked("clock-is-right", "--data", str(data), environment=BARE, timeout=60)


def patients(data: Path) -> int:
    store = sqlite3.connect(data / "portal.db")
    (count,) = store.execute("SELECT count(*) FROM cases_person WHERE phone <> ''").fetchone()
    store.close()
    return count


def test_a_command_that_erases_does_nothing_by_a_clock_that_is_years_ahead_until_somebody_vouches(tmp_path):
    data = demo_portal(tmp_path / "data")
    store = sqlite3.connect(data / "portal.db")
    store.execute(
        "INSERT INTO operations_workrecord (name, next_at, holder, ended_at, failure, failures)"
        f" VALUES ('posts.erase', '{LONG_AGO}', '', '{LONG_AGO}', '', 0)"
    )
    store.commit()
    store.close()
    before = patients(data)

    refused = portal_command("retention", data, "--names", "1")
    counted = portal_command("retention", data, "--names", "1", "--only-count")
    after = patients(data)
    said = gives_word(data)
    erased = portal_command("retention", data, "--names", "1")

    assert (1, 0, 0, 0) == (refused.returncode, counted.returncode, said.returncode, erased.returncode)
    assert "ahead of what this portal erased last; set it, or, if it is right, type bluezone" in refused.stderr
    assert said.stdout.startswith("portal: ")
    assert "(UTC+7) is right, by your word" in said.stdout
    assert before == after > patients(data)


def test_the_doctor_says_what_is_doubted_and_what_to_type(tmp_path):
    notes = FolderNotes(tmp_path, "exchange")
    notes.note(Doubt(NOON_MS // 1000 + 7_200, NOON_MS // 1000))
    told = clock_is_believed(tmp_path, "exchange")
    notes.note(None)

    assert ("exchange-leapt", State.BAD) == (told.name, told.state)
    assert "signs and erases nothing: the clock said" in told.said.en
    assert told.do is not None
    assert "bluezone clock-is-right --data" in told.do.vi
    assert State.OK is clock_is_believed(tmp_path, "exchange").state


@pytest.mark.parametrize("written", [b"", b"{}", b"[1, 2]", b'{"seen_s": "x", "expected_s": 1}', bytes([255])])
def test_a_note_that_says_nothing_is_none(tmp_path, written):
    notes = FolderNotes(tmp_path, "portal")
    (tmp_path / "portal-clock-doubt").write_bytes(written)
    (tmp_path / "portal-clock-is-right").write_bytes(written)

    assert (None, None) == (notes.doubt(), notes.word_s())


def test_a_word_is_for_what_lives_in_the_folder(tmp_path):
    nobody = gives_word(tmp_path)
    served.set_clock(tmp_path, NOON_MS)
    with served.served(tmp_path, NOON_MS):
        given = gives_word(tmp_path / "data")

    assert (1, f"bluezone: neither a portal nor an exchange lives in {tmp_path}\n") == (
        nobody.returncode,
        nobody.stderr,
    )
    assert "exchange: " in given.stdout
    assert NOON_MS // 1000 == FolderNotes(tmp_path / "data", "exchange").word_s()
