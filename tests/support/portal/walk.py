"""Every screen of a portal, found as people find it: each signs in and follows every link that is shown to them.

So a new page comes into the browser tests by itself, as soon as a link and the demonstration's data lead to it; and one
to which nothing leads is named by `never_reached`.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, resolve
from lxml import html

from bluezone.portal.urls import urlpatterns
from tests.support.amounts import SCREENS_OF_A_KIND
from tests.support.portal.staff_pages import Visitor

EXAMPLES = SCREENS_OF_A_KIND
"""Of pages that differ in nothing but what they are about: so many are enough, and a country has 16,000 places."""
_LEADS_OUT = {"account_logout", "language"}
_ABOUT = re.compile(r"\d.*|/.*")
"""What a search is about, but not of which kind it is: "person:12" and "person:13" are one."""
_OF_A_LIST = {"as", "list"}
"""Fields of an address that take a list along, whatever is chosen in it: as a file, or beside one of its rows."""
_MANNERS = {"sort", "before", "page"}
"""Fields that show the same list otherwise, or more of it."""
_MOST = 400


@dataclass(frozen=True, slots=True, order=True)
class Screen:
    """A page as one person sees it."""

    person: str
    """A sign-in name of the demonstration; empty before anybody has signed in."""
    path: str
    name: str = ""
    """Of its line in the url table."""
    status: int = 200
    press: str = ""
    """A button of that page, whose answer is the screen."""
    fields: tuple[tuple[str, str], ...] = ()
    """What is filled in before."""
    shape: str = ""
    """Its tags without their texts: screens of one shape differ in nothing that an eye for layout would see."""
    size: int = 0
    """Signs of its page."""
    is_file: bool = False
    """Reached, and nothing to look at: a table, a PDF."""
    is_dead: bool = False
    """A link that is shown leads there, and nothing answers."""

    def __str__(self) -> str:
        return f"{self.person or 'nobody'} {self.path}" + (f" after {self.press}" if self.press else "")


def screens_of(
    person: str,
    visitor: Visitor,
    *more: str,
    cuts: Counter[tuple[str, ...]] | None = None,
    examples: Counter[tuple[str, ...]] | None = None,
) -> list[Screen]:
    """What this person reaches from the first page and from the pages in `more`; a dead link is a screen, too.

    Of lists that are cut or sorted otherwise those are left out that stand in `cuts`, of all other screens those whose
    kind stands in `examples`: somebody has followed them.
    """
    found: list[Screen] = []
    waiting, seen = deque(["/", *more]), {"/", *more}
    cuts, examples = (Counter() if known is None else known for known in (cuts, examples))
    while waiting:
        path = waiting.popleft()
        answer = visitor.gets(path)
        where = answer.url.raw_path.decode()
        if not answer.headers["content-type"].startswith("text/html"):
            found.append(Screen(person, path, name_of(where), is_file=True))
            continue
        if answer.status_code != 200:
            found.append(Screen(person, path, name_of(where), is_dead=True))
            continue
        found.append(
            Screen(
                person, path, name_of(where), shape=_shape_of(answer.text, is_first=path == "/"), size=len(answer.text)
            )
        )
        assert len(found) < _MOST, f"{person} never comes to an end: {found[-5:]}"
        for link in links_of(where, answer.text):
            kind = _kind(link)
            followed = examples if kind is None or len(kind) == 1 else cuts
            if link not in seen and kind is not None and followed[kind] < EXAMPLES:
                followed[kind] += 1
                seen.add(link)
                waiting.append(link)
    return _one_of_each_arrival(found)


def of_every_shape(screens: list[Screen], *, most: int) -> list[Screen]:
    """Of each line of the url table the longest screens of different shapes; all that are dead or chosen by hand."""
    chosen: list[Screen] = []
    shapes: dict[str, set[str]] = {}
    for screen in sorted((one for one in screens if not one.is_file), key=lambda screen: -screen.size):
        known = shapes.setdefault(screen.name, set())
        if not screen.shape or screen.is_dead or (screen.shape not in known and len(known) < most):
            known.add(screen.shape)
            chosen.append(screen)
    return chosen


def never_reached(screens: list[Screen]) -> set[str]:
    """Names of the url table that somebody may ask for by a link, and nobody came to."""
    return {name for name, pattern in named_patterns() if _is_shown(pattern)} - {screen.name for screen in screens}


def named_patterns() -> Iterator[tuple[str, URLPattern]]:
    """The whole url table, included tables too."""
    waiting: list[URLPattern | URLResolver] = list(urlpatterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
        elif pattern.name:
            yield pattern.name, pattern


def name_of(path: str) -> str:
    return _name_of(urlsplit(path).path)


@functools.cache
def _name_of(path: str) -> str:
    """Every page leads to the same thirty others, and the table is long."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _is_shown(pattern: URLPattern) -> bool:
    """Whether the view answers a GET, as far as it says so itself (`require_POST` and its kin)."""
    view = pattern.callback
    while view is not None:
        methods = (
            inspect.getclosurevars(view).nonlocals.get("request_method_list") if inspect.isfunction(view) else None
        )
        if methods is not None:
            return "GET" in methods
        view = getattr(view, "__wrapped__", None)
    return True


def links_of(here: str, text: str) -> list[str]:
    """Where the links and the searches of a page lead, within the portal."""
    page = html.document_fromstring(text)
    links = [str(link.get("href")) for link in page.iterfind(".//a[@href]")]
    links += [_asked(form) for form in page.iterfind(".//form") if (form.get("method") or "get").lower() == "get"]
    joined = (urlsplit(urljoin(f"http://portal{here}", link)) for link in links if not link.startswith("#"))
    return [one._replace(scheme="", netloc="", fragment="").geturl() for one in joined if one.netloc == "portal"]


def _shape_of(text: str, *, is_first: bool) -> str:
    """Of the content; the frame of a role is seen on its first page."""
    page = html.document_fromstring(text)
    content = page.find("body") if is_first else page.find(".//main")
    return "" if content is None else _outline(content)


def _outline(element: html.HtmlElement) -> str:
    """Tags and classes, with what is repeated said once: a list of ten rows has the shape of one of two."""
    inner = [_outline(child) for child in element if isinstance(child.tag, str)]
    kept = [one for at, one in enumerate(inner) if one not in inner[:at]]
    return f"{element.tag}.{element.get('class', '')}({''.join(kept)})"


def _asked(form: html.HtmlElement) -> str:
    """The address of a search as it stands filled in."""
    fields = [(name, value) for name, value in form.form_values() if value]
    return f"{form.get('action') or ''}?{urlencode(fields)}"


def _kind(link: str) -> tuple[str, ...] | None:
    """Two addresses of one kind show the same screen about different things; None is no page of the table."""
    parts = urlsplit(link)
    name = name_of(parts.path)
    if not name or name in _LEADS_OUT:
        return None
    asked = {field: value for field, value in parse_qsl(parts.query, keep_blank_values=True) if value}
    if taken := _OF_A_LIST & asked.keys():
        return (name, *sorted(f"{field}={asked[field]}" for field in taken))
    if manners := _MANNERS & asked.keys():
        return (name, *sorted(manners))
    return (name, *sorted(f"{field}={re.sub(_ABOUT, '#', value)}" for field, value in asked.items()))


def _one_of_each_arrival(found: list[Screen]) -> list[Screen]:
    """Without the links that only led to a page which stands in the list under its own address."""
    own = {screen.name for screen in found if name_of(screen.path) == screen.name}
    return [screen for screen in found if name_of(screen.path) == screen.name or screen.name not in own]
