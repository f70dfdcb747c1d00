"""Whoever copies the directive sees it as one table, or learns in one line what is wrong."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import bluezone, refused
from tests.support.directives import SHIPPED_TEXT, changed


def test_the_shipped_directive_is_shown_in_both_languages() -> None:
    assert "| Điều khoản |" in bluezone("inspect", "directive").out
    assert "| Clause |" in bluezone("inspect", "directive", "--language", "en").out


def test_programs_read_it_as_json(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(SHIPPED_TEXT, encoding="utf-8")

    said = bluezone("inspect", "directive", copy, "--json").json

    assert ("son-duong-2020", "2020-08-26T00:00:00+07:00", 12) == (said["id"], said["due"], len(said["rows"]))
    assert "2.1" == said["rows"][2]["Clause"]["vi"]


def test_a_mistake_is_one_line_with_its_place(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_bytes(changed('to = "youth"', 'to = "young"'))

    said = refused(bluezone("inspect", "directive", copy))

    assert "bluezone: copy.toml: clause 3, instruction members-install, to: there is no young" == said


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "No such file" in refused(bluezone("inspect", "directive", tmp_path / "none.toml"))
