"""Django's settings, put together from small pieces. One piece, one subject; this file only joins them."""

from bluezone.portal.settings.accounts import *
from bluezone.portal.settings.applications import *
from bluezone.portal.settings.caches import *
from bluezone.portal.settings.cases import *
from bluezone.portal.settings.chosen import TRAINING as TRAINING
from bluezone.portal.settings.database import *
from bluezone.portal.settings.directives import *
from bluezone.portal.settings.language import *
from bluezone.portal.settings.logging import *
from bluezone.portal.settings.messages import *
from bluezone.portal.settings.operations import *
from bluezone.portal.settings.pages import *
from bluezone.portal.settings.papers import *
from bluezone.portal.settings.security import *
from bluezone.portal.settings.tracing import *
