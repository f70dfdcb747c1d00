"""What goes wrong, and what to type: each emergency of docs/operating/emergencies.md happens here to a real portal, a
real exchange or a real proxy, and its block is typed word by word, with folders, ports and a clock of the test's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import json
import os
import random
import re
import shlex
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bluezone.joining.clocks import system_clock
from bluezone.joining.portal.demo_logins import LOGINS_FILE
from bluezone.joining.vouching import vouch_for_clock
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.signature import Kind, VerifyingKey
from drills.machines.guide import blocks_of, filled
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony
from tests.support.exchange.exchange_client import PhoneClient
from tests.support.exchange.exchanges import NOON_MS
from tests.support.forking import forked
from tests.support.nginx import NGINX, running_nginx, shipped_site
from tests.support.portal.half_minutes import digits_of
from tests.support.portal.served_portal import BARE, ServedPortal, demo_portal, portal_command, served_portal
from tests.support.portal.staff_pages import Visitor, signed_in
from tests.support.ports import free_port
from tests.support.sources import PROJECT
from tests.support.tls import Authority

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.in_turn(of=3)]
PAGE = PROJECT / "docs" / "operating" / "emergencies.md"
DISK_BYTES = 2 << 30
"""Of a file with holes: what is laid aside on the disk within it takes next to nothing of this machine's."""
OVER, LOCKED = "A certificate of the proxy is over", "locked: two officers must bring it back"
SHUT_OUT, ACTIVATE = "No administrator is left who can sign in", "/account/second-factor/app/activate"
COPIES, ELSEWHERE, TLS = "/var/backups/bluezone-portal", "/mnt/elsewhere", "/etc/bluezone/tls"
BACKUP_KEY = "/etc/bluezone/portal-backup.key"
AS_ACCOUNT = re.compile(r"^runuser -u bluezone-(portal|exchange) -- (?=bluezone )")
OF_A_FOLDER = re.compile(r"bluezone \S.* --data (PORTAL|EXCHANGE)\b")


@dataclass
class Typist:
    """Somebody who types what the page says; `acts` are what `systemctl` and `date` would do to this machine.

    One person types all of it here, to whom all folders belong: whose each line is, a test of its own looks at.
    """

    folder: Path
    words: Mapping[str, str]
    acts: Mapping[str, Callable[[], object]] = field(default_factory=dict)

    def types(self, heading: str, *, fails: tuple[int, ...] = ()) -> list[str]:
        """Types every block under a heading; what each command said. Those at the places `fails` end with another
        status than 0, and no other does. A fingerprint that one prints is read over the telephone to the next."""
        said: list[subprocess.CompletedProcess[str]] = []
        for command in commands(heading):
            said.append(self._does(filled(command, read_over(said))))
        assert list(fails) == [at for at, one in enumerate(said) if one.returncode], said
        return [one.stdout for one in said]

    def _does(self, command: str) -> subprocess.CompletedProcess[str]:
        if command in self.acts:
            self.acts[command]()
            return subprocess.CompletedProcess(command, 0, "", "")
        typed = filled(AS_ACCOUNT.sub("", command), self.words)
        if typed.startswith("bluezone "):
            return forked(*shlex.split(typed)[1:], environment=BARE, timeout=120)
        return subprocess.run(
            ["bash", "-c", typed], cwd=self.folder, capture_output=True, text=True, check=False, timeout=60
        )


def read_over(said: list[subprocess.CompletedProcess[str]]) -> dict[str, str]:
    """What the command before printed for whoever sits elsewhere."""
    is_told = bool(said) and '"fingerprint"' in said[-1].stdout
    return {"FINGERPRINT": json.loads(said[-1].stdout)["fingerprint"]} if is_told else {}


def commands(heading: str) -> list[str]:
    found = [block for block in blocks_of(PAGE.read_text("utf-8")) if block.heading == heading]
    assert found, heading
    return [command for block in found for command in block.commands]


@pytest.mark.every_run
def test_every_folder_of_a_machine_that_the_page_names_is_one_of_the_guides_for_installing() -> None:
    named = {word for text in commands_of_all() for word in re.findall(r"/(?:var|etc)/[\w./-]*[\w-]", text)}
    units = (PROJECT / "deploy" / "systemd").glob("*.service")
    guide = "".join(page.read_text("utf-8") for page in (PROJECT / "docs" / "operating" / "install.md", *units))

    assert {TLS, COPIES} <= {one for name in named for one in (name, str(Path(name).parent))}
    assert set() == {name for name in named if name not in guide}


