"""Drafts: what is typed fits into its column, and what sends one back says why."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import PaperForm, drafting, proposed_from, typed_from
from bluezone.portal.papers.models import OutgoingPaper, Register
from bluezone.portal.papers.services.drafting import the_reason
from bluezone.portal.papers.services.numbering import give_number
from bluezone.portal.papers.standing import as_read
from tests.support.documents.papers import COMMITTEE, changed, decision, letter
from tests.support.portal.columns import takes_what_its_column_holds
from tests.support.portal.offices import SON_DUONG, the_unit


def test_a_reason_is_a_line_of_five_to_three_hundred_signs():
    assert ["Thiếu", "ă" * 300] == [the_reason(text) for text in ("  Thiếu ", "ă" * 300)]


@pytest.mark.parametrize("text", ["", "Thiế", "T  h", "ă" * 301])
def test_what_is_shorter_or_longer_is_no_reason(text):
    with pytest.raises(RefusedError, match="5 to 300"):
        the_reason(text)


@pytest.mark.parametrize(("name", "table"), [("subject", OutgoingPaper), ("abbreviation", Register)])
def test_the_longest_that_is_taken_fits_into_its_column(name, table):
    takes_what_its_column_holds(PaperForm, name, table)


@pytest.mark.parametrize(
    ("name", "most"), [("authority", 200), ("signer_name", 60), ("place", 60), ("drafting_unit", 20), ("address", 300)]
)
def test_what_stands_in_one_line_of_a_paper_is_as_long_as_that_line(name, most):
    field = PaperForm.base_fields[name]

    assert "A" * most == field.clean("A" * most)
    with pytest.raises(ValidationError, match=str(most)):
        field.clean("A" * (most + 1))


def test_of_a_paper_up_to_9999_copies_are_printed():
    """The browser says so before anything is sent."""
    copies = PaperForm.base_fields["copies"]

    assert {"min": 0, "max": 9_999} == copies.widget.attrs
    assert [None, 0, 9_999] == [copies.clean(typed) for typed in ("", "0", "9999")]
    for typed in ("-1", "10000"):
        with pytest.raises(ValidationError):
            copies.clean(typed)


def test_of_many_organisations_the_first_are_offered_by_their_names(papers, monkeypatch):
    create_organisation(actor=None, name="Ủy ban Y", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=papers.now)
    monkeypatch.setattr(drafting, "MOST_CHOICES", 1)

    choices = PaperForm(staff=papers.clerk).fields["organisation"].choices

    assert [(papers.committee.pk, papers.committee.name)] == list(choices)


def test_what_stands_in_a_paper_stands_in_the_fields_that_make_it():
    paper = changed(decision(), authority="Chủ tịch Ủy ban", bases=("Luật một", "Luật hai"), copies=7)

    typed = typed_from(paper)

    assert (paper.authority, "Luật một\nLuật hai", 7) == (typed["authority"], typed["bases"], typed["copies"])
    assert (paper.kind.value, paper.subject, paper.drafting_unit) == (
        typed["kind"],
        typed["subject"],
        typed["drafting_unit"],
    )
    assert (paper.signatory.name, paper.issuer.place) == (typed["signer_name"], typed["place"])
    assert "\n".join(paper.recipients) == typed["recipients"]


def test_the_drafters_mark_for_which_there_is_no_field_survives_the_form(papers):
    kept = changed(letter(issuer=COMMITTEE), drafter="HVT")
    typed = {**typed_from(kept), "organisation": papers.committee.pk}
    form = PaperForm(typed, staff=papers.clerk, kept=kept)
    assert form.is_valid()

    assert "HVT" == form.paper().drafter


def test_a_first_paper_begins_with_the_name_and_the_place_of_its_organisation(papers):
    organisation = papers.committee

    assert {
        "organisation": organisation.pk,
        "issuer": organisation.name,
        "place": organisation.unit.name,
    } == proposed_from(organisation, None)
    assert {} == proposed_from(None, None)
    assert "Hoàng Văn Thử" == proposed_from(organisation, papers.drafted())["signer_name"]


@pytest.mark.every_run
def test_a_paper_is_as_long_as_can_be_kept_and_no_longer(papers, monkeypatch):
    longest = len(papers.drafted().content)

    monkeypatch.setattr(services.drafting, "MAX_CONTENT", longest)
    assert longest == len(papers.drafted().content)

    monkeypatch.setattr(services.drafting, "MAX_CONTENT", longest - 1)
    with pytest.raises(RefusedError, match="too long to be kept"):
        papers.drafted()


def test_a_look_at_a_draft_comes_alone_to_a_script_and_else_with_the_whole_form(papers, office):
    clerk, paper = office.client(papers.clerk), papers.drafted()
    typed = {**typed_from(letter(issuer=COMMITTEE)), "signer_name": "", "look": "1"}  # not whole, so that none is drawn

    alone, whole = (
        clerk.post(reverse("paper_edit", args=[paper.pk]), typed, headers=headers)
        for headers in ({"HX-Request": "true"}, {})
    )

    assert [False, True] == ['name="subject"' in answer.content.decode() for answer in (alone, whole)]
    assert [200, 200] == [answer.status_code for answer in (alone, whole)]  # what is still missing is no mistake yet


def test_among_the_types_of_paper_each_has_its_own_name_and_a_letter_is_called_one():
    names = {kind: str(name) for kind, name in drafting.KINDS}

    assert ("Công văn", "Quyết định") == (names["-"], names["QĐ"])
    assert len(names) == len(set(names.values()))


def test_a_field_for_a_few_lines_is_a_quarter_as_high_as_the_one_for_the_text(papers):
    attributes = {name: field.widget.attrs for name, field in PaperForm(staff=papers.clerk).fields.items()}

    high = {name: of_it["rows"] for name, of_it in attributes.items() if "rows" in of_it}

    assert {"text", "addressees", "bases", "signer_office", "recipients", "superior", "issuer"} == high.keys()
    assert all(4 * high[name] <= high["text"] for name in high.keys() - {"text"})


def test_from_the_list_of_papers_whoever_keeps_a_register_comes_to_it(papers, office):
    page = office.client(papers.clerk).get(reverse("paper_list")).content.decode()

    assert f'href="{reverse("register", args=[papers.committee.pk])}"' in page


def test_whoever_sends_a_paper_back_stands_in_the_audit(papers):
    paper = papers.submitted()

    services.send_back(paper=paper, read=as_read(paper), reason="Thiếu phụ lục", by=papers.leader, now=papers.now)

    assert [papers.leader] == [line.actor for line in Entry.objects.filter(act="papers.return")]


def test_a_paper_gets_one_number(papers):
    paper = papers.reserved()

    with pytest.raises(RefusedError, match="a number already"):
        give_number(paper, papers.now.date())
    assert 1 == Register.objects.get().last
