"""A NUL (U+0000) in an address, a cookie, a form, a file's name or JSON is refused in a line, before any view."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bluezone.portal.identity.known_devices import COOKIE
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.views import every_view
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.each_example]
LINE = "holds a null character (U+0000)"
DONG = "có ký tự rỗng (U+0000)"


@pytest.fixture
def client(office) -> Client:
    return office.client(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, COOKIE, "of_others"])
def test_one_in_a_cookie_asks_nobody_who_that_is(office, name):
    answer = office.client().get(reverse("account_login"), headers={"cookie": f'{name}="aaaaaaaa\\000a"'})

    assert 400 == answer.status_code
    assert LINE in answer.content.decode()
    assert DONG in answer.content.decode()


@pytest.mark.parametrize("path", ["/places?q=%00", "/audit?about=case:%00", "/cases/a%00b", "/places/%00"])
def test_one_in_an_address_is_told_in_both_languages(client, path):
    answer = client.get(path)

    assert 400 == answer.status_code
    assert all(words in answer.content.decode() for words in (LINE, DONG))
    assert "no-store" == answer.headers["cache-control"]


@pytest.mark.parametrize(
    "form",
    [
        {"name": "Tổ\0 2", "resolution": "12/NQ"},
        {"name": ["Tổ 2", "a\0"]},
        {"what no form knows": "\0"},
        {"a\0": "b"},
        {"a\0": SimpleUploadedFile("a.csv", b"x")},
        {"credential": r' {"id": "a\u0000"}'},
    ],
    ids=[
        "a field",
        "a field's second value",
        "a field that nobody reads",
        "a field's name",
        "the name of a file's field",
        "JSON in a field",
    ],
)
def test_one_in_a_form_is_told_on_a_page(client, form):
    answer = client.post(reverse("case_new"), form)

    assert 400 == answer.status_code
    assert LINE in answer.content.decode()
    assert "To the first page" in answer.content.decode()


def test_of_a_forged_form_nothing_is_read(office):
    """Whoever has no page of ours open has no parts of a body taken apart, and hears of the forgery alone."""
    stranger = Client(enforce_csrf_checks=True, **{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost"})

    answer = stranger.post(reverse("account_login"), {"login": "a\0"})

    assert 403 == answer.status_code
    assert not hasattr(answer.wsgi_request, "_files")


def test_one_in_a_form_that_is_no_parts_is_told(client):
    body, kind = urlencode({"reason": "a\0"}), "application/x-www-form-urlencoded"

    assert 400 == client.post(reverse("case_new"), body, content_type=kind).status_code


def test_a_file_may_hold_as_many_as_it_likes(client):
    file = SimpleUploadedFile("a.xlsx", b"PK\0\0")

    assert 400 != client.post(reverse("case_new"), {"file": file}).status_code


@pytest.mark.parametrize("name", ["door_enrol", "door_sync", "field_entries", "message_receipt"])
@pytest.mark.parametrize("body", [rb' {"label": "a\u0000"}', b'[{"id": "\0"}]', rb'{"\u0000": 1}'])
@pytest.mark.parametrize("kind", ["application/json", "image/png", "multipart/form-data; boundary=x"])
def test_one_in_json_is_told_as_the_room_tells_what_it_cannot_read_whatever_it_says_it_is(office, name, body, kind):
    answer = office.client().post(reverse(name), body, content_type=kind)

    assert 422 == answer.status_code
    told = answer.json()
    assert ("malformed", True, True) == (told["reason"], LINE in told["en"], DONG in told["vi"])


def test_a_photo_may_hold_as_many_as_it_likes(office):
    answer = office.client().post(reverse("field_photo", args=["a" * 22]), b"\xff\xd8\0\0", content_type="image/jpeg")

    assert 400 != answer.status_code


def test_what_is_too_long_for_a_view_is_told_by_it(office):
    body = b"[" + rb'"\u0000",' * 200_000

    assert 422 == office.client().post(reverse("door_enrol"), body, content_type="application/json").status_code


def test_views_that_read_a_body_by_themselves_are_those_that_are_asked_for_json():
    """A view of a page that read one would be asked for its form alone."""
    exempt = {one.name for one in every_view() if getattr(one.pattern.callback, "csrf_exempt", False)}
    reading = {function for path in SOURCES for function in functions_that_read(path)}

    assert {"door_enrol", "door_sync", "field_entries", "field_photo", "message_receipt"} == exempt
    assert {"door_enrol", "door_sync", "field_entries", "field_photo", "receipt"} == reading


SOURCES = sorted((PROJECT / "src/bluezone/portal").rglob("views*/**/*.py")) + sorted(
    (PROJECT / "src/bluezone/portal").rglob("views.py")
)


def functions_that_read(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))
    return {one.name for one in functions if any(map(is_a_body, ast.walk(one)))}


def is_a_body(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"body", "read", "readline", "readlines"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "request"
    )
