"""Questions to which two rooms once had two answers, put to both through what they show to people."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.marks import clean_count
from bluezone.lists.cleaning.phones import clean_phones
from bluezone.lists.layout.lettering import tidy
from bluezone.portal.audit.selectors import require_on_the_way
from bluezone.portal.cases.forms import OpenCaseForm
from bluezone.portal.directives.forms import CorrectionForm
from bluezone.portal.errors import BrokenChainError, RefusedError
from bluezone.portal.frame.held import About
from bluezone.portal.frame.paging import number_in
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.held import is_about
from bluezone.portal.lists.models import Entry
from bluezone.portal.messages.addresses import read_address
from bluezone.portal.tracing.contacts import mark_of
from bluezone.portal.tracing.marking import mark_of_phone
from bluezone.rollout.announcing.facts import Told
from bluezone.rollout.announcing.outlets import text_messages
from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.reports.entering import read_count
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.telephone import is_phone
from scripts.lint_clients import node
from tests.support.portal.announcements import FACTS, approved
from tests.support.portal.offices import NOW, Office
from tests.support.sources import PACKAGE

DOOR = PACKAGE / "portal" / "posts" / "static" / "door-seal.js"
SHEET = PACKAGE / "portal" / "posts" / "static" / "sheet-lines.js"
STAFF = shipped_directive().indicator("staff")
ENDLESS = "9" * 5_000
"""More digits than Python converts."""


def at_the_desk(typed: str) -> str | None:
    """The number that a message goes to."""
    try:
        return read_address(typed).text
    except RefusedError:
        return None


def from_a_list(cell: str) -> str | None:
    """The number that the import kit keeps without a question."""
    cleaned = clean_phones(cell)
    is_asked = any(note.weight is not Weight.CHANGED for note in cleaned.notes)
    return None if cleaned.value is None or is_asked else str(cleaned.value)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("0123 456 789", None),
        ("01681234567", None),
        ("0207 382 212", None),
        ("02073 822 123", "02073822123"),
        ("2073822123", "02073822123"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("069 2342 608", "0692342608"),
    ],
)
def test_a_desk_and_a_list_know_the_same_telephone_numbers(typed: str, number: str | None) -> None:
    assert number == at_the_desk(typed)
    assert number == from_a_list(typed)


@given(st.text(alphabet="0123456789", min_size=1, max_size=13))
def test_they_know_the_same_numbers_whatever_the_digits(digits: str) -> None:
    assert at_the_desk(digits) == from_a_list(digits)


@pytest.mark.parametrize("told", ["038 456 7890", "+84 38.456.7890", "384567890", "01684567890", "(0168) 456-7890"])
def test_whoever_is_told_by_a_number_is_the_same_in_a_list_an_interview_and_a_piece_of_evidence(told: str) -> None:
    """However it is written, and as it was called until 2018."""
    number = "0384567890"
    person = About(frozenset({1}), phones=frozenset({number}))

    assert is_about(Entry(phones=told, birth=""), person)
    assert mark_of("Lê An", number) == mark_of("Lê An", told)
    assert mark_of_phone(number) == mark_of_phone(told)
    assert mark_of_phone(number) != mark_of_phone("0912345678")
    assert mark_of("Lê An", number) != mark_of("Lê An", "0912345678")


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "is_taken"), [("0912 345 678", True), ("0123 456 789", False)])
def test_the_form_of_a_case_asks_the_same_and_says_why(typed: str, *, is_taken: bool) -> None:
    data = {"full_name": "Lê An", "phone": typed, "onset": "2026-11-20", "place": ""}

    form = OpenCaseForm(data, staff=Office().staff("Nguyễn Thị Lan"), today=NOW.date())

    assert is_taken == ("phone" not in form.errors)
    assert is_taken or "10 chữ số" in form.errors["phone"][0]


@pytest.mark.django_db
def test_an_announcement_and_a_message_are_cut_into_the_same_parts() -> None:
    """The signs of this text take 306 places, which two parts have; but none of them is cut, so it takes three."""
    full, last = Told("€" * 60, "€" * 60), Told("€" * 30 + "a", "€" * 30 + "a")
    announced = text_messages(approved(replace(FACTS, headline=full, action=full, contact=last)), "vi").marked
    office = Office()
    officer = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, unit=None)

    page = office.client(officer).post(reverse("message_new"), {"body": announced.text}).content.decode()

    assert (306, 3) == (announced.places, announced.segments)
    assert "3" == re.findall(r"(\d+) messages?\b", page)[0]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1172", 1172),
        ("1.172", 1172),
        ("1,172", 1172),
        ("1 172", 1172),
        (1172.0, 1172),
        (1.172, None),
        ("0.500", None),
        ("1.172,000", None),
        ("12¹", None),
        ("٣", None),
        (-5, None),
    ],
)
def test_a_report_and_a_list_count_the_same(cell: Any, count: int | None) -> None:
    reported, listed = read_count(cell, STAFF), clean_count(cell).value

    assert count == (reported if isinstance(reported, int) else None)
    assert count == listed


@pytest.mark.parametrize(
    ("typed", "count"), [("1172", 1172), ("1.172", 1172), ("1 172", 1172), ("1_172", None), ("٣", None), ("1.5", None)]
)
def test_a_correction_is_typed_as_the_report_was(typed: str, count: int | None) -> None:
    form = CorrectionForm({"indicator": "staff", "becomes": typed, "note": "Đếm lại"}, figures=[("staff", "Cán bộ")])
    reported = read_count(typed, STAFF)

    assert (count is not None) == form.is_valid()
    assert count == form.cleaned_data.get("becomes")
    assert count == (reported if isinstance(reported, int) else None)


@pytest.mark.django_db
def test_a_desk_and_a_list_keep_the_same_name() -> None:
    typed = "  Nguy\u200bễn\u00a0Văn  A\u0301nh"

    assert "Nguyễn Văn Ánh" == Office().staff(typed).full_name == tidy(typed)


def test_a_door_and_a_portal_fold_what_is_sought_alike() -> None:
    """Marks in both ways of writing them, plates and telephones, dots, dashes, slashes, blanks of any kind."""
    typed = [
        "  Nguyễn Thị  ĐÀO ",
        "Nguye\u0302\u0303n Thi\u0323 \u0110a\u0300o",
        "29A-123.45",
        "+84 (0)912.345-678",
        "Hoà/Hòa, Bà–Rịa — Vũng\u00a0Tàu",
        "xã Y‑Tý, O'Hara_2 · thôn “Kết”",
        "...",
        "",
    ]

    folded = answers_of(DOOR, "bluezoneDoor.folded", typed)

    assert [fold_words(one) for one in typed] == folded
    assert "29a 123 45" == fold_words(typed[2])


def test_a_paper_sheet_goes_on_from_a_telephone_once_it_is_one_and_can_become_no_other() -> None:
    """Of each beginning that the plan knows or does not, with every number of digits."""
    typed = [f"{first:03}{'234567890'[:more]}" for first in range(1_000) for more in range(10)]

    full = answers_of(SHEET, "bluezoneSheet.isFull.bind(null, 'phone')", typed)

    assert [one for one in typed if is_phone(one) and not is_phone(f"{one}0")] == [
        one for one, is_full in zip(typed, full, strict=True) if is_full
    ]
    assert [False, True] == [full[typed.index(one)] for one in ("0202345678", "02023456789")]


def answers_of(script: Path, function: str, typed: list[str]) -> list[Any]:
    """What a function of a page's script says of each text."""
    asked = f"const ask = window.{function}; const typed = {json.dumps(typed)};"
    asked += "process.stdout.write(JSON.stringify(typed.map(one => ask(one))));"
    code = f"globalThis.window = globalThis; {script.read_text('utf-8')}; {asked}"
    finished = subprocess.run([node(), "-"], input=code, capture_output=True, text=True, check=True, timeout=60)
    return list(json.loads(finished.stdout))


@pytest.mark.django_db
@pytest.mark.parametrize(("digits", "status"), [(ENDLESS, 413), ("٣", 400), ("²", 400), ("1_0", 400)])
def test_a_number_that_is_none_is_none_everywhere_and_brings_nothing_down(digits: str, status: int) -> None:
    office = Office()

    assert number_in(RequestFactory().get("/", {"before": digits}), "before") is None
    with pytest.raises(BrokenChainError):
        require_on_the_way(f"{digits}:{'0' * 64}")
    assert status == office.client().post("/language", CONTENT_LENGTH=digits).status_code
