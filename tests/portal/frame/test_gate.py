"""The gate: what a view refuses is told where it was asked for, whatever that page meets itself."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import ENVIRON_KEY, World
from tests.support.portal.offices import NOW

REFUSED = RefusedError("the case is confirmed already")


@pytest.fixture
def request_of_an_officer(office):
    request = RequestFactory().post("/")
    request.user = office.staff("Đỗ Mở Ca", Role.HEALTH_OFFICER)
    request.META[ENVIRON_KEY] = World(clock=lambda: NOW, entropy=bytes)
    return request


def refusing(request: StaffRequest) -> HttpResponse:
    raise REFUSED


def asked(request, answer, view=refusing):
    return permission_required("cases.confirm", answer=answer)(view)(request)


def test_the_page_tells_the_sentence(request_of_an_officer):
    answer = asked(request_of_an_officer, lambda request: HttpResponse(request.refusal))

    assert (409, "Ca bệnh đã được xác nhận.") == (answer.status_code, answer.content.decode())


@pytest.mark.parametrize("met", [RefusedError("this is no code"), IntegrityError(), DataError()], ids=repr)
def test_a_page_that_refuses_itself_leaves_the_first_sentence_alone(request_of_an_officer, met):
    """What brought the view down often stands in the page's way, too: a name that no database keeps."""

    def show(request: StaffRequest) -> HttpResponse:
        raise met

    answer = asked(request_of_an_officer, show)

    assert 409 == answer.status_code
    assert "Ca bệnh đã được xác nhận." in answer.content.decode()


def test_a_page_that_is_wrong_by_itself_keeps_its_status(request_of_an_officer):
    answer = asked(request_of_an_officer, lambda _request: HttpResponse(status=400))

    assert 400 == answer.status_code


def test_what_nobody_foresaw_goes_on_to_the_page_with_a_number(request_of_an_officer):
    def breaking(request: StaffRequest) -> HttpResponse:
        raise ValueError("no row")

    with pytest.raises(ValueError, match="no row"):
        asked(request_of_an_officer, lambda _request: HttpResponse(), breaking)
