"""What makes the pages an app: a manifest with icons for every launcher."""

from __future__ import annotations

import asyncio
import struct

from bluezone.citizen.pages import ASSETS
from bluezone.citizen.screens import offline
from scripts.draw_icons import PICTURES, draw
from tests.support.citizen.owners import PAGES, an_owner


def manifest(folder):
    async def play():
        async with an_owner(folder) as owner:
            found = (await owner.gets("/manifest.webmanifest")).json()
            return found, [await owner.gets(icon["src"]) for icon in found["icons"]]

    return asyncio.run(play())


def test_every_icon_of_the_manifest_is_there_in_the_size_it_says(tmp_path):
    document, answers = manifest(tmp_path)

    for icon, answer in zip(document["icons"], answers, strict=True):
        assert (200, icon["type"]) == (answer.status_code, answer.headers["content-type"])
        if icon["type"] == "image/png":
            assert icon["sizes"] == "{}x{}".format(*struct.unpack(">II", answer.content[16:24]))


def test_launchers_find_both_sizes_and_one_icon_to_cut(tmp_path):
    document, _ = manifest(tmp_path)

    offered = {(icon["sizes"], icon["purpose"]) for icon in document["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= offered


def test_the_page_of_a_stopped_engine_speaks_both_languages_and_leads_back(tmp_path):
    async def play():
        async with an_owner(tmp_path, language="en") as owner:
            return (await owner.gets("/offline")).text

    html = asyncio.run(play())

    assert "Bluezone has stopped" in html
    assert "Bluezone đã dừng" in html
    assert 2 == html.count(f'href="{PAGES}/"')


def test_the_service_worker_changes_with_the_page_it_keeps(tmp_path, monkeypatch):
    async def play():
        async with an_owner(tmp_path) as owner:
            before = (await owner.gets("/sw.js")).text
            monkeypatch.setattr(offline, "_offline", lambda _phone: "another page")
            return before, (await owner.gets("/sw.js")).text

    before, after = asyncio.run(play())

    assert before != after
    assert "VERSION" not in before


def test_the_pictures_are_those_that_the_numbers_of_the_mark_draw():
    side, maskable = PICTURES["bluezone-192.png"]

    assert draw(side, maskable=maskable) == ASSETS["bluezone-192.png"].body
