"""What the program for strangers' files answers, asked in this process."""

from __future__ import annotations

import time

import pytest

from bluezone.documents.official import write_pdf
from bluezone.portal.papers import examiner
from bluezone.portal.papers.examiner import Answer, Task, answer
from tests.support.documents.certificates import PASSPHRASE, pkcs12_file
from tests.support.documents.papers import letter
from tests.support.portal.paper_offices import DAY


@pytest.fixture
def bounds(monkeypatch) -> list[int]:
    """Seconds of the processor that a task asked for, counted from the process's beginning."""
    asked: list[int] = []
    monkeypatch.setattr(examiner, "confine_further", lambda *, cpu_s: asked.append(cpu_s))
    return asked


def test_a_certificate_file_is_opened_with_its_passphrase_and_with_no_other(bounds):
    file = pkcs12_file("Hoàng Văn Thử", "UBND huyện Sơn Dương")

    opened = [answer(Task("certificate", file, DAY, passphrase=one)) for one in (PASSPHRASE, "khác")]

    assert (Answer(), "CERTIFICATE_FILE_SHUT") == (opened[0], opened[1].refused)


def test_for_opening_one_there_are_two_seconds_more(bounds):
    before = time.process_time()

    answer(Task("certificate", b"no certificate", DAY))

    (until,) = bounds
    assert before + 1 < until <= time.process_time() + 2


def test_a_certificate_file_that_took_too_long_to_open_is_an_end_without_an_answer(bounds, monkeypatch):
    monkeypatch.setattr(examiner, "OPENING_SECONDS", -1)
    file = pkcs12_file("Hoàng Văn Thử", "UBND huyện Sơn Dương")

    with pytest.raises(SystemExit) as ended:
        answer(Task("certificate", file, DAY, passphrase=PASSPHRASE))

    assert 1 == ended.value.code


@pytest.mark.parametrize(("before", "drawn"), [(0, 1), (1_019, 1), (1_020, 0)])
def test_a_file_that_says_it_is_a_pdf_within_its_first_kilobyte_is_drawn(before, drawn):
    pdf = write_pdf(letter(), None, now=DAY).pdf

    assert drawn == len(examiner._pictures(b" " * before + pdf))
