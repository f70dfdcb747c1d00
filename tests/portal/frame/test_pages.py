"""What holds for every page: headers, nothing inline, nothing foreign, and plain refusals."""

from __future__ import annotations

import re

import pytest
from csp.constants import NONE, SELF
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bluezone import webui
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import SON_DUONG

PATHS = ("/", "/cases", "/cases/new", "/places?q=son", f"/places/{SON_DUONG}", "/reports", "/account/second-factor")


@pytest.fixture
def client(office):
    return office.client(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))


def test_the_policy_is_that_of_every_face():
    ours = {name: value for name, *value in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
    theirs = dict(part.strip().split(" ", 1) for part in webui.CONTENT_SECURITY_POLICY.split(";"))

    assert {name: " ".join(value[0]) for name, value in ours.items()} == {
        name: value for name, value in theirs.items() if name in ours
    }
    assert {SELF, NONE} == {source for value in ours.values() for source in value[0]}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_strict_and_kept_nowhere(client, path):
    answer = client.get(path)
    page = answer.content.decode()

    assert 200 == answer.status_code
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    assert "DENY" == answer.headers["x-frame-options"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://(?!localhost)", page)
    assert [] == re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)


def test_errors_are_pages_too(client):
    for path, status in (("/nowhere", 404), ("/audit", 403), ("/cases/CA-2026-99999", 404), ("/places/none", 404)):
        answer = client.get(path)

        assert status == answer.status_code
        assert "To the first page" in answer.content.decode()


@pytest.mark.parametrize("path", ["/places?q=%00", "/audit?about=case:%00", "/cases/a%00b", "/places/%00"])
def test_a_null_sign_is_no_request(client, path):
    assert 400 == client.get(path).status_code


def test_a_forged_form_is_refused(office):
    person = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    signed_in = office.client(person)
    strict = Client(enforce_csrf_checks=True, **signed_in.defaults)
    strict.cookies = signed_in.cookies

    answer = strict.post(reverse("case_new"), {"full_name": "Kẻ Gian"})

    assert 403 == answer.status_code
    assert "This form is too old" in answer.content.decode()


def test_another_host_is_refused(office):
    assert 400 == office.client().get("/account/login", headers={"host": "evil.example"}).status_code


def test_djangos_own_checks_for_deployment_pass():
    call_command("check", deploy=True, fail_level="WARNING")


@pytest.mark.parametrize(
    "where", ["http://localhost//evil.example/x", "http://localhost///evil.example", "//evil.example"]
)
def test_the_language_switch_leads_to_no_other_host(office, where):
    answer = office.client().post(reverse("language"), {"language": "vi"}, headers={"referer": where})

    assert not answer.headers["location"].startswith("//")
    assert answer.headers["location"].startswith("/")
