"""Lists of the portal are drawn by one component from one description each, and every column of one is filled."""

from __future__ import annotations

import ast
import functools
import re

from tests.support.sources import PACKAGE, syntax_of

PORTAL = PACKAGE / "portal"
NO_LIST = {
    "announcements/broadcasts.html": "the loudspeakers' log of a month, printed as it stands",
    "cases/rules.html": "a handful of rules in force",
    "directives/papers.html": "the letters of one directive, by kind",
    "directives/progress.html": "a ranking, with its place in front",
    "directives/seats.html": "who works for one office",
    "directives/upload.html": "what came of the files just sent",
    "field/teams.html": "days of one office, each with its teams beneath",
    "followup/figures.html": "sums by commune, as many as one has",
    "interview/interview.html": "lines that are typed, before anybody is entered",
    "isolation/bulk.html": "who is decided about now, all of them ticked",
    "lists/shown.html": "rows of one file, before they are stored",
    "operations/works.html": "what the portal does by itself: as many as there are",
    "sampling/figures.html": "sums by commune, as many as one has",
    "sampling/results.html": "lines of one list, before anything is entered",
    "sampling/round.html": "who is to be sampled now, each with a field; the next appear as these are done",
    "sampling/sending.html": "what is sent now, all of it ticked",
    "reminders/new.html": "whom one press reaches, all of them ticked",
    "tracing/contacts.html": "lines that are typed, before anybody is entered",
    "tracing/chain.html": "one chain, in the order in which it grew",
    "tracing/regimes.html": "the sums of two regimes, side by side",
    "tracing/seen.html": "who is behind one column of a curve",
    "tracing/landmark.html": "who was at one place, to be chosen among",
    "tracing/parts.html": "whom one person met",
    "posts/post.html": "the hours of one day at one door",
    "posts/sheet.html": "the lines of a paper sheet, to be typed into",
    "papers/differences.html": "two papers side by side",
    "papers/register.html": "an official register: a book by year and number, in its own form",
    "places/crosswalk.html": "what became of one old unit",
    "reports/report.html": "days of one report",
    "dossiers/dossier.html": "the words of one paper, as they will be printed",
    "operations/kept.html": "one line a rule of retention, of which there are two dozen",
    "situation/day.html": "sums by commune, as many as one has",
}
"""Tables that are cards on a telephone as well, and why each is no list to search, narrow and sort."""


def templates() -> dict[str, str]:
    found = sorted(PORTAL.glob("*/templates/**/*.html"))
    return {str(path).partition("/templates/")[2]: path.read_text(encoding="utf-8") for path in found}


@functools.cache
def described() -> dict[str, set[str]]:
    """By app: names of the columns of its lists."""
    columns: dict[str, set[str]] = {}
    for path in PORTAL.rglob("*.py"):
        app = path.relative_to(PORTAL).parts[0]
        if "Column" not in path.read_text(encoding="utf-8"):
            continue
        named = [one for one in ast.walk(syntax_of(path)) if isinstance(one, ast.Call) and _is_column(one)]
        columns.setdefault(app, set()).update(ast.literal_eval(one.args[0]) for one in named)
    return {app: names for app, names in columns.items() if names}


def _is_column(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "Column" and isinstance(call.args[0], ast.Constant)


def test_only_what_is_no_list_draws_its_rows_by_hand() -> None:
    by_hand = {name for name, text in templates().items() if "sheet--stacks" in text and name != "frame/listing.html"}

    assert set(NO_LIST) == by_hand


def test_every_list_has_its_filters_and_its_way_on_from_the_component() -> None:
    drawn = {name: text for name, text in templates().items() if " listing." in text and name != "frame/listing.html"}

    assert len(drawn) >= 11
    for name, text in drawn.items():
        assert "fields.more(" not in text, name
        assert 'type="search"' not in text, name
        assert '_("Filters")' not in text, name


def test_every_column_is_filled_by_a_page_of_its_room() -> None:
    """Or by the field of the same name, where a page fills cells by name."""
    of_a_row = {"birth", "position", "department", "hamlet", "head", "full_name", "trade", "level", "contact_date"}
    by_name = {"lists": of_a_row}
    assert {"cases", "reports", "papers", "messages", "staff"} <= set(described())

    for app, names in described().items():
        pages = "".join(text for name, text in templates().items() if name.startswith(f"{app}/"))
        unfilled = {name for name in names - by_name.get(app, set()) if f'column == "{name}"' not in pages}
        assert set() == unfilled, app


def test_what_is_hidden_on_a_narrow_screen_is_the_side_of_a_list_and_nothing_else_of_that_name() -> None:
    """A class that another page uses as well would hide that page."""
    used = {name for name, text in templates().items() if re.search(r'class="[^"]*\blist-side\b(?!_)', text)}
    styles = (PORTAL / "frame" / "static" / "portal.css").read_text(encoding="utf-8")
    hidden = re.findall(r"^\.([a-z-]+) \{ display: none; \}", styles, re.MULTILINE)

    assert {"frame/beside.html"} == used
    assert "list-side" in hidden


def test_a_name_of_the_shared_sheet_is_not_given_anew_by_the_portals() -> None:
    """Else a page that wears the shared one changes its face."""
    shared, ours = (
        set(re.findall(r"^\.([a-z]+(?:-[a-z]+)*) \{", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (PACKAGE / "webui/static/components.css", PORTAL / "frame/static/portal.css")
    )

    assert len(shared) > 20
    assert set() == shared & ours
