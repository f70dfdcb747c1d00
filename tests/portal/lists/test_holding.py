"""A file is chosen once: what is wrong elsewhere in its form does not ask for it again."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.identity.roles import Role
from bluezone.portal.lists import holding
from bluezone.portal.lists.models import SentList
from tests.support.lists import ugly_lists
from tests.support.portal.lists_desk import Desk, a_desk, complaints


@pytest.fixture
def desk(office) -> Desk:
    caches[holding.CACHE].clear()
    return a_desk(office)


def send(desk: Desk, client=None, *, kind="staff", **fields):
    form = {"kind": kind, "case": "", "typed": desk.school.name, "organisation": desk.school.pk, **fields}
    return (client or desk.client).post("/lists/new", form)


def a_file() -> SimpleUploadedFile:
    data, name = ugly_lists.businesses()
    return SimpleUploadedFile(name, data)


def held_on(answer) -> str:
    found = re.search(r'name="held" value="([0-9a-f]{32})"', answer.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(
    "wrong",
    [{"typed": "Không Có Đâu", "organisation": ""}, {"kind": "contacts", "case": "CA-2026-99999"}, {"kind": "none"}],
    ids=["whose", "case", "kind"],
)
def test_what_is_wrong_elsewhere_does_not_ask_for_the_file_again(desk, wrong):
    refused = send(desk, file=a_file(), **wrong)
    name = a_file().name

    assert 400 == refused.status_code
    assert f"{name} is here already" in refused.content.decode()
    assert not any("choose a file" in said for said in complaints(refused.content.decode()))

    taken = send(desk, held=held_on(refused), kind="business")

    assert 302 == taken.status_code
    assert name == SentList.objects.get().name


def test_it_is_held_through_a_second_mistake_and_let_go_once_it_is_taken(desk):
    first = held_on(send(desk, file=a_file(), kind="none"))
    second = held_on(send(desk, held=first, kind="none"))

    send(desk, held=second, kind="business")

    again = send(desk, held=second, kind="business")
    assert first == second
    assert 400 == again.status_code
    assert "Please choose a file" in again.content.decode()
    assert 1 == SentList.objects.count()


def test_another_file_takes_its_place(desk):
    held = held_on(send(desk, file=a_file(), kind="none"))
    data, _ = ugly_lists.businesses()

    send(desk, held=held, kind="business", file=SimpleUploadedFile("khac.xlsx", data))

    assert "khac.xlsx" == SentList.objects.get().name


def test_what_one_person_sent_no_other_brings_in(office, desk):
    held = held_on(send(desk, file=a_file(), kind="none"))
    other = office.client(office.staff("Lê Người Khác", Role.SUPERVISOR))

    answer = send(desk, other, held=held, kind="business")

    assert 400 == answer.status_code
    assert not SentList.objects.exists()


@pytest.mark.parametrize("name", ["", "x", "é" * 32, "../" * 12, "0" * 32])
def test_what_is_no_name_holds_nothing(desk, name):
    assert 400 == send(desk, held=name, kind="business").status_code


def test_a_file_too_big_to_be_held_is_chosen_again(desk, monkeypatch):
    monkeypatch.setattr(holding, "MOST_BYTES", 10)

    answer = send(desk, file=a_file(), kind="none")

    assert "is here already" not in answer.content.decode()


def test_a_list_of_four_megabytes_is_held_and_none_with_a_byte_more(desk):
    held, more, empty = (
        holding.hold_file(bytes(size), "so.xlsx", desk.officer, bytes) for size in (4 << 20, (4 << 20) + 1, 0)
    )

    assert held is not None
    assert held.read() == holding.held_file(held.held_as, desk.officer).read()
    assert (None, None) == (more, empty)
