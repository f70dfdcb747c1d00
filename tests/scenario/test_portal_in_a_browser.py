"""Pages of the portal in a real browser: at both widths, light and dark, in Vietnamese, and in English what stands
first and what answers forms. In every fourth run a fifth of the roles follow what is shown to them, and a third of what
they find is looked at, at another commit the next (in those between, phones, the public site or PostgreSQL are asked);
`scripts/drill breadth` looks at every shape of each screen, in both languages.

The screens are found by walking (tests/support/portal/walk.py): a page that somebody adds is looked at as soon as a
link leads to it. No horizontal scroll, no console error, no request to anybody else, at most 200 kB at the first load,
nothing that axe objects to (WCAG 2.2 AA), text of twice the size, and every page without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.amounts import LANGUAGES_LOOKED_AT, SCREENS_IN_TURN, SHAPES_LOOKED_AT, SHAPES_READ
from tests.support.citizen.showcase import CHROMIUM, LEAN
from tests.support.portal.looks import Looks, carried, heard_on
from tests.support.portal.people import NOTES, confirmed, every_screen, sign_everybody_in
from tests.support.portal.served_portal import ServedPortal, demo_portal
from tests.support.portal.staff_pages import Visitor, signed_in
from tests.support.portal.walk import Screen, never_reached, of_every_shape
from tests.support.scenario.towns import a_town
from tests.support.turns import ROLES_A_TURN, round_of

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium on this machine"),
    pytest.mark.timeout(900),
    pytest.mark.slow,
    pytest.mark.in_turn(of=4, family="looks"),
]
MAX_BYTES = 200_000
NO_SCREENS = {
    "announcement_audio": "a recording",
    "announcement_poster": "a PDF",
    "announcement_script": "a PDF",
    "announcements_draft": "a JSON file",
    "check_paper": "answers a form with a file",
    "checked_page": "a picture of what was checked",
    "commune_choices": "a part of a page, fetched while one types",
    "contacts_export": "a file, there once a case has contacts",
    "directive_pdf": "a file, there once a letter is signed",
    "door_page": "for keepers of doors, who have a device and no account (test_door_page.py)",
    "dossier_print": "a PDF, there once a file is approved",
    "door_page_en": "for keepers of doors, who have a device and no account (test_door_page.py)",
    "door_reader": "a script of the page at a door",
    "door_worker": "a script of the page at a door",
    "field_page": "for volunteers, who have a link and no account (test_field_page.py)",
    "field_page_en": "for volunteers, who have a link and no account (test_field_page.py)",
    "field_team_photo": "a picture",
    "field_worker": "a script of the field's page",
    "health": "for a monitor (tests/portal/operations/test_readiness.py)",
    "interview_key": "what the page's script asks",
    "interview_paper": "a PDF",
    "mfa_login_webauthn": "data for the browser's own window",
    "organisation_choices": "a part of a page, fetched while one types",
    "ready": "for a monitor (tests/portal/operations/test_readiness.py)",
    "situation": "leads to the state of the newest outbreak",
    "premises_poster": "a PDF, there once a place is approved",
    "premises_owner": "for owners of places, who have a letter and no account; tests/portal/premises holds the page",
    "paper_picture": "a picture within a page",
    "paper_thumbnail": "a small picture within a page",
}
WITHOUT_STATE = {
    "contact_code": "nobody of the demonstration agreed to warn others; tests/portal/contact_codes holds the page",
    "directive_doors": "no door of the demonstration counts; tests/portal/directives/selectors holds the page",
    "late_all": "no list of the demonstration is longer than its page; tests/portal holds the page",
    "paper_keying": "nobody of the demonstration reports on paper; tests/portal holds the page",
    "paper_seal": "no paper of the demonstration waits for a seal; tests/portal holds the page",
    "sheet": "no place of the demonstration is approved, so no sheet is made; tests/portal/posts holds the page",
    "reports_decide_all": "no list of the demonstration is longer than its page; tests/portal holds the page",
}
"""Lines of the url table to which nothing needs to lead, and why."""
NARROW_ONES = {
    "hung": ("/tracing/outbreaks/1/seen", "/tracing/regimes?one=2021-07-3638&other=2022-02"),
    "quantri": ("/staff/duc",),
    "lan": ("/account/second-factor/passkeys",),
    "nga": ("/teams/1",),
    "khanh": ("/broadcasts",),
}
_CUT_OR_SQUEEZED = """() => {
  const shown = [...document.querySelectorAll("main .sheet")].filter(e => !e.closest("details:not([open])"));
  const sheets = shown.filter(e => e.scrollWidth > e.clientWidth + 1);
  const acted = [...document.querySelectorAll("main .summary dt")];
  const rows = [...document.querySelectorAll("main .row--still > .row__text, main td[data-label] > a")];
  const names = [
    ...acted.filter(e => e.nextElementSibling.querySelector("form, a + a")), ...rows.filter(e => e.nextElementSibling)
  ];
  const squeezed = names.filter(e => e.getBoundingClientRect().width < 160);
  return [...sheets, ...squeezed].map(e => e.innerText);
}"""
"""A table with a part beyond its edge; a name with half of the line at most, beside what can be done about it."""


@dataclass(frozen=True)
class Office:
    """A portal at work, and everybody before its pages."""

    portal: ServedPortal
    browser: Browser
    visitors: dict[str, Visitor]
    screens: list[Screen]

    def carried(self, name: str, language: str = "vi", **options) -> BrowserContext:
        return carried(self.browser, self.portal, self.visitors[name], language, **options)

    def page(self, name: str, language: str = "vi", **options) -> Page:
        return self.carried(name, language, **options).new_page()


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    data = demo_portal(folder / "portal")
    with a_town(folder, data) as town, sync_playwright() as play, town.portal(data) as portal:
        for note in NOTES:
            town.phone_sends(note)
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=LEAN)
        visitors = sign_everybody_in(portal, browser)
        yield Office(portal, browser, visitors, every_screen(portal, visitors))
        for visitor in visitors.values():
            visitor.close()
        browser.close()


@pytest.fixture(scope="module")
def looks(office: Office) -> Looks:
    """Everything is looked at once; each test asks for one kind of complaint."""
    looks, read = Looks(office.portal), set(of_every_shape(office.screens, most=SHAPES_READ))
    chosen = {"vi": _in_vietnamese(office.screens), "en": _in_english(office.screens)}
    for language, screens in chosen.items():
        for name in office.visitors:
            if not (theirs := [screen for screen in screens if screen.person == name]):
                continue
            page = office.page(name, language, viewport={"width": 390, "height": 844})
            heard = heard_on(page, office.portal)
            for screen in theirs:
                confirmed(office.visitors, screen)
                looks.at(page, screen, language, heard, read=screen in read)
            page.context.close()
    return looks


def _in_vietnamese(screens: list[Screen]) -> list[Screen]:
    """First pages, what is refused, and a third of what answers forms and of all others; in the drill all."""
    every_shape = of_every_shape(screens, most=SHAPES_LOOKED_AT)
    answers = [one for one in every_shape if one.press]
    others = [one for one in every_shape if one.shape and one.path != "/"]
    left_out = {*_of_another_turn(answers, 0), *_of_another_turn(others, 0)}
    return [one for one in every_shape if one not in left_out]


def _in_english(screens: list[Screen]) -> list[Screen]:
    """First pages and another third of what answers forms; in the drill one of every shape."""
    every_shape = of_every_shape(screens, most=1)
    if LANGUAGES_LOOKED_AT > 1:
        return every_shape
    answers = [one for one in every_shape if one.press]
    left_out = _of_another_turn(answers, 1)
    return [one for one in every_shape if one.path == "/" or (one.press and one not in left_out)]


def _of_another_turn(screens: list[Screen], first: int) -> set[Screen]:
    """By the round of all roles: by the turn itself a screen would be looked at always or never when its role walks."""
    begin = round_of(ROLES_A_TURN) + first
    return {one for at, one in enumerate(screens) if (at - begin) % 3 >= SCREENS_IN_TURN}


@pytest.mark.breadth
def test_somebody_comes_to_every_screen_of_the_url_table(office):
    """To which the demonstration's data lead nobody, nobody looks at: give it a link, data, or a reason. In a run
    some of the roles alone follow what is shown to them."""
    missed = never_reached(office.screens)

    assert set() == missed - set(NO_SCREENS) - set(WITHOUT_STATE)
    assert len({screen.name for screen in office.screens}) > 25


@pytest.mark.parametrize(
    "what",
    [
        "another page",
        "status",
        "console",
        "overflow at 390",
        "overflow at 1280",
        "overflow of text of twice the size",
        "forms that nobody sees",
        "axe at 390, light",
        "axe at 390, dark",
        "axe at 1280, light",
        "axe at 1280, dark",
    ],
)
def test_every_screen_is_clean(looks, what):
    assert [] == looks.complaints[what]


def test_nothing_else_was_looked_for(looks):
    assert 11 == len(looks.complaints)
    assert len(looks.bytes) > 20


def test_the_first_load_is_at_most_200_kb(looks):
    assert {} == {screen: size for screen, size in looks.bytes.items() if size > MAX_BYTES}
    assert min(looks.bytes.values()) > 5_000  # something was measured


def test_the_looks_would_see(office):
    """Their eyes are open: a page without a heading's order, a name, room and quiet is complained of."""
    page = office.page("lan", "vi", viewport={"width": 390, "height": 844})
    page.route(
        f"{office.portal.origin}/",
        lambda route: route.fulfill(
            status=500,
            content_type="text/html",
            body="<html><title>x</title><input><p style='width: 3000px; color: #999'>hardly read<script>y()</script>",
        ),
    )
    looks = Looks(office.portal)

    looks.at(page, Screen("lan", "/", "today"), "vi", heard_on(page, office.portal))

    assert 9 == len([found for found in looks.complaints.values() if found])
    page.context.close()


