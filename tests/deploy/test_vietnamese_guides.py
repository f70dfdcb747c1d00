"""What a technician types is told in Vietnamese as in English, block by block, and the bundle carries both."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest

from bluezone.exchange.leaps import STEP_S
from bluezone.joining.clocks import VIETNAM
from bluezone.joining.doctor.machine import CLOCKS_DIFFER_S
from bluezone.portal.settings.accounts import MFA_TOTP_TOLERANCE
from scripts.releasing.guides import gather_guides
from tests.support.sources import PROJECT

OPERATING = PROJECT / "docs" / "operating"
TWINS = {
    "install.md": "cai-dat.md",
    "emergencies.md": "su-co.md",
    "upgrade.md": "nang-cap.md",
    "restore.md": "khoi-phuc.md",
    "two-machines.md": "hai-may.md",
    "ceremony.md": "le-khoa.md",
    "training.md": "tap-huan.md",
    "portal.md": "van-hanh-cong.md",
    "exchange.md": "van-hanh-tram.md",
}
"""Each page of commands by the one that tells it in Vietnamese."""
FIRST_LINES = 4
_BLOCK = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_PAGE_OF_THE_PORTAL = re.compile(r"trang \*([^*]+)\*")
_EXPLAINED = re.compile(r"^\| ([^|]+) \|", re.MULTILINE)
_LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")

both = pytest.mark.parametrize(("english", "vietnamese"), TWINS.items())


@both
def test_a_page_and_its_twin_have_the_same_blocks_typed_in_the_same_order(english, vietnamese):
    typed = _BLOCK.findall(text_of(english))

    assert typed
    assert typed == _BLOCK.findall(text_of(vietnamese))


@both
def test_a_page_and_its_twin_are_parted_alike(english, vietnamese):
    levels = [[heading.split()[0] for heading in headings_of(page)] for page in (english, vietnamese)]

    assert levels[0] == levels[1]


@both
def test_a_page_and_its_twin_name_each_other_at_the_top(english, vietnamese):
    assert f"]({vietnamese})" in top_of(english)
    assert f"]({english})" in top_of(vietnamese)


@pytest.mark.parametrize("vietnamese", TWINS.values())
def test_every_link_of_a_twin_leads_somewhere(vietnamese):
    links = _LINK.findall(text_of(vietnamese))

    assert links
    assert [] == [link for link in links if not leads_somewhere(vietnamese, link)]


@both
def test_a_twin_sends_its_reader_to_no_page_in_english_that_there_is_in_vietnamese(english, vietnamese):
    """But at its top, to its own."""
    named = {link.partition("#")[0] for link in _LINK.findall(text_of(vietnamese).replace(f"]({english})", "", 1))}

    assert set() == named & TWINS.keys()


@pytest.mark.parametrize("vietnamese", TWINS.values())
def test_a_page_of_the_portal_is_called_as_the_portal_calls_it(vietnamese):
    catalogues = (PROJECT / "src" / "bluezone" / "portal").glob("*/locale/vi/LC_MESSAGES/django.po")
    said = "".join(catalogue.read_text("utf-8") for catalogue in catalogues)

    named = _PAGE_OF_THE_PORTAL.findall(text_of(vietnamese))
    assert [] == [name for name in named if f'msgstr "{name}"\n' not in said]


def test_whoever_asks_the_doctor_in_vietnamese_is_sent_to_the_twin():
    sources = (PROJECT / "src" / "bluezone" / "joining" / "doctor").glob("*.py")
    calls = [node for source in sources for node in ast.walk(ast.parse(source.read_text("utf-8")))]
    both = [tuple(map(ast.unparse, one.args)) for one in calls if isinstance(one, ast.Call) and len(one.args) == 2]
    told = [(vi, twin) for vi, en in both for page, twin in TWINS.items() if page in en]

    assert len(told) > 2
    assert [] == [vi for vi, twin in told if twin not in vi]


def test_whoever_reads_a_screen_in_vietnamese_is_sent_to_the_twin():
    catalogues = (PROJECT / "src" / "bluezone").rglob("locale/vi/LC_MESSAGES/django.po")
    entries = [entry for one in catalogues for entry in one.read_text("utf-8").split("\n\n")]
    sent = [entry.partition("\nmsgstr")[::2] for entry in entries if "docs/operating/" in entry]

    assert sent
    assert [] == [said for asked, said in sent for page, twin in TWINS.items() if page in asked and twin not in said]


def test_no_word_is_explained_that_the_page_does_not_say():
    table, below = text_of("cai-dat.md").split("## Làm gói cài")

    explained = {word for row in _EXPLAINED.findall(table)[1:] for word in row.strip("-").split(", ") if word}
    assert explained
    assert set() == {word for word in explained if word.strip("`") not in below}


def test_a_clock_is_set_by_a_watch_of_this_country():
    (told,) = re.findall(r'^date --set "(.+)"$', text_of("emergencies.md"), re.MULTILINE)

    assert VIETNAM.utcoffset(None) == dt.datetime.fromisoformat(told).utcoffset()


@pytest.mark.parametrize(
    ("page", "heading", "bad", "leapt"),
    [
        ("install.md", "## A clock without the internet", "is {} seconds from", "by a minute or more"),
        ("cai-dat.md", "## Đồng hồ khi không có internet", "lệch {} giây so", "từ một phút trở lên"),
    ],
)
def test_how_right_a_clock_has_to_be_is_told_as_the_program_takes_it(page, heading, bad, leapt):
    told = text_of(page).partition(f"{heading}\n")[2].partition("\n## ")[0]

    assert bad.format(CLOCKS_DIFFER_S) in told
    assert (1, 60) == (MFA_TOTP_TOLERANCE, STEP_S)
    assert leapt in told


def test_the_bundle_carries_what_is_read_before_there_is_a_network_in_both_languages(tmp_path):
    gather_guides(tmp_path / "guides", PROJECT)

    carried = {page.name for page in (tmp_path / "guides").iterdir()}
    assert {*TWINS, *TWINS.values()} <= carried


def leads_somewhere(page: str, link: str) -> bool:
    """The page is there, and so is the heading where one is named."""
    to, _, place = link.partition("#")
    target = OPERATING / (to or page)
    return target.is_file() and (not place or place in map(anchor_of, _HEADING.findall(prose_of(target))))


def anchor_of(heading: str) -> str:
    """As GitHub makes it."""
    words = heading.lstrip("#").strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def text_of(page: str) -> str:
    return (OPERATING / page).read_text("utf-8")


def prose_of(page: Path) -> str:
    return _BLOCK.sub("", page.read_text("utf-8"))


def headings_of(page: str) -> list[str]:
    return _HEADING.findall(prose_of(OPERATING / page))


def top_of(page: str) -> str:
    return "\n".join(text_of(page).splitlines()[:FIRST_LINES])
