"""How a paper and a poster look while they are typed: drawn for whoever types, and kept nowhere."""

from __future__ import annotations

import io
import re
import subprocess

import pytest
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from bluezone.portal.audit.models import Entry
from bluezone.portal.papers import previewing
from bluezone.portal.papers.forms import typed_from
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.previewer import DoorPoster, WallPoster, Wanted, drawn
from bluezone.portal.papers.standing import content_of
from tests.portal.papers.test_posters import POSTER
from tests.support.documents.papers import COMMITTEE, letter, report
from tests.support.portal.offices import NOW

PNG = b"\x89PNG\r\n"
DOOR = DoorPoster(
    lines=("CÀI BLUEZONE",), code="https://x.vn", place="Chợ", under_code="x.vn", small_print=(), format="A5"
)
WALL = WallPoster(lines=("Mời cài Bluezone", "Hãy cài", "Hỏi: trạm y tế"), small_print="UBND xã", language="vi")


def typed(paper=None, **changes: str) -> dict[str, str]:
    """A paper as its form sends it."""
    fields = typed_from(letter(issuer=COMMITTEE) if paper is None else paper)
    return {name: str(value) for name, value in fields.items()} | changes


def picture_on(client, page: str) -> bytes:
    address = re.search(r'src="(/verify/form/[0-9a-f]{32}\.png)"', page)
    assert address, page
    return client.get(address[1]).content


@pytest.fixture
def clerk(papers, office):
    return office.client(papers.clerk)


@pytest.fixture
def form(papers):
    return typed(organisation=str(papers.committee.pk), look="1")


@pytest.mark.parametrize(
    "wanted",
    [Wanted(NOW, paper=report()), Wanted(NOW, door=DOOR), Wanted(NOW, wall=WALL)],
    ids=["paper", "door", "wall"],
)
def test_one_page_is_drawn_of_each(wanted):
    found = drawn(wanted)

    assert (PNG, 1, "") == (found.picture[:6], found.page, found.refused)


def test_a_page_is_drawn_a_dot_for_each_of_its_points():
    """As large as it stands beside the form: A4 is 595 by 842 points, and of what is begun a dot is drawn."""
    with Image.open(io.BytesIO(drawn(Wanted(NOW, paper=letter())).picture)) as picture:
        assert (596, 842) == picture.size


def test_beyond_the_last_page_the_last_one_is_drawn():
    found = drawn(Wanted(NOW, paper=report(), page=999))

    assert found.page == found.pages > 1


def test_a_look_at_a_new_paper_shows_its_first_page_and_writes_nothing(clerk, form):
    clerk.get(reverse("paper_new"))
    lines = Entry.objects.count()

    answer = clerk.post(reverse("paper_new"), form, headers={"hx-request": "true"})

    assert 200 == answer.status_code
    assert PNG == picture_on(clerk, answer.content.decode())[:6]
    assert (0, lines) == (OutgoingPaper.objects.count(), Entry.objects.count())
    assert "<html" not in answer.content.decode()


def test_without_a_script_the_whole_page_comes_back_with_what_was_typed(clerk, form):
    page = clerk.post(reverse("paper_new"), {**form, "subject": "việc chưa lưu"}).content.decode()

    assert PNG == picture_on(clerk, page)[:6]
    assert 'value="việc chưa lưu"' in page
    assert "Please look at this again" not in page
    assert not OutgoingPaper.objects.exists()


def test_what_is_not_typed_yet_is_no_reason_to_see_nothing(clerk, form):
    page = clerk.post(
        reverse("paper_new"),
        {**form, "subject": "", "text": "", "recipients": "", "abbreviation": "", "addressees": ""},
    ).content.decode()

    assert PNG == picture_on(clerk, page)[:6]


def test_what_cannot_be_set_is_said_beside_the_form(clerk, form):
    answer = clerk.post(reverse("paper_new"), {**form, "copies": "nhiều"}, headers={"hx-request": "true"})

    page = answer.content.decode()
    assert 200 == answer.status_code
    assert "<img" not in page
    assert "Please write a whole number" in page


def test_a_look_leaves_a_draft_as_it_is(papers, clerk, form):
    paper = papers.drafted(letter(issuer=COMMITTEE))
    kept, lines = paper.content, Entry.objects.count()

    answer = clerk.post(reverse("paper_edit", args=[paper.pk]), form, headers={"hx-request": "true"})

    paper.refresh_from_db()
    assert PNG == picture_on(clerk, answer.content.decode())[:6]
    assert (kept, lines) == (paper.content, Entry.objects.count())


def test_a_draft_that_keeps_tables_is_shown_with_a_line_of_the_audit(papers, clerk, form):
    """Its preview shows more than was typed, so a script that asks gets the whole page, as it is audited."""
    paper = papers.drafted(report(issuer=COMMITTEE))
    content = {**typed(content_of(paper)), "look": "2"}

    answer = clerk.post(reverse("paper_edit", args=[paper.pk]), content, headers={"hx-request": "true"})

    assert "<html" in answer.content.decode()
    assert ["papers.see"] == list(Entry.objects.order_by("-number").values_list("act", flat=True)[:1])


def test_the_other_pages_are_a_button_away(papers, clerk, form):
    long = "\r\n".join(f"{number}. Việc thứ {number}, làm ngay trong tuần này." for number in range(1, 120))

    page = clerk.post(reverse("paper_new"), {**form, "text": long, "look": "2"}).content.decode()

    turns = re.findall(r'form="words"\s+name="look"\s+value="(\d)"', page)
    assert ["1", "3"] == turns
    assert 'hx-include="#words"' in page


def test_a_poster_is_looked_at_before_it_is_made(papers, clerk):
    address = reverse("poster", args=[papers.committee.pk])

    page = clerk.post(address, {**POSTER, "look": "1"}).content.decode()

    assert PNG == picture_on(clerk, page)[:6]


@pytest.mark.parametrize(
    ("change", "said"),
    [({"line_1": "M" * 40}, "too long to be read from 3 metres"), ({"address": ""}, "Please fill this in")],
)
def test_a_poster_that_cannot_be_says_so_where_it_would_stand(papers, clerk, change, said):
    answer = clerk.post(reverse("poster", args=[papers.committee.pk]), {**POSTER, "look": "1", **change})

    assert 200 == answer.status_code
    assert said in answer.content.decode().split('id="preview"')[1]


def test_only_so_many_are_drawn_at_once(office, monkeypatch):
    monkeypatch.setattr(previewing, "LONGEST_WAIT_S", 0.01)
    for _ in range(previewing.AT_ONCE):
        previewing._PLACES.acquire()
    try:
        with override("en"):
            found = previewing.seen(Wanted(NOW, wall=WALL), bytes)
    finally:
        for _ in range(previewing.AT_ONCE):
            previewing._PLACES.release()

    assert ("", True) == (found.name, "Many people" in found.why)


def test_what_takes_too_long_is_given_up_and_says_so(office, monkeypatch):
    def never(*_args, longest_s: float) -> bytes:
        raise subprocess.TimeoutExpired("previewer", longest_s)

    monkeypatch.setattr(previewing, "run_bounded", never)

    with override("en"):
        assert "longer than a preview may" in previewing.seen(Wanted(NOW, wall=WALL), bytes).why
