"""Where the pages may lead: public authorities only, whatever a signed configuration says."""

from __future__ import annotations

import asyncio

import pytest

from bluezone.citizen.links import is_trusted
from bluezone.protocol.config import Link
from tests.support.citizen.owners import an_owner, is_up_to_date

GOOD, BAD = "https://bluezone.example.gov.vn/get", "https://bluezone.example/get"


@pytest.mark.parametrize("address", ["https://gov.vn", "https://moh.gov.vn/a?b=1", GOOD])
def test_public_authorities_are_trusted(address):
    assert is_trusted(address)


@pytest.mark.parametrize(
    "address", ["", BAD, "https://gov.vn.example", "https://notgov.vn", "https://example.com/moh.gov.vn"]
)
def test_nobody_else_is(address):
    assert not is_trusted(address)


def test_news_shows_only_links_to_trusted_hosts(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device, links=(Link({"en": "Good"}, GOOD), Link({"en": "Bad"}, BAD)))
            return await owner.sees("/news")

    text = asyncio.run(play())

    assert GOOD in text
    assert BAD not in text


def invitation(folder, share_url):
    async def play():
        async with an_owner(folder) as owner:
            is_up_to_date(owner.device, share_url=share_url)
            return (await owner.gets("/invite")).text

    return asyncio.run(play())


def test_an_invitation_carries_the_address_that_the_authority_has_signed(tmp_path):
    html = invitation(tmp_path, GOOD)

    assert f"make a difference. {GOOD}" in html
    assert 'aria-label="Address of Bluezone"' in html


@pytest.mark.parametrize("share_url", ["", BAD])
def test_without_a_trusted_address_an_invitation_names_none(tmp_path, share_url):
    html = invitation(tmp_path, share_url)

    assert "https://" not in html
    assert "Ask at your health station how to get it." in html
