"""Small pictures of papers: in their list and under the page that is shown; too small to be read, drawn once."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.urls import reverse
from PIL import Image

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.papers import files
from bluezone.portal.papers.files import docx_of, pages_of, pdf_of, picture_of, text_of, thumbnail_of
from bluezone.portal.papers.forms.files import BroughtCertificateForm, CertificateForm
from tests.support.documents.certificates import signature_image
from tests.support.documents.papers import COMMITTEE, letter, report
from tests.support.portal.offices import NOW, TAN_TRAO


@pytest.fixture(autouse=True)
def nothing_drawn(db):
    caches[files.THUMBNAILS].clear()


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_page_is_drawn_in_its_shape_small_grey_and_light(papers):
    drawn = thumbnail_of(papers.drafted(), papers.now)

    assert drawn is not None
    assert (116, 164) == picture(drawn).size
    assert len(drawn) < 6_000
    grey = np.asarray(picture(drawn).convert("L"))
    assert (grey.max() > 240, grey.min() < 200) == (True, True)


def test_a_page_that_is_not_there_has_none(papers):
    paper = papers.drafted()

    assert [None, None] == [thumbnail_of(paper, papers.now, page) for page in (0, pages_of(paper, papers.now) + 1)]


def test_the_picture_that_is_read_has_eighty_dots_an_inch_and_every_page_has_one(papers):
    paper = papers.drafted()
    pages = pages_of(paper, papers.now)

    drawn = [picture_of(paper, papers.now, page) for page in range(pages + 2)]

    assert [None] * 2 == [drawn[0], drawn[-1]]
    assert all(picture(one).size == pytest.approx((210 / 25.4 * 80, 297 / 25.4 * 80), abs=1) for one in drawn[1:-1])
    assert "VĂN HÓA" in text_of(paper, papers.now, 1).upper()
    assert ["", ""] == [text_of(paper, papers.now, page) for page in (0, pages + 1)]


def test_a_draft_that_cannot_be_set_has_no_page_and_no_picture(papers):
    paper = papers.drafted()
    paper.content = paper.content.replace("triển khai", "triển 😀 khai")

    assert (0, None) == (pages_of(paper, papers.now), thumbnail_of(paper, papers.now))


def test_the_look_of_a_signature_is_in_the_picture_of_its_page(papers):
    signed = papers.signed(image=signature_image())

    colours = picture(picture_of(signed, papers.now)).getcolors(1 << 20)

    assert any(blue > 150 and red < 60 for _, (red, _, blue) in colours)


def test_it_is_drawn_once_and_anew_for_other_words(papers, monkeypatch):
    paper = papers.drafted()
    drawn = []
    monkeypatch.setattr(files, "_small", lambda *asked: drawn.append(asked) or b"picture")

    assert [b"picture"] * 2 == [thumbnail_of(paper, papers.now) for _ in range(2)]
    assert 1 == len(drawn)
    paper.content = papers.drafted(letter(subject="một việc khác")).content
    thumbnail_of(paper, papers.now)
    assert 2 == len(drawn)


def test_list_and_page_show_them_and_note_one_look_each(papers, office):
    paper = papers.drafted(report(issuer=COMMITTEE))
    client, small = office.client(papers.clerk), reverse("paper_thumbnail", args=[paper.pk])

    listed = client.get(reverse("paper_list")).content.decode()
    shown = client.get(reverse("paper", args=[paper.pk])).content.decode()
    before = Entry.objects.count()
    answer = client.get(small + "?page=2")

    assert [small] == re.findall(r'src="([^"]*small.png)"', listed)
    pages = pages_of(paper, papers.now)
    assert [f"{small}?page={page}" for page in range(1, pages + 1)] == re.findall(r'src="([^"]*small.png[^"]*)"', shown)
    assert ("image/png", "no-store") == (answer["content-type"], answer["cache-control"])
    assert before == Entry.objects.count()


@pytest.mark.every_run
def test_whoever_may_not_see_the_paper_sees_none(papers, office):
    paper = papers.drafted()
    stranger = office.client(office.staff("Văn Thư Khác", Role.REGISTRY_CLERK, TAN_TRAO))

    assert 404 == stranger.get(reverse("paper_thumbnail", args=[paper.pk])).status_code


def test_a_draft_is_set_where_nobody_set_it_lately(papers):
    paper = papers.drafted()
    caches[files.CACHE].clear()

    first, again = (pdf_of(paper, papers.now) for _ in range(2))

    assert b"%PDF-" == first[:5]
    assert first == again


def test_a_docx_says_number_and_date_once_it_has_both(monkeypatch):
    monkeypatch.setattr(files, "content_of", lambda paper: paper)
    monkeypatch.setattr(files, "write_docx", lambda _, issue, **__: issue)

    issues = [
        docx_of(SimpleNamespace(number=number, dated_on=day), NOW)
        for number, day in ((7, NOW.date()), (7, None), (None, NOW.date()))
    ]

    assert [(7, NOW.date())] == [(one.number, one.date) for one in issues if one]


def test_what_was_set_before_is_taken_again_until_the_words_are_others():
    caches[files.CACHE].set(files._key("these words", NOW), b"%PDF")

    assert [b"%PDF", None] == [files._set_before(words, NOW) for words in ("these words", "others")]


def test_an_image_is_five_to_eighty_millimetres_wide_and_a_passphrase_is_taken_as_it_is_typed():
    width = CertificateForm.base_fields["width_mm"]
    assert [5, 80] == [width.clean(typed) for typed in ("5", "80")]
    for typed in ("4", "81"):
        with pytest.raises(ValidationError):
            width.clean(typed)

    for form in (CertificateForm, BroughtCertificateForm):
        assert " mở ra " == form.base_fields["passphrase"].clean(" mở ra ")
