"""Lighthouse before three first pages, as its mobile preset comes: a phone's, a list of the portal for whoever is
signed in, the public site. Each several times; every score of every time counts.

npm brings Lighthouse at drill time, into a folder that is gone afterwards; the browser is the one of the tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from drills.drill import Drill, Outcome
from tests.support.citizen.showcase import CHROMIUM, a_showcase
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import demo_portal, served_portal
from tests.support.portal.sites import site_facts
from tests.support.portal.staff_pages import signed_in

VERSION = "12.2.3"
LEAST = 95
_LIST = "/cases?reach=province"
_CHROME_FLAGS = "--headless --no-sandbox"


@dataclass(frozen=True, slots=True)
class _Page:
    """What is looked at, and the cookies of whoever looks."""

    name: str
    address: str
    cookies: str = ""


def _run(arguments: Namespace) -> Outcome:
    """Has Lighthouse brought, and looks."""
    npm = shutil.which("npm")
    if npm is None or not CHROMIUM.exists():
        lacking = "no npm: apt install npm" if npm is None else "no chromium: scripts/system-packages"
        return Outcome(held=False, counts={}, details={"not run": lacking})
    with tempfile.TemporaryDirectory(prefix="bz-lighthouse") as name:
        return asyncio.run(_look(Path(name), npm, arguments.runs))


async def _look(folder: Path, npm: str, runs: int) -> Outcome:
    await _command(npm, "install", "--silent", "--no-audit", "--no-fund", f"lighthouse@{VERSION}", at=folder)
    seen: dict[str, list[dict[str, int]]] = {}
    wanting: dict[str, list[str]] = {}
    async with _a_phone(folder) as phone:
        with _a_list(folder) as listed, _a_site(folder) as site:
            for page in (phone, listed, site):
                reports = [await _report(folder, page) for _ in range(runs)]
                seen[page.name] = [scores_of(report) for report in reports]
                wanting[page.name] = sorted({what for report in reports for what in wanting_in(report)})
    every = [scores for found in seen.values() for scores in found]
    counts: dict[str, int | float] = {"pages": len(seen), "runs of each": runs}
    counts |= {f"worst {category}": min(scores[category] for scores in every) for category in every[0]}
    held = all(score >= LEAST for scores in every for score in scores.values())
    return Outcome(held=held, counts=counts, details={"scores": seen, "audits below their best": wanting})


@contextlib.asynccontextmanager
async def _a_phone(folder: Path) -> AsyncIterator[_Page]:
    """The first page of a phone on an ordinary day, for its owner."""
    async with a_showcase(folder, "busy") as shown, httpx.AsyncClient() as owner:
        answer = await owner.get(shown.address("busy-vi"))
        cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
        yield _Page("phone", f"http://127.0.0.1:{shown.port}/p/busy-vi/", cookies)


@contextlib.contextmanager
def _a_list(folder: Path) -> Iterator[_Page]:
    """The list of cases, for a supervisor of the demonstration."""
    data, clock = demo_portal(folder / "portal"), set_clock(folder, NOON_MS)
    with served_portal(data, "--clock", str(clock)) as portal, signed_in(portal, "hung") as visitor:
        kept = {one["name"]: one["value"] for one in visitor.cookies} | {"language": "vi"}
        cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
        yield _Page("list", portal.origin + _LIST, cookies)


@contextlib.contextmanager
def _a_site(folder: Path) -> Iterator[_Page]:
    """The public site, by a server that does nothing to it."""
    from bluezone.portal.public_site.building import build_site
    from bluezone.portal.public_site.folder import publish_folder

    publish_folder(folder / "site", build_site(site_facts()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder / "site")))
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield _Page("site", f"http://127.0.0.1:{server.server_port}/index.html")
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


async def _report(folder: Path, page: _Page) -> dict[str, Any]:
    """What Lighthouse says of a page."""
    to = folder / "report.json"
    options = ["--quiet", "--output=json", f"--output-path={to}", f"--chrome-flags={_CHROME_FLAGS}"]
    if page.cookies:
        options += ["--extra-headers", json.dumps({"Cookie": page.cookies})]
    await _command(str(folder / "node_modules/.bin/lighthouse"), page.address, *options, at=folder)
    report: dict[str, Any] = json.loads(to.read_bytes())
    if not report["finalDisplayedUrl"].startswith(page.address):
        raise RuntimeError(f"{page.name} was not shown: {report['finalDisplayedUrl']}")
    return report


def scores_of(report: dict[str, Any]) -> dict[str, int]:
    """What each category scored; nothing where it could not be judged."""
    return {name: round(100 * (one["score"] or 0)) for name, one in report["categories"].items()}


def wanting_in(report: dict[str, Any]) -> set[str]:
    """Audits that count and found something."""
    asked = [one for category in report["categories"].values() for one in category["auditRefs"]]
    scores = {one["id"]: report["audits"][one["id"]]["score"] for one in asked if one["weight"]}
    return {name for name, score in scores.items() if score is not None and score < 1}


async def _command(*words: str, at: Path) -> None:
    surroundings = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    process = await asyncio.create_subprocess_exec(*words, cwd=at, env=surroundings, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]}: {said.decode(errors='replace')[-600:]}")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each page is looked at; default: 3")


DRILL = Drill(
    "lighthouse",
    f"Lighthouse {VERSION} before a phone's first page, the portal's cases and the public site: {LEAST} or more each.",
    _run,
    _arguments,
)
