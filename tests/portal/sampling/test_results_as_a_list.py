"""Results as a list: read as laboratories write them, told line by line, entered once."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError
from bluezone.portal.sampling.judging import Fate, judged
from bluezone.portal.sampling.models import Result, Sample
from bluezone.portal.sampling.reading import lines_of, text_of_file
from bluezone.portal.sampling.rules import Value
from bluezone.portal.sampling.services import digest_of_steps
from tests.support.portal.offices import NOW, Office
from tests.support.portal.sampling import TODAY, SamplingOffice

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> SamplingOffice:
    return SamplingOffice(Office())


@pytest.fixture
def office(kept_office, db) -> SamplingOffice:
    return kept_office


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("000000013\tÂM TÍNH", Value.NEGATIVE),
        ("13; dương tính", Value.POSITIVE),
        ("000 000 013\t-", Value.NEGATIVE),
        ("000000013\tMẫu hỏng", Value.INVALID),
    ],
)
def test_lines_are_read_as_laboratories_write_them(line, value):
    (one,) = lines_of(line, TODAY)

    assert ("000000013", value, TODAY) == (one.barcode, one.finding.value, one.finding.tested_on)


def test_columns_are_found_by_their_heads():
    text = "STT\tCT\tNgày xét nghiệm\tKết quả\tMã vạch\n1\t21,5\t20/11/2026\tDương tính\t000000013"

    (one,) = lines_of(text, TODAY)

    assert (2, "000000013", dt.date(2026, 11, 20)) == (one.number, one.barcode, one.finding.tested_on)
    assert Decimal("21.5") == one.finding.ct


@pytest.mark.parametrize("line", ["000000014\tâm", "000000013\tchưa có", "000000013\tâm\t35/11", "13\tdương\t\t99"])
def test_a_line_that_cannot_be_read_says_why_and_the_others_are(line):
    wrong, right = lines_of(f"{line}\n000000013\tâm", TODAY)

    assert (None, True) == (wrong.finding, bool(wrong.problem))
    assert right.finding is not None


def test_more_than_is_entered_at_once_is_refused():
    with pytest.raises(RefusedError, match="split"):
        lines_of("000000013\tâm\n" * 502, TODAY)


def test_a_spreadsheet_that_lost_the_zeros_says_the_same_as_what_is_pasted():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã vạch", "Kết quả", "Ngày"])
        sheet.write_row(1, 0, [13, "Âm tính"])
        sheet.write_datetime(1, 2, dt.datetime(2026, 11, 20), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001 - a cell

    (one,) = lines_of(text_of_file(held.getvalue(), "kq.xlsx"), TODAY)

    assert ("000000013", dt.date(2026, 11, 20)) == (one.barcode, one.finding.tested_on)


def test_each_line_is_told_what_becomes_of_it_and_the_list_is_entered_once(office):
    first, second = office.take((office.labels[0], [1]), (office.labels[1], [2]))
    labels, client = office.labels, office.office.client(office.everywhere)
    office.find(Value.NEGATIVE, office.sampled(3, 2))
    said = [
        (labels[0], "dương tính"),
        (labels[1], "âm"),
        (labels[1], "âm"),
        (labels[2], "âm"),
        (labels[3], "âm"),
        ("abc", "âm"),
    ]
    text = "\n".join("\t".join(one) for one in said)
    fates = [one.fate for one in judged(office.everywhere, lines_of(text, TODAY), NOW)]
    assert [Fate.NEW, Fate.NEW, Fate.TWICE, Fate.SAME, Fate.UNKNOWN, Fate.WRONG] == fates
    look = client.post(reverse("sampling_results"), {"pasted": text, "look": "1"}).content.decode()
    assert all(digest_of_steps(one) in look for one in (first, second))
    assert "If a second person confirms" in look
    assert 1 == Result.objects.count()
    ticked = {"sample": [f"{one.pk}:{digest_of_steps(one)}" for one in (first, second)], "pasted": text}

    answers = [client.post(reverse("sampling_results"), ticked) for _ in range(2)]

    assert [302, 409] == [one.status_code for one in answers]
    assert {"positive", "negative"} == set(Sample.objects.values_list("value", flat=True))
    assert 3 == Result.objects.count()
    assert Case.State.OPENED == office.member(first, 1).case.state


def test_of_two_results_of_one_tube_none_is_entered(office):
    office.sampled(1)
    text = f"{office.labels[0]}\tâm\n{office.labels[0]}\tdương"

    fates = [one.fate for one in judged(office.everywhere, lines_of(text, TODAY), NOW)]

    assert [Fate.CONFLICT, Fate.CONFLICT] == fates


def test_a_sample_of_elsewhere_is_unknown(office):
    office.sampled(1)  # lives in the neighbouring commune

    (one,) = judged(office.officer, lines_of(f"{office.labels[0]}\tâm", TODAY), NOW)

    assert Fate.UNKNOWN is one.fate


def test_a_file_that_is_none_is_refused_with_what_was_pasted_kept(office):
    client = office.office.client(office.everywhere)
    sent = {"file": SimpleUploadedFile("kq.xlsx", b"%PDF-1.7"), "pasted": "000000013\tâm", "look": "1"}

    answer = client.post(reverse("sampling_results"), sent)

    assert 409 == answer.status_code
    assert "000000013\tâm" in answer.content.decode()