@pytest.mark.every_run
@pytest.mark.parametrize("page", ["emergencies.md", "restore.md"])
def test_what_opens_a_services_folder_is_typed_as_its_account_and_what_makes_one_hands_it_over(page: str) -> None:
    """By anybody else it would make files there that the service cannot open; a restore makes a folder of root's."""
    blocks = blocks_of((PAGE.parent / page).read_text("utf-8"))
    lines = [line for block in blocks for line in (*block.commands, "")]
    asked = [(line, following) for line, following in itertools.pairwise(lines) if OF_A_FOLDER.search(line)]
    makes = [(line, following) for line, following in asked if " restore --backup " in line]

    assert len(makes) > 1
    assert all(
        following == f"chown -R bluezone-{folder_of(line).lower()}: {folder_of(line)}" for line, following in makes
    )
    others = [line for line, _ in asked if " restore --backup " not in line]
    assert len(others) > 3
    assert [] == [
        line for line in others if (named := AS_ACCOUNT.match(line)) is None or named[1] != folder_of(line).lower()
    ]


def folder_of(command: str) -> str:
    found = OF_A_FOLDER.search(command)
    assert found is not None
    return found[1]


def commands_of_all() -> list[str]:
    return [command for block in blocks_of(PAGE.read_text("utf-8")) for command in block.commands]


@pytest.fixture
def disk(mounts: Path) -> Iterator[Path]:
    """A small disk of its own, with a file system that a full disk fills."""
    if os.geteuid() != 0:
        pytest.skip("a disk of its own is mounted by root alone")
    image, mounted = mounts / "disk.img", mounts / "disk"
    with image.open("wb") as file:
        file.truncate(DISK_BYTES)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-m", "0", image], check=True)
    mounted.mkdir()
    if subprocess.run(["mount", "-o", "loop", image, mounted], capture_output=True, check=False).returncode:
        pytest.skip("no file can be mounted on this machine")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", mounted], check=True)


def test_a_full_disk_refuses_what_it_cannot_keep_and_takes_it_again_once_copies_lie_elsewhere(
    disk: Path, tmp_path: Path
) -> None:
    data, copies = demo_portal(disk / "portal"), disk / "copies"
    copies.mkdir()
    (tmp_path / "elsewhere").mkdir()
    back_up(data, copies / "newest", tmp_path / "key")
    vouch_for_clock(data)  # the office's work ended on the day of the tests' noon, and this is another
    with served_portal(data) as portal, signed_in(portal, "lan") as lan:
        opens(lan, "Trước Khi Đầy")
        fills(disk, copies / "portal.backup")
        refused, is_full = opens(lan, "Trong Lúc Đầy"), ready(portal)
        words = {"PORTAL": str(data), COPIES: str(copies), ELSEWHERE: str(tmp_path / "elsewhere")}
        told = Typist(tmp_path, words).types("The disk is full", fails=(0,))
        is_ready = ready(portal)
        taken = opens(lan, "Sau Khi Dọn")
        people = lan.sees("/cases")

    assert (500, True) == (refused.status_code, "Nothing was changed by halves" in refused.text)
    assert ("full", "ready") == (is_full, is_ready)
    assert "✗ disk            Ổ đĩa còn trống 0,0 GB." in told[0]
    assert "! disk            Ổ đĩa còn trống 1," in told[2]  # of the two GB that it has
    assert {"newest", "portal.backup", "more"} == {path.name for path in (tmp_path / "elsewhere").iterdir()}
    assert httpx.codes.OK == taken.status_code
    assert (True, False, True) == tuple(name in people for name in ("Trước Khi Đầy", "Trong Lúc Đầy", "Sau Khi Dọn"))


def ready(portal: ServedPortal) -> str:
    return str(httpx.get(f"{portal.origin}/ready", trust_env=False, timeout=60).json()["status"])


def back_up(data: Path, copy: Path, key: Path) -> None:
    """What the timer does."""
    written = portal_command("backup", data, "--out", str(copy), "--key", str(key))
    assert 0 == written.returncode, written.stderr


def fills(disk: Path, copy: Path) -> None:
    """Old copies take what is left, to the last byte."""
    with copy.open("wb") as file:
        free = os.statvfs(disk)
        os.posix_fallocate(file.fileno(), 0, (free.f_bavail - 8) * free.f_frsize)
    with (copy.parent / "more").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4_096))
    assert 0 == os.statvfs(disk).f_bavail


def opens(who: Visitor, name: str) -> httpx.Response:
    """A case is opened on the page for it."""
    return who.sends("/cases/new", full_name=name, phone="0912 000 222", onset="2026-11-23", place="sơn dương")


