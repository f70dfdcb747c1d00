"""A phone in another language lives with our exchange: it discloses, is told, takes back, reports, and covers."""

from __future__ import annotations

import base64
import json
import subprocess
from typing import Any

import httpx
import pytest

from scripts.lint_clients import CLIENT, node
from tests.support.other_phone import OtherPhone
from tests.support.other_town import DAY_MS, REPORT_SECRET, YESTERDAY, Town

pytestmark = pytest.mark.in_turn(of=3)


def met(phone: OtherPhone) -> list[tuple[int, str, int]]:
    """By level, local date, and how many sightings."""
    return [(each["level"], each["date"], each["heard"]) for each in phone.does("told")["met"]]


def test_who_was_near_somebody_that_disclosed_hears_of_it_and_nobody_else_does(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    neighbour, stranger = town.someone_of(patient), town.phone()
    stranger.does("hear", given=[{"id": "00" * 12, "atMs": YESTERDAY * DAY_MS, "rssi": -60, "periodS": 60}])

    disclosed = patient.does("disclose", town.code())
    town.publishes()
    for phone in (neighbour, stranger):
        phone.does("update")

    assert disclosed["accepted"]
    assert [(0, "2026-02-15", 5)] == met(neighbour)
    assert [] == met(stranger)


def test_it_warns_whom_it_heard_loudly_for_long_enough_and_nobody_else(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    near, shortly, far = (town.someone_of(patient, rssi=dbm, times=n) for dbm, n in ((-60, 15), (-60, 5), (-97, 15)))

    patient.does("disclose", town.code())
    town.publishes()
    told = []
    for phone in (near, shortly, far):
        phone.does("update")
        told.append([(each["level"], each["day"]) for each in phone.does("told")["warned"]])

    assert [[(1, YESTERDAY)], [], []] == told


def test_who_is_heard_faintly_and_said_hidden_that_it_sends_so_is_judged_nearer(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    known, unknown = (town.someone_of(patient, rssi=-81, times=15, says_dbm=dbm) for dbm in (-31, None))

    patient.does("disclose", town.code())
    town.publishes()
    told = []
    for phone in (known, unknown):
        phone.does("update")
        told.append([each["day"] for each in phone.does("told")["warned"]])

    assert [[YESTERDAY], []] == told


def test_a_code_serves_one_phone_and_a_guessed_one_nobody(town: Town) -> None:
    first, second, guessing = town.phone(), town.phone(), town.phone()
    for phone in (first, second, guessing):
        phone.does("seeds", 3)
    code = town.code()

    outcomes = [
        phone.does("disclose", typed) for phone, typed in ((first, code), (second, code), (guessing, "957313612955"))
    ]

    assert [None, "code", "code"] == [outcome.get("refusedFor") for outcome in outcomes]


def test_days_that_were_not_ticked_stay_on_the_phone(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    neighbour = town.someone_of(patient)

    disclosed = patient.does("disclose", town.code(), YESTERDAY - 1)
    town.publishes()
    neighbour.does("update")

    assert [YESTERDAY - 1] == disclosed["days"]
    assert [] == met(neighbour)


def test_an_onset_behind_the_code_ticks_the_days_of_the_infectious(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)

    disclosed = patient.does("disclose", f"{town.code()} / 2026-02-15")

    assert {YESTERDAY - 2, YESTERDAY - 1, YESTERDAY, YESTERDAY + 1} == set(disclosed["days"])


def test_what_two_persons_take_back_is_taken_back_on_the_phone(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    neighbour = town.someone_of(patient)
    patient.does("disclose", town.code())
    batch = town.publishes()
    neighbour.does("update")
    told_before = met(neighbour)

    town.revokes(batch)
    neighbour.does("update")
    newcomer = town.someone_of(patient)

    assert 1 == len(told_before)
    assert [] == met(neighbour)
    assert [] == met(newcomer)


def test_a_report_reaches_the_portal_and_nobody_else_can_read_it(town: Town) -> None:
    patient = town.phone()
    patient.does("seeds", 5)
    neighbour = town.someone_of(patient)
    patient.does("disclose", town.code())
    town.publishes()
    neighbour.does("update")
    message = {"type": "contact", "report_id": "07" * 16, "unit": "08", "rows": [[YESTERDAY, 1, 1, 1]], "note": "ở chợ"}

    sent = neighbour.does("report", given=message)
    sealed = [bytes_of(report["sealed"]) for report in town.desk("GET", "reports")]
    read = [report for report in (opened(each, REPORT_SECRET) for each in sealed) if report["taken"]]

    assert {"accepted": True} == sent
    assert ["ở chợ"] == [report["note"] for report in read]
    assert [1] == [len(report["links"]) for report in read]
    assert all({"taken": False} == opened(each, bytes(32)) for each in sealed)


def bytes_of(encoded: str) -> str:
    """Hex of what the internal interface writes in base64."""
    return base64.b64decode(encoded, validate=True).hex()


def opened(sealed: str, secret: bytes) -> Any:
    """What the client reads in a sealed report, by its own answer to a question."""
    question = {"what": "sealed", "given": {"sealed": sealed, "private_key": secret.hex()}}
    command = [node(), str(CLIENT / "answer.js")]
    said = subprocess.run(command, input=json.dumps(question) + "\n", capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def test_cover_is_sent_by_a_phone_that_has_nothing_to_say(town: Town) -> None:
    phone = town.phone()

    phone.does("cover")

    assert ["cover"] == [line["what"] for line in phone.does("told")["ledger"]]


def test_a_phone_that_came_late_begins_at_the_oldest_batch_and_follows_from_there(town: Town) -> None:
    numbers = [town.publishes(), town.publishes()]
    phone = town.phone()

    again = phone.does("update")
    numbers.append(town.publishes())
    later = phone.does("update")

    assert numbers[1:] == [again["batches"], later["batches"]]


def test_another_root_is_believed_nothing(town: Town) -> None:
    phone = town.phones.new(town.exchange.public, "11" * 32)

    assert "no listed key of kind keys signed it" == phone.refuses("update")


def test_what_a_call_says_that_it_holds_is_not_looked_at(town: Town) -> None:
    headers = [{"content-type": "text/plain"}, {"content-type": "application/json"}, {}]

    answers = [
        httpx.post(f"{town.exchange.public}/v1/call", content=bytes(4096), headers=each, timeout=60) for each in headers
    ]

    assert [(200, 1024)] * 3 == [(answer.status_code, len(answer.content)) for answer in answers]


def test_asking_for_the_head_of_a_file_is_another_method(town: Town) -> None:
    assert 405 == httpx.head(f"{town.exchange.public}/v1/index", timeout=60).status_code
