"""A portal and an exchange on two machines, linked by what docs/operating/two-machines.md has both technicians type:
real services and real nginx in network namespaces, with a stranger on the same wire.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from bluezone.joining.doctor.certificates import certificate_goes_on
from bluezone.portal.errors import ExchangeError
from bluezone.portal.exchange_desk import HttpExchangeDesk
from bluezone.portal.world import IssuedCode
from bluezone.protocol.place_codes import write_places
from bluezone.protocol.signature import Kind, SigningKey
from drills.machines.guide import block_with
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import Served, set_clock, start
from tests.support.hosts import Network
from tests.support.nginx import NGINX, PROXY
from tests.support.portal.served_portal import demo_portal, served_portal
from tests.support.portal.staff_pages import signed_in
from tests.support.sources import PROJECT
from tests.support.two_machines import EXCHANGE, PAGE, PORTAL, STRANGER, Machine, everything_heard

NOON = dt.datetime.fromtimestamp(NOON_MS / 1000, dt.UTC)
DOORS = json.loads((PROJECT / "docs" / "protocol" / "exchange-internal.openapi.json").read_text("utf-8"))["paths"]
OPENED = {
    "/internal/v1/codes",
    "/internal/v1/codes/{handle}",
    "/internal/v1/reports",
    "/internal/v1/reports/acknowledged",
    "/internal/v1/venue-alerts",
    "/internal/v1/places",
    "/ready",
    "/metrics",
}
CASE = "/cases/CA-2026-00001"
"""Of the demonstration, which a second person has confirmed."""
LISTENS = "http://127.0.0.1:8701"


@dataclass
class Two:
    """The two machines, and the exchange that runs on its own."""

    network: Network
    portal: Machine
    exchange: Machine
    running: Served

    @property
    def internal_key(self) -> Path:
        return self.portal.folder / "etc" / "bluezone" / "internal.key"

    @property
    def desk(self) -> HttpExchangeDesk:
        return HttpExchangeDesk(LISTENS, self.internal_key)

    def certificates_are_made(self) -> None:
        shown = self.portal.types("-keyout /etc/bluezone/link/portal.key")
        arrived, self.own = self.exchange.types("-keyout /etc/bluezone/link/exchange.key")
        assert shown == [arrived]

    def the_exchanges_end_is_typed(self) -> None:
        self.exchange.types("link-exchange.conf")

    def the_portals_end_is_typed(self) -> None:
        arrived, answered = self.portal.types("EXCHANGE=192.0.2.20")
        assert (self.own, "ready") == (arrived, json.loads(answered)["status"])

    def links(self) -> None:
        self.certificates_are_made()
        self.the_exchanges_end_is_typed()
        self.the_portals_end_is_typed()

    def asks(self, door: str, key: str = "none") -> int:
        """With which status the portal's end answers."""
        address, shown = LISTENS + door.replace("{handle}", "0" * 32), {"authorization": f"Bearer {key}"}
        with self.network.at(PORTAL):
            return httpx.get(address, headers=shown, trust_env=False, timeout=20).status_code

    def answers(self, host: str, certificate: Path | None, patience_s: float = 20) -> int:
        """With which status the exchange's end answers somebody on a machine who has a certificate, or none."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if certificate is not None:
            context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        with self.network.at(host):
            address = f"https://{self.network.address(EXCHANGE)}:8702/ready"
            return httpx.get(address, verify=context, trust_env=False, timeout=patience_s).status_code


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Each test types the page for itself, as for another certificate."""
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    folder = tmp_path_factory.mktemp("two")
    (folder / "stick").mkdir()
    set_clock(folder, NOON_MS)
    with Network(PORTAL, EXCHANGE, STRANGER) as network, contextlib.ExitStack() as ends:
        machines = [Machine(host, folder / host, folder / "stick", network) for host in (PORTAL, EXCHANGE)]
        for machine in machines:
            machine.words["/var/lib/bluezone-exchange"] = str(folder / "data")
            ends.enter_context(machine.with_nginx())
        ports = ("--port", "8700", "--internal-port", "8701")
        running = start(folder, *ports, begin=network.beginning_at(EXCHANGE))
        ends.callback(running.kill)
        yield Two(network, *machines, running)


