"""One office's computer with both services, installed from the bundle as docs/operating/install.md says: the bundle is
built and signed here, carried in on a stick, and every command is one of the page's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import httpx

from drills.machines.calling import SERVICE_NAMES, through_the_proxy
from drills.machines.debian import Disk, in_memory, kept_as, stick
from drills.machines.guide import Block, blocks_of, filled
from drills.machines.machine import PATIENCE_S, Machine, StuckError, switched_on
from drills.machines.workbench import laid_out, packed
from drills.surroundings import ROOT
from tests.support.tls import Authority

GUIDE = Path("docs", "operating", "install.md")
PORTAL, EXCHANGE = "/var/lib/bluezone-portal", "/var/lib/bluezone-exchange"
TLS_PORT = 443
_INSTALLS_S = 450.0
_LOOK_S = 1.0
_YEAR = dt.timedelta(days=365)
Way = Literal["typed", "quick"]
"""By which the guide is followed: on the machine, or in a folder of this one (`workbench.py`)."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is carried in, and what comes another way."""

    archive: Path
    release_key: Path
    """The public half."""

    @property
    def version(self) -> str:
        return self.archive.name.removeprefix("bluezone-").removesuffix("-offline.tar")


@dataclass(frozen=True, slots=True)
class Followed:
    """How far somebody came who types what the guide says."""

    took_s: dict[str, float]
    """Of each command."""
    stuck: str = ""
    """Where, and what was said there."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A disk that somebody installed, whom its services are believed by, and how that went."""

    disk: Disk
    authority: Path
    followed: Followed


def guide() -> tuple[Block, ...]:
    """The page as it stands: first what the machine with a network does, then the one without."""
    return blocks_of((ROOT / GUIDE).read_text("utf-8"))


def build(folder: Path) -> Bundle:
    """Builds and signs the bundle of the newest commit by the first block of the guide, with a key drawn for it."""
    own = {"scripts/release": f"{ROOT}/scripts/release", "DIR": str(folder), "--key ": f"--key {folder}/"}
    for command in guide()[0].commands:
        subprocess.run(["bash", "-euc", filled(command, own)], cwd=folder, check=True, stdout=sys.stderr)
    return bundle_in(folder)


def bundle_in(folder: Path) -> Bundle:
    """One that was built there."""
    (archive,) = folder.glob("bluezone-*-offline.tar")
    return Bundle(archive, folder / "release.pub")


def sticks(bundle: Bundle, folder: Path) -> tuple[Path, Path]:
    """The stick with the bundle; and what the office has by itself: the key of whoever releases, and certificates."""
    return (
        stick(folder / "bundle.img", "BUNDLE", bundle.archive),
        stick(folder / "office.img", "OFFICE", *_of_the_office(bundle, folder)),
    )


def _of_the_office(bundle: Bundle, folder: Path) -> tuple[Path, ...]:
    served = [folder / f"{service}.{half}" for service in SERVICE_NAMES for half in ("pem", "key")]
    return (bundle.release_key, *served)


def office_certificates(folder: Path) -> None:
    """Makes an authority of the office's own (`office.pem`), and a certificate with its key for each service, for a
    year."""
    now = dt.datetime.now(dt.UTC)
    authority = Authority.drawn(now)
    authority.write(folder / "office.pem")
    for service, name in SERVICE_NAMES.items():
        authority.certify(folder, service, name, now, now + _YEAR)


def installed(bare: Disk, bundle: Bundle, cache: Path, way: Way, *, anew: bool = False) -> Installed:
    """A machine on which somebody did what the guide says up to its last block, and then switched it off; the one that
    is kept, where none is asked for anew. Raises StuckError where somebody got stuck."""
    kept = cache / f"{way}-{digest_of(bundle, bare)}"
    if anew:
        shutil.rmtree(kept, ignore_errors=True)
    if not kept.exists():
        with tempfile.TemporaryDirectory(prefix="bluezone-installing-", dir=in_memory()) as name:
            made = Path(name, "made")
            made.mkdir()
            office_certificates(made)
            followed = _WAYS[way](bare, bare.at(made / "disk.img"), bundle, made)
            if followed.stuck:
                raise StuckError(followed.stuck)
            (made / "followed.json").write_text(json.dumps(asdict(followed)), encoding="utf-8")
            kept_as(made, kept)
    followed = Followed(**json.loads((kept / "followed.json").read_text("utf-8")))
    return Installed(bare.at(kept / "disk.img"), kept / "office.pem", followed)


