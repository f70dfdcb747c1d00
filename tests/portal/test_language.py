"""Every sentence of the portal in both languages: extracted from templates and code, found in the catalogue."""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from django.utils import translation
from django.utils.translation import gettext

from bluezone import portal
from bluezone.portal.app import portal_apps
from bluezone.portal.catalogue import catalogues, whole_catalogue
from tests.support.made_once import made_once
from tests.support.sources import PROJECT

ROOM = Path(portal.__file__).parent
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "RefusedError": None, "ChangedError": None, "BusyError": None}
OF_ALLAUTH = {
    "Be patient, you are sending too many requests.",
    "Incorrect password.",
    "Please type your current password.",
    "The username and/or password you specified are not correct.",
    "This account is currently inactive.",
    "Too many failed login attempts. Try again later.",
    "Use a security key",
    "Use authenticator app or code",
    "Use your password",
    "You must type the same password each time.",
    "This password is too short. It must contain at least %d character.",
}
"""It has no Vietnamese of its own; these are what our pages can show."""
SENTENCES = "sentences.json"
_BLANK = re.compile(r"%\(\w+\)s|%d")


@functools.cache
def sentences() -> list[tuple[str, str | tuple[str, ...]]]:
    """Each in its file, as often as it stands there; gathered once in a run."""
    gathered = made_once("sentences", _gather, of=ROOM) / SENTENCES
    found = json.loads(gathered.read_text("utf-8"))
    return [(name, tuple(message) if isinstance(message, list) else message) for name, message in found]


def _gather(folder: Path) -> None:
    options = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
    methods = [("**/migrations/**.py", "ignore"), ("**/templates/**.html", "jinja2"), ("**.py", "python")]
    found = extract_from_dir(str(ROOM), methods, options, keywords=KEYWORDS)
    (folder / SENTENCES).write_text(json.dumps([(name, message) for name, _, message, _, _ in found]), "utf-8")


@functools.cache
def said_where() -> Mapping[str, set[str]]:
    """Every sentence of the sources, and the apps that say it; what stands above the apps is the frame's."""
    said: dict[str, set[str]] = {}
    for name, message in sentences():
        app = name.partition("/")[0]
        said.setdefault(message if isinstance(message, str) else message[0], set()).add(
            app if (ROOM / app / "apps.py").is_file() else "frame"
        )
    return said


def extracted() -> set[str]:
    return set(said_where())


@functools.cache
def translated() -> dict[str, str]:
    found = (message for message in whole_catalogue() if message.id)
    return {first(message.id): "" if message.fuzzy else first(message.string) for message in found}


def first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def test_no_string_is_untranslated():
    known = translated()

    assert [] == sorted(message for message in extracted() | OF_ALLAUTH if not known.get(message))


PUT_TOGETHER = {
    "demo/filling.py": "told by a command, in English",
    "public_site/facts.py": "the same",
    "public_site/folder.py": "the same",
}
"""Where what is refused names what it met."""
TOLD_ON = {"str(error)", "fallen", "answer.refused", "_NO_LINK"}
"""Texts that another place has chosen, each a sentence there."""


@pytest.mark.slow
def test_what_a_page_refuses_is_a_sentence_of_the_catalogue_and_names_nobody():
    """One that is put together has no translation, and who stands in it leaves no line in the audit."""
    files = {str(path.relative_to(ROOM)): path for path in ROOM.rglob("*.py")}
    found = {name: put_together(path.read_text("utf-8")) for name, path in files.items()}

    assert {*PUT_TOGETHER} == {name for name, texts in found.items() if texts}


def put_together(text: str) -> list[str]:
    """What is refused in words that do not stand there as they are told."""
    if not any(name in text for name in REFUSALS):
        return []
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
    told = [one.args[0] for one in calls if called(one) in REFUSALS]
    return [ast.unparse(one) for one in told if not isinstance(one, ast.Constant) and ast.unparse(one) not in TOLD_ON]


def called(one: ast.Call) -> str:
    return one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")


REFUSALS = {"RefusedError", "ChangedError", "BusyError"}


@pytest.mark.parametrize(
    "planted", ['f"{case.person.full_name} is confirmed"', '"%s is confirmed" % name', "told(name)"]
)
def test_a_refusal_that_is_put_together_is_seen(planted):
    assert 1 == len(put_together(f"raise errors.RefusedError({planted})"))
    assert [] == put_together('raise RefusedError("the case is confirmed already")')


def test_a_sentence_of_one_and_of_many_is_found_by_both():
    """One that stands in the catalogue with its singular alone is told in English."""
    said = {
        message
        for _, message in sentences()
        if isinstance(message, tuple) and len(message) == 2 and all(isinstance(one, str) for one in message)
    }

    known = {message.id for message in whole_catalogue()}

    assert len(said) > 10
    assert [] == sorted(said - known)


def test_no_translation_outlives_its_sentence():
    assert [] == sorted(set(translated()) - extracted() - OF_ALLAUTH)


def test_an_app_keeps_its_own_sentences_and_the_frame_those_of_several():
    homes = {message: next(iter(apps)) if len(apps) == 1 else "frame" for message, apps in said_where().items()}

    misplaced = [
        f"{first(message.id)!r} stands in {app}, belongs to {homes[first(message.id)]}"
        for app, catalogue in catalogues()
        for message in catalogue
        if message.id and homes.get(first(message.id), app) != app
    ]

    assert [] == misplaced


