"""What compiled classes refer to: javap's listing, read."""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.apk.compiling import QUICKLY

_MEMBER = re.compile(r"^  (?:[\w.$<>?\[\], ]+ )?([\w.$<>]+)(?:\(.*\).*| = .*)?;$|^  static \{\};$")
_REFERENCE = re.compile(r"// (?:Interface)?(?:Method|Field) (?:([\w/$]+)\.)?\"?(<?[\w$]+>?)\"?:(\S+)")
_NUMBER = re.compile(r"\b(?:bipush|sipush)\s+(\d+)")
_LEVEL = "android/os/Build$VERSION.SDK_INT"
_HEAD = re.compile(r"^(?:\w+ )*(?:class|interface) ([\w.$]+)(?:<.*?>)?(?: extends ([\w.$]+))?.* \{$")
_DECLARED = re.compile(r"^    descriptor: (\S+)$")
_CONSTANT = re.compile(r"^  public static final [\w.]+ (\w+) = (.+);$")


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A member of a class, by the names that stand in bytecode; a method's descriptor begins with a bracket."""

    owner: str
    name: str
    descriptor: str

    def __str__(self) -> str:
        return f"{self.owner.replace('/', '.')}.{self.name}{self.descriptor}"


@dataclass(frozen=True, slots=True)
class Use:
    """A reference, and up to which level of Android the method around it asks before it goes on."""

    reference: Reference
    asked_level: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the compiler copied into the application."""

    owner: str
    name: str
    value: str


def uses(classes: Path) -> list[Use]:
    """All that the classes under this folder call, read or write; what ours have of Android's counts as Android's."""
    ours = {head: (parent, members) for head, parent, members in map(_members, _javap(classes))}
    return [Use(_where_it_is(use.reference, ours), use.asked_level) for text in _javap(classes) for use in _uses(text)]


def overridden(classes: Path, imitated: Path) -> list[Reference]:
    """The methods of Android that the application's classes take the place of: a name that Android does not know would
    never be called."""
    offered = {head: (parent, members) for head, parent, members in map(_members, _javap(imitated))}
    found = []
    for _, extended, members in map(_members, _javap(classes)):
        owner = extended
        while owner in offered:
            above, theirs = offered[owner]
            both = sorted(one for one in members & theirs if one[0] != "<init>")
            found += [Reference(owner.replace(".", "/"), *one) for one in both]
            owner = above
    return found


def constants(imitated: Path) -> list[Constant]:
    """The constants of the imitated classes, which the compiler copies."""
    found = []
    for text in _javap(imitated):
        owner = _members(text)[0]
        if owner.startswith("android."):
            found += [Constant(owner, *match.groups()) for match in map(_CONSTANT.match, text.splitlines()) if match]
    return found


def _uses(text: str) -> Iterator[Use]:
    """Each method's references, with the highest level that the method compares the system's with."""
    owner = _members(text)[0].replace(".", "/")
    for method in re.split(r"\n(?=  \S)", text):
        asked = max((int(level) for level in _NUMBER.findall(method)), default=0) if _LEVEL in method else 0
        for found in _REFERENCE.finditer(method):
            yield Use(Reference(found[1] or owner, found[2], found[3]), asked)


def _where_it_is(reference: Reference, ours: dict[str, tuple[str, set[tuple[str, str]]]]) -> Reference:
    """The compiler names the class through which it calls; a member that this one only inherits is its parent's."""
    owner = reference.owner.replace("/", ".")
    while owner and owner in ours and (reference.name, reference.descriptor) not in ours[owner][1]:
        owner = ours[owner][0]
    return Reference(owner.replace(".", "/"), reference.name, reference.descriptor)


def _members(text: str) -> tuple[str, str, set[tuple[str, str]]]:
    """A class, the one it extends, and its members by name and descriptor."""
    head, parent, members, name = "", "", set(), ""
    for line in text.splitlines():
        if match := _HEAD.match(line):
            head, parent = match[1], match[2] or ""
        elif match := _MEMBER.match(line):
            name = match[1] or "<clinit>"
        elif match := _DECLARED.match(line):
            members.add((name.rsplit(".", 1)[-1] if name != head else "<init>", match[1]))
    return head, parent, members


@functools.cache
def _javap(folder: Path) -> list[str]:
    """What javap writes about each class under a folder that was just compiled."""
    files = sorted(str(path) for path in folder.rglob("*.class"))
    command = ["javap", *(f"-J{option}" for option in QUICKLY), "-p", "-c", "-s", "-constants", *files]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [text for text in re.split(r"^Compiled from .*\n", said, flags=re.MULTILINE) if text]
