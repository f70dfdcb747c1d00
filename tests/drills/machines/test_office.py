"""What is carried into an office: the bundle with its key apart, and certificates that its callers believe by name."""

from __future__ import annotations

import contextlib
import os
import shutil
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

from drills.machines import debian, office, workbench
from drills.machines.calling import SERVICE_NAMES, trusting
from drills.machines.debian import Disk
from drills.machines.machine import StuckError
from drills.machines.office import Bundle

LABEL_AT = 1_024 + 0x78
"""Of an ext4 file system: its superblock begins at 1,024, its label stands at 0x78 of that."""


def test_the_bundle_is_built_with_a_key_that_lies_beside_it_and_not_in_the_project(monkeypatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def ran(command: list[str], *, cwd: Path, **_more: object) -> None:
        assert tmp_path == cwd
        asked.append(command[-1])
        (tmp_path / "bluezone-1.2.3-offline.tar").touch()

    monkeypatch.setattr(subprocess, "run", ran)

    bundle = office.build(tmp_path)

    assert ("1.2.3", tmp_path / "release.pub") == (bundle.version, bundle.release_key)
    assert asked[0].startswith("openssl genpkey -algorithm ed25519 -out release.pem && ")
    assert asked[1].endswith(f"/scripts/release --out {tmp_path} --key {tmp_path}/release.pem --json")


def test_each_service_has_a_certificate_of_the_offices_own_authority_by_its_name(tmp_path: Path) -> None:
    office.office_certificates(tmp_path)

    for service, name in SERVICE_NAMES.items():
        words = ["-CAfile", tmp_path / "office.pem", "-verify_hostname", name, tmp_path / f"{service}.pem"]
        verified = subprocess.run(["openssl", "verify", *words], capture_output=True, text=True, check=False)
        assert 0 == verified.returncode, verified.stderr
        assert name == shaken_hands(tmp_path, service, name)


def test_a_certificate_of_somebody_else_is_not_waited_for() -> None:
    def refused(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed")

    with (
        httpx.Client(transport=httpx.MockTransport(refused)) as caller,
        pytest.raises(StuckError, match="somebody else"),
    ):
        office._answers(caller, "https://portal.example.vn/")


def shaken_hands(folder: Path, service: str, name: str) -> str:
    """Whom a caller of ours believes to have reached, after a whole handshake."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(folder / f"{service}.pem", folder / f"{service}.key")
    to_caller, from_caller = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = served.wrap_bio(from_caller, to_caller, server_side=True)
    caller = trusting(folder / "office.pem").wrap_bio(to_caller, from_caller, server_hostname=name)
    for side in (caller, server, caller, server):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return dict(caller.getpeercert()["subject"][0])["commonName"]  # type: ignore[index]


@pytest.mark.skipif(shutil.which("mke2fs") is None, reason="there is no mke2fs on this machine")
def test_the_key_comes_on_another_stick_than_the_bundle(tmp_path: Path) -> None:
    archive, key = tmp_path / "bluezone-1.2.3-offline.tar", tmp_path / "release.pub"
    archive.write_bytes(b"tar" * 1_000)
    key.write_text("public")

    office.office_certificates(tmp_path)

    bundle, own = office.sticks(Bundle(archive, key), tmp_path)

    listed = [listing(one) for one in (bundle, own)]
    assert ["BUNDLE", "OFFICE"] == [labelled(one) for one in (bundle, own)]
    assert (True, False) == ("offline.tar" in listed[0], "release.pub" in listed[0])
    assert all(name in listed[1] for name in ("release.pub", "portal.pem", "portal.key", "exchange.pem"))
    assert "office.key" not in listed[1]


def listing(stick: Path) -> str:
    asked = ["debugfs", "-R", "ls -p /", stick]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def labelled(stick: Path) -> str:
    return stick.read_bytes()[LABEL_AT : LABEL_AT + 16].rstrip(b"\0").decode()


def test_a_disk_is_known_by_what_went_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = debian._digest()

    monkeypatch.setattr(debian, "PACKAGES", (*debian.PACKAGES, "chrony"))

    assert before != debian._digest()


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("debugfs") is None, reason="only root lays a disk out")
def test_what_somebody_types_in_a_laid_out_disk_is_on_the_disk_that_is_packed_again(tmp_path: Path) -> None:
    """With its owners; and nothing of what was laid aside for a moment."""
    (tmp_path / "bare").mkdir()
    for name in ("dev", "run", "tmp", "etc"):
        (tmp_path / "bare" / name).mkdir()
    (tmp_path / "bare" / "etc" / "hostname").write_text("office\n")
    shutil.chown(tmp_path / "bare" / "etc" / "hostname", 4_242, 4_243)
    disk = Disk(tmp_path / "disk.img", tmp_path, tmp_path)
    debian.make_disk(tmp_path / "bare", disk.image, "16M")

    root = tmp_path / "root"
    root.mkdir()
    workbench.unpack(disk, root)
    (root / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    (root / "tmp" / "left").write_text("")
    workbench.packed(root, disk, size="16M")

    assert {"hostname": ("4242", "4243"), "hosts": ("0", "0")} == owners(disk.image, "/etc")
    assert {} == owners(disk.image, "/tmp")


def owners(image: Path, folder: str) -> dict[str, tuple[str, str]]:
    """User and group by name."""
    listed = subprocess.run(["debugfs", "-R", f"ls -p {folder}", image], capture_output=True, text=True, check=True)
    lines = [line.split("/") for line in listed.stdout.splitlines() if line.startswith("/")]
    return {name: (user, group) for _, _, _, user, group, name, *_ in lines if name not in {".", ".."}}
