"""What a monitor is told of a portal by its own key: counts and moments, and nothing to anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from prometheus_client.parser import text_string_to_metric_families

from bluezone.portal.identity.roles import Role
from bluezone.portal.operations import monitoring, views
from bluezone.portal.operations.monitoring import figures_text
from bluezone.portal.operations.preparing import MONITOR_KEY_FILE
from bluezone.portal.secrets_on_disk import make_secret
from tests.support.portal.healthy import HEALTHY


@pytest.fixture
def key(tmp_path, monkeypatch) -> Path:
    class Configured:
        data = tmp_path

    monkeypatch.setattr(views, "CONFIGURATION", Configured)
    make_secret(tmp_path / MONITOR_KEY_FILE, bytes)
    return tmp_path / MONITOR_KEY_FILE


def asked(client, key: str):
    return client.get("/metrics", headers={"authorization": f"Bearer {key}", "host": "127.0.0.1:8791"})


def told(text: bytes) -> dict[str, float]:
    families = text_string_to_metric_families(text.decode())
    return {sample.name.removeprefix("bluezone_portal_"): sample.value for one in families for sample in one.samples}


def test_whoever_shows_the_key_reads_how_the_portal_stands_and_no_name(office, key):
    office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR)

    answer = asked(office.client(), key.read_text())

    found = told(answer.content)
    assert (200, 1, 0) == (answer.status_code, found["audit_is_whole"], found["messages_stuck"])
    assert "reads_standby" not in found
    assert "Trị" not in answer.content.decode()
    assert "no-store" == answer.headers["cache-control"]


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Bearer \u1ec7", "Basic eDp5"])
def test_nobody_else_does_signed_in_or_not(office, key, shown):
    clients = [office.client(), office.client(office.staff("Lê Thu", Role.ADMINISTRATOR))]

    headers = {"authorization": shown, "host": "127.0.0.1:8791"}
    assert [401, 401] == [client.get("/metrics", headers=headers).status_code for client in clients]


def test_a_key_that_others_may_read_or_that_is_gone_opens_nothing(office, key):
    shown = key.read_text()
    key.chmod(0o644)
    assert 401 == asked(office.client(), shown).status_code

    key.unlink()
    assert 401 == asked(office.client(), shown).status_code
    assert not monitoring.lets_watch(None, f"Bearer {shown}")


def test_the_key_opens_no_page(office, key):
    answer = office.client().get("/cases", headers={"authorization": f"Bearer {key.read_text()}"})

    assert (302, False) == (answer.status_code, Session.objects.exists())


def test_what_never_was_and_what_is_not_known_has_no_figure():
    known = told(figures_text(HEALTHY, reads_standby=False))

    assert (0, 2, HEALTHY.backup.at.timestamp()) == (known["reads_standby"], known["administrators"], known["backup_s"])
    assert known.keys() - {"reads_standby"} == told(figures_text(HEALTHY, reads_standby=None)).keys()
