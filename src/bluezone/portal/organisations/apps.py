"""The app of organisations: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class OrganisationsApp(PortalApp):
    """The organisations app, as Django's registry has it."""

    name = "bluezone.portal.organisations"
    held = "bluezone.portal.organisations.held"
    navigation = (
        NavigationEntry("organisations", "organisations.list", _("Organisations"), "building", Group.DIRECTORY),
    )
    audited_actions = {
        "organisations.close": _("closed an organisation"),
        "organisations.contact": _("changed an organisation's contacts"),
        "organisations.contacts": _("saw an organisation's contacts"),
        "organisations.export": _("took a list of organisations as a file"),
        "organisations.found": _("added an organisation"),
        "organisations.place": _("put an organisation under another"),
    }
    audited_kinds = {"organisation": _("organisation")}
