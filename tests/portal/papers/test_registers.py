"""The registers' pages: what is typed of an arrival fits into its line."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.papers.forms import ArrivalForm
from bluezone.portal.papers.models import IncomingPaper
from tests.portal.papers.test_incoming import LETTER
from tests.support.portal.columns import takes_what_its_column_holds

TYPED = {
    "author": "Sở Thông tin và Truyền thông",
    "paper_code": "525/STTTT-TTBCXB",
    "dated_on": "2020-08-07",
    "type_name": "Công văn",
    "subject": "V/v triển khai ứng dụng Bluezone",
    "unit": "Phòng Văn hóa và Thông tin",
}


@pytest.mark.parametrize("name", ["author", "paper_code", "type_name", "subject", "unit", "note"])
def test_the_longest_that_is_taken_fits_into_the_line(name):
    takes_what_its_column_holds(ArrivalForm, name, IncomingPaper)


def test_a_line_may_stand_without_a_note_and_without_a_deadline():
    assert ("", None) == tuple(ArrivalForm.base_fields[name].clean("") for name in ("note", "due_on"))


def test_what_is_typed_of_an_arrival_is_entered_and_what_is_not_is_left_empty():
    form = ArrivalForm(TYPED)

    assert form.is_valid(), form.errors
    assert LETTER == form.arrival()


def test_how_many_pages_came_is_entered_where_somebody_counted_them():
    form = ArrivalForm({**TYPED, "pages": "12"})

    assert form.is_valid(), form.errors
    assert 12 == form.arrival().pages


def test_both_days_are_picked_from_a_calendar_and_most_papers_are_letters():
    form = ArrivalForm()

    assert all('type="date"' in str(form[name]) for name in ("dated_on", "due_on"))
    assert 'value="Công văn"' in str(form["type_name"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_register_for_another_system_is_saved_and_not_shown(papers, office, form):
    address = reverse("register_export", args=[papers.committee.pk])

    answer = office.client(papers.clerk).get(address, {"format": form, "year": "2020"})
    begun = answer.getvalue()[:2]
    answer.close()

    assert {"csv": b"\xef\xbb", "xlsx": b"PK"}[form] == begun  # from its first byte on
    assert f'attachment; filename="so-van-ban-out-2020.{form}"' == answer.headers["content-disposition"]


def test_nobody_is_told_what_is_missing_before_a_word_was_typed(papers, office):
    answer = office.client(papers.clerk).get(reverse("arrival_new", args=[papers.committee.pk]))

    assert 200 == answer.status_code
    assert "Please fill this in" not in answer.content.decode()
