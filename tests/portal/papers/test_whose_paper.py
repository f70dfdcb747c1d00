"""Whose paper it is: the register's organisation, in the head, in the number and on the public page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.documents.paper import Issuer
from bluezone.documents.signing import sign_pdf
from bluezone.portal.errors import RefusedError
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import close_organisation, create_organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import typed_from
from bluezone.portal.papers.heads import head_lines, is_named
from bluezone.portal.papers.models import OutgoingPaper, Register, State
from bluezone.portal.papers.publication import published_papers
from bluezone.portal.papers.selectors import place_of, twins_of
from bluezone.portal.papers.standing import as_read, current_file
from tests.portal.papers.conftest import ROOTS
from tests.support.documents.certificates import person
from tests.support.documents.papers import COMMITTEE, letter
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit


def organisation(name, kind=Kind.SCHOOL, unit=SON_DUONG, day=None):
    return create_organisation(actor=None, name=name, kind=kind, unit=the_unit(unit), now=day)


def head(*name, abbreviation="THM"):
    return Issuer(name=name, abbreviation=abbreviation, place="Sơn Dương")


def reserved(papers, where, issuer, **words):
    """A paper of that organisation that has its number."""
    paper = services.draft_paper(
        organisation=where,
        paper=letter(issuer=issuer, **words),
        by=papers.clerk,
        now=papers.now,
        entropy=papers.office.chance.randbytes,
    )
    paper = services.submit(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)
    return services.reserve_number(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)


@pytest.mark.parametrize(
    ("registered", "typed", "is_it"),
    [
        ("UBND huyện Sơn Dương", ("Ủy ban nhân dân", "huyện Sơn Dương"), True),
        ("UBND huyện Sơn Dương", ("ỦY BAN NHÂN DÂN HUYỆN SƠN DƯƠNG",), True),
        ("Phòng Văn hóa và Thông tin huyện", ("Phòng Văn hoá và", "Thông tin"), True),
        ("Trường THCS Một", ("Trường THCS", "Một"), True),
        ("Trường THCS Một", ("Bộ Y tế",), False),
        ("Trường THCS Một", ("Trường THCS Một và Hai",), False),
        ("UBND huyện Sơn Dương", ("Ủy ban nhân dân", "tỉnh Tuyên Quang"), False),
        ("UBND huyện Sơn Dương", ("UỶ BAN NHÂN DÂN", "HUYỆN SƠN DƯƠNG"), True),
        ("UBND huyện Sơn Dương", ("Ủy ban nhân dân", "huyện Sơn Đường"), False),
        ("Trường Tân Thành", ("Trường Tân Thạnh",), False),
        ("Trường Tân Thành", ("Truong Tan Thanh",), False),
        ("Truong Tan Thanh", ("Trường Tân Thành",), True),
        ("Phòng Văn hóa và Thông tin huyện", ("Ủy ban nhân dân", "huyện Sơn Dương"), False),
    ],
)
def test_a_head_names_the_organisation_of_the_register(papers, registered, typed, is_it):
    where = papers.committee if registered == papers.committee.name else organisation(registered, day=papers.now)

    assert is_it is is_named(head(*typed), where)


def test_the_registers_own_name_is_always_a_head(papers):
    for where in (papers.committee, organisation("Phòng Y tế", day=papers.now)):
        assert is_named(head(*head_lines(where)), where)


def test_nobody_writes_a_ministrys_paper_for_a_school(papers, office):
    school = organisation("Trường Mầm non Hoa Mai", day=papers.now)
    typed = {**typed_from(letter()), "organisation": school.pk, "issuer": "BỘ Y TẾ", "abbreviation": "BYT"}

    answer = office.client(papers.clerk).post(reverse("paper_new"), typed)

    assert 409 == answer.status_code
    assert "The head names another body" in answer.content.decode()
    assert not OutgoingPaper.objects.exists()


def test_a_draft_does_not_become_another_bodys_either(papers):
    paper = papers.drafted()

    with pytest.raises(RefusedError, match="another body"):
        services.revise(paper=paper, content=letter(issuer=head("Bộ Y tế")), by=papers.clerk, now=papers.now)


def test_a_committees_abbreviation_is_a_committees(papers):
    school = organisation("Trường Một", day=papers.now)

    with pytest.raises(RefusedError, match="is a committee's"):
        reserved(papers, school, head("Trường Một", abbreviation="UBND"))


def test_two_papers_of_a_unit_never_share_a_number(papers):
    """Each organisation has its own register, and what stands before the number says whose."""
    one, other = (organisation(name, day=papers.now) for name in ("Trường Một", "Trường Hai"))
    first = reserved(papers, one, head("Trường Một"))

    with pytest.raises(RefusedError, match="another organisation of this unit"):
        reserved(papers, other, head("Trường Hai"))
    second = reserved(papers, other, head("Trường Hai", abbreviation="THH"))

    assert ["01/THM-VHTT", "01/THH-VHTT"] == [first.code, second.code]
    with pytest.raises(IntegrityError), transaction.atomic():
        Register.objects.filter(organisation=other).update(abbreviation="THM")


def test_a_neighbours_register_has_the_same_abbreviation(papers):
    reserved(papers, papers.committee, COMMITTEE)
    neighbour = organisation("UBND xã Tân Trào", Kind.COMMITTEE, TAN_TRAO, day=papers.now)

    paper = reserved(papers, neighbour, head("Ủy ban nhân dân", "xã Tân Trào", abbreviation="UBND"))

    assert "01/UBND-VHTT" == paper.code


def test_papers_of_one_number_symbol_and_name_of_a_body_are_told_beside_each_other(papers, office):
    """A register makes none; two bodies of one name can."""
    twin = organisation(papers.committee.name, Kind.COMMITTEE, TAN_TRAO, day=papers.now)
    school = organisation("Trường Một", day=papers.now)
    first, second = (reserved(papers, papers.committee, COMMITTEE) for _ in range(2))
    of_another_name = reserved(papers, school, head("Trường Một"))
    other = reserved(papers, twin, COMMITTEE)
    of_another_symbol = reserved(papers, twin, COMMITTEE, drafting_unit="YT")
    assert (second.number, "02/UBND-YT") == (of_another_symbol.number, of_another_symbol.code)

    found = [list(twins_of(paper)) for paper in (first, second, of_another_name, other, of_another_symbol)]

    assert [[other], [], [], [first], []] == found
    page = office.client(papers.clerk).get(reverse("paper", args=[first.pk])).content.decode()
    assert "stand there twice" in page


def test_a_register_keeps_one_abbreviation_for_its_year(papers, office):
    school = organisation("Trường Một", day=papers.now)
    reserved(papers, school, head("Trường Một"))

    with pytest.raises(RefusedError, match="under another abbreviation"):
        reserved(papers, school, head("Trường Một", abbreviation="TM"))
    office.clock[0] = papers.now.replace(year=papers.now.year + 1)

    assert "01/TM-VHTT" == reserved(papers, school, head("Trường Một", abbreviation="TM")).code


def test_whoever_follows_a_closed_organisation_goes_on_after_its_last_number(papers):
    old = organisation("Trường Một", day=papers.now)
    for _ in range(2):
        reserved(papers, old, head("Trường Một"))
    close_organisation(actor=papers.clerk, organisation=old, successor=None, now=papers.now)
    new = organisation("Trường Một", day=papers.now + dt.timedelta(days=1))

    third, fourth = (reserved(papers, new, head("Trường Một")) for _ in range(2))
    services.release_number(paper=third, read=as_read(third), by=papers.clerk, now=papers.now)
    again = reserved(papers, new, head("Trường Một"))

    assert [3, 4, 3] == [third.number, fourth.number, again.number]


def test_a_commune_that_names_an_organisation_after_somebody_else_is_told_beside_it(papers, office):
    """Whoever keeps a commune's organisations calls them as they like; whose register it is, they do not say."""
    named = organisation("UBND tỉnh Tuyên Quang", Kind.COMMITTEE, TAN_TRAO, day=papers.now)
    paper = reserved(papers, named, head("Ủy ban nhân dân", "tỉnh Tuyên Quang", abbreviation="UBND"))
    issued = papers.issued(papers.confirmed(papers.scanned(paper)))

    answer = office.client(language="en").get(reverse("check_paper", args=[issued.check_key])).content.decode()

    assert "UBND tỉnh Tuyên Quang" in answer  # as the register has it, and not as the head spells it out
    assert f"as the register of {place_of(named)} names it" in answer
    assert place_of(named).startswith(the_unit(TAN_TRAO).name)
    assert f"UBND tỉnh Tuyên Quang ({place_of(named)})" == published_papers()[0].issuer


