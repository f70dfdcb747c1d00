"""The whole site as files: both languages, no script, nothing foreign, small, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from html import unescape

import pytest

from bluezone.portal.public_site import printing
from bluezone.portal.public_site.building import build_site
from bluezone.portal.public_site.facts import MOST_HEADS, Figures, SiteFacts, read_heads
from bluezone.portal.public_site.pages import NEWS_A_PAGE, PAGES, PAPERS_A_PAGE, file_name
from bluezone.rollout.announcing.facts import Told
from bluezone.rollout.announcing.outlets import news
from tests.support.portal.announcements import FACTS, IN_VIETNAMESE, approved
from tests.support.portal.sites import a_head, a_paper, site_facts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return build_site(site_facts())


def html(site: dict[str, bytes]) -> dict[str, str]:
    return {name: body.decode() for name, body in site.items() if name.endswith(".html")}


def test_every_page_exists_in_both_languages(site):
    pages = [*map(file_name, PAGES), file_name("figures", 2)]
    expected = {folder + name for folder in ("", "en/") for name in pages}

    assert expected == set(html(site))
    assert all(f'<html lang="{"en" if name.startswith("en/") else "vi"}">' in text for name, text in html(site).items())


def test_every_page_says_in_a_sentence_of_its_own_what_it_is_about(site):
    said = [re.search(r'<meta\s+name="description"\s+content="([^"]+)"', text)[1] for text in html(site).values()]

    assert 2 * len(PAGES) == len(set(said))  # a page that goes on is about the same
    assert all(20 < len(sentence) <= 160 for sentence in said)


def test_every_page_names_itself_and_both_languages_for_search_engines_by_whole_addresses(site):
    for name, text in html(site).items():
        at = "https://bluezone.example.vn/"
        page = name.removeprefix("en/")
        languages = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))

        assert {"vi": at + page, "en": f"{at}en/{page}", "x-default": at + page} == languages
        assert at + name == re.search(r'<link rel="canonical" href="([^"]+)">', text)[1]


def test_without_an_address_no_page_claims_one():
    pages = html(build_site(site_facts(origin="")))

    assert [] == [name for name, text in pages.items() if 'rel="alternate"' in text or 'rel="canonical"' in text]


def test_the_same_facts_make_the_same_bytes(site):
    printing.set_poster_once.cache_clear()
    printing.set_script_once.cache_clear()

    assert site == build_site(site_facts())


def test_of_a_site_that_is_made_again_nothing_is_set_again(site):
    build_site(site_facts())
    before = printing.set_poster_once.cache_info().misses, printing.set_script_once.cache_info().misses

    again = build_site(site_facts(figures=Figures(dt.date(2020, 8, 21))))

    assert before == (printing.set_poster_once.cache_info().misses, printing.set_script_once.cache_info().misses)
    assert site["figures.html"] != again["figures.html"]
    assert [name for name in site if name.endswith(".pdf")] == [name for name in again if name.endswith(".pdf")]


def test_every_link_leads_to_a_file_of_the_site(site):
    wrong = []
    for name, text in html(site).items():
        for target in re.findall(r'(?:href|src)="([^"#]+)', text):
            if target.startswith("https://"):
                continue
            base = name.rpartition("/")[0]
            parts: list[str] = base.split("/") if base else []
            for part in target.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            if "/".join(parts) not in site:
                wrong.append(f"{name}: {target}")

    assert [] == wrong


def test_no_page_has_a_script_a_style_of_its_own_or_a_foreign_file(site):
    """Links lead out only to the portal, to check a signature and to what it erases when; a page names its own address,
    for search engines."""
    for name, text in html(site).items():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:|<iframe|<form", text), name
        named = set(re.findall(r"https?://[^\"<… ]+", re.sub(r'<link rel="(?:alternate|canonical)"[^>]*>', "", text)))
        assert {"https://portal.example.vn/verify", "https://portal.example.vn/kept"} >= named, name


def test_what_was_announced_stands_in_the_news_word_for_word(site):
    for name, language in (("news.html", "vi"), ("en/news.html", "en")):
        told = news(approved(), language)
        assert all(paragraph in unescape(html(site)[name]) for paragraph in (told.headline, *told.paragraphs))


def test_text_from_outside_stays_text():
    facts = dataclasses.replace(FACTS, headline=Told("<script>alert(1)</script>", "<b>now</b>"))
    made = build_site(site_facts(announcements=(approved(facts),), papers=(a_paper(1, issuer="<img src=x>"),)))

    assert not any("<script" in text or "<img" in text or "<b>" in text for text in html(made).values())
    assert "&lt;img src=x&gt;" in html(made)["verify.html"]


def test_a_paper_is_found_by_its_sum_and_a_recalled_one_says_so(site):
    page, lines = html(site)["verify.html"], site["papers.txt"].decode().splitlines()

    assert a_paper(1).sha256 in page
    assert "Đã thu hồi ngày 20/08/2020" in page
    assert [a_paper(2).sha256, a_paper(1).sha256] == [line.split("\t")[0] for line in lines]
    assert lines[0].endswith("\trecalled 2020-08-20")


def test_long_lists_go_on_over_pages_and_every_one_stays_small():
    many = tuple(a_paper(number) for number in range(PAPERS_A_PAGE * 2 + 1))
    told = tuple(
        approved(dataclasses.replace(FACTS, headline=Told(f"Tin số {number}", f"News {number}")))
        for number in range(NEWS_A_PAGE + 1)
    )
    heads = tuple(a_head(number) for number in range(MOST_HEADS, 0, -1))
    made = build_site(site_facts(papers=many, announcements=told, heads=heads))

    assert {"verify.html", "verify-2.html", "verify-3.html", "news.html", "news-2.html"} <= set(made)
    assert many[-1].sha256 in html(made)["verify-3.html"]
    assert "Tin số 10" in html(made)["news-2.html"]
    assert 'href="verify-2.html"' in html(made)["verify.html"]
    assert heads == read_heads(made["log-heads.txt"])
    style = next(len(body) for name, body in made.items() if name.endswith(".css"))
    assert [] == [name for name, text in html(made).items() if len(text.encode()) + style > 60_000]


def test_a_site_without_an_address_app_or_news_says_so_in_plain_words():
    bare = build_site(SiteFacts(figures=Figures(dt.date(2020, 8, 20))))
    pages = html(bare)

    assert "There is no app to install on a phone yet" in pages["en/install.html"]
    assert "These posters carry no code" in pages["en/print.html"]
    assert "No announcement has been approved yet." in pages["en/news.html"]
    assert "No paper has been issued yet." in pages["en/verify.html"]
    assert "No case was confirmed in these four weeks." in pages["en/figures.html"]
    assert "No head is known yet." in pages["en/log.html"]
    assert {"poster-home-vi.pdf", "poster-door-vi.pdf", "poster-home-en.pdf", "poster-door-en.pdf"} == {
        name.removeprefix("files/") for name in bare if name.startswith("files/")
    }


def test_where_there_is_an_app_its_address_is_the_only_one(site):
    page = html(build_site(site_facts(app="https://app.example.vn")))["en/install.html"]

    assert 'href="https://app.example.vn"' in page
    assert "no installed app" not in page


def test_what_was_written_in_vietnamese_alone_is_told_so_on_the_english_pages():
    made = build_site(site_facts(announcements=(approved(IN_VIETNAMESE),)))
    code = approved(IN_VIETNAMESE).fingerprint.lower()

    english = html(made)["en/news.html"]
    assert "in Vietnamese only" in english
    assert f'<div lang="vi">\n<h2>{IN_VIETNAMESE.headline.vi}</h2>' in english
    assert "chỉ có bản tiếng Việt" not in html(made)["news.html"]
    assert {f"files/script-{code}-vi.pdf", f"files/poster-{code}-vi.pdf"} == {name for name in made if code in name}


def test_an_announcement_too_long_for_a_poster_is_still_news_and_a_script():
    long = dataclasses.replace(FACTS, headline=Told("WWWWWWWW " * 6 + "W", "WWWWWWWW " * 6 + "W"))
    made = build_site(site_facts(announcements=(approved(long),)))
    code = approved(long).fingerprint.lower()

    assert f"files/script-{code}-vi.pdf" in made
    assert f"files/poster-{code}-vi.pdf" not in made
