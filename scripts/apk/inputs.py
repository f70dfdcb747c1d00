"""What a package is built from: each thing by name, version and the hash of its bytes (android/inputs.toml).

Everything comes through the ordinary clients of the machine (apt, pip), from wherever they are set up to fetch; no host
stands in the tree. What was fetched once is kept by its hash, so that a build needs no network the second time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.apk.places import APPLICATION, ROOT

ENGINE_PACKAGES = ROOT / "requirements/phone.txt"
TOOL_PACKAGES = ROOT / "requirements/phone-tools.txt"
ARM_WHEELS = ("--platform=musllinux_1_2_aarch64", "--platform=musllinux_1_1_aarch64", "--python-version=3.13")

KINDS = ("package", "source", "text")


@dataclass(frozen=True, slots=True)
class Input:
    """One file that goes into a build."""

    name: str
    version: str
    sha256: str
    kind: str
    """`package` or `source` of Debian's, or `text`: a package of which only a licence is read."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Where what was fetched and built is kept, by the hash of what it is or was made from."""

    folder: Path

    @property
    def debian(self) -> Path:
        return self.folder / "debian"

    def made(self, what: str, digest: str, make: Callable[[Path], None]) -> Path:
        """The folder of something that is made once for each digest of what it is made from; whole or not there."""
        made = self.folder / f"{what}-{digest[:16]}"
        if not made.exists():
            unfinished = made.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            make(unfinished)
            unfinished.rename(made)
        return made


def open_cache() -> Cache:
    """The cache of this machine: `$BLUEZONE_ANDROID_CACHE`, or a folder of the user's."""
    usual = Path.home() / ".cache/bluezone/android"
    return Cache(Path(os.environ.get("BLUEZONE_ANDROID_CACHE") or usual))


def read_inputs() -> list[Input]:
    """Debian's part of what a build takes."""
    listed = tomllib.loads((APPLICATION / "inputs.toml").read_text())
    return [Input(kind=kind, **one) for kind in KINDS for one in listed[kind]]


def digest_of_inputs() -> str:
    """One hash over all that is fetched."""
    whole = hashlib.sha256()
    for path in (APPLICATION / "inputs.toml", ENGINE_PACKAGES, TOOL_PACKAGES):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def fetch_debian(cache: Cache) -> dict[str, Path]:
    """Debian's files by name, each with the hash that stands in the list. Raises SystemExit with a plain line."""
    cache.debian.mkdir(parents=True, exist_ok=True)
    found = {one.name: _kept(cache, one) for one in read_inputs()}
    missing = [one for one in read_inputs() if found[one.name] is None]
    if missing and shutil.which("apt-get"):
        environment = _apt(cache.folder / "apt")
        for one in missing:
            _fetch(one, cache.debian, environment)
            found[one.name] = _kept(cache, one)
    lost = sorted(name for name, path in found.items() if path is None)
    if lost:
        raise SystemExit(f"not built: no file with the listed hash is to be had for {', '.join(lost)}")
    return {name: path for name, path in found.items() if path is not None}


def fetch_wheels(cache: Cache, listed: Path, *options: str) -> Path:
    """The wheels of a hashed list, in a folder of the list's own hash."""

    def fetch(to: Path) -> None:
        # pip of the environment: uv installs, and does not download
        command = [
            "python3",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--require-hashes",
        ]
        done = subprocess.run([*command, *options, "-r", listed, "-d", to], check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"not built: the wheels of {listed.name} cannot be fetched: {done.stderr.strip()[-300:]}")

    return cache.made(listed.stem, hashlib.sha256(listed.read_bytes()).hexdigest(), fetch)


def _kept(cache: Cache, wanted: Input) -> Path | None:
    """The kept file with this hash; its name is its hash, so nothing else can stand there for it."""
    path = cache.debian / wanted.sha256
    if path.exists() and sha256(path) == wanted.sha256:
        return path
    return None


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(wanted: Input, to: Path, environment: dict[str, str]) -> None:
    """Asks apt for one version; whatever comes is kept under the hash of its own bytes."""
    arriving = to / "arriving"
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir()
    name = f"{wanted.name.removesuffix('-source')}={wanted.version}"
    command = (
        ["apt-get", "source", "--download-only", name] if wanted.kind == "source" else ["apt-get", "download", name]
    )
    subprocess.run(command, cwd=arriving, env=environment, check=False, capture_output=True)
    for path in arriving.iterdir():
        path.rename(to / sha256(path))
    arriving.rmdir()


def _apt(folder: Path) -> dict[str, str]:
    """An apt of our own beside the system's: the same places, their sources and 64-bit ARM too, nothing installed."""
    parts = folder / "parts"
    for part in (parts, folder / "lists/partial", folder / "cache/archives/partial"):
        part.mkdir(parents=True, exist_ok=True)
    for listed in Path("/etc/apt/sources.list.d").glob("*.sources"):
        text = listed.read_text()
        (parts / listed.name).write_text(text.replace("Types: deb\n", "Types: deb deb-src\n"))
    (folder / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "{parts}";\nDir::State::lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\nAPT::Architectures {{"amd64";"arm64";}};\n'
    )
    environment = os.environ | {"APT_CONFIG": str(folder / "apt.conf")}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, capture_output=True)
    return environment
