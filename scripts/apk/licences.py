"""Whose work goes into a package, and each with its licence's own text: taken from the inputs, or nothing is built.

Wheels bring their texts along. What is compiled here, or lies in the extension modules of wheels, stands by name in
android/inputs.toml, with the place of its text among the inputs. The pages read both (`bluezone.citizen.licences`), and
by the same reading the builder sees whether anything is without one.
"""

from __future__ import annotations

import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bluezone.citizen.installed import plain_name
from bluezone.citizen.licences import BROUGHT, Piece, Text, pieces
from scripts.apk.inputs import Input, read_inputs
from scripts.apk.places import APPLICATION
from scripts.releasing.listing import read_wheel

INPUTS = APPLICATION / "inputs.toml"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where texts are read: Debian's files by their names, and the wheels of tools."""

    debian: Mapping[str, Path]
    tools: Path

    def read(self, place: str) -> Text:
        """The text at `input: path`. Raises SystemExit where there is none."""
        name, _, path = place.rpartition(": ")
        kinds = {one.name: one.kind for one in read_inputs()}
        if name in kinds and name not in self.debian:
            raise SystemExit(f"not built: {name} is not there, and the licence {path} with it")
        match kinds.get(name):
            case "source":
                data = _of_tar(self.debian[name], path)
            case "package" | "text":
                data = _of_package(self.debian[name], path)
            case _:
                data = _of_wheel(self.tools, name, path)
        if not data.strip():
            raise SystemExit(f"not built: there is no licence {path} in {name}")
        return Text(place, data.decode("utf-8", "replace"))


def brought(sources: Sources, listed: Path = INPUTS) -> list[Piece]:
    """Every piece that is no wheel, with its texts."""
    versions = {one.name: _upstream(one) for one in read_inputs()}
    return [
        Piece(
            name=one["name"],
            version=versions.get(one.get("version", ""), ""),
            inside_of=tuple(one.get("inside", ())),
            texts=tuple(map(sources.read, one["texts"])),
        )
        for one in _table(listed)["piece"]
    ]


def lay_out_licences(sources: Sources, site: Path, listed: Path = INPUTS) -> None:
    """Puts beside the pages what no wheel tells of."""
    told = msgspec.json.format(msgspec.json.encode(brought(sources, listed)), indent=1)
    (site / "bluezone/citizen/data" / BROUGHT).write_bytes(told + b"\n")


def refuse_what_is_unlicensed(site: Path, wheels: Path, listed: Path = INPUTS) -> tuple[Piece, ...]:
    """Every piece as the pages will show it. Raises SystemExit where one has no text, or a wheel is not among them."""
    found = pieces([str(site)], site / "bluezone/citizen/data")
    if bare := sorted(piece.name for piece in found if not any(text.text.strip() for text in piece.texts)):
        raise SystemExit(f"not built: no licence text came with {', '.join(bare)}")
    laid = {plain_name(folder.name.partition("-")[0]) for folder in site.glob("*.dist-info")}
    if unseen := sorted(laid - {plain_name(piece.name) for piece in found}):
        raise SystemExit(f"not built: no requirement leads to {', '.join(unseen)}, so no page would tell of it")
    _refuse_unknown_insides(wheels, listed)
    return found


def _refuse_unknown_insides(wheels: Path, listed: Path) -> None:
    """What a compiler has put into a wheel nobody can read off it: somebody has to have looked."""
    table = _table(listed)
    known = {name for one in table["piece"] for name in one.get("inside", ())} | set(table["wheels"]["alone"])
    compiled = {read_wheel(path).name for path in wheels.glob("*.whl") if _has_extensions(path)}
    if unknown := sorted(compiled - {plain_name(name) for name in known}):
        raise SystemExit(f"not built: nobody has written down what {', '.join(unknown)} has inside ({listed.name})")


def _has_extensions(wheel: Path) -> bool:
    with zipfile.ZipFile(wheel) as opened:
        return any(name.endswith(".so") for name in opened.namelist())


def _table(listed: Path) -> dict[str, Any]:
    return tomllib.loads(listed.read_text("utf-8"))


def _upstream(one: Input) -> str:
    """The version that the makers gave: without Debian's epoch, revision and repacking."""
    version = one.version.partition(":")[2] or one.version
    return version.rpartition("-")[0].rpartition("really")[2] or version


def _of_tar(archive: Path, path: str) -> bytes:
    with tarfile.open(archive) as opened:
        for member in opened:
            if member.name.partition("/")[2] == path and (file := opened.extractfile(member)) is not None:
                return file.read()
    return b""


def _of_package(package: Path, path: str) -> bytes:
    with subprocess.Popen(["dpkg", "--fsys-tarfile", package], stdout=subprocess.PIPE) as unpacking:
        assert unpacking.stdout is not None
        with tarfile.open(fileobj=unpacking.stdout, mode="r|") as opened:
            found = _first(opened, f"./{path}")
        unpacking.stdout.read()
    return found


def _first(members: tarfile.TarFile, name: str) -> bytes:
    for member in members:
        if member.name == name and (file := members.extractfile(member)) is not None:
            return file.read()
    return b""


def _of_wheel(wheels: Path, name: str, path: str) -> bytes:
    found: Iterable[Path] = wheels.glob(f"{name}-*.whl")
    for wheel in found:
        with zipfile.ZipFile(wheel) as opened:
            if path in opened.namelist():
                return opened.read(path)
    return b""