def test_the_question_who_one_is_passes_for_no_page_behind_it(office):
    """After five minutes each page that guards an account asks it; here of somebody who never answered."""
    screen, looks = Screen("thao", "/account/second-factor/app/deactivate", "mfa_deactivate_totp"), Looks(office.portal)
    seen = []
    with signed_in(office.portal, "thao") as thao:
        page = carried(office.browser, office.portal, thao, "vi", viewport={"width": 390, "height": 844}).new_page()
        for _ in range(2):
            looks.at(page, screen, "vi", heard_on(page, office.portal), read=False)
            seen.append(len(looks.complaints["another page"]))
            thao.confirms(office.portal.password("thao"))
        page.context.close()

    assert [1, 1] == seen
    assert looks.complaints["another page"][0].endswith("/account/reauthenticate")


def test_a_case_is_opened_without_scripts(office):
    page = office.page("lan", "en", java_script_enabled=False)
    page.goto(f"{office.portal.origin}/cases/new")
    for name, value in {"full_name": "Vàng Thị Không", "phone": "0912 000 222", "onset": "2026-11-23"}.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_place", "sơn dương")
    page.get_by_role("button", name="Open the case").click()

    expect(page.get_by_role("heading", name="Vàng Thị Không")).to_be_visible(timeout=30_000)
    page.context.close()


