"""The app of lists: its entry in the rail, its words in the audit.

Its tables keep the label under which they were made, so no table moves.
"""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import EvidenceSource, Group, NavigationEntry, PortalApp


class ListsApp(PortalApp):
    """The lists app, as Django's registry has it."""

    name = "bluezone.portal.lists"
    held = "bluezone.portal.lists.held"
    label = "registers"
    waiting = "bluezone.portal.lists.waiting"
    evidence = (EvidenceSource("list"),)
    navigation = (NavigationEntry("lists", "lists.any", _("Lists"), "list", Group.DIRECTORY),)
    audited_actions = {
        "lists.aside": _("put a list aside"),
        "lists.choose": _("corrected a list that was sent"),
        "lists.confirm": _("confirmed a list"),
        "lists.decide": _("judged two entries that look alike"),
        "lists.export": _("took a list as a file"),
        "lists.look": _("looked at a list that was sent"),
        "lists.place": _("said which place a business of a list is"),
        "lists.unplace": _("said that a place is not that of a business of a list after all"),
        "lists.receive": _("sent a list"),
        "lists.see": _("saw a list"),
        "lists.store": _("stored a list"),
    }
    audited_kinds = {"entry": _("entry"), "list": _("list")}
