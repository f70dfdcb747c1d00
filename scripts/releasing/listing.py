"""A CycloneDX 1.5 bill of materials of wheels: each with its version, licence and hash, and what leads to what. Nothing
in it says where a wheel came from, nor when."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

Component = dict[str, object]
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Wheel:
    """What a wheel says of itself."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]
    sha256: str

    @property
    def reference(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def read_wheel(path: Path) -> Wheel:
    """Reads a wheel's metadata."""
    with zipfile.ZipFile(path) as archive:
        (name,) = (one for one in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", one))
        told = Parser().parsestr(archive.read(name).decode("utf-8"), headersonly=True)
    needs = (_NAME.match(line) for line in told.get_all("Requires-Dist") or ())
    return Wheel(
        _normal(told["Name"]),
        told["Version"],
        told.get("License-Expression") or "",
        tuple(sorted({_normal(found[0]) for found in needs if found})),
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def bill_of_materials(version: str, folder: Path) -> dict[str, object]:
    """Lists every wheel of the folder, by name."""
    wheels = read_wheels(folder)
    return bill(version, [component(one) for one in wheels.values()], dependencies(wheels))


def read_wheels(folder: Path) -> dict[str, Wheel]:
    """Every wheel of the folder, by name and in its order."""
    return dict(sorted((one.name, one) for one in map(read_wheel, folder.glob("*.whl"))))


def bill(version: str, components: list[Component], needs: list[Component]) -> Component:
    """A bill of this version of ours over these components."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "bluezone", "name": "bluezone", "version": version}
        },
        "components": components,
        "dependencies": needs,
    }


def dependencies(wheels: Mapping[str, Wheel]) -> list[Component]:
    """What leads from wheel to wheel, as far as these wheels go."""
    return [
        {"ref": one.reference, "dependsOn": [wheels[need].reference for need in one.needs if need in wheels]}
        for one in wheels.values()
    ]


def component(wheel: Wheel) -> Component:
    """A wheel as one line of a bill."""
    known: Component = {
        "type": "library",
        "bom-ref": wheel.reference,
        "name": wheel.name,
        "version": wheel.version,
        "purl": wheel.reference,
        "hashes": [{"alg": "SHA-256", "content": wheel.sha256}],
    }
    return known | ({"licenses": [{"expression": wheel.licence}]} if wheel.licence else {})


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
