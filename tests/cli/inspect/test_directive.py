"""Whoever copies the directive sees it as one table, or learns in one line what is wrong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bluezone.rollout.addressees.organisations import SHIPPED
from tests.support.commands import bluezone, refused
from tests.support.rollout.directives import SHIPPED_TEXT, changed


def test_the_shipped_directive_is_shown_in_both_languages() -> None:
    assert "| Điều khoản |" in bluezone("inspect", "directive").out
    assert "| Clause |" in bluezone("inspect", "directive", "--language", "en").out


def test_programs_read_it_as_json(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(SHIPPED_TEXT, encoding="utf-8")

    said = bluezone("inspect", "directive", copy, "--json").json

    assert ("son-duong-2020", "2020-08-26T00:00:00+07:00", 14) == (said["id"], said["due"], len(said["rows"]))
    assert "2.1" == said["rows"][2]["Clause"]["vi"]


def organisations(folder: Path, *, without: str = "-") -> Path:
    """The shipped list, less the lines of one kind."""
    shipped = files("bluezone.rollout").joinpath("data").joinpath(SHIPPED).read_text(encoding="utf-8")
    list_file = folder / "organisations.csv"
    kept = [line for line in shipped.splitlines() if f",{without}," not in line]
    list_file.write_text("\n".join(kept), encoding="utf-8")
    return list_file


def test_with_a_list_of_organisations_it_says_who_must_report_on_what(tmp_path: Path) -> None:
    said = bluezone("inspect", "directive", "--organisations", organisations(tmp_path), "--json").json

    assert (38, []) == (len(said["expected"]), said["unaddressed"])
    (media,) = [line for line in said["expected"] if line["organisation"] == "media-centre"]
    assert ["1", "6", "closing"] == media["clauses"]


def test_a_clause_that_finds_nobody_is_the_last_thing_it_says(tmp_path: Path) -> None:
    lacking = organisations(tmp_path, without="media-centre")

    finished = bluezone("inspect", "directive", "--organisations", lacking, "--language", "en")

    assert "Ủy ban nhân dân xã Trung Yên: 1, 2.1, 2.2, closing (22)" in finished.lines
    assert "NOBODY: Publish news on the radio and the web site" == finished.lines[-1]


def test_a_list_with_a_mistake_is_one_line_with_its_line_number(tmp_path: Path) -> None:
    broken = tmp_path / "list.csv"
    broken.write_text("id,name,kind,unit,reports_to\nA B,x,office,1,\n", encoding="utf-8")

    assert "list.csv: line 2: " in refused(bluezone("inspect", "directive", "--organisations", broken))


def test_a_mistake_is_one_line_with_its_place(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_bytes(changed('to = "youth"', 'to = "young"'))

    said = refused(bluezone("inspect", "directive", copy))

    assert "bluezone: copy.toml: clause 3, instruction members-install, to: there is no young" == said


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "No such file" in refused(bluezone("inspect", "directive", tmp_path / "none.toml"))
