"""What belongs to no room in particular, as the portal knows it."""

from django.db.backends.signals import connection_created
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp
from bluezone.portal.frame.field_words import speak_our_words
from bluezone.portal.frame.figures import watch_writes


class FrameApp(PortalApp):
    """The frame app, as Django's registry has it."""

    name = "bluezone.portal.frame"
    former_prefix = "web"
    audited_actions = {
        "frame.refused": _("was refused"),
    }

    def ready(self) -> None:
        """Registers what `<number:key>` means, before any app's addresses are read, our words for fields, and whoever
        hears what is written."""
        from bluezone.portal.frame.addresses import NumberInAddress  # noqa: PLC0415 - its gate needs the models

        register_converter(NumberInAddress, "number")
        speak_our_words()
        connection_created.connect(watch_writes)