def test_a_clock_that_leapt_closes_no_hour_and_the_exchange_goes_on_once_it_is_set(tmp_path: Path) -> None:
    heading = "The clock leapt"
    setting = next(one for one in commands(heading) if one.startswith("date --set"))
    acts = {setting: lambda: served.set_clock(tmp_path, moment_ms(setting))}
    with leapt(tmp_path) as running:
        wrong = signed_at_ms(running)
        told = Typist(tmp_path, {"EXCHANGE": str(running.folder / "data")}, acts).types(heading, fails=(0,))
        right = until_signed_after(running, wrong)
        after = forked("doctor", "--data", str(running.folder / "data"), environment=BARE, timeout=120).stdout

    assert NOON_MS == wrong
    assert moment_ms(setting) <= right < moment_ms(setting) + MINUTE_MS
    assert ("✗ exchange-leapt", "✓ exchange-leapt") == (leapt_line(told[0]), leapt_line(after))


def test_a_clock_that_leapt_and_is_right_is_believed_by_one_persons_word(tmp_path: Path) -> None:
    portal = demo_portal(tmp_path / "portal")
    with leapt(tmp_path) as running:
        words = {"EXCHANGE": str(running.folder / "data"), "PORTAL": str(portal)}
        told = Typist(tmp_path, words).types("A clock that leapt is right")
        right = until_signed_after(running, NOON_MS)

    assert ["exchange", "portal"] == [said.partition(":")[0] for said in told]
    assert NOON_MS + 5 * HOUR_MS <= right


@contextlib.contextmanager
def leapt(folder: Path) -> Iterator[served.Served]:
    """A served exchange that has published an hour, and whose clock then leapt by five."""
    with served.served(folder, NOON_MS) as running:
        publish = httpx.post(f"{running.internal}/internal/v1/publish", headers=running.bearer, timeout=60)
        assert httpx.codes.OK == publish.status_code
        served.set_clock(folder, NOON_MS + 5 * HOUR_MS)
        hears(running, "the clock leapt")
        yield running


def leapt_line(said: str) -> str:
    """How the doctor's line about the clock begins."""
    return next(line for line in said.splitlines() if "exchange-leapt" in line)[: len("✓ exchange-leapt")]


def signing(ceremony: Ceremony) -> dict[Kind, str]:
    """Whose key signs what by the list in force, from the tests' noon on."""
    at_s = NOON_MS // 1000
    listed = [key for key in ceremony.keys.keys if key.valid_from_s <= at_s < key.valid_until_s]
    return {key.kind: VerifyingKey(key.public).key_id.hex() for key in listed}


def moment_ms(command: str) -> int:
    """What `date --set` was told."""
    return int(dt.datetime.fromisoformat(shlex.split(command)[-1]).timestamp() * 1000)


def hears(running: served.Served, words: str) -> None:
    """Reads the journal up to a line that says so."""
    assert running.process.stderr is not None
    for line in running.process.stderr:
        if words in line:
            return
    raise AssertionError(f"the exchange ended and never said {words!r}")


def signed_at_ms(running: served.Served) -> int:
    """By which time the index that phones are given was signed."""

    async def asked() -> int:
        async with httpx.AsyncClient(base_url=running.public, trust_env=False, timeout=60) as public:
            return (await PhoneClient(public, random.Random()).index()).index.issued_s * 1000

    return asyncio.run(asked())


def until_signed_after(running: served.Served, before_ms: int) -> int:
    for _ in range(300):
        if (found := signed_at_ms(running)) > before_ms:
            return found
        time.sleep(0.1)
    raise AssertionError("nothing new was signed")


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_a_proxy_whose_certificate_is_over_serves_again_with_the_offices_new_one(tmp_path: Path, service: str) -> None:
    """Of an office's own authority, whom this machine does not believe."""
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    certificates(tmp_path)
    port, behind = free_port(), free_port()
    site = shipped_site(tmp_path / "tls", {8791: behind, 8700: behind}, https=port, http=free_port())
    answering = f"server {{ listen 127.0.0.1:{behind}; return 200 'here'; }}"
    words = {"portal.example.vn:443": f"127.0.0.1:{port}", "portal": service}
    words |= {TLS: str(tmp_path / "tls"), "/mnt/new": str(tmp_path / "new")}
    words["nginx -t"] = f"{NGINX} -t -p {tmp_path} -e stderr -c {tmp_path}/nginx.conf"
    *_, asks = commands(OVER)
    with running_nginx(tmp_path, site + answering, port, mastered=True) as running:
        before = subprocess.run(["bash", "-c", filled(asks, words)], capture_output=True, text=True, check=False)
        words["systemctl reload nginx"] = f"(kill -HUP {running.pid}; {once_gone(children_of(running.pid))})"
        told = Typist(tmp_path, words).types(OVER)

    assert (1, "Certificate will expire") == (before.returncode, before.stdout.strip())
    assert "over" in told[0]
    assert "Certificate will not expire" == told[-1].strip()


