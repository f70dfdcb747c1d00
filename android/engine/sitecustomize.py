"""Finds extension modules where Android's installer puts them: flat in one folder, under names that it accepts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location
from types import ModuleType

FOLDER = "BLUEZONE_NATIVE"


class FlatFinder:
    """Looks for `a.b` as `libx_a__b.so`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        at = f"{self._folder}/libx_{name.replace('.', '__')}.so"
        if not os.access(at, os.R_OK):
            return None
        return spec_from_file_location(name, at, loader=ExtensionFileLoader(name, at))


if FOLDER in os.environ:
    sys.meta_path.insert(0, FlatFinder(os.environ[FOLDER]))  # type: ignore[arg-type] # the protocol names more
