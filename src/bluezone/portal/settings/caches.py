"""What is only remembered in memory: counts of sign-ins, pictures of checked pages,
drafts as they are set, calls of field teams and of devices at doors, codes of contacts that were tried,
links of owners."""

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
    "papers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "papers",
        "OPTIONS": {"MAX_ENTRIES": 20},
    },
    "thumbnails": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "thumbnails",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "lists": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "lists",
        "OPTIONS": {"MAX_ENTRIES": 12},
    },
    "field": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "field",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "posts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "posts",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "premises": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "premises",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "followup": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "followup",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "reminders": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "reminders",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
"""Wrong passwords are counted in the first, a few entries for each caller and name: with Django's 300 a few hundred
calls from many addresses would push the count of a name out. For the same reason pictures, field
teams and lists have places of their own: of the last, twelve files of 4 MB at most."""
