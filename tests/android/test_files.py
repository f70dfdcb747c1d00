"""The files that the owner's pages hand out, as the application for Android takes them: asked for once by the WebView,
which drops the answer, and once more by the application."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from scripts.apk.places import APPLICATION
from tests.support.citizen.owners import an_owner


@pytest.mark.parametrize("path", ["/settings/export/bluezone.json"])
def test_a_file_is_handed_out_as_often_as_it_is_asked_for_under_a_name_that_the_application_takes(
    tmp_path: Path, path: str
) -> None:
    java = (APPLICATION / "src/vn/bluezone/phone/Fetched.java").read_text()
    (pattern,) = re.findall(r'NAMED = Pattern\.compile\("(.*)"\);', java)
    named = re.compile(pattern.replace('\\"', '"'))

    async def play() -> None:
        async with an_owner(tmp_path) as owner:
            first, second = [await owner.gets(path, headers={"Accept-Encoding": "identity"}) for _ in range(2)]

        assert (200, 200) == (first.status_code, second.status_code)
        assert first.content == second.content
        assert len(second.content) == int(second.headers["content-length"])
        found = named.search(second.headers["content-disposition"])
        assert found is not None
        assert path.rpartition("/")[2] == found[1]

    asyncio.run(play())
