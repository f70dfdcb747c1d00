"""The known answers in tests/vectors, read once. Their sources stand in the README beside them."""

from __future__ import annotations

import functools
import json
from typing import Any

from tests.support.sources import PROJECT

FOLDER = PROJECT / "tests" / "vectors"


@functools.cache
def original() -> dict[str, Any]:
    """Recorded by running the original Android classes."""
    return _read("bluezone_ids.json")


@functools.cache
def field_capture() -> dict[str, Any]:
    """One phone's own log of August 2020."""
    return _read("field_capture_2020-08-08.json")


@functools.cache
def formats() -> dict[str, Any]:
    """Our own formats, frozen; scripts/freeze_formats.py made them."""
    return _read("formats.json")


def base_ids() -> list[dict[str, Any]]:
    return list(original()["base_ids"])


def checks(name: str) -> list[Any]:
    """All entries of one of the recorded lists, over both base ids, as pytest parameters named after them."""
    import pytest

    return [
        pytest.param(check, id=f"{number}: {check['name']}")
        for number, base in enumerate(base_ids())
        for check in base[name]
    ]


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document