def a_code(desk: HttpExchangeDesk) -> IssuedCode:
    return desk.issue_code(level="F0", onset=NOON.date(), first_exposure=None, long=True)


@pytest.mark.slow
def test_all_that_a_portal_asks_passes_between_two_machines_and_nobody_on_the_way_reads_the_key(two: Two) -> None:
    two.links()
    with everything_heard(two.network, PORTAL) as heard, two.network.at(PORTAL):
        code = a_code(two.desk)
        status = two.desk.code_status(code.handle)
        two.desk.acknowledge([report.id for report in two.desk.waiting_reports()])
        alerted = two.desk.alert_venues(NOON.date(), [bytes(16)])
        published = two.desk.publish_places(places_of(two.running))

    key = two.internal_key.read_bytes()
    assert (two.running.folder / "data" / "internal.key").read_bytes() == key
    assert 0o600 == two.internal_key.stat().st_mode & 0o777
    assert (status is not None, 1, ("02536", 3)) == (True, alerted, published)
    for secret in (key, code.spaced.encode(), code.handle.encode()):
        assert secret in heard["lo"]  # as on one machine; so the ear hears what there is
        assert secret not in heard["eth0"]
    assert len(heard["eth0"]) > 5_000
    assert not any(key in file.read_bytes() for file in two.portal.stick.iterdir())


@pytest.mark.slow
def test_a_stranger_an_operators_order_and_a_certificate_of_before_are_refused(two: Two, tmp_path: Path) -> None:
    two.links()
    link, before = two.portal.folder / "etc/bluezone/link", tmp_path / "before.pem"
    for suffix in (".pem", ".key"):
        (link / "portal").with_suffix(suffix).rename(before.with_suffix(suffix))
    two.portal.types("-keyout /etc/bluezone/link/portal.key")
    opened = {door for door in DOORS if httpx.codes.NOT_FOUND != two.asks(door)}
    refused = {
        "no certificate": two.answers(PORTAL, None),
        "another certificate of that name": two.answers(PORTAL, link / "portal.pem"),
        "the certificate at another address": two.answers(STRANGER, before),
    }
    two.portal.reloads()
    with two.network.at(PORTAL), pytest.raises(ExchangeError, match="403"):
        two.desk.code_status("0" * 32)  # that it is forgotten would be believed
    good = two.answers(PORTAL, before)
    two.certificates_are_made()
    two.the_exchanges_end_is_typed()
    with two.network.at(PORTAL), pytest.raises(ExchangeError, match="does not answer"):
        a_code(two.desk)  # whoever shows another certificate is not the exchange
    two.the_portals_end_is_typed()
    with two.network.at(PORTAL):
        a_code(two.desk)

    assert OPENED == opened
    assert dict.fromkeys(refused, 403) == refused
    assert (200, 403) == (good, two.answers(PORTAL, before))


