"""How all tests run: properties are judged by their truth, never by how fast a busy machine finds it."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("bluezone", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bluezone")
