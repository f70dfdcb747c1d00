"""Guidance in the app: a draft that changes nothing but our news, and an honest word about what is in force."""

from __future__ import annotations

import dataclasses
import json

import msgspec
import pytest

from bluezone.portal.announcements.in_app import MOST_ARTICLES, article_of, draft_of, standing_of
from bluezone.protocol.config import Article, Configuration, PathogenProfile
from bluezone.rollout.announcing.facts import Told
from tests.support.portal.announcements import FACTS, approved

ELSEWHERE = Article(id="masks", issued_s=1, title={"vi": "Khẩu trang"}, text={"vi": "Đeo khẩu trang."})


def told(number: int):
    return approved(dataclasses.replace(FACTS, headline=Told(f"Tin {number}", f"News {number}")))


def in_force(*news: Article) -> Configuration:
    profile = PathogenProfile(close_minutes=10)
    return Configuration(
        sequence=7, issued_s=1_600_000_000, profile=profile, hotline="1900 9095", news=news, cover_per_day=0.5
    )


def proposed(document: bytes) -> Configuration:
    """As `bluezone exchange configuration propose` reads it."""
    whole = {**json.loads(document), "sequence": 8, "issued_s": 1_600_000_900}
    return msgspec.convert(whole, Configuration, str_keys=True)


def test_a_draft_is_what_is_in_force_with_the_announcement_as_news():
    draft = proposed(draft_of(in_force(ELSEWHERE), [told(1)]))

    assert (article_of(told(1)), ELSEWHERE) == draft.news
    assert msgspec.structs.replace(draft, news=(), sequence=7, issued_s=1_600_000_000) == in_force()


def test_the_exchange_gives_number_and_time_and_the_draft_has_none():
    assert set() == {"sequence", "issued_s"} & set(json.loads(draft_of(in_force(), [])))


def test_phones_show_the_words_of_every_other_outlet():
    article = article_of(told(1))

    assert {"vi": "Tin 1", "en": "News 1"} == article.title
    assert FACTS.facts[0].vi in article.text["vi"]
    assert told(1).fingerprint in article.text["en"]


def test_what_is_in_the_app_missing_there_and_to_be_taken_out():
    bent = msgspec.structs.replace(article_of(told(2)), title={"vi": "Khác"})
    standing = standing_of(
        in_force(article_of(told(1)), bent, article_of(told(3)), ELSEWHERE), [told(1), told(2), told(4)]
    )

    assert 7 == standing.sequence
    assert {told(1).fingerprint} == standing.in_force
    assert (told(2).fingerprint, told(4).fingerprint) == standing.to_add
    assert (told(3).fingerprint,) == standing.to_remove
    assert not standing.is_even


def test_once_the_draft_is_published_all_is_even():
    published = proposed(draft_of(in_force(ELSEWHERE), [told(1), told(2)]))

    assert standing_of(published, [told(1), told(2)]).is_even


def test_news_of_others_is_never_pushed_out():
    others = tuple(msgspec.structs.replace(ELSEWHERE, id=f"other-{number}") for number in range(MOST_ARTICLES - 1))

    draft = proposed(draft_of(in_force(*others), [told(1), told(2)]))

    assert (article_of(told(1)), *others) == draft.news


@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_draft_is_always_a_configuration(count):
    assert min(count, MOST_ARTICLES) == len(proposed(draft_of(in_force(), [told(n) for n in range(count)])).news)
