"""What is only remembered in memory: counts of sign-ins, codes of apps that were used, pictures of checked pages."""

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "default",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
}
"""Wrong passwords are counted in the first, a few entries for each caller and name: with Django's 300 a few hundred
calls from many addresses would push the count of a name out. For the same reason pictures have a place of their own."""
