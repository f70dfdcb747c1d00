"""Native or pure: chosen once, never silently.

Everything else in the room asks this module for a core and does not know how it was found. A binary that was built
from other sources than the Python beside it is as good as absent: `SOURCE_NUMBER` here and in native/module.c rise
together whenever the behaviour or the signatures of the C change.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, cast

from bluezone.kernel import _pure
from bluezone.kernel.checks import Times

SOURCE_NUMBER: Final = 6
Name: TypeAlias = Literal["native", "pure"]


class NativeUnavailableError(ImportError):
    """The C kernel was demanded and cannot be had; the message says why."""


class UnknownKernelError(ValueError):
    """The environment asks for a kernel that there is not."""


class CoreIndex(Protocol):
    """A log, made ready by a core."""

    @property
    def days(self) -> tuple[int, ...]: ...

    def match(self, day: int, material: memoryview, *, seeds: bool) -> list[tuple[int, int]]: ...


class Core(Protocol):
    """What _pure and _native both do, with arguments that checks.py has accepted."""

    def rolling_ids(self, day_key: bytes, slots: int) -> tuple[bytes, ...]: ...
    def day_keys(self, seeds: memoryview, day: int) -> bytes: ...
    def ascending(self, rows: memoryview, width: int) -> bool: ...
    def index(self, ids: memoryview, times_ms: Times, tolerance_slots: int) -> CoreIndex: ...


class PureCore:
    """_pure as it is."""

    rolling_ids = staticmethod(_pure.rolling_ids)
    day_keys = staticmethod(_pure.day_keys)
    ascending = staticmethod(_pure.ascending)
    index = staticmethod(_pure.Index)


@dataclass(frozen=True, slots=True)
class NativeCore:
    """The C extension, held to one of its ways to hash."""

    module: NativeModule
    path: str

    def rolling_ids(self, day_key: bytes, slots: int) -> tuple[bytes, ...]:
        return self.module.rolling_ids(day_key, slots, self.path)

    def day_keys(self, seeds: memoryview, day: int) -> bytes:
        return self.module.day_keys(seeds, day, self.path)

    def ascending(self, rows: memoryview, width: int) -> bool:
        return self.module.ascending(rows, width)

    def index(self, ids: memoryview, times_ms: Times, tolerance_slots: int) -> CoreIndex:
        return self.module.Index(ids, times_ms, tolerance_slots, self.path)


class NativeModule(Protocol):
    """The face of native/module.c; it checks memory, not meaning."""

    SOURCE_NUMBER: int
    PATHS: tuple[str, ...]
    """The ways to hash that this processor can go, best first."""

    def cycles(self, count: int, /) -> int:
        """Takes about so many cycles of the processor; for benchmarks."""

    def rolling_ids(self, day_key: bytes, slots: int, path: str, /) -> tuple[bytes, ...]: ...
    def day_keys(self, seeds: memoryview, day: int, path: str, /) -> bytes: ...
    def ascending(self, rows: memoryview, width: int, /) -> bool: ...
    def Index(self, ids: memoryview, times_ms: Times, tolerance: int, path: str, /) -> CoreIndex: ...  # noqa: N802  # a class in C


@dataclass(frozen=True, slots=True)
class Choice:
    """A core, and how it came to be the one."""

    name: Name
    core: Core
    path: str
    """How it hashes: "sha-ni x2", "portable", "interpreter"."""
    why: str


def choose(environment: Mapping[str, str]) -> Choice:
    """BLUEZONE_KERNEL = auto (default), native (or refuse) or pure; BLUEZONE_KERNEL_PATH holds the C to one path."""
    wish = environment.get("BLUEZONE_KERNEL") or "auto"
    path = environment.get("BLUEZONE_KERNEL_PATH") or None
    if wish == "pure" and path is not None:
        raise UnknownKernelError("BLUEZONE_KERNEL=pure goes no path; leave BLUEZONE_KERNEL_PATH out")
    if wish == "pure":
        return pure("BLUEZONE_KERNEL=pure asks for it")
    if wish == "native":
        return native(path, why="BLUEZONE_KERNEL=native asks for it")
    if wish != "auto":
        raise UnknownKernelError(f"BLUEZONE_KERNEL is auto, native or pure, not {wish!r}")
    if path is not None:
        return native(path, why="BLUEZONE_KERNEL_PATH asks for it")
    try:
        return native(None, why="the fastest way this processor has")
    except NativeUnavailableError as error:
        return pure(str(error))


def pure(why: str) -> Choice:
    return Choice("pure", PureCore(), "interpreter", why)


def native(path: str | None, *, why: str) -> Choice:
    """The C kernel on a path, or on the best one; raises NativeUnavailableError, never falls back."""
    module = native_module()
    if path is not None and path not in module.PATHS:
        raise NativeUnavailableError(f"this processor cannot go the path {path!r}, only {', '.join(module.PATHS)}")
    chosen = path or module.PATHS[0]
    return Choice("native", NativeCore(module, chosen), chosen, why)


@functools.cache
def native_module() -> NativeModule:
    """The C extension, if it is there and of these sources."""
    try:
        module = importlib.import_module("bluezone.kernel._native")
    except ImportError as error:
        raise NativeUnavailableError(f"the C extension is not there: {error}") from error
    return fresh(module)


def fresh(module: object) -> NativeModule:
    """Refuses a binary of other sources: an old one survives every build in which the compiler failed quietly."""
    number = getattr(module, "SOURCE_NUMBER", None)
    if number != SOURCE_NUMBER:
        raise NativeUnavailableError(f"the C extension is stale: built from source {number}, not {SOURCE_NUMBER}")
    return cast("NativeModule", module)
