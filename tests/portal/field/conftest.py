"""Each test knocks for the first time."""

from __future__ import annotations

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _nobody_has_knocked():
    caches["field"].clear()
