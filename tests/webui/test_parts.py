"""What pages carry of others' work: brought, licensed, and understood by the browsers that we serve."""

from __future__ import annotations

import hashlib
import re

import pytest

from bluezone.webui import CONTENT_SECURITY_POLICY, PARTS, SCANNER_POLICY, has_parts, scan_worker
from tests.support.sources import PROJECT
from tests.support.webui.old_browsers import JAVASCRIPT, TARGETS

MOST_BYTES = {"nacl.js": 40_000, "sealed-box.js": 8_000, "qr.js": 60_000, "zxing.js": 45_000, "zxing.wasm": 1_000_000}
"""What the page at a door was measured with; a part that grows past it is a decision."""
ANSWERED = {"zxing.js": {"Object.hasOwn"}}
"""What a part asks of a browser that does not know it, and our own script answers for it."""


def test_they_are_there_as_the_lock_has_them():
    """Without them nobody can work at a door: then scripts/page_parts says why."""
    lock, script = PROJECT / "requirements" / "pages" / "package-lock.json", PROJECT / "scripts" / "page_parts"
    wanted = hashlib.sha256(lock.read_bytes() + script.read_bytes()).hexdigest()

    assert has_parts()
    assert wanted == (PARTS / ".made").read_text().strip()


@pytest.mark.parametrize("name", MOST_BYTES)
def test_they_are_as_small_as_they_were(name):
    assert MOST_BYTES[name] >= (PARTS / name).stat().st_size


def test_their_licences_come_along():
    told = (PARTS / "LICENCES.txt").read_text(encoding="utf-8")

    brought = ["tweetnacl", "tweetnacl-sealedbox-js", "blakejs", "zxing-wasm", "qrcode-generator"]
    assert brought == re.findall(r"(\S+), as published", told)
    assert 4 == told.count("Permission is hereby granted, free of charge")
    assert "Copyright (c) 2009 Kazuhiko Arase" in told
    assert "This is free and unencumbered software" in told
    assert "zxing-cpp, under the Apache License 2.0" in told


@pytest.mark.parametrize("name", [name for name in MOST_BYTES if name.endswith(".js")])
def test_old_chrome_and_firefox_understand_them(name):
    """Safari 12 has no camera for pages on a home screen, and no WebAssembly of this kind: it types."""
    text = (PARTS / name).read_text(encoding="utf-8")
    unknown = {
        feature.name
        for feature in JAVASCRIPT
        if {"Chrome", "Firefox"} & set(feature.unknown_to()) and re.search(feature.pattern, text)
    }

    assert {"Chrome", "Firefox"} <= set(TARGETS)
    assert ANSWERED.get(name, set()) == unknown


def test_what_they_ask_too_much_is_answered_before_they_run():
    joined = scan_worker().decode()

    assert 0 < joined.index("Object.hasOwn = function") < joined.index("ZXingWASM=")


def test_the_worker_may_compile_and_nothing_else_and_no_page_may():
    assert "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'" == SCANNER_POLICY
    assert "eval" not in CONTENT_SECURITY_POLICY
