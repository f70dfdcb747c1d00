"""Every page's styles, scripts and markup are understood by Chrome 80, Firefox 78 and Safari 12."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bluezone
from tests.support.webui.old_browsers import CSS, HTML, JAVASCRIPT, TARGETS, complaints

PACKAGE = Path(bluezone.__file__).parent
SHEETS = sorted(PACKAGE.glob("**/static/*.css"))
SCRIPTS = sorted([*PACKAGE.glob("**/static/*.js"), *PACKAGE.glob("citizen/*.js")])
PAGES = sorted(PACKAGE.glob("**/templates/**/*.html"))
_INLINE = re.compile(r"(?s)\{#.*?#\}")


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_a_sheet_is_understood(sheet):
    assert [] == complaints(CSS, sheet.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_a_script_is_understood(script):
    assert [] == complaints(JAVASCRIPT, script.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_is_understood(page):
    assert [] == complaints(HTML, _INLINE.sub("", page.read_text(encoding="utf-8")))


def test_every_face_is_looked_at():
    rooms = {named(path).split("/")[0] for path in (*SHEETS, *SCRIPTS, *PAGES)}

    assert {"webui", "citizen", "portal"} <= rooms


@pytest.mark.parametrize(
    ("features", "text", "browsers"),
    [
        (CSS, "a:has(b) { color: red }", ["Chrome 80", "Firefox 78", "Safari 12"]),
        (CSS, "a { aspect-ratio: 1 }", ["Chrome 80", "Firefox 78", "Safari 12"]),
        (CSS, "a { display: flex; gap: 4px }", ["Chrome 80", "Safari 12"]),
        (CSS, "a { inset: 0 }", ["Chrome 80", "Safari 12"]),
        (CSS, "a { width: clamp(1px, 2px, 3px) }", ["Safari 12"]),
        (CSS, "a { width: 2px; width: clamp(1px, var(--b), 3px) }", ["Safari 12"]),
        (CSS, "a { background: conic-gradient(red, blue) }", ["Firefox 78", "Safari 12"]),
        (CSS, "b { position: -webkit-sticky } a { position: sticky }", ["Safari 12"]),
        (JAVASCRIPT, "var a = b?.c;", ["Safari 12"]),
        (JAVASCRIPT, "a ||= b;", ["Chrome 80", "Firefox 78", "Safari 12"]),
        (JAVASCRIPT, "navigator.clipboard.writeText(a);", ["Safari 12"]),
        (JAVASCRIPT, "a = /(?<=b)c/;", ["Safari 12"]),
        (HTML, "<dialog open>", ["Firefox 78", "Safari 12"]),
    ],
)
def test_what_a_browser_does_not_know_is_named_with_that_browser(features, text, browsers):
    (complaint,) = complaints(features, text)

    assert browsers == complaint.split("not in ")[1].split(", ")


@pytest.mark.parametrize(
    ("features", "text"),
    [
        (CSS, "a { position: -webkit-sticky; position: sticky }"),
        (CSS, "a { grid-gap: 4px; box-shadow: inset 0 0 1px red }"),
        (CSS, "/* a:has(b) */ a { color: red }"),
        (CSS, "a { color: red } @supports (inset: 0) { a { inset: 0 } b { inset: 0 } } c { color: red }"),
        (CSS, "a { width: 2px; width: clamp(1px, 2px, 3px) }"),
        (JAVASCRIPT, 'var a = "b?.c ?? d"; // e?.f'),
        (JAVASCRIPT, "if (navigator.clipboard) { navigator.clipboard.writeText(a); }"),
        (JAVASCRIPT, "var a = b ? .5 : c;"),
    ],
)
def test_what_has_a_fallback_or_only_looks_like_it_is_let_pass(features, text):
    assert [] == complaints(features, text)


def test_the_table_names_only_what_matters_to_some_target():
    assert [] == [feature.name for feature in (*CSS, *JAVASCRIPT, *HTML) if not feature.unknown_to()]
    assert {"Chrome": 80, "Firefox": 78, "Safari": 12} == TARGETS
