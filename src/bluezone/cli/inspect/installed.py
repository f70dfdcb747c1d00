"""`bluezone inspect installed`: what of other people's code runs here, as a CycloneDX bill of materials.

Read from what is installed, not from what was asked for. Nothing is fetched: scanners that know of advisories
(osv-scanner, Grype, Dependency-Track) read this on a machine of their own (docs/operating/exchange.md).
"""

from __future__ import annotations

import argparse
import json
from email.message import Message
from importlib import metadata

_OURS = "bluezone"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print every package that Bluezone stands on here, as a CycloneDX 1.5 bill of materials in JSON."
    parser = commands.add_parser("installed", help=sentence, description=sentence)
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace) -> int:
    print(json.dumps(bill_of_materials(), indent=2))
    return 0


def bill_of_materials() -> dict[str, object]:
    """Everything that Bluezone's requirements lead to and that is installed, by name."""
    from bluezone.citizen.installed import find_installed, needs_of, reached

    found = reached(find_installed)
    ours = found.pop(_OURS)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": _OURS, "name": _OURS, "version": ours.version}},
        "components": [_component(name, found[name]) for name in sorted(found)],
        "dependencies": [
            {
                "ref": _ref(name, one),
                "dependsOn": sorted(_ref(need, found[need]) for need in needs_of(one) if need in found),
            }
            for name, one in [(_OURS, ours), *sorted(found.items())]
        ],
    }


def _component(name: str, one: metadata.Distribution) -> dict[str, object]:
    told = dict(one.metadata.items()) if isinstance(one.metadata, Message) else {}
    licence = told.get("License-Expression")
    known: dict[str, object] = {
        "type": "library",
        "bom-ref": _ref(name, one),
        "name": name,
        "version": one.version,
        "purl": f"pkg:pypi/{name}@{one.version}",
    }
    return known | ({"licenses": [{"expression": licence}]} if licence else {})


def _ref(name: str, one: metadata.Distribution) -> str:
    return name if name == _OURS else f"pkg:pypi/{name}@{one.version}"
