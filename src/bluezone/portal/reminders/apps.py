"""The app of reminders: what waits in it, what it holds, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import PortalApp


class RemindersApp(PortalApp):
    """The app of reminders, as Django's registry has it."""

    name = "bluezone.portal.reminders"
    held = "bluezone.portal.reminders.held"
    waiting = "bluezone.portal.reminders.waiting"
    shown_under = "followup_round"
    audited_actions = {
        "reminders.list": _("saw which reminders were sent to contacts"),
        "reminders.new": _("looked at whom a reminder would reach"),
        "reminders.see": _("looked at somebody's reminders"),
        "reminders.consent": _("noted that a contact agrees to reminders"),
        "reminders.withdraw": _("noted that a contact wants no more reminders"),
        "reminders.send": _("sent reminders to contacts"),
        "reminders.called": _("noted a call in the place of a reminder"),
        "reminders.stop": _("wanted no more reminders, by their own link"),
    }