@pytest.mark.slow
@pytest.mark.in_turn(of=4)
def test_a_monitor_reads_figures_over_the_line_and_several_portals_have_a_certificate_each(two: Two) -> None:
    two.links()
    listed = two.exchange.folder / "etc/bluezone/link/portal.pem"
    first = two.portal.folder / "etc/bluezone/link/portal.pem"
    second = first.with_name("second.pem")
    for suffix in (".pem", ".key"):
        first.with_suffix(suffix).rename(second.with_suffix(suffix))
    two.portal.types("-keyout /etc/bluezone/link/portal.key")
    listed.write_bytes(first.read_bytes() + second.read_bytes())
    two.exchange.reloads()

    monitor = (two.running.folder / "data" / "monitor.key").read_text("ascii")
    assert (200, 401) == (two.asks("/metrics", monitor), two.asks("/internal/v1/reports", monitor))
    assert (200, 200) == (two.answers(PORTAL, first), two.answers(PORTAL, second))
    goes_on = certificate_goes_on(str(first), dt.datetime.now(dt.UTC))  # noqa: TID251 - openssl has the system's clock
    assert "3649" in goes_on.said.en


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nft") is None, reason="nftables is not installed on this machine")
def test_the_firewall_of_the_page_lets_nobody_but_the_portals_machine_come_so_far(two: Two) -> None:
    two.links()
    two.exchange.types("nftables.conf")
    try:
        with pytest.raises(httpx.ConnectTimeout):
            two.answers(STRANGER, None, patience_s=0.5)
        answered = two.answers(PORTAL, two.portal.folder / "etc/bluezone/link/portal.pem")
    finally:
        with two.network.at(EXCHANGE):
            subprocess.run(["nft", "flush", "ruleset"], check=True)

    assert 200 == answered


@pytest.mark.slow
@pytest.mark.in_turn(of=4)
def test_the_desk_of_a_portal_that_was_told_as_the_page_says_gives_out_a_code(two: Two, tmp_path: Path) -> None:
    two.links()
    two.portal.types("PORTAL_OPTIONS=")
    told = (two.portal.folder / "etc/bluezone/portal.env").read_text("utf-8").splitlines()[-1]
    options = told.removeprefix("PORTAL_OPTIONS=").split()
    clock, begin = ("--clock", str(two.running.folder / "clock")), two.network.beginning_at(PORTAL)
    with (
        served_portal(demo_portal(tmp_path / "portal"), *clock, *options, begin=begin) as portal,
        two.network.at(PORTAL),
        signed_in(portal, "lan") as lan,
    ):
        page = lan.sends(f"{CASE}/code", on=CASE).text

    assert 1 == len(set(re.findall(r"\b(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}\b", page)))


def places_of(running: Served) -> bytes:
    key = SigningKey(Kind.VENUE, (running.folder / "data" / "keys" / "venue.key").read_bytes())
    return write_places("02536", 3, {}, key, issued_s=NOON_MS // 1000, entropy=random.Random(3).randbytes)


def test_the_line_ends_where_the_units_have_the_exchange_listen_and_opens_no_unit() -> None:
    unit = (PROJECT / "deploy" / "systemd" / "bluezone-exchange.service").read_text("utf-8")
    ends = {end: (PROXY.parent / f"link-{end}.conf").read_text("utf-8") for end in (PORTAL, EXCHANGE)}

    assert "--internal-port 8701 " in unit
    assert "--internal-host" not in unit
    assert {"http://127.0.0.1:8701"} == set(re.findall(r"proxy_pass (\S+);", ends[EXCHANGE]))
    assert ["127.0.0.1:8701"] == re.findall(r"listen (\S+);", ends[PORTAL])


def test_a_monitor_of_the_exchanges_machine_is_left_with_nothing_of_the_portals(tmp_path: Path) -> None:
    (command,) = block_with(PAGE.read_text("utf-8"), "/etc/prometheus").commands
    shutil.copy(PROJECT / "deploy" / "monitoring" / "prometheus.yml", tmp_path)
    before = yaml.safe_load((tmp_path / "prometheus.yml").read_text("utf-8"))["scrape_configs"]

    subprocess.run(["bash", "-c", command.replace("/etc/prometheus", str(tmp_path))], check=True)

    left = yaml.safe_load((tmp_path / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    targets = [target for job in left for some in job["static_configs"] for target in some["targets"]]
    assert {"bluezone-portal"} == {job["job_name"] for job in before} - {job["job_name"] for job in left}
    assert 4 == len(targets)
    assert not any("8791" in target or "portal" in target for target in targets)
