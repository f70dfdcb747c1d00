"""In which words a door refuses: each of its sentences stands in the table of docs/guides/doors.md."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bluezone.portal.posts.errors import SENTENCES, Untaken
from bluezone.portal.world import ENVIRON_KEY
from tests.support.refusals import refusals, texts_at

OF_DEVICES = {
    "a device's code that somebody forged": Untaken.FORGED,
    "a device's code that has expired": Untaken.EXPIRED,
    "a device's code that was used": Untaken.REVOKED,
    "a device that was revoked": Untaken.REVOKED,
    "a device's code of a place that waits": Untaken.NOT_YET,
    "a device whose place is closed": Untaken.CLOSED,
}
REFUSING = re.compile(
    r"mark-(?!live)|visit-forged|declared-before|declaration-forged|venue$|enrolment$|foreign-|moving-elsewhere|badge-"
)


@pytest.fixture
def stranger(office) -> Client:
    return Client(**{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost"})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_sentence_of_the_page_is_missing_in_the_table(stranger, language):
    page = stranger.get("/door/" if language == "vi" else "/door/en").content.decode()
    said = dict(re.findall(r'data-word="([\w-]+)">\s*([^<]*?)\s*</li>', page))
    refusing = {_plain(text) for name, text in said.items() if REFUSING.match(name)}

    assert 14 == len(refusing)
    assert refusing == {one.door[language] for one in refusals() if one.door and one.code not in OF_DEVICES}


def test_a_device_is_refused_in_the_words_of_the_table():
    table = {one.code: one.door for one in refusals()}

    assert {code: SENTENCES[reason].vi for code, reason in OF_DEVICES.items()} == {
        code: table[code]["vi"] for code in OF_DEVICES
    }
    assert {code: SENTENCES[reason].en for code, reason in OF_DEVICES.items()} == {
        code: table[code]["en"] for code in OF_DEVICES
    }


def test_every_code_that_a_door_refuses_is_scanned_by_a_test():
    assert {one.code for one in refusals() if one.door and one.code not in OF_DEVICES} == set(
        texts_at(1_600_000_000_000)
    )


def _plain(text: str) -> str:
    return text.replace("&#x27;", "'").replace("&#39;", "'")
