"""What belongs to no room in particular, as the portal knows it."""

from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp
from bluezone.portal.frame.field_words import speak_our_words


class FrameApp(PortalApp):
    """The frame app, as Django's registry has it."""

    name = "bluezone.portal.frame"
    former_prefix = "web"
    audited_actions = {
        "frame.refused": _("was refused"),
    }

    def ready(self) -> None:
        """Registers what `<number:key>` means, before any app's addresses are read, and our words for fields."""
        from bluezone.portal.frame.addresses import NumberInAddress  # noqa: PLC0415 - its gate needs the models

        register_converter(NumberInAddress, "number")
        speak_our_words()
