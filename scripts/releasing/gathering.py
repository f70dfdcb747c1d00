"""What a bundle holds: wheels of others and ours, typefaces, units, what proxy and monitor take, guides, install.sh."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

from scripts.releasing.guides import gather_guides
from scripts.releasing.listing import bill_of_materials
from scripts.releasing.parts import take_parts

ROOT = Path(__file__).parents[2]
_FACES = ("LiberationSerif", "LiberationSans")
_FONTS = Path("/usr/share/fonts/truetype")


def committed(repository: Path, target: Path) -> Path:
    """Lays out what the newest commit holds: nothing that stands in the folder beside it enters a bundle."""
    with subprocess.Popen(["git", "archive", "HEAD"], cwd=repository, stdout=subprocess.PIPE) as archive:
        assert archive.stdout is not None
        with tarfile.open(fileobj=archive.stdout, mode="r|") as tar:
            tar.extractall(target, filter="data")
    return target


def version(tree: Path) -> str:
    """Reads the version of the package."""
    return str(tomllib.loads((tree / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def moment_of_commit() -> int:
    """Reads when the commit was made, in seconds since 1970."""
    return int(_git("log", "-1", "--format=%ct"))


def gather(folder: Path, tree: Path) -> int:
    """Fills the folder from what a commit holds; how many wheels it holds."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    for requirements in ("server.txt", "installer.txt"):
        _download(tree / "requirements" / requirements, wheels)
    bill = bill_of_materials(version(tree), wheels)
    ours = _our_wheel(tree, wheels)
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    (folder / "requirements.txt").write_text(_pinned(ours, tree), "utf-8")
    _copy_faces(folder / "fonts")
    for deployed in ("systemd", "proxy", "monitoring"):
        shutil.copytree(tree / "deploy" / deployed, folder / deployed)
    gather_protocol(folder / "protocol", tree)
    gather_guides(folder / "guides", tree)
    shutil.copy(tree / "LICENSE", folder)
    shutil.copy(tree / "deploy" / "install.sh", folder)
    return len(list(wheels.iterdir()))


def gather_protocol(folder: Path, tree: Path) -> None:
    """Lays out the specification: its pages, descriptions, known answers with their schema, former releases, what the
    original application of 2020 answered, and the phone and exchange in another language that its pages name."""
    shutil.copytree(tree / "docs" / "protocol", folder)
    shutil.copytree(tree / "clients" / "js", folder / "clients" / "js")
    (folder / "original").mkdir()
    shutil.copy(tree / "tests" / "vectors" / "bluezone_ids.json", folder / "original")
    shutil.copy(tree / "LICENSE", folder)


def _download(requirements: Path, wheels: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
    told = ("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(requirements), "-d", str(wheels))
    subprocess.run([*pip, *told], check=True)


def _our_wheel(tree: Path, wheels: Path) -> Path:
    """Builds ours from the commit alone, with what pages carry of others' work, which no commit holds."""
    take_parts(ROOT, tree)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    told = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(wheels), str(tree))
    steady = {"SOURCE_DATE_EPOCH": str(moment_of_commit()), "CFLAGS": "-g0"}
    subprocess.run([*pip, *told], check=True, env={**os.environ, **steady})
    (ours,) = wheels.glob("bluezone-*.whl")
    return ours


def _pinned(ours: Path, tree: Path) -> str:
    """Lists every wheel of the service by its hash, ours with what it is installed for."""
    digest = hashlib.sha256(ours.read_bytes()).hexdigest()
    others = (tree / "requirements" / "server.txt").read_text("utf-8")
    return f"{others.rstrip()}\nbluezone=={version(tree)} \\\n    --hash=sha256:{digest}\n"


def _copy_faces(folder: Path) -> None:
    folder.mkdir()
    for face in _FACES:
        for file in sorted(_FONTS.glob(f"liberation*/{face}-*.ttf")):
            shutil.copy(file, folder)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
