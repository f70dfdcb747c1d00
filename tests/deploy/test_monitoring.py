"""What is shipped for a monitor asks for what there is: each figure of ours stands in what an exchange or its canary
says, each port and page is the one that the units serve, each threshold is the doctor's, and each rule leads to
headings of the guides."""

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
from tests.deploy.test_vietnamese_guides import OPERATING, TWINS, headings_of
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


def test_each_rule_says_what_to_do_and_which_headings_of_which_pages_say_more() -> None:
    led = {name: says["guide"].split("; ") for name, says in told().items()}
    there = {place for page in OPERATING.glob("*.md") for place in places_of(page.name)}

    assert {"summary", "do", "guide"} == set[str]().union(*told().values())
    assert {"su-co.md, Đĩa đầy", "emergencies.md, The disk is full"} == set(led["DiskFills"])
    assert {} == {name: missing for name, places in led.items() if (missing := set(places) - there)}
    assert [] == [name for name, says in told().items() if ".md" in says["summary"] + says["do"]]


def test_a_rule_that_leads_to_a_page_with_a_twin_leads_to_the_same_heading_of_both() -> None:
    twin_of = {
        of_one: of_other
        for english, vietnamese in TWINS.items()
        for of_one, of_other in zip(places_of(vietnamese), places_of(english), strict=True)
    }
    for name, says in told().items():
        with_twins = [place for place in says["guide"].split("; ") if place in {*twin_of, *twin_of.values()}]
        assert with_twins[1::2] == [twin_of.get(place) for place in with_twins[::2]], name


def told() -> dict[str, dict[str, str]]:
    """What each rule tells whoever is to act."""
    groups = yaml.safe_load((SHIPPED / "alerts.yml").read_text("utf-8"))["groups"]
    return {rule["alert"]: rule["annotations"] for group in groups for rule in group["rules"]}


def places_of(page: str) -> list[str]:
    """Each heading of a page as a rule names it."""
    return [f"{page}, {heading.lstrip('# ')}" for heading in headings_of(page)]


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
