"""Which fields each file and message has: `python -m scripts.freeze_fields` prints those of its own tree as JSON.

A release leaves it behind (docs/protocol/releases), so that later ones can say since when a field exists: the table of
docs/protocol/versions.md is made of them (`python -m scripts.freeze_fields table`). Maps have names, and a name with a
question mark may be left out; arrays have a number of elements, since nothing on the wire names them.
"""

from __future__ import annotations

import enum
import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

PAGES = Path(__file__).parents[1] / "docs" / "protocol"
RELEASES = PAGES / "releases"
NEXT = "next release"
_FILES = {
    "key list": (3, "signature", "_KeyListOnWire"),
    "listed key": (3, "signature", "ListedKey"),
    "batch, header": (3, "batch", "_Header"),
    "batch, group": (3, "batch", "_GroupHeader"),
    "revocation": (3, "revocation", "Revocation"),
    "proposal": (3, "proposal", "Proposal"),
    "index": (3, "index", "_IndexOnWire"),
    "listed file": (3, "index", "Published"),
    "co-signature": (3, "index", "Cosignature"),
    "head": (4, "index", "Head"),
    "certificate": (6, "disclosure", "Certificate"),
    "configuration": (7, "config", "Configuration"),
    "pathogen profile": (7, "config", "PathogenProfile"),
    "radio duty": (7, "config", "RadioDuty"),
    "risk": (7, "config", "RiskParameters"),
    "power": (7, "config", "SaidPower"),
    "link of the configuration": (7, "config", "Link"),
    "news": (7, "config", "Article"),
    "poster": (10, "venue", "Venue"),
    "places": (10, "place_codes", "Places"),
    "entry of places": (10, "place_codes", "Entry"),
    "handover": (13, "handover", "Handover"),
    "seed of a handover": (13, "handover", "MovedSeed"),
    "boot of a handover": (13, "handover", "MovedBoot"),
    "encounter of a handover": (13, "handover", "MovedEncounter"),
    "warning of a handover": (13, "handover", "MovedWarning"),
    "visit of a handover": (13, "handover", "MovedVisit"),
    "secret shown at doors": (13, "handover", "ShownSecret"),
    "message of a handover": (13, "handover", "MovedMessage"),
    "choice of a handover": (13, "handover", "MovedChoice"),
}
_MESSAGES = {
    "request": (5, "messages", ("TimeRequest", "RedeemRequest", "UploadRequest", "ReportRequest", "CoverRequest")),
    "answer": (5, "messages", ("TimeAnswer", "CertificateAnswer", "AcceptedAnswer", "RefusedAnswer")),
    "sealed": (9, "report", ("ContactReport", "LinkConsent", "Declaration", "Withdrawal")),
}
_PARTS = {"seed of an upload": (5, "messages", "DisclosedSeed"), "row of a contact": (9, "report", "Row")}
_VALUES = {
    "kinds of signatures": (3, "signature", "Kind"),
    "levels": (3, "disclosure", "Level"),
    "classes": (3, "batch", "Infectivity"),
    "formats": (3, "batch", "Format"),
    "reasons of refusal": (5, "messages", "Refusal"),
    "bands of minutes": (9, "report", "Minutes"),
    "symptoms": (9, "report", "Symptom"),
    "kinds of places": (10, "venue", "VenueKind"),
}


def fields() -> dict[str, Any]:
    """Each document with its page and what stands in it; what this tree does not have is left out."""
    messages = {
        f"{name} `{found.__struct_config__.tag}`": (page, module, one)
        for name, (page, module, kinds) in _MESSAGES.items()
        for one in kinds
        if (found := _found(module, one)) is not None
    }
    documents = {**_FILES, **messages, **_PARTS, **_VALUES}
    described = {
        name: {"page": page, **_described(found)}
        for name, (page, module, one) in documents.items()
        if (found := _found(module, one)) is not None
    }
    return {
        **described,
        "marks": {"page": "1 to 13", "values": _marks()},
        "addresses": {"page": 3, "values": _addresses()},
    }


def table() -> str:
    """What stands in each document, by the release since which it does, as rows of versions.md."""
    releases = {folder.name: json.loads((folder / "fields.json").read_text("utf-8")) for folder in _released()}
    first, *later = [*releases, NEXT]
    columns = {**releases, NEXT: fields()}
    rows = [f"| what | page | since {first} | since later |", "|---|---|---|---|"]
    for name, described in columns[NEXT].items():
        since = {release: _since(columns, release, name) for release in columns}
        added = [f"{', '.join(since[release])} ({release})" for release in later if since[release]]
        rows.append(f"| {name} | {described['page']} | {', '.join(since[first])} | {'; '.join(added)} |")
    return "\n".join(rows) + "\n"


def said(described: dict[str, Any]) -> list[str]:
    """What stands in a document, one word a field, element or value."""
    if "elements" in described:
        return [f"element {number}" for number in range(1, described["elements"] + 1)]
    return [str(one) for one in described["fields" if "fields" in described else "values"]]


def _since(columns: dict[str, Any], release: str, name: str) -> list[str]:
    """What of a document came with this release: its fields, or of an array which elements."""
    names = list(columns)
    before = {word.rstrip("?") for one in names[: names.index(release)] for word in said(columns[one].get(name, _NONE))}
    there = [word for word in said(columns[NEXT][name]) if word.rstrip("?") not in before]
    stood = {word.rstrip("?") for word in said(columns[release].get(name, _NONE))}
    came = [word for word in there if word.rstrip("?") in stood]
    if came and came[0].startswith("element "):
        return [f"elements {came[0][8:]} to {came[-1][8:]}" if len(came) > 1 else came[0]]
    return [f"`{word}`" for word in came]


_MARK = re.compile(r'b?"(bluezone/[a-z-]+/[0-9]+|BZ[A-Z][0-9]+:?)')
_NONE: dict[str, Any] = {"fields": []}


def _released() -> list[Path]:
    return sorted(folder for folder in RELEASES.iterdir() if folder.is_dir())


def _found(module: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(f"bluezone.protocol.{module}"), name, None)
    except ModuleNotFoundError:
        return None


def _described(found: Any) -> dict[str, Any]:
    if issubclass(found, enum.Enum):
        return {"values": [one.value for one in found]}
    known = msgspec.structs.fields(found)
    if found.__struct_config__.array_like:
        return {"elements": len(known), "may be left out": sum(not one.required for one in known)}
    return {"fields": [one.encode_name + ("" if one.required else "?") for one in known]}


def _marks() -> list[str]:
    """What begins a file or text, or parts what is derived for one purpose from the rest: it has its version in it."""
    package = Path(__file__).parents[1] / "src" / "bluezone"
    sources = [*(package / "protocol").glob("*.py"), package / "kernel" / "_pure.py"]
    return sorted({found for source in sources for found in _MARK.findall(source.read_text("utf-8"))})


def _addresses() -> list[str]:
    """Those of the table of page 3, and the one call's."""
    text = (PAGES / "3-batches.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*/v1/.*) \| .* \| .* \|$", text, re.MULTILINE)
    call = importlib.import_module("bluezone.protocol.messages").CALL_PATH
    return sorted({address for row in rows for address in re.findall(r"(/v1/[^`]+)`", row)} | {call})


if __name__ == "__main__":
    sys.stdout.write(table() if sys.argv[1:] == ["table"] else json.dumps(fields(), indent=1) + "\n")
