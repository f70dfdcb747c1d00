"""The pages of an interview without a script: one step at a time, noted and told."""

from __future__ import annotations

import datetime as dt
import re

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from django.utils.translation import override

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.interview.forms.steps import HomeForm, IllnessForm, WhoForm
from bluezone.portal.interview.models import Part
from bluezone.portal.interview.services import digest_of_asked
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.portal.tracing.models import Exposure, Landmark
from tests.support.portal.offices import NOW, TAN_TRAO, Office

pytestmark = pytest.mark.usefixtures("kept_office")
ON_PAPER_OTHERWISE = {"channel", "is_without_symptoms"}
"""Keyed back it is the paper that answered; that there are no symptoms is a box among them."""
TWO_LINES = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "kind": "work", "certainty": 3}
ONE_PLACE = {"stay-TOTAL_FORMS": 2, "stay-INITIAL_FORMS": 2}
"""As the page sends them: with lines that stay empty."""


@pytest.fixture(scope="module")
def kept_office(kept) -> Office:
    made = Office()
    officer = made.staff("Lê Hỏi Chuyện", Role.HEALTH_OFFICER)
    made.case(officer)
    return made


@pytest.fixture
def client(kept_office, db):
    return kept_office.client(Staff.objects.get(full_name="Lê Hỏi Chuyện"))


def the_case() -> Case:
    return Case.objects.select_related("person").get()


def page(client, **asked) -> str:
    return told(client.get(reverse("interview", args=[the_case().number]), asked))


def told(answer) -> str:
    return " ".join(answer.content.decode().split())


def send(client, step: str, **said):
    given = {"number": "c" * 32, "read": digest_of_asked(the_case()), **said}
    return client.post(reverse("interview_part", args=[the_case().number, step]), given)


def test_the_rail_says_that_an_interview_belongs_to_cases(client):
    rail = page(client).split('class="rail', 1)[1]

    assert ["/cases"] == list(dict.fromkeys(re.findall(r'<a href="([^"]+)" aria-current="page"', rail)))


def test_a_step_is_noted_and_the_next_one_is_asked(client):
    answer = send(client, "who", agreed="yes", channel="call", speaker="relative")

    assert f"{reverse('interview', args=[the_case().number])}?step=illness&kept={'c' * 32}" == answer["location"]
    assert {"agreed": True, "channel": "call", "speaker": "relative"} == Part.objects.get().facts
    assert "Noted. Ask on." in told(client.get(answer["location"]))


def test_whoever_presses_back_and_sends_the_same_again_notes_nothing_twice(client):
    line = {"form-0-full_name": "Ngô Văn Gặp", "minutes": 30, "masks": "no", **TWO_LINES}

    answers = [send(client, "contacts", **line) for _ in range(2)]

    assert [302, 302] == [answer.status_code for answer in answers]
    met = Exposure.objects.get()
    assert (30, False, "work", 3) == (met.minutes, met.masks, met.kind, met.certainty)


def test_pasted_contacts_stand_in_the_lines_before_anything_is_noted(client):
    said = {"pasted": "Ngô Văn Gặp\t0912 111 333\nMa Thị Dán\t", "paste": "1", **TWO_LINES}

    answer = told(send(client, "contacts", **said))

    assert "Ma Thị Dán" in answer
    assert not Exposure.objects.exists()


def test_a_place_until_after_midnight_ends_on_the_next_day(client):
    stay = {"where": "Nhà hàng Bờ Sông", "day": "2026-11-22", "begins": "21:00", "ends": "01:00"}

    send(client, "places", **ONE_PLACE, **{f"stay-0-{name}": value for name, value in stay.items()})

    noted = Landmark.objects.get()
    assert 4 * 3600 == (noted.ends - noted.begins).total_seconds()
    assert the_case().unit_id == noted.unit_id
    assert "Nhà hàng Bờ Sông" in page(client, step="places")


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_noted(client):
    answer = send(client, "places", **ONE_PLACE, **{"stay-0-where": "X", "stay-0-place": "Không Đâu"})

    assert 400 == answer.status_code
    assert "No commune is called so." in told(answer)
    assert not Part.objects.exists()


def test_what_a_service_refuses_is_told_in_the_step(client):
    answer = send(client, "illness", onset="2026-11-20", is_without_symptoms="on", test="pcr")

    assert 409 == answer.status_code
    assert "Either there are no symptoms, or they began on a day" in told(answer)


def test_a_form_without_what_was_read_notes_nothing(client):
    answer = send(client, "home", household=3, read="")

    assert 409 == answer.status_code
    assert not Part.objects.exists()


def test_a_tapped_day_stands_in_the_form(client):
    assert 'value="2026-11-22"' in page(client, step="places", day="2026-11-22")
    assert 'value="nothing"' not in page(client, step="places", day="nothing")


def test_the_end_says_what_is_missing_and_what_differs_from_the_case(client):
    send(client, "illness", onset="2026-11-20", test="pcr")

    end = page(client, step="end")

    assert "Whom the person met" in end
    assert "The person says" in end
    assert reverse("case_correct", args=[the_case().number]) in end


def test_looking_leaves_a_line_about_the_case(client):
    page(client)

    line = Entry.objects.filter(act="interview.see").latest("pk")
    assert ("case", the_case().number) in set(line.subjects.values_list("kind", "key"))


@pytest.mark.every_run
def test_looking_leaves_a_line_about_each_place_where_the_case_was(client, kept_office):
    case, begins = the_case(), NOW - dt.timedelta(days=1)
    where = {"unit": case.unit, "begins": begins, "ends": begins + dt.timedelta(hours=1)}
    places = [
        record_landmark(actor=case.opened_by, case=case, place=place, now=NOW, is_public=False, **where)
        for place in ("Bến xe", "Chợ trung tâm")
    ]

    page(client)

    line = Entry.objects.filter(act="interview.see").latest("number")
    seen = set(line.subjects.filter(kind="landmark").values_list("key", flat=True))
    assert {str(one.pk) for one in places} == seen


def test_a_case_leads_to_its_interview_as_long_as_it_is_open(client, kept_office):
    address, number = reverse("interview", args=[the_case().number]), the_case().number

    assert address in told(client.get(reverse("case", args=[number])))
    elsewhere = kept_office.client(kept_office.staff("Mai Ở Xa", Role.HEALTH_OFFICER, TAN_TRAO))
    assert 404 == elsewhere.get(address).status_code
    assert address not in told(elsewhere.get(reverse("case", args=[number])))


def test_the_form_for_a_pen_asks_what_the_screen_asks(client):
    answer = client.get(reverse("interview_paper", args=[the_case().number]))

    with pdfium.PdfDocument(answer.content) as document:
        said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    asked = WhoForm.base_fields | IllnessForm.base_fields | HomeForm.base_fields
    with override("vi"):
        questions = [str(field.label) for name, field in asked.items() if name not in ON_PAPER_OTHERWISE]
    assert [] == [question for question in questions if question not in said]
    assert the_case().person.full_name in said
    assert 1 == Entry.objects.filter(act="interview.print").count()


def test_the_grid_of_tracing_leaves_its_empty_lines_out_too(client):
    person = the_case().person
    said = {"kind": "work", "certainty": 2, "form-TOTAL_FORMS": 5, "form-INITIAL_FORMS": 5}

    client.post(reverse("person_contacts", args=[person.pseudonym]), {**said, "form-0-full_name": "Ngô Văn Gặp"})

    assert ["Ngô Văn Gặp"] == list(Exposure.objects.values_list("target__person__full_name", flat=True))
