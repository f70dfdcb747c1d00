"""The window model's file: where it lies, and how it is read and written."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from bluezone.device.core.proximity.window_model import WindowModel
from bluezone.joining.refusal import RefusedError

BUILT_IN = "window_model.json"


def read_model(path: Path | None) -> WindowModel:
    """Reads the model in a file, or the built-in one."""
    if path is None:
        text = files("bluezone.device.data").joinpath(BUILT_IN).read_text(encoding="utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    try:
        return WindowModel.from_mapping(json.loads(text))
    except json.JSONDecodeError as error:
        raise RefusedError(f"{path or BUILT_IN} is no model: {error}") from error


def write_model(numbers: dict[str, Any], path: Path) -> None:
    """Writes the model; the same numbers always make the same bytes."""
    path.write_text(json.dumps(numbers, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")
