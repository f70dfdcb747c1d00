"""Nobody signs a paper of which they have not had every page before them, as it stands."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.documents.paper import Signatory
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import files, services
from bluezone.portal.papers.files import pages_of
from bluezone.portal.papers.models import OutgoingPaper, PageTurn
from bluezone.portal.papers.selectors import signers_for, turning_of
from bluezone.portal.papers.standing import as_read
from tests.support.documents.certificates import person
from tests.support.documents.papers import COMMITTEE, letter, report
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.paper_offices import PaperOffice, turn_all

SIGNATORY = Signatory(name="Hoàng Văn Thử", office=("CHỦ TỊCH",))


@pytest.fixture
def waiting(papers) -> OutgoingPaper:
    """A report of several pages, submitted, of which nobody has turned a page."""
    paper = papers.drafted(report(issuer=COMMITTEE, signatory=SIGNATORY))
    return services.submit(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)


def turn(papers: PaperOffice, paper: OutgoingPaper, page: int) -> None:
    services.turn_page(paper=paper, read=as_read(paper), page=page, by=papers.leader, now=papers.now)


def sign(papers: PaperOffice, paper: OutgoingPaper) -> OutgoingPaper:
    facts = {"credential": person(), "by": papers.leader, "now": papers.now}
    return services.sign_as_person(paper=paper, read=as_read(paper), **facts)


def test_it_is_signed_once_the_last_page_is_turned_and_not_before(papers, waiting):
    pages = pages_of(waiting, papers.now)
    assert pages > 1

    for page in range(1, pages + 1):
        with pytest.raises(RefusedError, match="turn all pages"):
            sign(papers, waiting)
        turn(papers, waiting, page)

    assert "signed" == sign(papers, waiting).state
    assert [("papers.read", {"pages": pages})] == list(
        Entry.objects.filter(act="papers.read").values_list("act", "detail")
    )


def test_for_the_next_page_the_words_are_not_read_again(papers, waiting, monkeypatch):
    """They are thousands of lines, and what was set from them lies there."""
    pages_of(waiting, papers.now)
    monkeypatch.setattr(files, "content_of", lambda _paper: pytest.fail("read again"))

    turn(papers, waiting, 2)


def test_a_page_that_is_turned_twice_is_one(papers, waiting):
    pages = pages_of(waiting, papers.now)

    for _ in range(pages):
        turn(papers, waiting, 1)

    assert 1 == PageTurn.objects.count()
    assert (pages - 1, 2) == (
        (found := turning_of(waiting, papers.leader, pages)).left,
        found.first_unturned,
    )
    with pytest.raises(RefusedError, match="turn all pages"):
        sign(papers, waiting)


def test_pages_that_another_person_turned_are_theirs(papers, waiting):
    turn_all(waiting, papers.clerk, papers.now)

    with pytest.raises(RefusedError, match="turn all pages"):
        sign(papers, waiting)


def test_other_words_are_turned_anew(papers, waiting):
    turn_all(waiting, papers.leader, papers.now)
    services.send_back(paper=waiting, read=as_read(waiting), reason="sửa lại số", by=papers.leader, now=papers.now)
    other = letter(issuer=COMMITTEE)
    services.revise(paper=waiting, content=other, by=papers.clerk, now=papers.now)
    waiting.refresh_from_db()
    again = services.submit(paper=waiting, read=as_read(waiting), by=papers.clerk, now=papers.now)

    with pytest.raises(RefusedError, match="turn all pages"):
        sign(papers, again)


def test_a_page_of_another_paper_and_one_that_is_not_there_are_refused(papers, waiting):
    with pytest.raises(RefusedError, match="no such page"):
        turn(papers, waiting, 99)
    with pytest.raises(ChangedError):
        services.turn_page(paper=waiting, read="0" * 64, page=1, by=papers.leader, now=papers.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PageTurn.objects.create(paper=waiting, by=papers.leader, digest="0" * 64, page=3, pages=2, at=papers.now)

    assert 0 == PageTurn.objects.count()


def test_the_pages_lead_from_the_first_to_the_way_to_sign(papers, office, waiting):
    """As it goes without a script: a page, its button, the next page."""
    leader = office.client(papers.leader)
    read, sign_at = (reverse(name, args=[waiting.pk]) for name in ("paper_read", "paper_sign"))
    pages = pages_of(waiting, papers.now)
    assert f"page 1/{pages}" in leader.get(reverse("paper", args=[waiting.pk])).content.decode()
    assert 'name="certificate"' not in leader.get(sign_at).content.decode()

    for number in range(1, pages + 1):
        page = leader.get(read).content.decode()
        form = re.search(r'name="read" value="(\w+)">\s*<input type="hidden" name="page" value="(\d+)"', page)
        assert form is not None
        assert f"page {number}/{pages}" in page
        assert f"/page.png?page={number}&read=" in page
        answer = leader.post(read, {"read": form[1], "page": form[2]})
        assert (302, read) == (answer.status_code, answer.headers["location"])

    done = leader.get(read).content.decode()
    assert f"{sign_at}?read=" in done
    assert 'name="page"' not in done
    assert 'name="certificate"' in leader.get(sign_at).content.decode()


def test_looking_ahead_shows_that_page_and_turns_nothing(papers, office, waiting):
    leader = office.client(papers.leader)

    page = leader.get(reverse("paper_read", args=[waiting.pk]), {"page": "2"})

    assert f"page 2/{pages_of(waiting, papers.now)}" in page.content.decode()

    assert 0 == PageTurn.objects.count()


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "9" * 30, "2.5"])
def test_what_is_no_page_turns_nothing(papers, office, waiting, page):
    answer = office.client(papers.leader).post(
        reverse("paper_read", args=[waiting.pk]), {"read": as_read(waiting), "page": page}
    )

    assert 409 == answer.status_code
    assert "no such page" in answer.content.decode()
    assert 0 == PageTurn.objects.count()


def test_the_reader_is_told_that_nothing_has_changed_since_it_was_submitted(papers, office, waiting):
    page = " ".join(office.client(papers.leader).get(reverse("paper_read", args=[waiting.pk])).content.decode().split())

    assert "Its words are as they were submitted, and no figure in it has changed." in page
    assert papers.clerk.full_name in page


def test_any_page_may_be_looked_at_by_whoever_sees_the_paper(papers, office, waiting):
    clerk, pages = office.client(papers.clerk), pages_of(waiting, papers.now)
    address = reverse("paper", args=[waiting.pk])
    picture = reverse("paper_picture", args=[waiting.pk])

    second = clerk.get(address, {"page": "2"}).content.decode()

    assert f"Page 2 of {pages}; opens the PDF" in second
    assert f"Page {pages} of {pages}; opens the PDF" in clerk.get(address, {"page": "999"}).content.decode()
    pictures = [clerk.get(picture, {"page": str(number)}) for number in (1, 2, pages + 1)]
    assert [200, 200, 404] == [one.status_code for one in pictures]
    assert pictures[0].content != pictures[1].content


def test_signers_are_the_leaders_in_whose_units_the_paper_lies(papers, office):
    office.staff("Trần Tỉnh Trưởng", Role.LEADER, None)
    office.staff("Lê Xã Khác", Role.LEADER, TAN_TRAO)
    office.staff("Vũ Không Ký", Role.REGISTRY_CLERK)

    assert ["Hoàng Văn Thử", "Trần Tỉnh Trưởng"] == signers_for(the_unit(SON_DUONG).path)


def test_whoever_has_signed_is_not_asked_to_read_for_signing_again(papers, office):
    paper = papers.signed()
    other = office.staff("Hà Ký Thêm", Role.LEADER)
    mine, theirs = (office.client(one).get(reverse("paper", args=[paper.pk])) for one in (papers.leader, other))

    reading = reverse("paper_read", args=[paper.pk])
    assert ["Add another person" in page.content.decode() for page in (mine, theirs)] == [False, True]
    assert [reading in page.content.decode() for page in (mine, theirs)] == [False, True]
    assert "does not wait for a signature now" in office.client(papers.leader).get(reading).content.decode()
    assert "does not wait for a signature now" not in office.client(other).get(reading).content.decode()
