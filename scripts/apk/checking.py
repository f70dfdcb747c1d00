"""What can be checked of the application without Android, in seconds: `scripts/android --check`."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bluezone.radio.pipe import EVENT_NAMES
from scripts.apk.bytecode import Reference, constants, overridden, uses
from scripts.apk.compiling import QUICKLY, compile_application
from scripts.apk.listing import Listing, read_listing
from scripts.apk.places import APPLICATION, documented_permissions, java_sources, read_manifest

_SAID = re.compile(r'say\(\s*(?:\w+ \? )?"(\w+)|: "(\w+) " \+ token\)')
_LONGEST_S = 300
_HURRY = 50
"""How many times faster the application's waits pass, as the checks see them."""
_TRIED = re.compile(r"^tried (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it. All lists are empty when all is well."""

    references: int
    """Members of Android's classes that the application uses or takes the place of."""
    missing: list[str] = field(default_factory=list)
    """Those that Android does not have."""
    unguarded: list[str] = field(default_factory=list)
    """Those that came later than the oldest Android it installs on, used without asking which one this is."""
    false_constants: list[str] = field(default_factory=list)
    """Values that the imitated classes have otherwise than Android."""
    permissions: list[str] = field(default_factory=list)
    """Permissions of the manifest that the guide does not name, or the other way round."""
    java_tests: int = 0
    pipe_events: int = 0
    """Kinds of events that the application says and the engine knows."""
    strange_events: list[str] = field(default_factory=list)
    """Those that only one of the two knows."""

    @property
    def is_well(self) -> bool:
        lists = self.missing, self.unguarded, self.false_constants, self.permissions, self.strange_events
        return not any(lists) and self.java_tests > 0

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def check(application: Path = APPLICATION) -> Checked:
    """Compiles the application, asks the listing about each reference, and runs its checks in Java."""
    listing = read_listing(application / "listing.txt")
    with tempfile.TemporaryDirectory(prefix="bz-android") as folder:
        built = Path(folder)
        compile_application(application, built)
        references, missing, unguarded = _references(built, listing, read_manifest(application).min_sdk)
        said = _said(application)
        return Checked(
            references=references,
            missing=missing,
            unguarded=unguarded,
            false_constants=_false_constants(built, listing),
            permissions=sorted(set(read_manifest(application).permissions) ^ set(documented_permissions())),
            java_tests=_tried(built),
            pipe_events=len(said & EVENT_NAMES),
            strange_events=sorted(said ^ EVENT_NAMES),
        )


def touched(built: Path) -> tuple[set[str], set[str]]:
    """Which of Android's classes the application touches, and by which names of members."""
    references = {use.reference for use in uses(built / "application")}
    references |= set(overridden(built / "application", built / "imitated"))
    owners = {_dotted(one.owner) for one in references if _is_androids(one)}
    owners |= {constant.owner.replace("$", ".") for constant in constants(built / "imitated")}
    names = {"constructor" if one.name == "<init>" else one.name for one in references}
    return owners, names | {constant.name for constant in constants(built / "imitated")}


def _references(built: Path, listing: Listing, min_sdk: int) -> tuple[int, list[str], list[str]]:
    asked: dict[Reference, int] = dict.fromkeys(overridden(built / "application", built / "imitated"), 99)
    for use in uses(built / "application"):
        asked[use.reference] = min(asked.get(use.reference, use.asked_level), use.asked_level)
    theirs = {one: level for one, level in asked.items() if _is_androids(one)}
    levels = {one: listing.level_of(one) for one in theirs}
    missing = sorted(str(one) for one, level in levels.items() if level is None)
    unguarded = sorted(
        f"{one} (since {level})"
        for one, level in levels.items()
        if level is not None and level > max(min_sdk, theirs[one])
    )
    return len(theirs), missing, unguarded


def _is_androids(reference: Reference) -> bool:
    return reference.owner.startswith("android/")


def _false_constants(built: Path, listing: Listing) -> list[str]:
    false = []
    for constant in constants(built / "imitated"):
        real = listing.value_of(constant.owner, constant.name)
        if real != constant.value:
            false.append(f"{constant.owner}.{constant.name} is {real}, not {constant.value}")
    return sorted(false)


def _said(application: Path) -> set[str]:
    """The first words of the lines that the application says."""
    text = "\n".join(path.read_text() for path in java_sources(application, "src"))
    return {word for pair in _SAID.findall(text) for word in pair if word}


def _tried(built: Path) -> int:
    """Runs the checks in Java, on the imitated classes; they stop at the first that fails."""
    path = ":".join(str(built / part) for part in ("checks", "application", "imitated"))
    done = subprocess.run(
        ["java", *QUICKLY, f"-Dimitated.hurry={_HURRY}", "-cp", path, "vn.bluezone.phone.Checks"],
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_S,
    )
    if done.returncode:
        raise SystemExit(f"a check in Java fails:\n{done.stdout}{done.stderr}")
    return len(_TRIED.findall(done.stdout))


def _dotted(owner: str) -> str:
    return owner.replace("/", ".").replace("$", ".")
