"""What makes the pages an app: manifest, service worker, and the page shown when the phone's engine has stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from litestar import Response, get
from litestar.enums import MediaType
from markupsafe import Markup

from bluezone.citizen.pages import FOLDER, STYLE, asset_path, render_alone
from bluezone.citizen.phone import LANGUAGES, Phone, ThePhone


@get("/manifest.webmanifest")
async def manifest(phone: ThePhone) -> Response[bytes]:
    start = f"{phone.prefix}/"
    document = {
        "name": "Bluezone",
        "short_name": "Bluezone",
        "lang": phone.preferences.language,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#f3f6f9",
        "theme_color": "#0a4f97",
        "icons": list(_icons()),
    }
    return Response(msgspec.json.encode(document), media_type="application/manifest+json")


def _icons() -> Iterator[dict[str, str]]:
    """Drawn by scripts/draw_icons.py for launchers that take no SVG, and for those that cut icons to a shape."""
    yield {"src": asset_path("bluezone.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    for side in ("192", "512"):
        picture = asset_path(f"bluezone-{side}.png")
        yield {"src": picture, "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any"}
    picture = asset_path("bluezone-maskable-512.png")
    yield {"src": picture, "sizes": "512x512", "type": "image/png", "purpose": "maskable"}


@get("/sw.js")
async def service_worker(phone: ThePhone) -> Response[str]:
    """Keeps styles and scripts, and one page that says nothing about the owner; never a page about the owner."""
    kept = [*(asset_path(name) for name in (STYLE, "bluezone.svg")), f"{phone.prefix}/offline"]
    version = hashlib.sha256(_offline(phone).encode()).hexdigest()[:12]
    script = (FOLDER / "service_worker.js").read_text(encoding="utf-8")
    filled = script.replace('"KEPT"', msgspec.json.encode(kept).decode()).replace("VERSION", version)
    return Response(filled, media_type="text/javascript")


@get("/offline")
async def offline(phone: ThePhone) -> Response[str]:
    """Shows the page for a phone offline: fetched without the cookie, it carries nothing of the phone."""
    return Response(_offline(phone), media_type=MediaType.HTML)


def _offline(phone: Phone) -> str:
    """Writes both languages: the page was kept when the service worker came, and the owner may have switched since."""
    parts = [(language, _words(language, phone)) for language in LANGUAGES]
    return render_alone(LANGUAGES[0], "offline.html", at=phone.prefix, parts=parts)


def _words(language: str, phone: Phone) -> Markup:
    return Markup(render_alone(language, "offline_words.html", at=phone.prefix))  # noqa: S704 - escaped where it was made


ROUTES = (manifest, service_worker, offline)