def children_of(process: int) -> str:
    """Who answers calls for it now."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    assert found
    return found


def once_gone(processes: str) -> str:
    """Until all have ended: those of the old configuration answer beside the new for a moment."""
    return f"for one in {processes}; do while kill -0 $one; do sleep 0.1; done; done 2> /dev/null"


def certificates(folder: Path) -> None:
    """Pairs of both services that were over yesterday, and new ones beside them."""
    now, day = dt.datetime.fromtimestamp(system_clock() / 1000, dt.UTC), dt.timedelta(days=1)
    authority = Authority.drawn(now)
    for name, until in (("tls", now - day), ("new", now + 90 * day)):
        (folder / name).mkdir()
        for service in ("portal", "exchange"):
            authority.certify(folder / name, service, f"{service}.example.vn", now - 3 * day, until)


@pytest.mark.parametrize("kinds", [" --kind batch --kind index", ""], ids=["two-keys", "the-machine"])
def test_a_stolen_key_counts_for_nothing_once_a_list_without_it_is_installed(tmp_path: Path, kinds: str) -> None:
    served.set_clock(tmp_path, NOON_MS)
    ceremony = Ceremony(tmp_path)
    ceremony.begin()
    before = signing(ceremony)
    words = {"EXCHANGE": str(ceremony.data), " --kind batch --kind index": kinds}
    words |= {name: str(tmp_path / name) for name in ("root.key", "list-1", "list-2", "--out request", "sign request")}
    words |= {f"{verb} request": f"{verb} {tmp_path / 'asked'}" for verb in ("--out", "sign")}
    running = served.start(tmp_path)
    try:
        told = Typist(tmp_path, words).types("A key of the exchange is stolen")
        after = signing(ceremony)
    finally:
        running.kill()

    assert before[Kind.BATCH] != after[Kind.BATCH]
    assert before[Kind.INDEX] != after[Kind.INDEX]
    assert (before[Kind.CONFIG] == after[Kind.CONFIG]) is bool(kinds)
    assert set() == {kind for kind in before if before[kind] == after[kind]} - ({*before} if kinds else set())
    assert after[Kind.BATCH] in told[3]
    assert before[Kind.BATCH] not in told[3]


def test_a_store_that_is_spoilt_comes_back_from_the_newest_copy_and_what_is_left_of_it_stays(tmp_path: Path) -> None:
    data, copies = demo_portal(tmp_path / "portal"), tmp_path / "copies"
    copies.mkdir()
    back_up(data, copies / "newest", tmp_path / "key")
    shutil.copy(data / LOGINS_FILE, tmp_path)
    before = people_of(data)
    (data / "portal.db").write_bytes(b"something else " * 1_000)
    with pytest.raises(AssertionError, match="did not start"), served_portal(data):
        pass
    words = {"bluezone-portal:": f"{os.geteuid()}:{os.getegid()}", "PORTAL": str(data), COPIES: str(copies)}
    words |= {BACKUP_KEY: str(tmp_path / "key")}
    acts = {f"systemctl {verb} bluezone-portal": lambda: None for verb in ("stop", "start")}
    told = Typist(tmp_path, words, acts).types("The store does not open", fails=(0,))
    shutil.copy(tmp_path / LOGINS_FILE, data)
    with served_portal(data) as portal, signed_in(portal, "lan"):
        after = people_of(data)

    assert "✗ store           Không mở được cơ sở dữ liệu" in told[0]
    assert before
    assert before == after
    assert b"something else" in (tmp_path / "portal-spoilt" / "portal.db").read_bytes()


def people_of(data: Path) -> list[tuple[str]]:
    with contextlib.closing(sqlite3.connect(data / "portal.db")) as store:
        return store.execute("SELECT full_name FROM cases_person ORDER BY id").fetchall()


def test_the_last_administrator_is_let_in_by_whoever_holds_the_machine(tmp_path: Path) -> None:
    data = demo_portal(tmp_path / "portal")
    (said,) = Typist(tmp_path, {"PORTAL": str(data)}).types(SHUT_OUT)
    with served_portal(data) as portal:
        visitor, anew = Visitor(portal), "một câu mà chỉ ông Trị biết"
        asked, chosen = lets_in(visitor, said.strip(), anew)
        again = visitor.sends("/account/invitation", code=said.strip())
        visitor.close()

    assert "quantri" in asked.text
    assert "The new password holds" in chosen.text
    assert httpx.codes.CONFLICT == again.status_code


def test_of_two_administrators_one_who_lost_both_is_let_in_by_the_machine_and_not_by_the_other(tmp_path: Path) -> None:
    """The other one made them on the page Staff, which goes on for both of them."""
    data, name, anew = demo_portal(tmp_path / "portal"), "bich.hai", "một câu mà chỉ bà Bích biết"
    with served_portal(data) as portal, signed_in(portal, "quantri") as first:
        counted = [administrators(data)]
        facts = {"username": name, "full_name": "Lý Thị Bích", "role": "administrator", "place": "tỉnh tuyên quang"}
        second, password = Visitor(portal), secret_in(first.sends("/staff/new", **facts).text)
        second.sends("/account/login", login=name, password=password)
        sets_up_an_app(second, password)
        counted.append(administrators(data))
        first.sends(f"/staff/{name}/invitation", on=f"/staff/{name}", renews="both")
        alone = first.sends(f"/staff/{name}/invitation/give", on=f"/staff/{name}")
        (said,) = Typist(tmp_path, {"PORTAL": str(data), "quantri": name}).types(SHUT_OUT)
        asked, chosen = lets_in(second, said.strip(), anew)
        second.sends("/account/login", login=name, password=anew)
        sets_up_an_app(second, anew)
        seen = [one.sees("/staff") for one in (first, second)]
        second.close()

    assert ["! administrators  1", "✓ administrators  2"] == counted
    assert (httpx.codes.CONFLICT, False) == (alone.status_code, "secret__code" in alone.text)
    assert name in asked.text
    assert "The new password holds" in chosen.text
    assert [True, True] == ["Lý Thị Bích" in page for page in seen]


def lets_in(visitor: Visitor, code: str, password: str) -> tuple[httpx.Response, httpx.Response]:
    """Types the code, and a new password; both pages that came."""
    asked = visitor.sends("/account/invitation", code=code)
    hidden = hidden_fields(asked.text)
    return asked, visitor.sends("/account/invitation", **hidden, password1=password, password2=password)


def sets_up_an_app(visitor: Visitor, password: str) -> None:
    """Shows once more who this is, and types what the app shows."""
    visitor.confirms(password)
    form = visitor.gets(ACTIVATE).text
    secret = re.search(r'id="authenticator_secret">([^<]+)<', form)
    assert secret is not None, form
    visitor.sends(ACTIVATE, on="/account/reauthenticate", code=digits_of(secret[1].strip()))  # each look draws another


def administrators(data: Path) -> str:
    """How the doctor's line about them begins."""
    told = forked("doctor", "--data", data, environment=BARE, timeout=120).stdout
    return next(line for line in told.splitlines() if "administrators" in line)[: len("✓ administrators  1")]


