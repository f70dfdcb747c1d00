"""The outlets by which messages leave."""

from bluezone.portal.settings.chosen import CONFIGURATION

MESSAGE_OUTLETS = CONFIGURATION.outlets
