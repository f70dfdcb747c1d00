"""Files that pages load: their own, small, and understood by Chrome 80 (an updated WebView on Android 6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bluezone
from bluezone.webui import CONTENT_SECURITY_POLICY, PAGE_HEADERS, read_assets

PACKAGE = Path(bluezone.__file__).parent
SHEETS = sorted(PACKAGE.glob("*/static/*.css"))
SCRIPTS = sorted([*PACKAGE.glob("*/static/*.js"), *PACKAGE.glob("citizen/*.js")])
NEWER_CSS = (
    (r":has\(", ":has, Chrome 105"),
    (r":is\(|:where\(", ":is and :where, Chrome 88"),
    (r"(?<![\w-])inset\s*:", "inset, Chrome 87"),
    (r"aspect-ratio", "aspect-ratio, Chrome 88"),
    (r"(?<![\w-])(margin|padding)-(inline|block)", "logical sides in short, Chrome 87"),
    (r"\d(d|s|l)v[hw]\b", "dynamic viewport units, Chrome 108"),
    (r"color-mix|@layer|@container|oklch", "newer than Chrome 98"),
    (r"(?<![\w-])(row-|column-)?gap\s*:", "gap, which flex boxes know from Chrome 84 on; grid-gap works"),
)
NEWER_JS = (
    (r"\?\?=|\|\|=|&&=", "logical assignment, Chrome 85"),
    (r"\.replaceAll\(|\.at\(|\.findLast|structuredClone|Object\.hasOwn|Promise\.any", "library, Chrome 85 and later"),
    (r"(?m)^\s*#\w|this\.#", "private fields in methods, Chrome 84"),
    (r"(?m)^\s*(import|export)\b", "modules need no build step, but a WebView's old cache of them does"),
    (r"(?m)^await\b", "top-level await, Chrome 89"),
    (r"innerHTML\s*\+=|document\.write|\beval\(|new Function", "never"),
)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_styles_use_only_what_chrome_80_knows(sheet):
    css = without_comments(sheet.read_text())

    assert [] == [why for pattern, why in NEWER_CSS if re.search(pattern, css)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_use_only_what_chrome_80_knows(script):
    js = without_comments(script.read_text())

    assert [] == [why for pattern, why in NEWER_JS if re.search(pattern, js)]


@pytest.mark.parametrize("file", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_nothing_is_loaded_from_anywhere_else(file):
    assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", without_comments(file.read_text()))


def test_an_asset_is_named_by_its_content():
    asset = read_assets()["tokens.css"]

    assert re.fullmatch(r"[0-9a-f]{10}", asset.version)
    assert "text/css; charset=utf-8" == asset.media_type


def test_two_assets_of_one_name_are_refused(tmp_path):
    (tmp_path / "tokens.css").write_text("")

    with pytest.raises(ValueError, match=r"two assets are called tokens\.css"):
        read_assets(tmp_path)


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    directives = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))

    assert "'none'" == directives["default-src"]
    assert {"'self'", "'none'"} == set(directives.values())
    assert {"script-src", "style-src", "form-action", "base-uri", "frame-ancestors"} <= set(directives)


def test_every_page_says_so():
    headers = dict(PAGE_HEADERS)

    assert CONTENT_SECURITY_POLICY == headers["content-security-policy"]
    assert "nosniff" == headers["x-content-type-options"]
