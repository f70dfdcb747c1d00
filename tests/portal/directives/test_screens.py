"""The guide's table of screens is the program's: no cell is empty, and every name is a page."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import get_resolver

from bluezone.portal.directives.screens import as_markdown
from tests.support.rollout.reporting import SON_DUONG

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "directive.md"


def test_the_guide_holds_the_table_as_it_is():
    assert as_markdown(SON_DUONG) in GUIDE.read_text(encoding="utf-8")


def test_no_cell_is_empty_and_every_indicator_has_its_screens():
    rows = [line.strip("| ").split(" | ") for line in as_markdown(SON_DUONG).splitlines()[2:]]

    assert all(cell.strip() for row in rows for cell in row)
    assert {8} == {len(row) for row in rows}
    assert {one.code for one in SON_DUONG.indicators} == {code for row in rows for code in row[2].split(", ")}


def test_every_screen_that_is_named_is_a_page():
    named = set(re.findall(r"`(\w+)`", as_markdown(SON_DUONG)))

    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set() == named - known
    assert len(named) > 5
