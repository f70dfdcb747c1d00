"""Files that pages load: their own and small. Which browsers understand them: test_old_browsers.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bluezone
from bluezone.webui import CONTENT_SECURITY_POLICY, PAGE_HEADERS, read_assets

PACKAGE = Path(bluezone.__file__).parent
SHEETS = sorted(PACKAGE.glob("**/static/*.css"))
SCRIPTS = sorted([*PACKAGE.glob("**/static/*.js"), *PACKAGE.glob("citizen/*.js")])
NEVER = (
    (r"(?m)^\s*(import|export)\b", "modules need no build step, but a WebView's old cache of them does"),
    (r"innerHTML\s*\+=|document\.write|\beval\(|new Function", "never"),
)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_do_nothing_that_is_never_done(script):
    js = without_comments(script.read_text())

    assert [] == [why for pattern, why in NEVER if re.search(pattern, js)]


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
