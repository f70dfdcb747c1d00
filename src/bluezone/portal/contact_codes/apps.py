"""The app of codes for contacts: what it does by itself, what waits in it, what it holds, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp, Work


class ContactCodesApp(PortalApp):
    """The app of codes for contacts, as Django's registry has it."""

    name = "bluezone.portal.contact_codes"
    held = "bluezone.portal.contact_codes.held"
    waiting = "bluezone.portal.contact_codes.waiting"
    shown_under = "people"
    works = (
        Work(
            "contact_codes.ask",
            _("Asks the exchange what became of codes for contacts"),
            "bluezone.portal.contact_codes.works.ask_about_codes",
            dt.timedelta(minutes=5),
        ),
    )
    audited_actions = {
        "contact_codes.list": _("saw which contacts wait for a code"),
        "contact_codes.see": _("looked at a contact's code"),
        "contact_codes.ask": _("noted that a contact agrees to warn others"),
        "contact_codes.give": _("gave out a code for a contact"),
        "contact_codes.put_aside": _("put the code for a contact aside"),
    }
