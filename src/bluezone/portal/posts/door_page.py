"""The page at a door, as fixed bytes: no session, no name, no cookie, the same for every door.

Which door it is, the device is told when it is enrolled: by a code that stands behind the # of an address, which no
browser sends. A service worker keeps the page, so that it opens after a week without a network; the reader of codes,
which is four times as large as all the rest, is fetched when the page is in use already.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.urls import reverse
from django.utils import translation

from bluezone.vietnam.words import Language
from bluezone.webui import SCANNER_WASM, has_parts, scan_worker

_STYLES = ("tokens.css", "components.css", "door.css")
_PARTS = ("parts/nacl.js", "parts/sealed-box.js", "parts/qr.js")
_SCRIPTS = (
    "door-codes.js",
    "door-seal.js",
    "door-language.js",
    "door-store.js",
    "door-sending.js",
    "door-book.js",
    "door-desk.js",
    "door-scan.js",
    "door-files.js",
    "qr-code.js",
    "door-frames.js",
    "door.js",
)
_SCANNER = "scanner.js"


@cache
def door_page(language: Language) -> str:
    """Builds the page's HTML. Where this portal was installed without the seal, the page says so and takes nothing."""
    with translation.override(language):
        template = engines["jinja2"].get_template("posts/door.html")
        return template.render(
            {
                "lang": language,
                "styles": _addresses(_styles()),
                "scripts": _scripts(),
                "scanner": staticfiles_storage.url(_SCANNER),
                "reader": _reader()[0] if has_parts() else "",
                "wasm": _reader()[1] if has_parts() else "",
            }
        )


@cache
def service_worker() -> str:
    """Builds the worker, with what it keeps and a version that follows from all of it."""
    pages = {reverse("door_page"): door_page("vi"), reverse("door_page_en"): door_page("en")}
    kept = [*pages, *_addresses(_styles()), *_scripts(), *_addresses((_SCANNER, "portal.svg"))]
    version = hashlib.sha256("".join([*pages.values(), *kept]).encode()).hexdigest()[:12]
    reader = _reader() if has_parts() else []
    template = engines["jinja2"].get_template("posts/door-worker.js")
    return template.render(
        {
            "kept": json.dumps(kept),
            "version": version,
            "reader": json.dumps(reader),
            "reader_version": hashlib.sha256("".join(reader).encode()).hexdigest()[:12],
        }
    )


def _reader() -> list[str]:
    """Names the worker that reads codes, by its content, and its WebAssembly."""
    version = hashlib.sha256(scan_worker()).hexdigest()[:12]
    return [f"{reverse('door_reader')}?{version}", staticfiles_storage.url(SCANNER_WASM)]


def _scripts() -> list[str]:
    return _addresses((*_PARTS, *_SCRIPTS) if has_parts() else _SCRIPTS)


def _styles() -> tuple[str, ...]:
    return (*_STYLES, "training.css") if settings.TRAINING else _STYLES


def _addresses(names: tuple[str, ...]) -> list[str]:
    return [staticfiles_storage.url(name) for name in names]
