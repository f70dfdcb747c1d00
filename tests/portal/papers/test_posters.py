"""A poster for a door, and the slip that takes a code home."""

from __future__ import annotations

from types import SimpleNamespace

import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.core.exceptions import ValidationError
from django.urls import reverse

from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.forms import PosterForm, slip_from
from tests.support.portal.offices import SON_DUONG, TAN_TRAO

POSTER = {
    "line_1": "CÀI BLUEZONE",
    "line_2": "BẬT BLUETOOTH",
    "address": "https://bluezone.example.vn/cai",
    "place": "UBND huyện Sơn Dương",
    "small_print": "Hỏi: Trạm Y tế\nHết hạn 31/12",
    "format": "A4",
}


def codes(pdf: bytes) -> list[str]:
    picture = pdfium.PdfDocument(pdf)[0].render(scale=2).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_a_poster_leads_where_it_says(papers, office):
    answer = office.client(papers.clerk).post(reverse("poster", args=[papers.committee.pk]), POSTER)

    assert "application/pdf" == answer.headers["content-type"]
    assert ["https://bluezone.example.vn/cai"] == codes(answer.content)
    text = pdfium.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    assert "CÀI BLUEZONE" in text
    assert "Hỏi: Trạm Y tế" in text


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"line_1": "M" * 40}, 409, "too long to be read from 3 metres"),
        ({"address": "http://x.vn"}, 400, "begins with https://"),
        ({"address": "https://"}, 400, "begins with https://"),
        ({"address": "https://[x"}, 400, "begins with https://"),
        ({"format": "A3"}, 400, "one of the answers that are offered"),
        ({"small_print": "1\n2\n3\n4\n5"}, 409, "at most four lines of small print"),
    ],
)
def test_a_poster_that_nobody_could_read_is_refused(papers, office, change, status, said):
    answer = office.client(papers.clerk).post(reverse("poster", args=[papers.committee.pk]), {**POSTER, **change})

    assert status == answer.status_code
    assert said in answer.content.decode()


def test_a_poster_has_all_three_lines_and_an_address_without_blanks():
    where = SimpleNamespace(name="UBND xã Tân Trào")
    whole = PosterForm({**POSTER, "line_3": "GIỮ KHOẢNG CÁCH"}, organisation=where)
    broken = PosterForm({**POSTER, "address": "https://bluezone.example.vn/cai dat"}, organisation=where)

    assert whole.is_valid()
    assert ("CÀI BLUEZONE", "BẬT BLUETOOTH", "GIỮ KHOẢNG CÁCH") == whole.words().lines
    assert ["address"] == list(broken.errors)


def test_the_page_proposes_lines(papers, office):
    page = office.client(papers.clerk).get(reverse("poster", args=[papers.committee.pk])).content.decode()

    for proposed in ("UBND huyện Sơn Dương", "CÀI BLUEZONE", "BẬT BLUETOOTH", "BẢO VỆ MỌI NGƯỜI"):
        assert f'value="{proposed}"' in page


@pytest.mark.parametrize("name", ["line_1", "line_2", "line_3"])
def test_a_line_of_a_poster_has_up_to_forty_signs(name):
    field = PosterForm.base_fields[name]

    assert "M" * 40 == field.clean("M" * 40)
    with pytest.raises(ValidationError):
        field.clean("M" * 41)


def test_the_size_of_a_poster_is_called_a_size(papers, office):
    client = office.client(papers.clerk, language="vi")

    page = client.get(reverse("poster", args=[papers.committee.pk])).content.decode()

    assert ">Khổ giấy</label>" in page


def test_a_slip_carries_the_code_that_was_just_shown(office):
    officer, second = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Hùng", Role.SUPERVISOR)
    case = office.case(officer, confirmed_by=second)
    client = office.client(officer)
    shown = client.post(reverse("case_code", args=[case.number])).content.decode()
    assert reverse("code_slip", args=[case.number]) in shown

    answer = client.post(reverse("code_slip", args=[case.number]), {"code": "1234 5678 9015", "until": "Đến 10:30"})

    assert ["123456789015"] == codes(answer.content)
    assert ("code",) == answer.wsgi_request.sensitive_post_parameters
    assert "Đến 10:30" in pdfium.PdfDocument(answer.content)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("code", ["", "<b>", "1" * 30])
def test_what_is_no_code_is_not_printed(office, code):
    officer = office.staff("Lan", Role.HEALTH_OFFICER)
    case = office.case(officer)

    answer = office.client(officer).post(reverse("code_slip", args=[case.number]), {"code": code})

    assert 409 == answer.status_code


def test_a_neighbour_prints_no_slip(office):
    case = office.case(office.staff("Lan", Role.HEALTH_OFFICER, SON_DUONG))
    neighbour = office.client(office.staff("Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    assert 404 == neighbour.post(reverse("code_slip", args=[case.number]), {"code": "12345678"}).status_code


def test_of_a_term_that_is_too_long_for_a_slip_its_beginning_stands_there():
    slips = [slip_from({"code": "1234 5678 9015", "until": until}) for until in ("", "Đến 10:30", "x" * 81)]

    assert ["–", "Đến 10:30", "x" * 80] == [slip.valid_until for slip in slips]


def test_of_what_is_sent_as_a_code_forty_signs_are_read():
    assert "123456789015" == slip_from({"code": "1234 5678 9015".ljust(40) + "7"}).secret


def test_under_the_code_of_a_poster_stands_the_beginning_of_a_long_address():
    address = "bluezone.example.vn/" + "a" * 61
    form = PosterForm({**POSTER, "address": f"https://{address}"}, organisation=Organisation(name="UBND"))
    assert form.is_valid(), form.errors

    assert (f"https://{address}", address[:80]) == (form.words().code, form.words().under_code)


def test_the_small_print_has_four_lines_to_be_typed_in():
    assert 'rows="4"' in str(PosterForm(organisation=Organisation(name="UBND"))["small_print"])


def test_a_poster_may_have_one_line_alone_and_no_small_print():
    form = PosterForm({**POSTER, "line_2": "", "small_print": ""}, organisation=Organisation(name="UBND"))

    assert form.is_valid(), form.errors
    assert (("CÀI BLUEZONE",), ()) == (form.words().lines, form.words().small_print)