def _install_typed(bare: Disk, disk: Disk, bundle: Bundle, made: Path) -> Followed:
    bare.copied(disk.image)
    with switched_on(disk, made.parent, sticks=sticks(bundle, made)) as machine:
        for label in ("BUNDLE", "OFFICE"):
            machine.does(f"mount -o ro -L {label} /mnt && cp /mnt/*.* ~ && umount /mnt")
        followed = follow(machine, bundle.version, guide()[1:-1])
        machine.switch_off()
    return followed


def _install_quickly(bare: Disk, disk: Disk, bundle: Bundle, made: Path) -> Followed:
    with laid_out(bare) as (root, somebody):
        for carried in (bundle.archive, *_of_the_office(bundle, made)):
            shutil.copy(carried, root / "root")
        somebody.does("cd")
        followed = follow(somebody, bundle.version, guide()[1:-1])
        packed(root, disk)
    return followed


_WAYS: dict[Way, Callable[[Disk, Disk, Bundle, Path], Followed]] = {
    "typed": _install_typed,
    "quick": _install_quickly,
}


def follow(machine: Machine, version: str, blocks: tuple[Block, ...]) -> Followed:
    """Types what these blocks of the guide say, until something fails."""
    took, commands = {}, [(block.heading, command) for block in blocks for command in block.commands]
    for heading, command in commands:
        began = time.monotonic()
        said = machine.types(filled(command, {"X.Y.Z": version}), _INSTALLS_S)
        took[command.split(" #")[0].strip()] = round(time.monotonic() - began, 1)
        print(f"{took[command.split(' #')[0].strip()]:6} s  {said.status}  {command[:110]}", file=sys.stderr)
        if said.status != 0:
            return Followed(took, f"{heading}: {command}: {said.status}: {said.text[-600:].strip()}")
    return Followed(took)


def wait_until_ready(machine: Machine, trusted: ssl.SSLContext, began: float) -> dict[str, float]:
    """Calls both services through the proxy until they answer; after how many seconds each did. Raises StuckError."""
    ready: dict[str, float] = {}
    addresses = {
        "exchange": "https://exchange.example.vn/v1/index",
        "portal": "https://portal.example.vn/account/login",
    }
    with httpx.Client(transport=through_the_proxy(machine.ports[TLS_PORT], trusted), timeout=5) as caller:
        while len(ready) < len(addresses):
            for name, address in addresses.items():
                if name not in ready and _answers(caller, address):
                    ready[name] = round(time.monotonic() - began, 1)
            if time.monotonic() - began > PATIENCE_S:
                raise StuckError(f"not ready after {PATIENCE_S:.0f} s: {sorted(addresses.keys() - ready.keys())}")
            time.sleep(_LOOK_S)
    return ready


def doctor(machine: Machine, data: str) -> list[dict[str, str]]:
    """What `bluezone doctor` says of a service, asked under its account."""
    said = machine.types(f"runuser -u {Path(data).name} -- /opt/bluezone/current/bin/bluezone doctor --data {data}"
                         " --language en --json 2>/dev/null")  # fmt: skip
    try:
        checks: list[dict[str, str]] = json.loads(said.text)["checks"]
    except ValueError as error:
        raise StuckError(f"bluezone doctor --data {data}: {said.status}: {said.text[-300:]}") from error
    return checks


def failed_units(machine: Machine) -> list[str]:
    """Units that systemd calls failed."""
    return [line.split()[0] for line in machine.does("systemctl --failed --plain --no-legend").splitlines() if line]


def digest_of(bundle: Bundle, disk: Disk) -> str:
    """What an installed disk is known by: the bundle, the guide, and the Debian under it."""
    told = hashlib.sha256(bundle.archive.read_bytes() + bundle.release_key.read_bytes())
    told.update((ROOT / GUIDE).read_bytes() + disk.image.parent.name.encode())
    return told.hexdigest()[:16]


def _answers(caller: httpx.Client, address: str) -> bool:
    try:
        return caller.get(address).status_code == httpx.codes.OK
    except httpx.HTTPError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise StuckError(f"{address} is answered by somebody else: {error}") from error
        return False
