"""For whom somebody writes, what the last paper was, and where a register is kept."""

from __future__ import annotations

from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import close_organisation, create_organisation
from bluezone.portal.papers.forms import PaperForm
from bluezone.portal.papers.models import Direction, OutgoingPaper, State
from bluezone.portal.papers.selectors import (
    PAPERS,
    as_outgoing_entry,
    last_paper,
    organisation_that_writes,
    page_of_papers,
    place_of,
    register_year,
    registered,
    years_of,
)
from tests.support.documents.papers import COMMITTEE, changed, letter, report
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
    assert [2019, 2020, 2020, 2020] == [register_year(text, papers.now.date()) for text in ("2019", "", "x", "20190")]


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


def test_a_paper_is_found_by_its_number_and_called_by_its_subject(papers):
    wanted, other = papers.drafted(), papers.drafted()
    for paper, number in ((wanted, 731), (other, 732)):
        OutgoingPaper.objects.filter(pk=paper.pk).update(number=number, year=2020, dated_on=papers.now.date())

    found = page_of_papers(papers.clerk, PAPERS.part_of({"q": "731"}))

    assert [wanted] == list(found.rows)
    assert "subject" == PAPERS.heads


def test_whoever_wrote_last_for_a_body_that_was_closed_is_asked_anew_for_whom_they_write(papers):
    founded(papers, "Trường THCS Một", Kind.SCHOOL)
    founded(papers, "Trường THCS Hai", Kind.SCHOOL)
    papers.drafted()
    writes_for = organisation_that_writes(papers.clerk, None)

    close_organisation(actor=papers.leader, organisation=papers.committee, successor=None, now=papers.now)

    assert papers.committee == writes_for
    assert organisation_that_writes(papers.clerk, None) is None


def test_a_year_of_papers_that_went_out_is_no_year_of_arrivals(papers):
    papers.reserved()

    assert [[2020], []] == [years_of(papers.committee, direction) for direction in (Direction.OUT, Direction.IN)]


def test_a_line_of_the_register_says_to_whom_in_up_to_five_hundred_letters(papers):
    many = tuple(f"Ủy ban nhân dân xã số {number:03}" for number in range(30))
    paper = papers.drafted(changed(letter(), recipients=many))
    paper.number, paper.dated_on, paper.state = 5, papers.now.date(), State.ISSUED

    line = as_outgoing_entry(paper)

    assert (500, "") == (len(line.recipients), line.note)
    assert many[0] in line.recipients


def test_before_the_subject_of_a_letter_stands_what_it_is_about():
    letters, reports = OutgoingPaper(subject="triển khai"), OutgoingPaper(subject="triển khai", kind="BC")

    assert ("V/v triển khai", "triển khai") == (letters.title, reports.title)
