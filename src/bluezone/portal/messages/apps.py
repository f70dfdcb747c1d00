"""The app of messages: its entry in the rail, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class MessagesApp(PortalApp):
    """The messages app, as Django's registry has it."""

    name = "bluezone.portal.messages"
    held = "bluezone.portal.messages.held"
    navigation = (NavigationEntry("message_list", "messages.list", _("Messages"), "message", Group.OFFICE),)
    works = (
        Work(
            "messages.deliver",
            _("Hands over messages that are due"),
            "bluezone.portal.messages.works.deliver",
            dt.timedelta(minutes=1),
        ),
    )
    audited_actions = {
        "messages.code": _("sent a code by message"),
        "messages.list": _("saw the list of messages"),
        "messages.opt_in": _("recorded that somebody wants messages again"),
        "messages.opt_out": _("recorded that somebody wants no messages"),
        "messages.queue": _("sent messages"),
    }
