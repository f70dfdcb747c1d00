"""Where things of the application stand in the tree, and the few facts of its manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[2]
APPLICATION = ROOT / "android"
GUIDE = ROOT / "docs/guides/android.md"
PACKAGE = "vn.bluezone.phone"

_ANDROID = "{http://schemas.android.com/apk/res/android}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the system is told of the application."""

    min_sdk: int
    target_sdk: int
    permissions: tuple[str, ...]


def read_manifest(application: Path = APPLICATION) -> Manifest:
    """Reads the few facts that others must agree with."""
    root = ET.parse(application / "AndroidManifest.xml").getroot()
    levels = root.find("uses-sdk")
    assert levels is not None, "the manifest says for which Android it is"
    return Manifest(
        min_sdk=int(levels.attrib[f"{_ANDROID}minSdkVersion"]),
        target_sdk=int(levels.attrib[f"{_ANDROID}targetSdkVersion"]),
        permissions=tuple(sorted(one.attrib[f"{_ANDROID}name"].rsplit(".", 1)[1] for one in _asked(root))),
    )


def _asked(root: ET.Element) -> Iterator[ET.Element]:
    """Every permission that is asked for, on whichever version of Android (`uses-permission-sdk-23`)."""
    return (one for one in root.iter() if str(one.tag).startswith("uses-permission"))


def documented_permissions(guide: Path = GUIDE) -> tuple[str, ...]:
    """The permissions that the guide's table names, each with its reason."""
    return tuple(sorted(re.findall(r"^\| `([A-Z_]+)` \|", guide.read_text(), re.MULTILINE)))


def java_sources(application: Path, *parts: str) -> list[Path]:
    """The Java files under these folders of the application, in order."""
    return sorted(path for part in parts for path in (application / part).rglob("*.java"))
