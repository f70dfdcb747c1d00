"""The page that counts, as fixed bytes: no session, no name, no cookie, the same for every team.

Which team it is stands behind the # of its address, which no browser sends; the page's script reads it there and keeps
it, with what was counted, on the phone. A service worker keeps the page itself, so that it opens without a network.
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

_STYLES = ("tokens.css", "components.css", "field.css")
_SCRIPTS = ("field-store.js", "field.js")


@cache
def counting_page(language: Language) -> str:
    """Builds the page's HTML."""
    with translation.override(language):
        template = engines["jinja2"].get_template("field/count.html")
        return template.render({"lang": language, "styles": _addresses(_styles()), "scripts": _addresses(_SCRIPTS)})


@cache
def service_worker() -> str:
    """Builds the worker, with what it keeps and a version that follows from all of it."""
    pages = {reverse("field_page"): counting_page("vi"), reverse("field_page_en"): counting_page("en")}
    kept = [*pages, *_addresses(_styles()), *_addresses(_SCRIPTS), staticfiles_storage.url("portal.svg")]
    version = hashlib.sha256("".join([*pages.values(), *kept]).encode()).hexdigest()[:12]
    template = engines["jinja2"].get_template("field/worker.js")
    return template.render({"kept": json.dumps(kept), "version": version})


def _styles() -> tuple[str, ...]:
    return (*_STYLES, "training.css") if settings.TRAINING else _STYLES


def _addresses(names: tuple[str, ...]) -> list[str]:
    return [staticfiles_storage.url(name) for name in names]
