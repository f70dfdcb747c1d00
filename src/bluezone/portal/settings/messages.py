"""The outlets by which messages leave."""

from bluezone.portal.settings.chosen import CONFIGURATION

MESSAGE_OUTLETS = CONFIGURATION.outlets
REMINDER_LEAVES = "bluezone.portal.reminders.leaving.why_it_stays"
"""The function of the room that sends reminders: why one that waits must not leave any more
(`messages/services.py`)."""
