"""Every outlet says the same facts, and says nothing else."""

from __future__ import annotations

import pytest

from bluezone.rollout.announcing.outlets import loudspeaker, news, poster, preview, text_messages
from bluezone.vietnam.sms import Alphabet
from bluezone.vietnam.words import Language
from tests.support.portal.announcements import FACTS, approved

LANGUAGES: tuple[Language, ...] = ("vi", "en")


def test_the_loudspeaker_greets_says_who_speaks_and_repeats_what_to_do() -> None:
    script = loudspeaker(approved(), "vi")

    assert (
        "Kính thưa toàn thể nhân dân.",
        "Thông báo của Ủy ban nhân dân huyện Sơn Dương.",
        "Cài Bluezone, bảo vệ cả nhà.",
        "Bluezone ghi nhận tiếp xúc gần giữa các điện thoại có bật bluetooth.",
        "Nếu bạn từng ở gần người nhiễm Covid-19, ứng dụng sẽ báo ngay.",
        "Hãy cài ứng dụng và luôn bật bluetooth.",
        "Cần giúp đỡ: gọi 0207 000 000.",
        "Xin nhắc lại.",
        "Hãy cài ứng dụng và luôn bật bluetooth.",
        "Cần giúp đỡ: gọi 0207 000 000.",
        "Trân trọng cảm ơn.",
    ) == script.lines
    assert 50 < script.seconds < 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_web_says_every_fact_in_full(language: Language) -> None:
    item = news(approved(), language)

    text = "\n".join(item.paragraphs)
    assert FACTS.headline.said(language) == item.headline
    for words in (*FACTS.facts, FACTS.action, FACTS.contact, FACTS.issuer):
        assert words.said(language) in text
    assert approved().fingerprint in item.paragraphs[-1]


def test_a_text_message_without_marks_takes_fewer_segments() -> None:
    messages = text_messages(approved(), "vi")

    assert (Alphabet.UCS_2, Alphabet.GSM_7) == (messages.marked.alphabet, messages.plain.alphabet)
    assert (2, 1) == (messages.marked.segments, messages.plain.segments)
    assert messages.plain.text.startswith("Cai Bluezone, bao ve ca nha.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_is_three_lines_and_the_code(language: Language) -> None:
    sheet = poster(approved(), language)

    assert tuple(words.said(language) for words in (FACTS.headline, FACTS.action, FACTS.contact)) == sheet.lines
    assert approved().fingerprint in sheet.small_print


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_facts_give_the_same_words_every_time(language: Language) -> None:
    for say in (loudspeaker, text_messages, news, poster):
        assert say(approved(), language) == say(approved(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_is_what_will_be_said_but_for_the_code_of_what_is_approved(language: Language) -> None:
    shown = preview(FACTS, language)

    assert loudspeaker(approved(), language) == shown.script
    assert text_messages(approved(), language) == shown.messages
    assert poster(approved(), language).lines == shown.poster.lines
    assert ("chưa được duyệt" if language == "vi" else "not approved") in shown.poster.small_print
    assert FACTS.fingerprint not in shown.poster.small_print
