"""The page of one paper: it opens with its first page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.documents.practice import PRACTICE, VARIABLE
from bluezone.portal.papers.files import pages_of
from tests.support.documents.papers import COMMITTEE, report


@pytest.mark.parametrize(("asked", "shown"), [({}, 1), ({"page": "0"}, 1), ({"page": "-3"}, 1), ({"page": "2"}, 2)])
def test_a_paper_opens_with_its_first_page_unless_another_one_is_asked_for(papers, office, asked, shown):
    paper = papers.drafted(report(issuer=COMMITTEE))
    pages = pages_of(paper, papers.now)
    assert pages > 1

    page = office.client(papers.clerk).get(reverse("paper", args=[paper.pk]), asked).content.decode()

    assert f"Page {shown} of {pages}; opens the PDF" in page


def test_each_small_page_shows_its_own_page_and_there_is_none_after_the_last(papers, office):
    paper = papers.drafted(report(issuer=COMMITTEE))
    client, address = office.client(papers.clerk), reverse("paper_thumbnail", args=[paper.pk])

    first, second = (client.get(address, {"page": page}).content for page in (1, 2))

    assert first != second
    assert 404 == client.get(address, {"page": pages_of(paper, papers.now) + 1}).status_code


def test_a_paper_that_is_out_to_be_signed_says_under_which_number_and_its_page_signs_nothing(papers, office):
    out = papers.reserved()

    page = office.client(papers.leader).get(reverse("paper", args=[out.pk])).content.decode()

    assert f"It is out to be signed as {out.code}" in page
    assert "Number and date are given at the moment of signing" not in page
    assert "Send it back" not in page


def test_a_draft_opens_in_a_training_unjudged_since_the_mark_lies_over_its_lines(papers, office, monkeypatch, settings):
    draft = papers.drafted()
    address = reverse("paper", args=[draft.pk])
    assert "no form is judged" not in office.client(papers.clerk).get(address).content.decode()

    monkeypatch.setenv(VARIABLE, PRACTICE)
    settings.TRAINING = True

    page = office.client(papers.clerk).get(address)
    assert 200 == page.status_code
    assert "In a training no form is judged" in page.content.decode()
