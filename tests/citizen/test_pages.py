"""From facts to HTML: what a page loads, and what is ready before it is asked for."""

from __future__ import annotations

import asyncio
import re

from bluezone.citizen.pages import ASSETS, _environment
from tests.support.citizen.owners import an_owner


def test_a_page_that_stays_true_by_itself_asks_for_one_style_and_one_script(tmp_path):
    """Each file more is a wait more on a slow phone."""

    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.gets("/")).text

    html = asyncio.run(play())

    assert ["bluezone.js"] == re.findall(r'<script[^>]*\ssrc="[^"]*/([^"/]+)"', html)
    assert ["bluezone.css"] == re.findall(r'rel="stylesheet" href="[^"]*/([^"/]+)"', html)
    assert b"data-live" in ASSETS["bluezone.js"].body
    assert b"serviceWorker" in ASSETS["bluezone.js"].body


def test_every_template_is_read_before_the_first_page_is_asked_for(tmp_path):
    async def play():
        async with an_owner(tmp_path):
            environment = _environment("en")
            read = {name for _, name in environment.cache}
            return sorted(set(environment.list_templates(extensions=["html"])) - read)

    assert [] == asyncio.run(play())
