"""What a monitor is told of a portal by its own key: counts and moments, and nothing to anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import URLPattern, reverse
from prometheus_client.parser import text_string_to_metric_families

from bluezone.portal.identity.roles import Role
from bluezone.portal.operations import monitoring, views
from bluezone.portal.operations.erased import ErasingView
from bluezone.portal.operations.monitoring import figures_text
from bluezone.portal.operations.preparing import MONITOR_KEY_FILE
from bluezone.portal.operations.selectors import BackupView
from bluezone.portal.secrets_on_disk import make_secret
from tests.support.portal.healthy import HEALTHY
from tests.support.portal.walk import named_patterns

SIGN_IN_FIRST, NOT_SO = 302, 405
EXAMPLES = ("1", "a", "00000000-0000-4000-8000-000000000000", "2026-11-30")


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


def spoilt_by_strange_letters(key: Path) -> None:
    key.write_bytes("chìa".encode())


def replaced_by_a_folder(key: Path) -> None:
    key.unlink()
    key.mkdir(mode=0o700)


@pytest.mark.parametrize("harm", [spoilt_by_strange_letters, replaced_by_a_folder])
def test_a_key_file_that_is_none_opens_nothing_and_fails_nobody(office, key, harm):
    shown = key.read_text()
    harm(key)

    assert 401 == asked(office.client(), shown).status_code


def test_of_all_addresses_the_key_opens_the_figures_alone(office, key):
    """What is open to it is open without it, too, by whichever method, and is refused alike."""
    client, shown = office.client(), {"authorization": f"Bearer {key.read_text()}"}
    opened, closed = set[str](), set[str]()
    addresses = {name: address_of(name, pattern) for name, pattern in named_patterns()}

    for name, address in addresses.items():
        for ask in (client.get, client.post):
            status = ask(address, headers=shown).status_code
            if status == SIGN_IN_FIRST:
                closed.add(name)
                break
            if status != NOT_SO and status != ask(address).status_code:
                opened.add(name)

    assert {"metrics"} == opened
    assert {"message_receipt", "door_sync"} <= addresses.keys() - closed
    assert len(closed) > len(addresses) / 2
    assert not Session.objects.exists()


def address_of(name: str, pattern: URLPattern) -> str:
    """One of its addresses, whatever stands in the places of what it is about."""
    about = {
        part: kind.to_python(next(one for one in EXAMPLES if re.fullmatch(kind.regex, one)))
        for part, kind in pattern.pattern.converters.items()
    }
    return reverse(name, kwargs=about)


def test_what_never_was_and_what_is_not_known_has_no_figure():
    known = told(figures_text(HEALTHY, reads_standby=False))

    assert (0, 2, HEALTHY.backup.at.timestamp()) == (known["reads_standby"], known["administrators"], known["backup_s"])
    assert known.keys() - {"reads_standby"} == told(figures_text(HEALTHY, reads_standby=None)).keys()


def test_an_erasing_that_never_was_is_as_old_as_can_be_and_of_one_that_nobody_waits_for_nothing_is_said():
    def said_of(erasing: ErasingView) -> dict[str, float]:
        return told(figures_text(replace(HEALTHY, erasing=erasing), reads_standby=None))

    assert 0 == said_of(ErasingView(is_known=True))["erased_s"]
    assert HEALTHY.erasing.at.timestamp() == said_of(HEALTHY.erasing)["erased_s"]
    assert "erased_s" not in said_of(ErasingView(is_known=False))


def test_a_backup_that_never_was_is_as_old_as_can_be_and_of_others_tools_nothing_is_said():
    def said_of(*, is_known: bool) -> dict[str, float]:
        backup = BackupView(is_known=is_known, at=None, is_old=is_known)
        return told(figures_text(replace(HEALTHY, backup=backup), reads_standby=None))

    assert [0, 0] == [said_of(is_known=True)[name] for name in ("backup_s", "restored_s")]
    assert not {"backup_s", "restored_s"} & said_of(is_known=False).keys()


@pytest.mark.parametrize("is_doubted", [False, True])
def test_a_monitor_is_told_that_nothing_is_erased_by_this_clock(is_doubted):
    assert is_doubted == told(figures_text(HEALTHY, reads_standby=None, doubts_clock=is_doubted))["clock_doubted"]
