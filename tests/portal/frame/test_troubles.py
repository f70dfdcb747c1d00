"""What was not foreseen: the number on the page stands in the operator's log, and nothing of anybody does."""

from __future__ import annotations

import json
import re

import pytest
from django.db import OperationalError, connection
from structlog.testing import capture_logs

from bluezone.portal.cases.views import desk
from bluezone.portal.frame.troubles import where_of
from bluezone.portal.identity.roles import Role

NAME, PHONE = "Trần Văn Kín", "0987 654 321"
_NUMBER = re.compile(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def officer(office):
    return office.staff("Đỗ Mở Ca", Role.HEALTH_OFFICER)


@pytest.fixture
def case(office, officer):
    return office.case(officer, full_name=NAME, phone=PHONE)


@pytest.fixture
def client(office, officer):
    client = office.client(officer)
    client.raise_request_exception = False
    return client


def stumbling(*_facts, **_more):
    """An error that quotes the row it stumbled over, as a database's does, on top of another."""
    raise ValueError(f"{NAME}, {PHONE} is no row") from KeyError(NAME, PHONE)


def told_and_logged(client, case, monkeypatch):
    monkeypatch.setattr(desk, "view_of", stumbling)
    with capture_logs() as lines:
        answer = client.get(f"/cases/{case.number}?q=Kín")
    return answer, lines


def test_the_number_on_the_page_stands_in_the_line(client, case, monkeypatch):
    answer, lines = told_and_logged(client, case, monkeypatch)

    assert 500 == answer.status_code
    assert [line["number"] for line in lines] == _NUMBER.findall(answer.content.decode())


def test_the_line_says_where_and_of_what_kind_and_nothing_of_anybody(client, case, officer, monkeypatch):
    _answer, [line] = told_and_logged(client, case, monkeypatch)

    assert {"event", "log_level", "number", "view", "method", "error", "where"} == set(line)
    assert ("broken", "error", "case", "GET", "ValueError") == tuple(
        line[name] for name in ("event", "log_level", "view", "method", "error")
    )
    assert line["where"][-1].endswith(" stumbling")
    for told in (NAME, "Kín", PHONE, "0987654321", case.number, officer.username, officer.full_name):
        assert told not in repr(line)


def test_the_line_is_one_json_object_in_what_the_portal_says_to_its_operator(client, case, monkeypatch, capsys):
    monkeypatch.setattr(desk, "view_of", stumbling)

    answer = client.get(f"/cases/{case.number}")

    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ("broken", "error", "case") == (line["event"], line["level"], line["view"])
    assert [line["number"]] == _NUMBER.findall(answer.content.decode())


def test_neither_does_the_page_say_anything_of_the_error(client, case, monkeypatch):
    answer, _lines = told_and_logged(client, case, monkeypatch)
    page = answer.content.decode()

    for told in (NAME, "Kín", PHONE, "ValueError", "stumbling", "Traceback"):
        assert told not in page


def test_two_errors_have_two_numbers(client, case, monkeypatch):
    first, second = (told_and_logged(client, case, monkeypatch)[1] for _ in range(2))

    assert first[0]["number"] != second[0]["number"]


def test_the_number_reaches_the_person_though_the_store_is_away(client, monkeypatch):
    """The frame of a page asks it who is signed in; then the words stand alone."""

    def away(*_question):
        raise OperationalError(f"no connection for {NAME}")

    with capture_logs() as lines, connection.execute_wrapper(away):
        answer = client.get("/cases")

    assert (500, "text/plain; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    assert [lines[-1]["number"]] == _NUMBER.findall(answer.content.decode())
    assert NAME not in answer.content.decode() + str(lines)


class EndedError(Exception):
    """As the driver tells of a transaction that the database ended in favour of another one."""

    sqlstate = "40P01"


def test_whoever_has_to_give_way_to_another_is_told_so_in_one_sentence(client, case, monkeypatch):
    def giving_way(**_facts):
        raise OperationalError("deadlock detected") from EndedError(NAME)

    monkeypatch.setattr(desk.services, "confirm_case", giving_way)
    with capture_logs() as lines:
        answer = client.post(f"/cases/{case.number}/confirm")

    assert (409, []) == (answer.status_code, lines)
    assert "nothing was changed here. Send it again." in answer.content.decode()


def test_a_form_that_breaks_is_told_as_well_and_keeps_nothing(client, case, monkeypatch):
    monkeypatch.setattr(desk.services, "confirm_case", stumbling)
    with capture_logs() as lines:
        answer = client.post(f"/cases/{case.number}/confirm")

    assert (500, "POST", "case_confirm") == (answer.status_code, lines[0]["method"], lines[0]["view"])
    case.refresh_from_db()
    assert "opened" == case.state


def test_where_holds_the_innermost_frames_alone():
    def deep(left: int) -> None:
        if left == 0:
            stumbling()
        deep(left - 1)

    with pytest.raises(ValueError, match="no row") as caught:
        deep(30)

    assert 12 == len(where_of(caught.value))
