"""The door of the pages: right host, right key, our own forms, and what every answer says.

Whoever can reach loopback tries: another app on the phone, a foreign page in the browser, a name that points here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from bluezone import webui
from bluezone.citizen import create_app, create_crowd_app, page_key, page_path, screens
from bluezone.citizen.front import OPEN_PATHS
from bluezone.citizen.keeping import OUTBOX_FACT
from bluezone.citizen.pages import ASSETS, asset_path
from bluezone.protocol.codes import short_code, spaced
from tests.support.citizen.owners import (
    KEY,
    ORIGIN,
    PAGES,
    Owner,
    a_phone,
    an_owner,
    is_warned,
    prefers,
    seeded_entropy,
    words_of,
)

pytestmark = pytest.mark.in_turn(of=3)
CODE = short_code(bytes(15) + b"\x07")


def routes(method: str) -> Iterator[str]:
    for handler in screens.ROUTES:
        if method in handler.http_methods:
            for path in handler.paths:
                yield path.replace("{visit_id:int}", "1").replace("{number:str}", "x")


READS, CHANGES = sorted(routes("GET")), sorted(routes("POST"))


def ask(folder, method: str, path: str, *, key: bool = True, **options) -> httpx.Response:
    """One request, as a browser with or without the cookie sends it."""

    async def play():
        async with an_owner(folder) as owner:
            if not key:
                owner.browser.cookies.clear()
            address = ORIGIN + path if path.startswith("/static/") else path
            return await owner.browser.request(method, address, **options)

    return asyncio.run(play())


@pytest.mark.every_run
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8470", "bluezone.local", "", "192.168.1.7:8470"]
)
def test_a_name_that_was_pointed_at_this_phone_gets_nothing(tmp_path, host):
    answer = ask(tmp_path, "GET", "/", headers={"host": host})

    assert 421 == answer.status_code
    assert "Bluezone is on" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8470", "localhost:8470", "[::1]:8470", "LOCALHOST"])
def test_loopback_by_any_of_its_names_is_ours(tmp_path, host):
    assert 200 == ask(tmp_path, "GET", "/", headers={"host": host}).status_code


@pytest.mark.every_run
@pytest.mark.parametrize("path", [path for path in READS if path not in OPEN_PATHS])
def test_another_app_without_the_key_sees_no_page(tmp_path, path):
    answer = ask(tmp_path, "GET", path, key=False)

    assert 403 == answer.status_code
    assert "Open these pages from Bluezone" in answer.text


@pytest.mark.every_run
@pytest.mark.parametrize("path", sorted(OPEN_PATHS))
def test_what_opens_without_the_key_says_nothing_about_the_owner(tmp_path, path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_warned(owner.device)
            owner.browser.cookies.clear()
            return await owner.gets(path), owner.phone

    answer, phone = asyncio.run(play())

    assert 200 == answer.status_code
    assert not any(secret in answer.text for secret in (phone.key, phone.form_key, "F1", "COVID"))


@pytest.mark.every_run
@pytest.mark.parametrize("path", sorted(OPEN_PATHS))
@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_what_opens_without_the_key_opens_to_be_read_and_for_nothing_else(tmp_path, method, path):
    """A refusal is a page of the phone: it has the form key in it, and says whether a warning is unread."""

    async def play():
        async with an_owner(tmp_path) as owner:
            is_warned(owner.device)
            owner.browser.cookies.clear()
            return await owner.browser.request(method, path), owner.phone

    answer, phone = asyncio.run(play())

    assert 403 == answer.status_code
    assert not any(secret in answer.text for secret in (phone.key, phone.form_key, "unread"))


@pytest.mark.every_run
def test_the_printed_address_lets_in_once_and_leaves_no_key_in_the_address(tmp_path):
    answer = ask(tmp_path, "GET", f"/warnings?key={KEY}&x=1", key=False)

    assert 303 == answer.status_code
    assert f"{PAGES}/warnings?x=1" == answer.headers["location"]
    assert {"HttpOnly", "SameSite=Lax", f"Path={PAGES}"} <= set(answer.headers["set-cookie"].split("; "))


@pytest.mark.every_run
def test_the_way_in_leads_to_a_path_and_to_nothing_that_a_link_slips_in(tmp_path):
    answer = ask(tmp_path, "GET", f"/%0d%0aset-cookie:%20x=1?key={KEY}", key=False)

    assert f"{PAGES}/%0D%0Aset-cookie%3A%20x%3D1" == answer.headers["location"]


@pytest.mark.every_run
def test_a_program_on_another_port_of_this_phone_is_not_given_the_key(tmp_path):
    """Browsers send a cookie to every port of its host, but only below its path."""

    async def play():
        async with an_owner(tmp_path) as owner:
            browser = owner.browser
            return [
                browser.build_request("GET", address).headers.get("cookie", "")
                for address in (f"{ORIGIN}{PAGES}/", "http://127.0.0.1:9999/", f"http://127.0.0.1:9999{PAGES[:-1]}/")
            ]

    ours, root, guessed = asyncio.run(play())

    assert KEY in ours
    assert ("", "") == (root, guessed)


@pytest.mark.every_run
@pytest.mark.parametrize("path", ["/", "/warnings", "/settings", "/offline", f"{PAGES[:-1]}/", f"{PAGES}x/", "/p/1/"])
def test_whoever_has_the_key_but_not_the_path_sees_no_page(tmp_path, path):
    async def play():
        async with an_owner(tmp_path) as owner:
            cookie = {"cookie": f"{owner.phone.cookie}={KEY}"}
            return await owner.browser.get(ORIGIN + path, headers=cookie)

    answer = asyncio.run(play())

    assert 403 == answer.status_code
    assert "Bluezone" in answer.text
    assert PAGES not in answer.text


@pytest.mark.every_run
def test_the_path_says_nothing_of_the_key_and_differs_for_every_installation():
    assert KEY not in page_path(KEY)
    assert page_path(KEY) != page_path(KEY + "x")


@pytest.mark.every_run
def test_a_link_with_a_code_that_knows_no_path_shows_the_code_to_type_in(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return [(await owner.browser.get(f"{ORIGIN}/code?code={code}")).text for code in (CODE, "<script>1")]

    valid, garbled = asyncio.run(play())

    assert spaced(CODE) in valid
    assert "<script>" not in garbled


@pytest.mark.every_run
@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], KEY + "x", "%00", "é"])
def test_a_guessed_key_lets_nobody_in(tmp_path, key):
    answer = ask(tmp_path, "GET", f"/?key={key}", key=False)

    assert 403 == answer.status_code
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "stranger",
    [
        "flag",
        "=x",
        'a={"b":1, "c":2}',
        "bad[name]=1",
        "tên=1".encode().decode("latin-1"),
        'a="unclosed',
        "expires",
        "a b=2",
        "; ;",
        "$Version=1",
        "a=\x01",
        "==",
        "x" * 4_000,
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_cookie_of_any_other_program_on_this_machine_locks_nobody_out(tmp_path, stranger, *, before):
    """Cookies of a host go to all its ports, so whatever listens on loopback can set one that stands beside ours."""

    async def play():
        async with an_owner(tmp_path) as owner:
            owner.browser.cookies.clear()
            ours = f"{owner.phone.cookie}={KEY}"
            header = f"{stranger}; {ours}" if before else f"{ours}; {stranger}"
            return await owner.browser.get("/", headers=[(b"cookie", header.encode("latin-1"))])

    assert 200 == asyncio.run(play()).status_code


@pytest.mark.every_run
@pytest.mark.parametrize("cookie", ["bluezone-00000000=x", "garbage", '"', f"other={KEY}"])
def test_a_guessed_cookie_lets_nobody_in(tmp_path, cookie):
    assert 403 == ask(tmp_path, "GET", "/", key=False, headers={"cookie": cookie}).status_code


@pytest.mark.every_run
@pytest.mark.parametrize("path", CHANGES)
def test_no_change_without_the_key_of_our_own_forms(tmp_path, path):
    answer = ask(tmp_path, "POST", path, data={"language": "vi", "sure": "yes"})

    assert 403 == answer.status_code
    assert "This page was too old" in answer.text


FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)


@pytest.mark.every_run
@pytest.mark.parametrize("path", CHANGES)
def test_no_change_from_a_foreign_page_even_with_the_form_key(tmp_path, path):
    async def play():
        async with an_owner(tmp_path) as owner:
            form = {"form_key": owner.phone.form_key, "sure": "yes"}
            return [await owner.browser.post(path, data=form, headers=headers) for headers in FOREIGN]

    answers = asyncio.run(play())

    assert [403] * len(FOREIGN) == [answer.status_code for answer in answers]
    assert all("another page" in answer.text for answer in answers)


@pytest.mark.every_run
def test_no_change_by_following_a_link(tmp_path):
    for path in CHANGES:
        if path not in READS:
            assert ask(tmp_path, "GET", path).status_code in {404, 405}, path


def test_a_form_beyond_reason_is_refused(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return await owner.sends("/code", {"code": "1" * 200_000})

    assert asyncio.run(play()).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        *(pytest.param(one, marks=pytest.mark.every_run) for one in ("/", "/nowhere", "/warnings")),
        "/static/x/y.css",
        "/settings/pause",
    ],
)
def test_every_answer_says_what_its_page_may_do(tmp_path, path):
    answer = ask(tmp_path, "GET", path)

    for name, value in webui.PAGE_HEADERS:
        assert value == answer.headers[name]


@pytest.mark.every_run
def test_pages_about_the_owner_are_kept_nowhere(tmp_path):
    assert "no-store" == ask(tmp_path, "GET", "/warnings").headers["cache-control"]


def test_files_are_kept_for_ever_because_their_address_changes_with_them(tmp_path):
    answer = ask(tmp_path, "GET", asset_path("tokens.css"), key=False)

    assert ASSETS["tokens.css"].body == answer.content
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.every_run
@pytest.mark.parametrize("path", ["/static/0/tokens.css", "/static/../phone.py", "/static//tokens.css", "/static/"])
def test_other_files_are_not_served(tmp_path, path):
    assert ask(tmp_path, "GET", path).status_code in {403, 404}


def test_an_unknown_page_is_said_so_in_words(tmp_path):
    answer = ask(tmp_path, "GET", "/nowhere")

    assert 404 == answer.status_code
    assert "There is nothing here" in answer.text


@pytest.mark.every_run
def test_no_page_is_framed_or_loads_anything_foreign(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return {path: (await owner.gets(path)).text for path in READS if path not in {"/sw.js", "/news/{id}"}}

    for path, html in asyncio.run(play()).items():
        assert "<script>" not in html, path
        assert " style=" not in html, path
        assert " onclick" not in html, path
        assert 'src="http' not in html, path


@pytest.mark.every_run
def test_the_page_key_is_drawn_once_for_an_installation(tmp_path):
    async def play():
        device = await a_phone(tmp_path)
        keys = [page_key(device.store, seeded_entropy(seed)) for seed in (1, 2)]
        await device.close()
        return keys

    first, second = asyncio.run(play())

    assert first == second
    assert len(first) >= 32


async def crowd(folder, count: int = 3):
    """A few phones behind one listener."""
    devices = {}
    for number in range(1, count + 1):
        devices[str(number)] = await a_phone(folder, seed=number)
        prefers(devices[str(number)], language="en")
    app = create_crowd_app(devices, tokens={name: f"key-{name}" for name in devices})
    return [Owner(devices[name], app, key=f"key-{name}", prefix=f"/p/{name}") for name in devices]


@pytest.mark.every_run
def test_each_phone_of_a_crowd_opens_with_its_own_key_only(tmp_path):
    async def play():
        anna, binh, _ = await crowd(tmp_path)
        is_warned(binh.device)
        await anna.opens()
        own, other = await anna.gets("/warnings"), await anna.browser.get("/p/2/warnings")
        stolen = await anna.browser.get("/p/2/warnings?key=key-1")
        return own, other, stolen

    own, other, stolen = asyncio.run(play())

    assert "Not checked yet" in own.text
    assert (403, 403) == (other.status_code, stolen.status_code)


def test_links_of_a_crowds_phone_stay_on_that_phone(tmp_path):
    async def play():
        _, binh, _ = await crowd(tmp_path)
        await binh.opens()
        return (await binh.gets("/")).text

    html = asyncio.run(play())

    assert 'href="/p/2/warnings"' in html
    assert 'href="/warnings"' not in html


@pytest.mark.every_run
@pytest.mark.parametrize("name", ["bluezone.css", "bluezone.js"])
def test_styles_and_scripts_are_packed_for_whoever_can_unpack_them(tmp_path, name):
    async def play():
        async with an_owner(tmp_path) as owner:
            (path,) = set(re.findall(rf'"(/static/[0-9a-f]+/{re.escape(name)})"', (await owner.gets("/")).text))
            asked = [await owner.gets(path, headers={"accept-encoding": said}) for said in ("identity", "gzip, br")]
            page = await owner.gets("/", headers={"accept-encoding": "gzip"})
            return asked, page

    (plain, packed), page = asyncio.run(play())

    assert ("gzip", None) == (packed.headers.get("content-encoding"), plain.headers.get("content-encoding"))
    assert plain.content == packed.content  # the client has unpacked it
    assert 2 * int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert "accept-encoding" == plain.headers["vary"] == packed.headers["vary"]
    assert "content-encoding" not in page.headers  # it carries the form key


def test_the_overview_lists_every_phone_and_who_is_warned(tmp_path):
    async def play():
        anna, binh, _ = await crowd(tmp_path)
        is_warned(binh.device)
        return (await anna.browser.get("/")).text

    html = asyncio.run(play())

    assert [f"/p/{name}/?key=key-{name}" in html for name in "123"] == [True] * 3
    assert 1 == html.count(">F1<")


def test_the_overview_says_where_to_start(tmp_path):
    async def play():
        anna, binh, _ = await crowd(tmp_path)
        before = (await anna.browser.get("/")).text
        is_warned(binh.device)
        return before, (await anna.browser.get("/")).text

    before, after = asyncio.run(play())

    assert "Bắt đầu ở đây Máy 1: đến nay chưa có gì Tất cả các máy" in words_of(before)
    assert "Bắt đầu ở đây Máy 2: chủ máy có cảnh báo Máy 1: đến nay chưa có gì Tất cả các máy" in words_of(after)


@pytest.mark.parametrize("path", ["/p/9/", "/p/", "/p", "/x", "/p/1x/"])
def test_a_phone_that_is_not_there_is_said_so(tmp_path, path):
    async def play():
        anna, *_ = await crowd(tmp_path)
        return await anna.browser.get(path)

    assert 404 == asyncio.run(play()).status_code


@pytest.mark.every_run
def test_one_phone_alone_has_no_overview(tmp_path):
    async def play():
        device = await a_phone(tmp_path)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create_app(device, token=KEY)), base_url=ORIGIN
        ) as stranger:
            return await stranger.get("/")

    assert 403 == asyncio.run(play()).status_code


def test_a_defect_is_told_on_a_page_and_shows_nothing_of_the_inside(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            owner.device.store.save_fact(OUTBOX_FACT, b"\xc1 damaged")
            return await owner.gets("/sent")

    answer = asyncio.run(play())

    assert 500 == answer.status_code
    assert "Something went wrong inside Bluezone" in words_of(answer.text)
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    assert "msgspec" not in answer.text
