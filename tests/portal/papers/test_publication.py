"""Issued papers as everybody may know them: a number, a day, an issuer and a sum, and never what one is about."""

from __future__ import annotations

import hashlib

from bluezone.portal.papers.models import PaperFile
from bluezone.portal.papers.publication import published_papers
from bluezone.portal.papers.selectors import place_of
from bluezone.portal.public_site.building import build_site
from bluezone.portal.public_site.facts import SiteFacts


def test_an_issued_paper_is_known_by_the_sum_of_the_file_that_went_out(papers):
    paper = papers.issued()
    last = PaperFile.objects.filter(paper=paper).latest("pk")

    (found,) = published_papers()

    assert hashlib.sha256(bytes(last.content)).hexdigest() == found.sha256
    assert (paper.code, paper.dated_on, f"UBND huyện Sơn Dương ({place_of(papers.committee)})", None) == (
        found.number,
        found.date,
        found.issuer,
        found.recalled_on,
    )


def test_what_is_not_issued_is_not_told(papers):
    papers.sealed()

    assert () == published_papers()


def test_a_recalled_paper_stays_and_says_so(papers):
    papers.recalled()

    (found,) = published_papers()

    assert papers.now.date() == found.recalled_on


def test_the_newest_stands_first(papers):
    first, second = papers.issued(), papers.issued()

    assert [second.code, first.code] == [one.number for one in published_papers()]


def test_no_page_and_no_list_says_what_a_paper_is_about(papers):
    paper = papers.issued()

    site = b"".join(build_site(SiteFacts(papers=published_papers())).values())

    assert paper.code.encode() in site
    assert paper.subject.encode() not in site
