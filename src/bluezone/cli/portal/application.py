"""The WSGI application, as the server's processes load it: Django, and the real world around each request."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from bluezone.cli.portal.world import SETTINGS, world_from
from bluezone.portal.configuration import Configuration
from bluezone.portal.world import with_world

os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
application = with_world(get_wsgi_application(), world_from(Configuration.from_environment(os.environ)))
