"""The way to a phone's pages that stands in a file, for a phone that systemd starts."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from bluezone.joining.device.pages import lay_door

ADDRESS = 'http://127.0.0.1:8470/abc/?key=1&b="2"'


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a":
            self.found.append(str(named["href"]))
        if named.get("http-equiv") == "refresh":
            self.found.append(str(named["content"]).partition("url=")[2])


def test_a_door_leads_to_the_pages_at_once_and_by_its_link(tmp_path: Path) -> None:
    lay_door(tmp_path / "pages.html", ADDRESS)

    assert [ADDRESS, ADDRESS] == Links((tmp_path / "pages.html").read_text("utf-8")).found


def test_only_its_owner_reads_a_door_whatever_lay_there_before(tmp_path: Path) -> None:
    door = tmp_path / "pages.html"
    for left in (door, tmp_path / "pages.html.part"):
        left.write_text("old")
        left.chmod(0o644)

    lay_door(door, ADDRESS)

    assert 0o600 == door.stat().st_mode & 0o777
    assert [door] == list(tmp_path.iterdir())
    assert "old" not in door.read_text("utf-8")