def test_no_word_of_the_bottom_bar_is_broken(office):
    broken = """() => [...document.querySelectorAll(".foot a > span:not(.rail__count)")].flatMap(label => {
      const text = label.firstChild, range = document.createRange();
      return [...text.data.matchAll(/[^\\s]+/g)].filter(word => {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
      }).map(word => word[0]);
    })"""
    seen = {}
    for language in ("vi", "en"):
        page = office.page("thao", language, viewport={"width": 390, "height": 844})
        page.goto(office.portal.origin)
        assert page.locator(".foot a").count() == 5
        seen[language] = page.evaluate(broken)
        page.context.close()

    assert {"vi": [], "en": []} == seen


def test_no_figure_is_cut_off_and_no_name_squeezed_on_a_telephone(office):
    found = {}
    for name, paths in NARROW_ONES.items():
        page = office.page(name, "vi", viewport={"width": 390, "height": 844})
        for path in paths:
            assert page.goto(office.portal.origin + path).status == 200
            found[path] = page.evaluate(_CUT_OR_SQUEEZED)
        page.context.close()

    assert {} == {path: said for path, said in found.items() if said}
    assert 6 == len(found)


def test_communes_appear_while_one_types(office):
    page = office.page("quantri", "en")
    page.goto(f"{office.portal.origin}/places")
    page.locator("#q").press_sequentially("tan trao")
    page.get_by_role("link", name="Xã Tân Trào").first.wait_for(timeout=60_000)
    page.context.close()


def test_a_slip_prints_the_code_and_what_to_do_and_no_rail(office):
    page = office.page("lan", "en")
    page.goto(f"{office.portal.origin}/cases/CA-2026-00001")
    page.emulate_media(media="print")

    expect(page.locator(".rail")).to_be_hidden(timeout=30_000)
    expect(page.get_by_role("heading", name="Vũ Thị Ánh")).to_be_visible(timeout=30_000)
    page.context.close()
