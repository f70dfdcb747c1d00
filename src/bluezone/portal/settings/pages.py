"""Templates and the files that pages load. Our pages are Jinja, so that they share the macros of `webui`."""

from importlib.resources import files
from pathlib import Path

from bluezone import webui
from bluezone.portal.settings.chosen import CONFIGURATION

ROOM = Path(str(files("bluezone.portal")))
DATA_FOLDER = CONFIGURATION.data

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*sorted(str(path) for path in ROOM.glob("*/templates")), str(webui.TEMPLATES)],
        "OPTIONS": {
            "environment": "bluezone.portal.frame.environment.environment",
            "context_processors": ["bluezone.portal.frame.shell.shell"],
        },
    },
    # Only for the few texts that allauth renders itself; every page of ours stands above.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

STATIC_URL = "/static/"
STATIC_ROOT = str(CONFIGURATION.data / "static") if CONFIGURATION.data else None
STATICFILES_DIRS = [
    str(webui.TEMPLATES.parent / "static"),
    str(ROOM / "frame" / "static"),
    str(ROOM / "field" / "static"),
    str(ROOM / "posts" / "static"),
    str(ROOM / "guides" / "static"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
