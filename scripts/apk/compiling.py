"""The application compiled against the imitated classes, as any Java compiler can."""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.apk.places import PACKAGE, java_sources

QUICKLY = ("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a Java that lives for a second."""


def compile_application(application: Path, to: Path) -> None:
    """Compiles application, imitated classes and the checks on both, each into its own folder under `to`."""
    resources = write_resources(application, to)
    _compile(java_sources(application, "imitated"), to / "imitated")
    _compile([*java_sources(application, "src"), resources], to / "application", to / "imitated")
    _compile(java_sources(application, "tests"), to / "checks", to / "application", to / "imitated")


def write_resources(application: Path, to: Path) -> Path:
    """Writes the names of the application's resources as a class into this folder; the numbers are given when a package
    is made."""
    to.mkdir(parents=True, exist_ok=True)
    written = to / "R.java"
    written.write_text(_resources(application / "res"))
    return written


def _compile(sources: list[Path], to: Path, *against: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    path = ":".join(map(str, against)) or str(to)
    done = subprocess.run(
        [
            "javac",
            *(f"-J{option}" for option in QUICKLY),
            "-nowarn",
            "-proc:none",
            "-Xlint:-options",
            "--release",
            "11",
            "-cp",
            path,
            "-d",
            to,
            *sources,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the application does not compile:\n{done.stderr}")


def _resources(folder: Path) -> str:
    kinds: dict[str, set[str]] = {}
    for values in folder.glob("values/*.xml"):
        for one in ET.parse(values).getroot():
            kinds.setdefault(one.tag, set()).add(one.attrib["name"])
    for drawable in folder.glob("drawable/*.xml"):
        kinds.setdefault("drawable", set()).add(drawable.stem)
    numbers = itertools.count(1)  # any, as long as each has its own: a check has to tell what was said from the rest
    inner = "\n".join(
        f"  static final class {kind} {{ "
        + " ".join(f"static int {name} = {next(numbers)};" for name in sorted(names))
        + " }"
        for kind, names in sorted(kinds.items())
    )
    return f"package {PACKAGE};\n\nfinal class R {{\n{inner}\n}}\n"
