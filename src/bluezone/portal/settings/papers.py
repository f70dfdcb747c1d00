"""Whose signatures on papers are believed, and which tokens of this machine sign for whom."""

from bluezone.portal.settings.chosen import CONFIGURATION

PAPER_ROOTS = CONFIGURATION.roots
PAPER_TOKENS = CONFIGURATION.tokens
PAPER_OBJECTORS = ("bluezone.portal.rollout_desk.selectors.differing.figures_that_differ",)
"""Who is asked, before a paper gets its number, whether its figures still are what they were."""

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
    "field": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "field",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
"""Pictures of checked pages, and calls of field teams, have places of their own: they must not push out what counts
sign-ins."""
