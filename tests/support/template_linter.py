"""The linter of the templates, which is a script and no room: loaded as it stands there."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.support.sources import PROJECT


def _linter() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lint_templates", PROJECT / "scripts" / "lint_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LINTER = _linter()
