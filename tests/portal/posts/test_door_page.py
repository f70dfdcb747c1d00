"""The page at a door over HTTP: the same for everybody, whole without a network, and its reader of codes."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from bluezone.portal.world import ENVIRON_KEY
from bluezone.webui import SCANNER_POLICY, scan_worker
from tests.support.sources import PACKAGE

STATIC = PACKAGE / "portal" / "posts" / "static"
SCRIPTS = ("door.js", "door-desk.js", "door-scan.js", "door-files.js", "door-frames.js")


@pytest.fixture
def stranger(office) -> Client:
    return Client(enforce_csrf_checks=True, **{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost"})


def kept_by(worker: str, name: str) -> list[str]:
    found = re.search(rf"var {name} = (\[.*\]);", worker)
    assert found is not None
    return list(json.loads(found[1]))


@pytest.mark.parametrize(("path", "language"), [("/door/", "vi"), ("/door/en", "en")])
def test_the_page_is_the_same_for_everybody_sets_no_cookie_and_may_compile_nothing(stranger, path, language):
    answer = stranger.get(path)
    page = answer.content.decode()

    assert (200, {}) == (answer.status_code, answer.cookies)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", page)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "eval" not in answer.headers["content-security-policy"]
    assert answer.content == stranger.get(path).content


@pytest.mark.parametrize(("path", "title"), [("/door/", "Trực cửa"), ("/door/en", "Keeping a door")])
def test_the_page_says_what_it_is_before_a_device_is_enrolled(stranger, path, title):
    """Not as a visit to somebody's home is called, which is "at the door" in English too."""
    page = stranger.get(path).content.decode()

    assert title == re.search(r"<h1[^>]*>\s*([^<]*?)\s*</h1>", page)[1]
    assert "Đến tận nhà" not in page


def test_the_worker_keeps_both_pages_and_all_that_they_load_and_the_reader_beside(stranger):
    worker = stranger.get("/door/worker.js").content.decode()
    kept, reader = kept_by(worker, "KEPT"), kept_by(worker, "READER")
    loaded = {
        address
        for path in ("/door/", "/door/en")
        for address in re.findall(
            r'(?:<script src|<link rel="[a-z]+" href)="([^"]+)"', stranger.get(path).content.decode()
        )
    }

    assert {"/door/", "/door/en", *loaded} == set(kept)
    assert [] == [one for one in loaded if finders.find(one.removeprefix("/static/")) is None]
    assert f'data-worker="{reader[0]}" data-wasm="{reader[1]}"' in stranger.get("/door/").content.decode()
    assert re.fullmatch(r"/door/reader\.js\?[0-9a-f]{12}", reader[0])


def test_the_reader_alone_may_compile_and_has_no_network(stranger):
    answer = stranger.get("/door/reader.js")

    assert scan_worker() == answer.content
    assert SCANNER_POLICY == answer.headers["content-security-policy"]
    assert "connect-src" not in SCANNER_POLICY


def test_every_word_that_a_script_says_stands_on_the_page(stranger):
    page = stranger.get("/door/").content.decode()
    said = set(re.findall(r'data-word="([^"]+)"', page))
    scripts = "".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    asked = set(re.findall(r'"([a-z][a-z-]+)"', scripts))
    kinds = {
        "foreign-nz-covid-tracer",
        "foreign-vietqr",
        "foreign-web",
        "foreign-text",
        "mark-stale",
        "mark-forged",
        "venue",
        "enrolment",
    }

    assert set() == said - asked - kinds
    assert set() == set(re.findall(r'page\.word\("([a-z-]+)"\)', scripts)) - said
