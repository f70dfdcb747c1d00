"""The README's two commands on a bare Debian: a folder made by debootstrap, with what the README asks for and no more.

As root. How this machine reaches its packages (sources, settings of pip, certificates) is copied in, and nothing else:
what the commands need beyond that they have to bring themselves. Of the suite the loop is run, the tests that need
nothing but their own process: whether all of it passes is what it is run for elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from drills.drill import Drill, Outcome
from drills.surroundings import ROOT

_ASKED_FOR = "python3,python3-venv,gcc,libc6-dev,git,ca-certificates"
"""What the README names, the compiler's headers, and what a download is believed by."""
_CLONE = Path("srv", "bluezone")
"""The folder in which somebody clones it; a command begins at the top of the bare one."""
_SETTINGS = (
    *("etc/pip.conf", "etc/uv/uv.toml"),
    *(str(Path.home().relative_to("/") / ".config" / name) for name in ("pip/pip.conf", "uv/uv.toml")),
    *("etc/ssl/certs/ca-certificates.crt", "etc/resolv.conf", "etc/hosts"),
    *("etc/apt/sources.list", "etc/apt/sources.list.d", "etc/apt/apt.conf.d", "etc/apt/keyrings"),
)
_ENVIRONMENT = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy")
_FACE = "from bluezone.documents.fonts import serif; print(serif().family)"


def _run(arguments: Namespace) -> Outcome:
    """Makes the folder, runs both commands in it, and asks whether papers could be set."""
    if os.geteuid() != 0:
        return Outcome(held=False, counts={}, details={"failed": ["this drill makes a root folder: run it as root"]})
    if shutil.which("debootstrap") is None:
        subprocess.run(["apt-get", "install", "-y", "-qq", "debootstrap"], check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="bluezone-bare-", dir="/var/tmp") as name:
        bare = Path(name)
        made_s = _made(bare)
        with _mounted(bare):
            demo_s, demo = _command(bare, "scripts/demo --headless --json")
            face_s, face = _command(bare, f".venv/bin/python -c '{_FACE}'")
            test_s, tests = _command(bare, "true" if arguments.without_tests else "scripts/test --fast")
    told = _object(demo.stdout)
    failed = [
        said
        for said, holds in (
            (f"scripts/demo: {demo.stderr[-600:]}", demo.returncode == 0 and bool(told.get("warned"))),
            (f"no typeface: {face.stderr[-300:]}", face.returncode == 0),
            (f"scripts/test --fast: {tests.stdout[-600:]}", tests.returncode == 0),
        )
        if not holds
    ]
    counts: dict[str, int | float] = {
        "folder_s": made_s,
        "demo_s": demo_s,
        "warned": len(told.get("warned", [])),
        "test_s": test_s,
    }
    return Outcome(held=not failed, counts=counts, details={"failed": failed, "face": face.stdout.strip(), "s": face_s})


def _made(bare: Path) -> int:
    """Makes the folder with Debian and our commit in it; the seconds that it took."""
    began = time.monotonic()
    command = ["debootstrap", "--variant=minbase", f"--include={_ASKED_FOR}", _release(), str(bare), mirror()]
    subprocess.run(command, check=True, stdout=sys.stderr)
    for setting in _SETTINGS:
        source, target = Path("/") / setting, bare / setting
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(bare / _CLONE)], check=True)
    return round(time.monotonic() - began)


def _release() -> str:
    found = re.search(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"))
    return found[1] if found else "stable"


def mirror() -> str:
    """The address from which this machine has its own Debian; debootstrap's own where it does not say."""
    for path in [*sorted(Path("/etc/apt").glob("sources.list.d/*")), Path("/etc/apt/sources.list")]:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if (found := re.search(r"(?m)^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+)", text)) is not None:
            return found[1]
    return ""


@contextlib.contextmanager
def _mounted(bare: Path) -> Iterator[None]:
    """Lends it the kernel's own folders for as long as the block lasts."""
    for name in ("proc", "dev"):
        subprocess.run(["mount", "--rbind", f"/{name}", str(bare / name)], check=True)
        subprocess.run(["mount", "--make-rslave", str(bare / name)], check=True)
    try:
        yield
    finally:
        for name in ("dev", "proc"):
            subprocess.run(["umount", "--recursive", "--lazy", str(bare / name)], check=True)


def _command(bare: Path, command: str) -> tuple[int, subprocess.CompletedProcess[str]]:
    """Runs one line in the folder, as somebody who has just cloned it; the seconds, and what it said."""
    began = time.monotonic()
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    ran = subprocess.run(
        ["chroot", str(bare), "/bin/bash", "-c", f"cd {_CLONE} && {command}"],
        env={"HOME": str(Path.home()), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **kept},
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"{command}: {ran.returncode} after {time.monotonic() - began:.0f} s", file=sys.stderr)
    return round(time.monotonic() - began), ran


def _object(said: str) -> dict[str, list[int]]:
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--without-tests", action="store_true", help="only the first command")


DRILL = Drill(
    "bare", "The README's two commands on a bare Debian that debootstrap has just made, as root.", _run, _arguments
)
