"""Android's real classes, as a public package of their declarations lists them with the level each came with.

The package is large (46 MB, 211,000 lines); what the application can touch is cut out of it into `android/listing.txt`,
one member a line. A member that stands in no line does not exist in Android.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.apk.bytecode import Reference

DECLARATIONS = "package/lib/android/android-platform-21-37-merged.d.ts"
_BASE_LEVEL = 21

_MODULE = re.compile(r"^(?:declare|export) module ([\w.]+) \{$")
_CLASS = re.compile(r"^export (?:abstract )?(?:class|interface) (\w+)(?:<.*?>)?(?: extends ([\w.]+))?.*\{\s*(\})?$")
_METHOD = re.compile(r"^(?:public|protected) (?:static )?(?:abstract )?(\w+)(?:<.*?>)?\((.*)\)(?:: ?(.*))?;$")
_FIELD = re.compile(r"^(?:public|protected) (?:static )?(\w+)\??: ?(.*);$")
_SINCE = re.compile(r"@since (\d+)")
_TYPE = re.compile(r"\[*(?:L[^;]+;|[ZBCSIJFDV])")
_NUMBERS = frozenset("BSIJFDC")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A method or field of one of Android's classes: `(number, string): void`, or a field's type or value."""

    owner: str
    name: str
    type: str
    since: int

    def line(self) -> str:
        return f"{self.owner}\t{self.name}\t{self.type}\t{self.since}"


@dataclass(frozen=True)
class Listing:
    """What Android is known to have."""

    parents: dict[str, str]
    members: dict[tuple[str, str], list[Member]]

    def level_of(self, reference: Reference) -> int | None:
        """Since when Android has had it; None if it has not."""
        owner: str | None = reference.owner.replace("/", ".").replace("$", ".")
        name = "constructor" if reference.name == "<init>" else reference.name
        while owner:
            since = [one.since for one in self.members.get((owner, name), []) if _fits(one.type, reference.descriptor)]
            if since:
                return min(since)
            owner = None if name == "constructor" else self.parents.get(owner)
        return None

    def value_of(self, owner: str, name: str) -> str | None:
        """The value of a constant, as the declarations write it; None where they do not."""
        at: str | None = owner.replace("$", ".")
        while at:
            for member in self.members.get((at, name), []):
                return member.type
            at = self.parents.get(at)
        return None


def read_listing(path: Path) -> Listing:
    """Reads what was cut out before."""
    parents: dict[str, str] = {}
    members: dict[tuple[str, str], list[Member]] = {}
    for line in path.read_text().splitlines():
        words = line.split("\t")
        if len(words) == 2:
            parents[words[0]] = words[1]
        else:
            member = Member(words[0], words[1], words[2], int(words[3]))
            members.setdefault((member.owner, member.name), []).append(member)
    return Listing(parents, members)


def cut_out(declarations: Iterable[str], classes: set[str], names: set[str]) -> str:
    """The lines of these classes and of all that they extend, with the members of these names."""
    parents: dict[str, str] = {}
    found: list[Member] = []
    for owner, parent, member in _declared(declarations):
        if parent:
            parents[owner] = parent
        if member is not None and member.name in names:
            found.append(member)
    wanted = set(classes)
    while above := {parents[one] for one in wanted if one in parents} - wanted:
        wanted |= above
    lines = sorted(f"{one}\t{parents[one]}" for one in wanted if one in parents)
    return "\n".join([*lines, *sorted({one.line() for one in found if one.owner in wanted})]) + "\n"


def _declared(lines: Iterable[str]) -> Iterator[tuple[str, str, Member | None]]:
    """Class, parent and member, as they come in the declarations. Those of an object given as an argument are none."""
    reading = _Reading()
    for line in lines:
        yield from reading.take(line.strip())


class _Reading:
    """Where in the declarations we are: inside which modules and classes, and since when the next thing exists."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        """Names, and whether each is a class."""
        self._since = _BASE_LEVEL
        self._inner = 0
        """How deep inside an argument."""

    def take(self, line: str) -> Iterator[tuple[str, str, Member | None]]:
        if self._inner:
            self._inner += line.endswith("{") - line.startswith("}")
        elif found := _SINCE.search(line):
            self._since = int(found[1])
        elif not line.startswith(("/", "*")):
            yield from self._declaration(line)
            self._since = _BASE_LEVEL

    def _declaration(self, line: str) -> Iterator[tuple[str, str, Member | None]]:
        if module := _MODULE.match(line):
            self._open.append((module[1], False))
        elif found := _CLASS.match(line):
            yield ".".join([*(name for name, _ in self._open), found[1]]), found[2] or "", None
            if not found[3]:
                self._open.append((found[1], True))
        elif line == "}":
            self._open.pop()
        elif self._open and self._open[-1][1]:
            self._inner = int(line.endswith("{"))
            member = None if self._inner else _member(".".join(name for name, _ in self._open), line, self._since)
            if member is not None:
                yield member.owner, "", member


def _member(owner: str, line: str, since: int) -> Member | None:
    if match := _METHOD.match(line):
        types = ", ".join(_plain(one.partition(":")[2]) for one in _parted(match[2]))
        return Member(owner, match[1], f"({types}): {_plain(match[3] or 'void')}", since)
    if match := _FIELD.match(line):
        return Member(owner, match[1], _plain(match[2]), since)
    return None


def _parted(arguments: str) -> list[str]:
    """Arguments apart at the commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(arguments):
        depth += (sign in "<([{") - (sign in ">)]}")
        if sign == "," and depth == 0:
            parts.append(arguments[start:at])
            start = at + 1
    return [part for part in [*parts, arguments[start:]] if part.strip()]


def _plain(written: str) -> str:
    """A type without what it may also be: `| null`, and what stands in angles unless it is an array."""
    bare = re.sub(r"\s*\|\s*null$", "", written.strip())
    return bare if bare.startswith("androidNative.Array") else re.sub(r"<.*>", "", bare)


def _fits(written: str, descriptor: str) -> bool:
    if not descriptor.startswith("("):
        return not written.startswith("(")
    if not written.startswith("("):
        return False
    inside, _, returned = written[1:].rpartition("): ")
    wanted = _TYPE.findall(descriptor[1 : descriptor.index(")")])
    given = _parted(inside)
    result = descriptor[descriptor.index(")") + 1 :]
    both = zip([*given, returned], [*wanted, result], strict=False)
    return len(given) == len(wanted) and all(_is(one.strip(), other) for one, other in both)


def _is(written: str, descriptor: str) -> bool:
    if written in {"any", "T"}:
        return True
    if descriptor.startswith("["):
        return written == f"androidNative.Array<{_named(descriptor[1:])}>"
    return written == _named(descriptor) or (descriptor == "Ljava/lang/CharSequence;" and written == "string")


def _named(descriptor: str) -> str:
    """A descriptor's type as the declarations write it."""
    simple = {"V": "void", "Z": "boolean", "Ljava/lang/String;": "string", "C": "string"}
    if descriptor in simple:
        return simple[descriptor]
    return "number" if descriptor in _NUMBERS else descriptor[1:-1].replace("/", ".").replace("$", ".")
