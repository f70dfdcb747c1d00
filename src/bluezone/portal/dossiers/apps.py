"""The app of people's own files: what waits in it, what it holds itself, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class DossiersApp(PortalApp):
    """The app of people's own files, as Django's registry has it."""

    name = "bluezone.portal.dossiers"
    held = "bluezone.portal.dossiers.held"
    waiting = "bluezone.portal.dossiers.waiting"
    shown_under = "people"
    audited_actions = {
        "dossiers.list": _("saw who has asked for their own file"),
        "dossiers.see": _("looked at a person's own file"),
        "dossiers.ask": _("noted that a person asks for their own file"),
        "dossiers.draft": _("put a person's own file together"),
        "dossiers.approve": _("approved a person's own file"),
        "dossiers.put_aside": _("put a person's own file aside"),
        "dossiers.print": _("took a person's own file out as a paper"),
        "dossiers.hand": _("noted that a person was handed their own file"),
    }
