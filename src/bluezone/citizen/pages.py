"""From a screen's facts to HTML: one Jinja environment a language, and what every template may call."""

from __future__ import annotations

import gzip
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import Response
from litestar.enums import MediaType

from bluezone import webui
from bluezone.citizen.language import words
from bluezone.citizen.phone import Phone
from bluezone.vietnam.days import clock_time, day_and_month, day_name, short_weekdays

FOLDER = Path(__file__).parent
SHEETS = ("tokens.css", "components.css", "phone.css", "citizen.css")
STYLE = "bluezone.css"
SCRIPT_PARTS = ("live.js", "app.js", "notices.js")
SCRIPT = "bluezone.js"
SCANNING_PARTS = ("scanner.js", "scan.js")
SCANNING = "scanning.js"
SCAN_WORKER = "scan-worker.js"


def _assets() -> dict[str, webui.Asset]:
    """Reads every file, and what most pages need as one of a kind: a phone fetches one file sooner than four."""
    found = webui.read_assets(FOLDER / "static")
    style = webui.join_assets(STYLE, [found[name] for name in SHEETS])
    script = webui.join_assets(SCRIPT, [found[name] for name in SCRIPT_PARTS])
    scanning = webui.join_assets(SCANNING, [found[name] for name in SCANNING_PARTS])
    return {**found, STYLE: style, SCRIPT: script, SCANNING: scanning, **_compiled_reader()}


def _compiled_reader() -> dict[str, webui.Asset]:
    """Reads the reader of codes for browsers that have none, if it was brought: its worker and its WebAssembly."""
    if not webui.has_parts():
        return {}
    found = webui.read_assets(webui.PARTS)
    worker = webui.join_assets(SCAN_WORKER, [found[SCAN_WORKER], found["zxing.js"]])
    return {SCAN_WORKER: worker, "zxing.wasm": found["zxing.wasm"]}


ASSETS = _assets()


@cache
def packed_asset(name: str) -> bytes:
    """A style or script as gzip has it, packed once. Pages are sent as they are: they carry the form key beside what
    was typed, which packing both together could give away."""
    return gzip.compress(ASSETS[name].body, mtime=0)


def page(phone: Phone, template: str, *, status: int = 200, **facts: Any) -> Response[str]:
    """Renders the template with these facts, in the phone's language."""
    html = render(phone, template, **facts)
    spoken = {"content-language": phone.preferences.language}  # another tab may have switched since this one was shown
    return Response(html, media_type=MediaType.HTML, status_code=status, headers=spoken)


def render(phone: Phone, template: str, **facts: Any) -> str:
    language = phone.preferences.language
    return _environment(language).get_template(template).render(phone=phone, at=phone.prefix, lang=language, **facts)


def go(phone: Phone, path: str) -> Response[str]:
    """Sends the browser on to another screen, after something was done."""
    return Response("", media_type=MediaType.HTML, status_code=303, headers={"location": phone.prefix + path})


def render_alone(language: str, template: str, *, at: str = "", **facts: Any) -> str:
    """Renders a page of no phone: the locked one, the demo's overview."""
    return _environment(language).get_template(template).render(phone=None, at=at, lang=language, **facts)


def words_in(language: str, template: str, macro: str, *arguments: str) -> str:
    """Says what a macro of a template says, as plain text: for what is shown outside the pages."""
    said = getattr(_environment(language).get_template(template).module, macro)(*arguments)
    return " ".join(unescape(said).split())


def asset_path(name: str) -> str:
    """The address of a static file: changes with its content."""
    asset = ASSETS[name]
    return f"/static/{asset.version}/{asset.name}"


@cache
def prepare(language: str) -> None:
    """Reads all words and templates, before the first page is asked for: on a slow phone it would wait for them."""
    environment = _environment(language)
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(FOLDER / "templates"), FileSystemLoader(webui.TEMPLATES)]),
        extensions=["jinja2.ext.i18n", webui.Unindented],
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=False,
    )
    environment.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined] # of the extension
    environment.globals.update(icon=webui.icon, asset=asset_path, qr=webui.qr_svg)
    environment.globals.update(weekdays=short_weekdays(language), compiles=webui.has_parts())
    environment.filters.update(
        day=lambda date: day_name(date, language),
        day_first=lambda date: day_name(date, language, sentence=True),
        short_day=lambda date: day_and_month(date, language),
        clock=clock_time,
        lunar=webui.lunar_day,
    )
    return environment
