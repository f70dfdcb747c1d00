"""Whose signatures on papers are believed, and which tokens of this machine sign for whom."""

from bluezone.portal.settings.chosen import CONFIGURATION

PAPER_ROOTS = CONFIGURATION.roots
PAPER_TOKENS = CONFIGURATION.tokens

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
}
"""Pictures of checked pages have a place of their own: they must not push out what counts sign-ins."""
