"""What a monitor is told of a portal, and that asking leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import os
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bluezone.portal.frame.middleware import MAX_REQUEST_BYTES
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations import readiness

READS = ("SELECT", "PRAGMA")
ADDRESSES = {"/health": "alive", "/ready": "ready"}


def told(client: Client) -> tuple[int, str]:
    answer = client.get("/ready")
    return answer.status_code, answer.json()["status"]


def the_last() -> MigrationRecorder.Migration:
    return MigrationRecorder(connection).migration_qs.filter(app="operations").latest("id")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_monitor_asks_by_number_without_a_sign_in_and_nothing_is_written_or_kept(office, address):
    with CaptureQueriesContext(connection) as asked:
        answer = office.client().get(address, headers={"host": "127.0.0.1:8791"})

    assert (200, {"status": ADDRESSES[address]}) == (answer.status_code, answer.json())
    assert not answer.cookies
    assert "no-store" == answer.headers["cache-control"]
    assert [] == [one["sql"] for one in asked if not one["sql"].lstrip().startswith(READS)]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_session_of_whoever_asks_is_neither_read_nor_made_young_again(office, address):
    client = office.client(office.staff("Lê Thu", Role.ADMINISTRATOR))
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(minutes=3))
    before = Session.objects.values_list("expire_date", flat=True).get()

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)

    assert (200, before) == (answer.status_code, Session.objects.values_list("expire_date", flat=True).get())
    assert not answer.cookies
    assert [] == [one["sql"] for one in asked if "django_session" in one["sql"]]


@pytest.mark.parametrize("change", ["an earlier version's", "a later version's", "none"])
def test_tables_of_another_version_are_told(office, monkeypatch, change):
    if change == "an earlier version's":
        the_last().delete()
    elif change == "a later version's":
        MigrationRecorder(connection).record_applied("operations", "9999_to_come")
    else:
        monkeypatch.setattr(connection.introspection, "table_names", list)

    assert (503, "mismatched") == told(office.client())


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_told_and_the_process_is_alive_all_the_same(office, error):
    def is_away(*_asked):
        raise error("connection to server at 10.1.2.3 failed: user portal")

    with connection.execute_wrapper(is_away):
        assert (503, "unreachable") == told(office.client())
        assert {"status": "alive"} == office.client().get("/health").json()


@pytest.mark.parametrize(
    ("free", "said"), [(MAX_REQUEST_BYTES, (200, "ready")), (MAX_REQUEST_BYTES - 1, (503, "full"))]
)
def test_a_disk_without_room_for_the_largest_request_is_told(office, monkeypatch, free, said):
    monkeypatch.setattr(os, "statvfs", lambda _folder: SimpleNamespace(f_bavail=free, f_frsize=1))
    assert readiness.CONFIGURATION.data is not None

    assert said == told(office.client())


def test_a_data_directory_that_is_gone_is_told(office, monkeypatch):
    def is_gone(_folder):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "statvfs", is_gone)

    assert (503, "unreachable") == told(office.client())
