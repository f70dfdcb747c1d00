"""What of Django's formats is another here."""

from bluezone.portal.settings.formats import DAYS_AS_TYPED

DATE_INPUT_FORMATS = DAYS_AS_TYPED
