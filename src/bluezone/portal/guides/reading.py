"""The guides, read from this room's files: one TOML file a guide, named as its address is."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bluezone.portal.guides.guide import Guide

_WRITTEN = Path(__file__).parent / "written"


@functools.cache
def guides() -> Mapping[str, Guide]:
    """Every guide by its key, in the order of their keys. A file that is no guide raises ValueError with its name."""
    return {path.stem: _read(path) for path in sorted(_WRITTEN.glob("*.toml"))}


def _read(path: Path) -> Guide:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Guide)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path.name} is no guide: {error}") from error
