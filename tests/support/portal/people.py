"""The people of the demonstration before a portal's pages, in every state in which somebody looks at one.

Each is a signed-in visitor who confirms who they are before what asks for it (`confirmed`), but for `thao`, who is
still asked to; `lan` has a passkey; `newcomer` was added a moment ago and has neither a password of their own nor a
second factor; `halfway` has typed the password and not yet the code. `forgetful` and `absent` never come: they are
helped back in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec
from playwright.sync_api import Browser

from tests.support.amounts import FULL, ROLES_IN_TURN
from tests.support.made_once import made_once
from tests.support.portal.served_portal import ServedPortal
from tests.support.portal.staff_pages import Visitor
from tests.support.portal.walk import EXAMPLES, Screen, screens_of
from tests.support.turns import ROLES_A_TURN, in_turn

_VIRTUAL_KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
_VIRTUAL_KEY |= {"isUserVerified": True, "automaticPresenceSimulation": True}
_NEWCOMER = {"username": "newcomer", "full_name": "Công Tằng Tôn Nữ Phương Thảo", "role": "health_officer"}
_REPORTERS = {"forgetful": "Ma Thị Quên", "absent": "Lò Văn Vắng"}
_WRONG = (("first", "x"), ("second", "y"))
NOTES = ("gọi sau 17 giờ", "nhà có hai cháu nhỏ")
"""Of the reports that phones have sent before anybody looks."""
_TURNS = re.compile(r'name="read" value="([0-9a-f]{64})">\s*<input type="hidden" name="page" value="(\d+)"')
_GUARDED = "/account/second-factor"
_BY_PASSKEY = f"{_GUARDED}/passkeys/reauthenticate"
STARTS = {
    "": ("/account/login", "/account/inactive", "/followup/own", "/reminders/own"),
    "lan": ("/places?q=son+duong", "/places?q=zzz", "/places/02608-000000", "/account/logout", _BY_PASSKEY),
    "halfway": ("/account/second-factor/authenticate",),
    "huyen": ("/papers/1/seal",),
    "khanh": ("/papers/1/sign",),
}
"""Where nobody is led by a link."""
LEAD_FURTHER = {"mai"}
"""Whose cases lead to screens to which those of others of the role do not."""
ERRORS = (
    Screen("lan", "/nowhere", status=404),
    Screen("lan", "/audit", "audit_log", status=403),
    Screen("thao", "/cases", "case_list", status=403),
)
ANSWERS = (
    Screen("", "/account/login", press="main form button[type=submit]", fields=(("login", "x"), ("password", "y"))),
    Screen("lan", "/cases/new", press="main form button[type=submit]", status=400),
    Screen("lan", "/cases/CA-2026-00001", press="form[action$='/code'] button"),
    Screen("lan", "/followup/1", press="form[action$='/link'] button"),
    Screen("", "/followup/own", press="main form button[type=submit]", fields=(("code", "x"),), status=409),
    Screen("lan", "/reports", press="form[action*='/open'] button"),
    Screen("lan", "/reports/phrase", press="main form button[type=submit]", status=409),
    Screen("mai", "/reports/phrase", press="main form button[type=submit]"),
    Screen("quantri", "/reports/key", press="[name=recover]", fields=_WRONG, status=409),
    Screen("quantri", "/staff/new", press="main form button[type=submit]", status=400),
    Screen("quantri", "/staff/absent", press="form[action$='/invitation'] button, form[action$='/withdraw'] button"),
    Screen("quantri", "/staff/forgetful"),
    Screen("quantri", "/staff/lan"),
    Screen("", "/account/invitation", press="main form button[type=submit]", fields=(("code", "x"),), status=409),
    Screen("quantri", "/organisations/new", press="main form button[type=submit]", status=400),
    Screen("huyen", "/papers/new", press="main form[method=post] button[type=submit]", status=400),
    Screen("khanh", "/papers/1/sign", press="main form button[type=submit]", status=400),
    Screen("lan", "/messages/new", press="main form button[type=submit]", fields=(("body", "Đeo khẩu trang"),)),
    Screen("hung", "/account/password", press="main form button[type=submit]"),
)
"""Pages that answer a form: what is refused, and what is shown once."""


class _Followed(Counter[tuple[str, ...]]):
    """By somebody, whatever it is."""

    def __missing__(self, _kind: tuple[str, ...]) -> int:
        return EXAMPLES


_FOLLOWED = _Followed()


def sign_everybody_in(portal: ServedPortal, browser: Browser) -> dict[str, Visitor]:
    """By name; to be closed by whoever asked."""
    visitors = {name: Visitor(portal) for name in ("", "halfway", *portal.roles())}
    for name, visitor in visitors.items():
        if name in {"", "halfway"}:
            continue
        visitor.signs_in(name)
        if name != "thao":
            visitor.can_confirm(portal.password(name))
    visitors["lan"].confirms_again()
    visitors["halfway"].sends("/account/login", login="lan", password=portal.password("lan"))
    _add_a_passkey(portal, browser, visitors["lan"])
    visitors["newcomer"] = _newcomer(portal, visitors["quantri"])
    for username, full_name in _REPORTERS.items():
        facts = {"username": username, "full_name": full_name, "role": "reporter", "place": "son duong"}
        visitors["quantri"].sends("/staff/new", **facts)
    _turn_every_page(visitors["khanh"], "/papers/1/read")
    visitors["quantri"].sends("/staff/lan/invitation", on="/staff/lan", renews="both")
    return visitors


def _turn_every_page(signer: Visitor, path: str) -> None:
    """Reads a paper that waits for this signature, so that the form for a certificate opens."""
    while (page := _TURNS.search(signer.gets(path).text)) is not None:
        signer.sends(path, page=page[2], read=page[1])


def confirmed(visitors: dict[str, Visitor], screen: Screen) -> Visitor:
    """Whoever looks at this screen, as they have to be for it: what guards an account asks anew after five minutes."""
    visitor = visitors[screen.person]
    if screen.path.startswith(_GUARDED):
        visitor.confirms_again()
    return visitor


def every_screen(portal: ServedPortal, visitors: dict[str, Visitor]) -> list[Screen]:
    """All that somebody reaches, then what is refused and what answers a form.

    Walked once in a run of the tests: the portals of a run are copies of one another, so what one leads to is there in
    the next. What a portal is sent before must be the same, too (`NOTES`).
    """
    roles = {**portal.roles(), _NEWCOMER["username"]: _NEWCOMER["role"]}
    folder = made_once("screens", lambda folder: _walk(visitors, roles, folder / "reached.json"))
    found = msgspec.json.decode((folder / "reached.json").read_bytes(), type=list[Screen])
    return [*found, *ERRORS, *ANSWERS, _with_a_code(visitors["quantri"])]


def _walk(visitors: dict[str, Visitor], roles: Mapping[str, str], reached: Path) -> None:
    """A list that is cut otherwise is followed by one of those who may, any other screen by one of each role: what is
    shown to whom hangs on the role. Roles whose turn is another one look at their first page. In the drill all, and of
    a role in turn whose cases lead further, follow all."""
    cuts = None if FULL else Counter[tuple[str, ...]]()
    of_a_role = defaultdict[str, Counter[tuple[str, ...]]](Counter)
    every_role = sorted({roles.get(name, name) for name in visitors})
    walking = in_turn(every_role, asked=ROLES_IN_TURN, of=ROLES_A_TURN)
    found = list[Screen]()
    for name, visitor in visitors.items():
        visitor.confirms_again()
        role = roles.get(name, name)
        if role not in walking:
            found += screens_of(name, visitor, *STARTS.get(name, ()), cuts=_FOLLOWED, examples=_FOLLOWED)
            continue
        examples = None if FULL or name in LEAD_FURTHER else of_a_role[role]
        found += screens_of(name, visitor, *STARTS.get(name, ()), cuts=cuts, examples=examples)
    reached.write_bytes(msgspec.json.encode(found))


def _add_a_passkey(portal: ServedPortal, browser: Browser, visitor: Visitor) -> None:
    context = browser.new_context()
    context.add_cookies(visitor.cookies)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": _VIRTUAL_KEY})
    page.goto(f"{portal.origin}/account/second-factor/passkeys/add")
    page.fill("#id_name", "điện thoại của tôi")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/second-factor(/codes|/passkeys)?$"), timeout=60_000)
    context.close()


def _newcomer(portal: ServedPortal, administrator: Visitor) -> Visitor:
    told = administrator.sends("/staff/new", **_NEWCOMER, place="son duong")
    password = _secret_in(told.text)
    visitor = Visitor(portal)
    visitor.sends("/account/login", login=_NEWCOMER["username"], password=password)
    visitor.confirms(password)
    return visitor


def _with_a_code(administrator: Visitor) -> Screen:
    """What somebody sees who types the code that they were given."""
    told = administrator.sends("/staff/forgetful/invitation", on="/staff/forgetful", renews="password")
    fields = (("code", _secret_in(told.text)),)
    return Screen("", "/account/invitation", press="main form button[type=submit]", fields=fields)


def _secret_in(page: str) -> str:
    found = re.search(r"secret__code[^>]*>\s*([^<\s]+)\s*<", page)
    assert found is not None, page
    return found[1]
