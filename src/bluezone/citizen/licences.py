"""Whose work lies in this Bluezone, and under which licence: read from the package's own files, at each look.

Four places: the distributions that Bluezone's requirements lead to, with their own texts; what pages carry of others'
work (`webui`'s parts); the data that came from elsewhere; and what a builder put beside all that, as in the package for
phones, which has Python and its C library inside (`data/licences.json`, written by scripts/apk). No name stands here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from bluezone import webui
from bluezone.citizen.installed import OURS, folders_by_name, reached
from bluezone.device import data as device_data

DATA = Path(__file__).parent / "data"
BROUGHT = "licences.json"
_USUAL = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*", re.IGNORECASE)
_PUBLISHED_ON_NPM = re.compile(r"^(\S+), as published on npm:$", re.MULTILINE)
_MADE_OF = re.compile(r"^\S+ is made of (\S+), under the Apache License 2\.0\.$", re.MULTILINE)
_LONGEST_NAME = 80
"""Some write the whole text where its name belongs."""


class Text(msgspec.Struct, frozen=True):
    """One file, as it came."""

    name: str
    text: str


class Inner(msgspec.Struct, frozen=True):
    """What a piece says that it is made of, with a licence by name alone."""

    name: str
    version: str = ""
    licence: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One work, with what its maker asks to be told of it."""

    name: str
    version: str = ""
    licence: str = ""
    """By name, where it gives one."""
    texts: tuple[Text, ...] = ()
    inside_of: tuple[str, ...] = ()
    """The other pieces that have it inside; itself, with nothing, where it stands alone."""
    inner: tuple[Inner, ...] = ()

    @property
    def key(self) -> str:
        """The piece's part of an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


def pieces(path: Iterable[str] | None = None, data: Path = DATA) -> tuple[Piece, ...]:
    """Every piece, ours first, the others by name. `path` is where modules lie, else this program's own."""
    folders = folders_by_name(path)
    found = reached(lambda name: metadata.Distribution.at(folders[name]) if name in folders else None)
    installed = {name: _distribution(one, folders[name]) for name, one in found.items()}
    ours = [installed.pop(OURS)] if OURS in installed else []
    apache = tuple(text for piece in ours for text in piece.texts)
    others = [*installed.values(), *_parts(apache), *_facts(data), *_brought(data)]
    return (*ours, *sorted(others, key=lambda piece: (piece.name.casefold(), piece.version)))


def piece_called(key: str) -> Piece | None:
    """The piece with this key."""
    return next((piece for piece in pieces() if piece.key == key), None)


def _distribution(one: metadata.Distribution, folder: Path) -> Piece:
    said = one.metadata
    named = set(said.get_all("License-File") or ())
    texts = [
        Text(str(path.relative_to(folder)).removeprefix("licenses/"), path.read_text("utf-8", "replace"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _is_licence(path.relative_to(folder), named)
    ]
    return Piece(
        name=said["Name"],
        version=one.version,
        licence=_licence_named(said),
        texts=tuple(texts),
        inner=tuple(_inner(folder)),
    )


def _is_licence(path: Path, named: set[str]) -> bool:
    """Whatever lies in `licenses`; beside it, as older makers have it, what is named or has a usual name."""
    return path.parts[0] == "licenses" or str(path) in named or _USUAL.fullmatch(str(path)) is not None


def _licence_named(said: Any) -> str:
    """Names a licence by the field of today, that of before, or what the distribution is filed under."""
    given = said.get("License-Expression") or said.get("License") or ""
    if given and len(given) <= _LONGEST_NAME and "\n" not in given:
        return str(given)
    filed = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    return ", ".join(filed)


def _inner(folder: Path) -> Iterator[Inner]:
    """Lists what the maker's own bills of materials (CycloneDX) name; one that cannot be read names nothing."""
    listed: dict[str, Inner] = {}
    for path in sorted(folder.glob("sboms/*.json")):
        with suppress(ValueError):
            for one in json.loads(path.read_text("utf-8")).get("components", ()):
                if one.get("scope") != "excluded" and not str(one.get("purl", "")).startswith("pkg:pypi/"):
                    inner = Inner(one["name"], one.get("version", ""), _expression(one))
                    listed.setdefault(inner.name, inner)
    yield from (listed[name] for name in sorted(listed))


def _expression(component: Mapping[str, Any]) -> str:
    given = component.get("licenses") or ()
    return " AND ".join(one["expression"] for one in given if "expression" in one)


def _parts(apache: tuple[Text, ...]) -> Iterator[Piece]:
    """What pages carry, each with its own part of the one file that came with them; what that only names is under the
    licence that is ours, too."""
    if not webui.has_parts():
        return
    whole = (webui.PARTS / "LICENCES.txt").read_text("utf-8")
    for name in _MADE_OF.findall(whole):
        yield Piece(name=f"{name} in pages", licence="Apache-2.0", texts=apache)
    _, *told = _PUBLISHED_ON_NPM.split(whole)
    for name, text in zip(told[::2], told[1::2], strict=True):
        yield Piece(name=name, texts=(Text("LICENCES.txt", _MADE_OF.sub("", text).strip() + "\n"),))


def _facts(data: Path) -> Iterator[Piece]:
    """Data that others have gathered: names of communes, and how loud phones of a maker are."""
    units = data / "units.LICENCE.txt"
    yield Piece(name="vietnamadminunits", licence="MIT", texts=(Text(units.name, units.read_text("utf-8")),))
    sources = {
        name: json.loads((Path(device_data.__file__).parent / name).read_text("utf-8"))["source"]
        for name in ("receiver_offsets.json", "sending_powers.json")
    }
    yield Piece(
        name="Calibration of phones",
        licence="CC-BY-4.0",
        texts=tuple(Text(name, f"{source}\n") for name, source in sources.items()),
    )


def _brought(data: Path) -> list[Piece]:
    path = data / BROUGHT
    return msgspec.json.decode(path.read_bytes(), type=list[Piece]) if path.exists() else []
