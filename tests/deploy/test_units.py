"""The units and the proxy's configuration that are shipped: systemd and nginx take them, each is shut in, and every
command in them is one that there is."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bluezone.cli.__main__ import NO_OTHER_TRY, _parser
from bluezone.exchange.keyring import KEY_LIST_FILE
from bluezone.exchange.settings import ExchangeSettings
from tests.support.nginx import NGINX, PROXY
from tests.support.sources import PROJECT
from tests.support.tls import write_certificates

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
PROGRAM = "/opt/bluezone/current/bin/bluezone"
MOST_EXPOSED = "30"
"""Tenths: `systemd-analyze security` calls up to 4.9 medium and from 2 upwards OK."""


def lines_of(unit: Path) -> list[str]:
    return unit.read_text("utf-8").splitlines()


def commands_of(unit: Path) -> list[str]:
    return [line.partition("=")[2] for line in lines_of(unit) if line.startswith("ExecStart=")]


def analysed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_no_unit_is_exposed():
    found = {unit.name: analysed("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit) for unit in UNITS}

    assert {} == {name: one.stdout[-200:] + one.stderr for name, one in found.items() if one.returncode}


def test_systemd_takes_every_unit(tmp_path):
    for unit in (*UNITS, *TIMERS):
        here = unit.read_text("utf-8").replace(PROGRAM, str(Path(sys.executable).with_name("bluezone")))
        (tmp_path / unit.name).write_text(here)

    verified = analysed("verify", "--man=no", *sorted(tmp_path.iterdir()))

    assert (0, "") == (verified.returncode, verified.stderr)


def test_an_exchange_that_systemd_starts_draws_no_root_key():
    """By hand it would; the unit asks for the list of keys, which the first start of all others looks for."""
    data = Path("/var/lib/bluezone-exchange")

    asked = f"AssertPathExists={ExchangeSettings(data=data).key_directory / KEY_LIST_FILE}"

    assert asked in lines_of(DEPLOY / "systemd" / "bluezone-exchange.service")
    assert f"exchange serve --data {data} " in commands_of(DEPLOY / "systemd" / "bluezone-exchange.service")[0]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_command_in_a_unit_is_one_that_there_is(unit):
    commands = commands_of(unit)

    assert commands
    for command in commands:
        words = [re.sub(r"\$\{\w+\}", "/place", word) for word in shlex.split(command)]
        asked = [word for word in words[1:] if not word.startswith("$")]
        assert PROGRAM == words[0]
        assert _parser(asked[0]).parse_args(asked).run


@pytest.mark.parametrize("timer", TIMERS, ids=lambda timer: timer.name)
def test_every_timer_has_a_service_that_ends(timer):
    service = timer.with_suffix(".service")

    assert service in UNITS
    assert "Type=oneshot" in lines_of(service)
    assert any(line.startswith("OnCalendar=") for line in lines_of(timer))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_has_an_account_of_its_own_and_keeps_its_folder_to_it(unit):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    parser.read_string("\n".join(lines_of(unit)))
    service = parser["Service"]

    assert service["User"] in {"bluezone-portal", "bluezone-exchange"}
    assert service["User"] in unit.name.replace("-backup", "").removesuffix(".service") or service["User"] in unit.name
    assert ("0700", "0077", "strict") == (service["StateDirectoryMode"], service["UMask"], service["ProtectSystem"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_that_breaks_leaves_nothing_of_its_memory_on_the_disk(unit):
    """systemd hands cores to whoever collects them, also of services, unless a limit forbids it."""
    assert "LimitCORE=0" in lines_of(unit)


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_what_a_service_lays_aside_for_a_moment_lies_in_memory(service):
    """/run is; /tmp may be a disk, on which nobody overwrites what was there."""
    lines = lines_of(DEPLOY / "systemd" / f"bluezone-{service}.service")
    folder = {line.partition("=")[2] for line in lines if line.startswith("RuntimeDirectory=")}

    assert {f"bluezone-{service}"} == folder
    assert f"Environment=TMPDIR=%t/bluezone-{service}" in lines


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_a_service_says_itself_when_it_is_ready_and_is_killed_when_nothing_is_heard_of_it(service):
    lines = lines_of(DEPLOY / "systemd" / f"bluezone-{service}.service")

    assert {"Type=notify", "NotifyAccess=main", "WatchdogSec=60", "Restart=on-failure"} <= set(lines)


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_a_service_is_tried_for_as_long_as_something_is_away_and_not_where_a_person_is_needed(service):
    """Ever more seldom, twice a minute in the end, and never so often that systemd gives it up."""
    unit = dict(
        line.split("=", 1) for line in lines_of(DEPLOY / "systemd" / f"bluezone-{service}.service") if "=" in line
    )

    assert "0" == unit["StartLimitIntervalSec"]
    assert ("2", "30") == (unit["RestartSec"], unit["RestartMaxDelaySec"])
    assert {"2", str(NO_OTHER_TRY)} == set(unit["RestartPreventExitStatus"].split())


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_a_copy_that_was_restored_aside_is_noted_where_the_service_serves_once_all_of_it_was_read(service):
    """The doctor looks into that folder; a note of before the last step would be one of a spoilt copy, too."""
    served = re.search(r"--data (\S+)", (DEPLOY / "systemd" / f"bluezone-{service}.service").read_text("utf-8"))
    *before, last = commands_of(DEPLOY / "systemd" / f"bluezone-{service}-restore-check.service")

    assert served is not None
    assert last.endswith(f" --noted-in {served[1]}")
    assert "--data ${RUNTIME_DIRECTORY}/aside" in last
    assert [] == [command for command in before if "--noted-in" in command]


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_the_copy_that_is_tried_is_the_one_that_is_written(service):
    (writes,) = commands_of(DEPLOY / "systemd" / f"bluezone-{service}-backup.service")
    reads = commands_of(DEPLOY / "systemd" / f"bluezone-{service}-restore-check.service")[0]
    written, read = (re.search(rf"{option} (\S+)", one) for option, one in (("--out", writes), ("--backup", reads)))

    assert written is not None
    assert read is not None
    assert written[1] == read[1]


def test_an_exchange_is_copied_as_often_as_the_pages_promise():
    """SECURITY.md: up to 1 hour of uploads; exchange.md: every hour."""
    (when,) = (line for line in lines_of(DEPLOY / "systemd" / "bluezone-exchange-backup.timer") if "OnCalendar" in line)
    told = analysed("calendar", "--iterations=3", when.partition("=")[2])
    minutes = re.findall(r"(\d\d):(\d\d):00 ", told.stdout)

    assert when == "OnCalendar=*-*-* *:20"
    assert {"20"} == {minute for _, minute in minutes}
    assert 3 <= len({hour for hour, _ in minutes})
    assert not [line for line in lines_of(DEPLOY / "systemd" / "bluezone-exchange-backup.timer") if "Random" in line]


DEBIANS = "server_tokens off; ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers off;"
"""What the nginx.conf of Debian 13 says itself, beside which a site stands: a second time would end nginx."""


@pytest.mark.parametrize("beside", ["", DEBIANS], ids=["alone", "debian"])
def test_nginx_takes_the_proxys_configuration(tmp_path, beside):
    told = nginx_says(tmp_path, PROXY.read_text("utf-8"), beside)

    assert 0 == told.returncode, told.stderr
    assert "warn" not in told.stderr


def test_nginx_takes_what_the_guide_has_written_for_those_before_http2_was_a_word_of_its_own(tmp_path):
    """Later ones take it as well, and say that there is a newer word."""
    guide = (DEPLOY.parent / "docs" / "operating" / "install.md").read_text("utf-8")
    (said,) = re.findall(r"`([^`]+)` takes the place of `([^`]+)` and `([^`]+)`", guide)
    older, listens, word = said
    site = PROXY.read_text("utf-8")
    assert (2, 2) == (site.count(f"    {listens}\n"), site.count(f"    {word}\n"))

    told = nginx_says(tmp_path, site.replace(f"    {word}\n", "").replace(listens, older), "")

    assert 0 == told.returncode, told.stderr


def nginx_says(tmp_path: Path, site: str, beside: str) -> subprocess.CompletedProcess[str]:
    """What nginx says of a site, with certificates and addresses of the test's own."""
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    write_certificates(tmp_path)
    site = site.replace("/etc/bluezone/tls", str(tmp_path))
    (tmp_path / "site.conf").write_text(re.sub(r"listen (\d+)", rf"listen unix:{tmp_path}/\1", site))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ {beside} include {tmp_path}/site.conf; }}\n"
    )

    return subprocess.run(
        [NGINX, "-t", "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_no_call_is_written_down_and_the_callers_address_is_not_the_callers_word(service):
    """Of the portal's addresses some hold the number of a case, or the code of a link."""
    (server,) = (one for one in PROXY.read_text("utf-8").split("\nserver {") if f"{service}.example.vn;" in one)

    assert "    access_log off;" in server
    assert "    error_log /dev/null crit;" in server
    assert "X-Forwarded-For $remote_addr;" in server
    assert "proxy_add_x_forwarded_for" not in server
