"""Campaign posters that are read from three metres, and scripts that are read aloud."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pypdfium2
import pytest
import zxingcpp

from bluezone.documents import campaigns
from bluezone.documents.campaigns import CampaignPoster, ReadingScript, set_campaign_poster, set_script
from bluezone.documents.errors import PaperError
from bluezone.documents.words import Reason

NOW = dt.datetime(2020, 8, 11, 9, 0, tzinfo=dt.UTC)
POSTER = CampaignPoster(
    headline="Cài Bluezone, bảo vệ cả nhà",
    action="Hãy cài ứng dụng và luôn bật Bluetooth",
    contact="Cần giúp đỡ: gọi 0207 000 000",
    small_print=("Ủy ban nhân dân huyện Sơn Dương · Mã thông báo BCFCEE9B",),
    code="https://bluezone.example.vn",
    under_code="bluezone.example.vn",
)
SCRIPT = ReadingScript(
    "Cài Bluezone", ("Kính thưa toàn thể nhân dân.", "Xin nhắc lại."), "Đọc hết 10 giây", ("Ngày", "Giờ")
)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_a_poster_says_what_to_do_and_its_code_is_read():
    pdf = set_campaign_poster(POSTER, now=NOW)
    page = pypdfium2.PdfDocument(pdf)[0]

    assert all(part in text_of(pdf) for part in (POSTER.headline, POSTER.action, POSTER.contact, "BCFCEE9B"))
    assert [POSTER.code] == [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]
    assert 1 == len(pypdfium2.PdfDocument(pdf))


def test_the_same_poster_is_the_same_bytes():
    assert set_campaign_poster(POSTER, now=NOW) == set_campaign_poster(POSTER, now=NOW)


def test_capitals_are_at_least_twelve_millimetres_high():
    textpage = pypdfium2.PdfDocument(set_campaign_poster(POSTER, now=NOW))[0].get_textpage()
    first = textpage.get_charbox(0)  # the C of Cài

    assert (first[3] - first[1]) * 25.4 / 72 >= 12


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "W" * 60},
        {"headline": ("WWWWWW " * 8).strip(), "action": ("WWWWWW " * 8).strip()},
        {"headline": " "},
        {"contact": "x" * 61},
        {"small_print": ()},
        {"small_print": ("a", "b", "c", "d", "e")},
        {"small_print": ("i" * 121,)},
        {"under_code": ""},
        {"code": ""},
        {"action": "hai\ndòng"},
    ],
    ids=str,
)
def test_what_cannot_be_read_from_afar_is_refused_at_birth(change):
    with pytest.raises(PaperError):
        dataclasses.replace(POSTER, **change)


def test_a_line_of_small_print_has_up_to_a_hundred_and_twenty_signs():
    assert 120 == len(dataclasses.replace(POSTER, small_print=("i" * 120,)).small_print[0])


def test_a_poster_without_a_code_has_larger_letters():
    def height(poster):
        box = pypdfium2.PdfDocument(set_campaign_poster(poster, now=NOW))[0].get_textpage().get_charbox(0)
        return box[3] - box[1]

    assert height(dataclasses.replace(POSTER, code="", under_code="")) >= height(POSTER)


@pytest.mark.parametrize("words", range(5, 12))
def test_lines_are_as_few_and_then_as_even_as_they_can_be(words):
    """No word stands alone under a full line."""
    headline = " ".join(["Cài", "Bluezone", "để", "bảo", "vệ", "cả", "nhà", "và", "cả", "làng", "ta"][:words])
    (page,) = pypdfium2.PdfDocument(set_campaign_poster(dataclasses.replace(POSTER, headline=headline), now=NOW))
    lines = [line.strip() for line in page.get_textpage().get_text_range().splitlines()]
    of_headline = next(lines[:count] for count in range(1, 9) if " ".join(lines[:count]) == headline)

    assert len(of_headline) > 1
    assert min(map(len, of_headline)) > 0.6 * max(map(len, of_headline))


def test_a_last_word_is_not_left_alone_where_a_line_that_is_a_little_narrower_brings_it_company(monkeypatch):
    monkeypatch.setattr(campaigns, "set_sheet", lambda _, data, **_more: data["headline"])
    poster = CampaignPoster("cả Bluezone bảo vệ làng để và cả nhà ta", "Hãy cài ứng dụng", "Gọi 0207 000 000", ("a",))

    assert ["cả Bluezone", "bảo vệ làng", "để và cả", "nhà ta"] == set_campaign_poster(poster, now=NOW)


def test_a_poster_full_of_words_is_set_on_its_page():
    """What was taken at birth has its place on the sheet, between margins, code and four lines of small print."""
    full = dataclasses.replace(
        POSTER, headline="WWWW WWWW WWWW WWWW", action="WWWW", contact="WWWW", small_print=("a " * 55,) * 4
    )

    assert 1 == len(pypdfium2.PdfDocument(set_campaign_poster(full, now=NOW)))


def test_a_script_is_read_sentence_by_sentence_and_has_room_for_notes():
    said = text_of(set_script(SCRIPT, now=NOW))

    assert all(part in said for part in (*SCRIPT.sentences, SCRIPT.note, *SCRIPT.columns))


def test_a_long_script_runs_over_pages_that_are_counted():
    long = dataclasses.replace(SCRIPT, sentences=("Một câu dài. " * 20,) * 12)
    pdf = set_script(long, now=NOW)

    assert len(pypdfium2.PdfDocument(pdf)) > 1
    assert "2 / " in text_of(pdf)


@pytest.mark.parametrize(
    "change", [{"sentences": ()}, {"sentences": ("a",) * 31}, {"columns": ()}, {"title": "x" * 121}]
)
def test_a_script_without_sentences_or_with_too_many_is_none(change):
    with pytest.raises(PaperError):
        dataclasses.replace(SCRIPT, **change)


def test_paper_is_black_on_white():
    page = pypdfium2.PdfDocument(set_campaign_poster(POSTER, now=NOW))[0].render(scale=0.5).to_pil().convert("HSV")

    assert 0 == max(page.getchannel("S").tobytes())


def refused(one, **change):
    with pytest.raises(PaperError) as caught:
        dataclasses.replace(one, **change)
    return caught.value.reason, caught.value.values


@pytest.mark.parametrize(
    ("of", "name", "most"),
    [
        (POSTER, "headline", 60),
        (POSTER, "action", 60),
        (POSTER, "contact", 60),
        (POSTER, "under_code", 80),
        (SCRIPT, "title", 120),
        (SCRIPT, "note", 120),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_a_line_is_as_long_as_it_may_be_and_has_no_sign_that_hides(of, name, most):
    assert most == len(getattr(dataclasses.replace(of, **{name: "i " * (most // 2)}), name))
    assert (Reason.LINE_LENGTH, {"most": most}) == refused(of, **{name: "i " * (most // 2) + "i"})
    assert (Reason.LINE_LENGTH, {"most": most}) == refused(of, **{name: " "})
    assert [(Reason.LINE_SIGNS, {})] * 2 == [refused(of, **{name: said}) for said in ("a\u200bb", "u\u0309")]


@pytest.mark.parametrize(
    ("of", "name", "most"),
    [(POSTER, "small_print", 120), (SCRIPT, "columns", 120), (SCRIPT, "sentences", 320)],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_so_is_each_of_several_lines(of, name, most):
    assert dataclasses.replace(of, **{name: ("a", "i" * most)})
    assert (Reason.LINE_LENGTH, {"most": most}) == refused(of, **{name: ("a", "i" * (most + 1))})
    assert (Reason.LINE_SIGNS, {}) == refused(of, **{name: ("a", "a\nb")})


@pytest.mark.parametrize(
    ("of", "name", "most", "said"),
    [
        (POSTER, "small_print", 4, (Reason.SMALL_PRINT_NEEDED, {})),
        (SCRIPT, "sentences", 30, (Reason.SCRIPT, {"most": 30})),
        (SCRIPT, "columns", 6, (Reason.SCRIPT, {"most": 30})),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_lines_are_one_or_as_many_as_may_be(of, name, most, said):
    for lines in (("a",), ("a",) * most):
        assert lines == getattr(dataclasses.replace(of, **{name: lines}), name)
    for lines in ((), ("a",) * (most + 1)):
        assert said == refused(of, **{name: lines})


@pytest.mark.parametrize("change", [{"under_code": ""}, {"code": ""}], ids=["no text", "no code"])
def test_a_code_has_its_text_under_it_and_no_text_stands_without_a_code(change):
    assert (Reason.CODE_WITHOUT_TEXT, {}) == refused(POSTER, **change)


def test_a_code_that_a_copier_would_blur_is_refused():
    assert POSTER.code[:1] == dataclasses.replace(POSTER, code="h").code
    assert Reason.CODE_TOO_DENSE is refused(POSTER, code="a" * 413)[0]
    assert 412 == len(dataclasses.replace(POSTER, code="a" * 412).code)


def in_lines(lines, code=""):
    """A poster of so many lines above whom to call: of words of which no two stand in one."""
    headline, action = (" ".join(["WWWWWW"] * count) for count in (lines // 2, lines - lines // 2))
    return CampaignPoster(headline, action, "WWWWWW", ("a",), code=code, under_code=code)


@pytest.mark.parametrize(("code", "lines", "size_pt"), [("", 2, 80), ("", 9, 50), ("a", 2, 80), ("a", 6, 47)])
def test_letters_are_as_large_as_the_lines_leave_room(code, lines, size_pt, monkeypatch):
    """Up to 80 points, and whom to call in somewhat more than half of that."""
    monkeypatch.setattr(campaigns, "set_sheet", lambda _, data, **_more: (data["size_pt"], data["contact_pt"]))

    assert (size_pt, pytest.approx(0.55 * size_pt)) == set_campaign_poster(in_lines(lines, code), now=NOW)


@pytest.mark.parametrize(("code", "lines"), [("", 10), ("a", 7)])
def test_what_would_take_letters_that_nobody_reads_from_afar_is_refused(code, lines):
    with pytest.raises(PaperError) as caught:
        in_lines(lines, code)
    assert Reason.ANNOUNCEMENT_TOO_LONG is caught.value.reason


def test_a_point_less_than_is_read_from_three_metres_is_too_small():
    """Four lines, and five of whom to call, would fit in 46 points."""
    with pytest.raises(PaperError) as caught:
        dataclasses.replace(in_lines(4, "a"), contact=" ".join(["WWWWWWWWWWW"] * 5))
    assert Reason.ANNOUNCEMENT_TOO_LONG is caught.value.reason
