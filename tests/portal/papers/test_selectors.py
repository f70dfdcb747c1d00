"""For whom somebody writes, what the last paper was, and where a register is kept."""

from __future__ import annotations

from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers.forms import PaperForm
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.selectors import (
    PAPERS,
    last_paper,
    organisation_that_writes,
    page_of_papers,
    place_of,
    register_year,
    registered,
)
from tests.support.documents.papers import COMMITTEE, letter, report
from tests.support.portal.offices import SON_DUONG, the_unit


def founded(papers, name: str, kind: Kind) -> Organisation:
    return create_organisation(actor=None, name=name, kind=kind, unit=the_unit(SON_DUONG), now=papers.now)


def test_of_several_bodies_of_ones_own_unit_none_is_chosen(papers):
    founded(papers, "Trường THCS Một", Kind.SCHOOL)
    one = organisation_that_writes(papers.leader, None)
    founded(papers, "UBND thị trấn", Kind.COMMITTEE)

    assert papers.committee == one
    assert organisation_that_writes(papers.leader, None) is None


def test_the_last_paper_is_the_organisations_own(papers):
    paper, other = papers.drafted(), founded(papers, "Trường THCS Một", Kind.SCHOOL)

    assert paper == last_paper(papers.committee)
    assert last_paper(other) is None


def test_a_register_is_kept_in_a_unit_and_those_above_it(papers):
    unit = the_unit(SON_DUONG)

    assert f"{unit.name}, {unit.parent.name}" == place_of(papers.committee)


def test_whoever_checks_a_paper_is_told_what_kind_of_paper_it_is(papers):
    told = [registered(papers.drafted(content)) for content in (letter(), report(issuer=COMMITTEE))]

    assert ["Công văn", "Báo cáo"] == [one.kind for one in told if one is not None]


def test_the_year_of_a_register_is_the_one_that_is_asked_for_or_this_one(papers):
    assert [2019, 2020, 2020] == [register_year(text, papers.now.date()) for text in ("2019", "", "x")]


def test_of_many_organisations_two_hundred_are_offered(papers):
    kept = {field.attname: getattr(papers.committee, field.attname) for field in Organisation._meta.fields}
    del kept["id"]
    Organisation.objects.bulk_create(Organisation(**kept) for _ in range(200))

    assert 200 == len(PaperForm(staff=papers.clerk).fields["organisation"].choices)


def test_fifty_papers_stand_on_a_page(papers):
    one = papers.drafted()
    kept = {field.attname: getattr(one, field.attname) for field in one._meta.fields if field.name != "id"}
    OutgoingPaper.objects.bulk_create(OutgoingPaper(**{**kept, "check_key": f"k{number}"}) for number in range(50))

    assert 50 == len(page_of_papers(papers.clerk, PAPERS.part_of({})).rows)