def secret_in(page: str) -> str:
    """The password or code that a page shows once."""
    found = re.search(r"secret__code[^>]*>\s*([^<\s]+)\s*<", page)
    assert found is not None, page
    return found[1]


def hidden_fields(page: str) -> dict[str, str]:
    """What the page sends along of its own."""
    inputs = re.findall(r"<input[^>]*>", page)
    named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    found = {name[1]: value[1] for name, value in named if name is not None and value is not None}
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_on_a_new_machine_everybody_signs_in_and_reports_open_for_two_of_the_three_officers(tmp_path: Path) -> None:
    old, new = demo_portal(tmp_path / "old"), tmp_path / "new"
    back_up(old, tmp_path / "copy", tmp_path / "key")
    shutil.copy(old / LOGINS_FILE, tmp_path)
    shutil.rmtree(old)
    words = {
        "bluezone-portal:": f"{os.geteuid()}:{os.getegid()}",
        "PORTAL": str(new),
        "portal.backup": str(tmp_path / "copy"),
        "portal.key": str(tmp_path / "key"),
    }
    acts = {"systemctl start bluezone-portal": lambda: None}
    Typist(tmp_path, words, acts).types("The server is lost, and one of the three officers is not there")
    shutil.copy(tmp_path / LOGINS_FILE, new)  # the paper of whoever signs in
    with served_portal(new) as portal, signed_in(portal, "quantri") as admin:
        seen = [admin.sees("/reports/key")]
        for pair in (("hung", "hung"), ("hung", "duc")):
            first, second = (portal.phrase(name) for name in pair)
            admin.sends("/reports/key", recover="1", first=first, second=second)
            seen.append(admin.sees("/reports/key"))

    assert [True, True, False] == [LOCKED in page for page in seen]