# After an organisation was closed


def closed(papers):
    close_organisation(actor=papers.clerk, organisation=papers.committee, successor=None, now=papers.now)


@pytest.mark.parametrize(
    ("before", "next_step"),
    [("submitted", "signed"), ("signed", "sealed"), ("submitted", "out")],
)
def test_nobody_signs_for_an_organisation_that_is_closed(papers, before, next_step):
    paper = getattr(papers, before)()
    steps = {
        "signed": papers.signed,
        "sealed": papers.sealed,
        "out": lambda held: services.reserve_number(paper=held, read=as_read(held), by=papers.clerk, now=papers.now),
    }
    closed(papers)

    with pytest.raises(RefusedError, match="closed organisation signs no papers"):
        steps[next_step](paper)

    assert paper.state == OutgoingPaper.objects.get(pk=paper.pk).state


@pytest.mark.parametrize(("days", "counts"), [(0, True), (-1, False)])
def test_what_was_signed_elsewhere_before_the_closing_still_comes_back(papers, days, counts):
    """It was closed on this day, or on the one before the signature."""
    paper = papers.reserved()
    signed = sign_pdf(current_file(paper), person(), field="NguoiKy", now=papers.now)
    closed(papers)
    Organisation.objects.filter(pk=papers.committee.pk).update(closed_on=papers.now.date() + dt.timedelta(days=days))

    def back():
        return services.take_returned(
            paper=paper, read=as_read(paper), returned=signed, roots=ROOTS, by=papers.clerk, now=papers.now
        )

    if counts:
        assert State.SIGNED == back().state
    else:
        with pytest.raises(RefusedError, match="closed organisation signs no papers"):
            back()


def test_what_a_closed_organisation_signed_is_issued_and_recalled(papers):
    sealed = papers.sealed()
    closed(papers)

    issued = papers.issued(sealed)
    recalled = services.recall(
        paper=issued, read=as_read(issued), reason="Ban hành nhầm", by=papers.leader, now=papers.now
    )

    assert State.RECALLED == recalled.state
