"""The files that the owner's pages hand out, as the application for Android takes them: asked for once by the WebView,
which drops the answer, and once more by the application."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

from scripts.apk.places import APPLICATION
from tests.support.citizen.owners import an_owner


def taken_name(answer) -> str:
    """The name under which the application would offer to save an answer. Fails where it would take none."""
    java = (APPLICATION / "src/vn/bluezone/phone/Fetched.java").read_text()
    (pattern,) = re.findall(r'NAMED = Pattern\.compile\("(.*)"\);', java)
    found = re.search(pattern.replace('\\"', '"'), answer.headers["content-disposition"])
    assert found is not None
    assert (200, len(answer.content)) == (answer.status_code, int(answer.headers["content-length"]))
    return found[1]


def test_an_export_is_handed_out_as_often_as_it_is_asked_for_under_a_name_that_the_application_takes(tmp_path: Path):
    async def play() -> None:
        async with an_owner(tmp_path) as owner:
            first, second = [
                await owner.gets("/settings/export/bluezone.json", headers={"Accept-Encoding": "identity"})
                for _ in range(2)
            ]

        assert "bluezone.json" == taken_name(first) == taken_name(second)
        first, second = json.loads(first.text), json.loads(second.text)
        assert ([], 1) == (
            first.pop("left_this_phone"),
            len(second.pop("left_this_phone")),
        )  # noted once, between the two
        assert first == second

    asyncio.run(play())


def test_a_file_for_a_new_phone_is_handed_out_as_often_too_sealed_anew_each_time(tmp_path: Path):
    async def play() -> None:
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/move")
            first, second = [await owner.gets("/moved/file", headers={"Accept-Encoding": "identity"}) for _ in range(2)]

        assert taken_name(first) == taken_name(second)
        assert taken_name(first).endswith(".bzx")
        assert len(first.content) == len(second.content)
        assert first.content != second.content

    asyncio.run(play())
