"""The bill of materials beside a package: all that went into it and all that it was made with, each by its hash.

CycloneDX 1.5, the same bytes for the same tree and inputs. It says nothing of when, where or by whom, nor of the key
that signed: what a package was built from is the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bluezone.citizen.installed import plain_name
from bluezone.citizen.licences import Piece
from scripts.apk.inputs import Input, read_inputs
from scripts.apk.places import ROOT
from scripts.releasing.gathering import version
from scripts.releasing.listing import Component, Wheel, bill, component, dependencies, read_wheels
from scripts.releasing.parts import listed_parts

NAME = "bluezone.cdx.json"


def write_bill(to: Path, wheels: Path, tools: Path, pieces: Iterable[Piece], inputs: str) -> None:
    """Writes it as JSON. `pieces` are those that the pages show, `inputs` is the hash over all that was fetched."""
    listed = bill_of_package(wheels, tools, list(pieces), inputs)
    to.write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n", "utf-8")


def bill_of_package(wheels: Path, tools: Path, pieces: list[Piece], inputs: str) -> Component:
    """Everything in the package as components, everything that made it as tools."""
    told = {plain_name(piece.name) for piece in pieces}
    engine = {name: one for name, one in read_wheels(wheels).items() if name in told}
    debian = read_inputs()
    components = [_wheel(one, pieces) for one in engine.values()]
    components += [_debian(one) for one in debian if _goes_in(one)]
    components += [_part(name, digest) for name, digest in sorted(listed_parts(ROOT).items())]
    ours: Component = {"ref": "bluezone", "dependsOn": [one["bom-ref"] for one in components]}
    whole = bill(version(ROOT), components, [ours, *dependencies(engine)])
    made_with = [component(one) for one in read_wheels(tools).values()]
    made_with += [_debian(one) for one in debian if not _goes_in(one)]
    whole["metadata"] = {
        "component": _ours(whole),
        "tools": {"components": made_with},
        "properties": [{"name": "bluezone:inputs_sha256", "value": inputs}],
    }
    return whole


def _ours(whole: Component) -> object:
    metadata = whole["metadata"]
    assert isinstance(metadata, dict)
    return metadata["component"]


def _goes_in(one: Input) -> bool:
    """Whether something of it lies in the package: what is compiled, what runs there, and licences."""
    return one.kind in {"source", "text"} or one.name.endswith(":arm64")


def _wheel(one: Wheel, pieces: Iterable[Piece]) -> Component:
    """A wheel with what it has inside: as its maker lists it, and as android/inputs.toml does."""
    inner = {str(part["name"]): part for part in _inner(one, pieces)}
    return component(one) | ({"components": list(inner.values())} if inner else {})


def _inner(one: Wheel, pieces: Iterable[Piece]) -> Iterator[Component]:
    for piece in pieces:
        if plain_name(piece.name) == one.name:
            for part in piece.inner:
                yield _named(one, part.name, part.version, part.licence)
        elif one.name in map(plain_name, piece.inside_of):
            yield _named(one, piece.name, piece.version, piece.licence)


def _named(one: Wheel, name: str, version: str, licence: str) -> Component:
    known: Component = {"type": "library", "bom-ref": f"{one.reference}#{name}", "name": name}
    known |= {"version": version} if version else {}
    return known | ({"licenses": [{"expression": licence}]} if licence else {})


def _debian(one: Input) -> Component:
    name, _, processor = one.name.removesuffix("-source").partition(":")
    of = {"source": "source", "text": "amd64", "package": processor or "amd64"}[one.kind]
    purl = f"pkg:deb/debian/{name}@{one.version.replace('~', '%7E').replace(':', '%3A')}?arch={of}"
    return {
        "type": "data" if one.kind == "text" else "library",
        "bom-ref": purl,
        "name": name,
        "version": one.version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": one.sha256}],
    }


def _part(name: str, digest: str) -> Component:
    return {
        "type": "file",
        "bom-ref": f"bluezone#parts/{name}",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