def test_a_translation_fills_the_same_blanks():
    for message, translation_ in translated().items():
        assert set(_BLANK.findall(translation_)) <= set(_BLANK.findall(message)), message


def test_vietnamese_is_written_in_vietnamese():
    long = [text for text in translated().values() if len(text) > 25]

    assert [] == [text for text in long if not re.search(r"[à-ỹ]", text.lower())]


def test_pages_and_ways_that_are_two_things_have_two_names():
    known = translated()
    told = {name: known[name] for name in names_of_pages_and_ways()}

    alike = {name: text for name, text in told.items() if list(told.values()).count(text) > 1}

    assert {"Expected reports", "Reports due", "Register your place"} <= set(told)
    assert {} == alike


def names_of_pages_and_ways() -> Iterator[str]:
    """What the sources call pages, the entries of the rail, and the tabs above a page."""
    for page in ROOM.glob("*/templates/**/*.html"):
        markup = page.read_text("utf-8")
        for title in re.findall(r"(?s)\{% block title %\}(.*?)\{% endblock", markup):
            yield from re.findall(r'\b_\(\s*"([^"]+)"', title)
        yield from re.findall(r'fields\.chip\(\s*url\([^)]*\),\s*_\("([^"]+)"\)', markup)
    with translation.override("en"):
        yield from [str(entry.text) for app in portal_apps() for entry in app.navigation]


def test_a_pseudonym_is_called_as_the_glossary_calls_it_everywhere():
    told = {message: text for message, text in translated().items() if "pseudonym" in message.lower()}
    files = [one for kind in ("*.py", "*.po", "*.html") for one in ROOM.rglob(kind)]

    assert len(told) > 5
    assert [] == [message for message, text in told.items() if "tên thay thế" not in text.lower()]
    assert [] == [one for one in files if "bí danh" in one.read_text("utf-8").lower()]


def test_an_outbreak_is_called_as_the_glossary_calls_it_everywhere():
    """An area for a time, and not the hamlet or the houses around a case, which the other word means."""
    told = {message: text for message, text in translated().items() if re.search(r"(?i)\boutbreaks?\b", message)}
    guides = PROJECT / "docs" / "operating"
    files = [one for kind in ("*.py", "*.po", "*.html", "*.toml") for one in ROOM.rglob(kind)] + [*guides.glob("*.md")]

    assert len(told) > 20
    assert {"Outbreak": "Dịch tễ"} == {one: text for one, text in told.items() if "đợt dịch" not in text.lower()}
    assert [] == [one for one in files if re.search("(?i)(?:ổ|vụ) dịch", one.read_text("utf-8"))]


def test_colleagues_are_spoken_to_politely():
    """The frame also keeps the sentences of the public site, where a reader is "bạn", as on the phone."""
    to_patients = {"Bluezone: your code is %(code)s. %(until)s. Enter it in the app. Tell nobody else."}

    said = {
        first(message.id): first(message.string)
        for app, catalogue in catalogues()
        if app != "frame"
        for message in catalogue
        if message.id
    }

    assert to_patients <= set(said)
    assert [] == [said[one] for one in said.keys() - to_patients if re.search(r"(?i)\bbạn\b", said[one])]


def test_no_sentence_shouts_in_either_language():
    assert [] == [text for pair in translated().items() for text in pair if "!" in text]


def test_no_sentence_names_an_option_of_a_command():
    """Who reads a page types no commands; whoever runs the portal has docs/operating."""
    assert [] == [text for pair in translated().items() for text in pair if re.search(r"(?<!\S)--[a-z]", text)]


def test_no_template_has_a_sentence_outside_the_catalogue():
    """What stands between tags and is not a call to the catalogue is a name, a sign or a number."""
    allowed = {"Bluezone", "VI", "EN"}
    for page in ROOM.glob("*/templates/**/*.html"):
        text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>", " ", page.read_text())
        text = re.sub(r"(?s)<[^>]*>|(&amp;|[?;])\w+=", " ", text)
        left = set(re.findall(r"[^\W\d_]{2,}", text)) - allowed

        assert set() == left, page.name


def test_django_reads_what_we_compiled():
    with translation.override("vi"):
        assert "Ca bệnh" == gettext("Cases")
    with translation.override("en"):
        assert "Cases" == gettext("Cases")


def test_the_reader_chooses_and_comes_back_to_the_same_page(office):
    client = office.client(language="vi")
    assert '<html lang="vi">' in client.get("/account/login").content.decode()

    answer = client.post("/language", {"language": "en"}, headers={"referer": "http://localhost/account/login?next=/"})

    assert "/account/login?next=/" == answer.headers["location"]
    assert '<html lang="en">' in client.get("/account/login").content.decode()


def test_a_foreign_referrer_leads_home(office):
    answer = office.client().post("/language", {"language": "xx"}, headers={"referer": "https://evil.example//x"})

    assert "/" == answer.headers["location"]
    assert "language" not in answer.cookies


def test_colleagues_are_addressed_in_one_way():
    """As offices write: ông/bà."""
    said = [str(message.string) for message in whole_catalogue()]

    assert [] == [text for text in said if re.search(r"(?i)\banh/chị\b", text)]
    assert any("ông/bà" in text for text in said)
