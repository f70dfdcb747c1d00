"""The register of what came in: numbers of arrival, and the paper that comes twice."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.lines import issuer_named
from bluezone.portal.papers.models import IncomingPaper
from bluezone.portal.papers.services import Arrival
from tests.support.portal.offices import SON_DUONG, the_unit

LETTER = Arrival(
    author="Sở Thông tin và Truyền thông",
    paper_code="525/STTTT-TTBCXB",
    dated_on=dt.date(2020, 8, 7),
    type_name="Công văn",
    subject="V/v triển khai ứng dụng Bluezone",
    unit="Phòng Văn hóa và Thông tin",
)


def entered(papers, arrival=LETTER, **changes):
    return services.enter_arrival(
        organisation=papers.committee, arrival=arrival, by=papers.clerk, now=papers.now, **changes
    )


def another(**changes):
    facts = {name: getattr(LETTER, name) for name in Arrival.__slots__}
    return Arrival(**{**facts, **changes})


def test_arrivals_are_counted_from_one(papers):
    numbers = [entered(papers, another(paper_code=f"{at}/UBND")).number for at in range(1, 4)]

    assert [1, 2, 3] == numbers


@pytest.mark.each_example
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"paper_code": "525 / STTTT - TTBCXB", "author": "sở thông tin và truyền thông"},
        {"author": "So Thong tin va Truyen thong", "subject": "khác"},
    ],
)
def test_the_same_number_symbol_and_author_are_warned_of_however_typed(papers, typed):
    entered(papers)

    with pytest.raises(RefusedError, match="stands in the register"):
        entered(papers, another(**typed))
    again = entered(papers, another(**typed), though_it_came_before=True)

    assert 2 == again.number
    assert 2 == IncomingPaper.objects.count()


def test_whether_it_was_entered_all_the_same_is_in_the_audit(papers):
    entered(papers)
    entered(papers, though_it_came_before=True)

    told = Entry.objects.filter(act="papers.enter").order_by("number").values_list("detail", flat=True)
    assert [{"number": 1, "again": False}, {"number": 2, "again": True}] == list(told)


def test_the_same_paper_in_another_organisations_register_came_there_once(papers):
    school = create_organisation(
        actor=None, name="Trường Một", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=papers.now
    )
    entered(papers)

    there = services.enter_arrival(organisation=school, arrival=LETTER, by=papers.clerk, now=papers.now)

    assert (1, school) == (there.number, there.organisation)


def test_the_same_number_in_another_year_is_another_paper(papers):
    entered(papers)

    assert 2 == entered(papers, another(dated_on=dt.date(2019, 8, 7))).number


@pytest.mark.parametrize("wrong", [{"author": " "}, {"subject": "x" * 501}, {"pages": -1}])
def test_a_line_that_is_none_is_refused(wrong):
    with pytest.raises(RefusedError):
        another(**wrong)


@pytest.mark.parametrize("name", ["author", "paper_code", "type_name", "subject", "unit", "urgency", "note"])
def test_a_line_is_as_long_as_its_place_in_the_register_and_no_longer(name):
    most = IncomingPaper._meta.get_field(name).max_length

    assert "x" * most == getattr(another(**{name: "x" * most}), name)
    with pytest.raises(RefusedError, match="too long"):
        another(**{name: "x" * (most + 1)})


def test_a_paper_has_up_to_9999_pages():
    assert [0, 9_999] == [another(pages=pages).pages for pages in (0, 9_999)]
    with pytest.raises(RefusedError, match=r"9,999"):
        another(pages=10_000)


def test_a_paper_from_the_future_is_refused(papers):
    with pytest.raises(RefusedError, match="future"):
        entered(papers, another(dated_on=papers.now.date() + dt.timedelta(days=1)))


def test_a_book_without_a_paper_is_headed_by_its_body_and_a_place_of_sixty_letters(papers):
    papers.committee.unit.name = "Xã " + "Đ" * 60

    head = issuer_named(papers.committee)

    assert ((papers.committee.name,), "Xã " + "Đ" * 57) == (head.name, head.place)
