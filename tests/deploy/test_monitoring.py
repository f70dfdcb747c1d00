"""What is shipped for a monitor asks for what there is: each figure of ours stands in what an exchange or its canary
says, each port and page is the one that the units serve, and each threshold is the doctor's."""

from __future__ import annotations

import json
import math
import re

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bluezone.cli.exchange.canary.findings import Findings
from bluezone.exchange.operations.metrics import Metrics
from bluezone.joining.doctor import certificates, exchange, machine, portal
from bluezone.portal.operations.erased import LATE
from bluezone.portal.operations.monitoring import figures_text
from bluezone.portal.operations.selectors import LONG_UNTRIED, OLD_BACKUP
from tests.support.portal.healthy import HEALTHY
from tests.support.sources import PROJECT

SHIPPED = PROJECT / "deploy" / "monitoring"
OF_OTHERS = {
    "up",
    "probe_success",
    "probe_ssl_earliest_cert_expiry",
    "node_systemd_unit_state",
    "node_filesystem_avail_bytes",
    "node_timex_sync_status",
}
"""Of Prometheus, blackbox_exporter and node_exporter."""
NO_FIGURES = {
    "rate",
    "by",
    "le",
    "histogram_quantile",
    "m",
    "time",
    "sum",
    "max",
    "min",
    "or",
    "job",
    "name",
    "state",
    "mountpoint",
}


def rules() -> dict[str, str]:
    told = yaml.safe_load((SHIPPED / "alerts.yml").read_text("utf-8"))
    found = [rule for group in told["groups"] for rule in group["rules"]]
    assert all({"alert", "expr", "annotations"} <= rule.keys() for rule in found)
    return {rule["alert"]: rule["expr"] for rule in found}


def drawn() -> list[str]:
    """What the panels of the dashboard draw."""
    told = json.loads((SHIPPED / "grafana.json").read_text("utf-8"))
    return [target["expr"] for panel in told["panels"] for target in panel["targets"]]


def test_an_alert_that_a_guide_names_is_among_the_rules() -> None:
    guides = "".join(page.read_text("utf-8") for page in (PROJECT / "docs" / "operating").glob("*.md"))
    named = {
        name
        for some in re.findall(r"alerts ((?:`\w+`(?:, | and )?)+)", guides)
        for name in re.findall(r"\w+(?=`)", some)
    }

    assert {"ExchangeAway", "PortalAway"} <= named
    assert named <= rules().keys()


def asked(expression: str) -> set[str]:
    """The names of figures in an expression, without what stands within quotes."""
    bare = re.sub(r'"[^"]*"', "", expression)
    return set(re.findall(r"[a-z_]+", bare)) - NO_FIGURES


def said(text: bytes) -> set[str]:
    families = text_string_to_metric_families(text.decode())
    return {sample.name for family in families for sample in family.samples}


def test_every_figure_of_ours_in_a_rule_is_one_that_is_said(tmp_path) -> None:
    canary = tmp_path / "canary.prom"
    findings = Findings(lambda: 0.0)
    with findings.step("code"):
        pass
    findings.write_metrics(canary, 0)
    of_portal = said(figures_text(HEALTHY, reads_standby=True))
    ours = said(Metrics().text()) | said(canary.read_bytes()) | of_portal

    named = set[str]().union(*map(asked, (*rules().values(), *drawn())))

    assert {"bluezone_exchange_publishes", "bluezone_canary_success", "bluezone_portal_reads_standby"} <= named
    assert set() == named - ours - OF_OTHERS
    rule = set[str]().union(*map(asked, rules().values()))
    assert {"bluezone_portal_message_s"} == of_portal - rule  # nobody need ever send one


def test_before_the_first_hour_nobody_is_told_that_hours_are_late() -> None:
    """Its end is 0 then; what is not ready says so itself."""
    assert "max(bluezone_exchange_closed_until_s > 0)" in rules()["HoursAreLate"]
    assert b"bluezone_exchange_closed_until_s 0.0" in Metrics().text()


def test_rules_speak_before_the_doctor_calls_it_bad_and_by_the_same_numbers() -> None:
    expected = {
        "HoursAreLate": exchange.LATE_S,
        "IndexIsOld": exchange.INDEX_LATE_S,
        "KeysEnd": exchange.KEYS_SOON_S,
        "DiskFills": machine.LITTLE_BYTES,
        "CertificateEnds": certificates.FEW_DAYS * 86_400,
        "BackupIsOld": OLD_BACKUP.total_seconds(),
        "BackupIsUntried": LONG_UNTRIED.total_seconds(),
        "ExchangeBackupIsOld": exchange.BACKUP_OLD_S,
        "ExchangeBackupIsUntried": exchange.UNTRIED_S,
        "NothingIsErased": LATE.total_seconds(),
        "AdministratorsAreFew": portal.FEWEST_ADMINISTRATORS,
        "RecoveriesAreFew": portal.FEWEST_RECOVERIES,
    }

    assert expected == {name: limit_of(rules()[name]) for name in expected}


def test_a_clock_that_leapt_is_told_within_two_minutes() -> None:
    """It is noticed at a tick, read at the next look of the monitor, and told once it has lasted."""
    told = yaml.safe_load((SHIPPED / "alerts.yml").read_text("utf-8"))
    lasts = {rule["alert"]: rule.get("for") for group in told["groups"] for rule in group["rules"]}
    looks = yaml.safe_load((SHIPPED / "prometheus.yml").read_text("utf-8"))["global"]

    assert {"30s"} == {lasts[name] for name in ("ExchangeClockLeapt", "PortalClockLeapt")}
    assert {"30s"} == {looks["scrape_interval"], looks["evaluation_interval"]}


def limit_of(expression: str) -> int:
    factors = re.search(r"[<>] ([0-9 *]+)$", expression)
    assert factors is not None, expression
    return math.prod(int(one) for one in factors[1].split("*"))


def test_each_rule_says_what_to_do_in_a_guide_that_there_is() -> None:
    text = (SHIPPED / "alerts.yml").read_text("utf-8")
    pages = {page.name for page in (PROJECT / "docs" / "operating").glob("*.md")}

    named = set(re.findall(r"\w+\.md", text))
    assert {"emergencies.md", "processes.md"} <= named <= pages


@pytest.mark.parametrize(("service", "option"), [("portal", "--port"), ("exchange", "--internal-port")])
def test_what_is_asked_on_the_machine_is_where_the_units_serve_it(service: str, option: str) -> None:
    unit = (PROJECT / "deploy" / "systemd" / f"bluezone-{service}.service").read_text("utf-8")
    port = re.search(rf"{option} (\d+)", unit)
    jobs = yaml.safe_load((SHIPPED / "prometheus.yml").read_text("utf-8"))["scrape_configs"]

    assert port is not None
    assert f"http://127.0.0.1:{port[1]}/ready" in next(
        job["static_configs"][0]["targets"] for job in jobs if job["job_name"] == "bluezone-ready"
    )
    assert [f"127.0.0.1:{port[1]}"] == next(
        job["static_configs"][0]["targets"] for job in jobs if job["job_name"] == f"bluezone-{service}"
    )
    named = {job["job_name"] for job in jobs}
    assert {job for rule in rules().values() for job in re.findall(r'job="([^"]+)"', rule)} <= named
