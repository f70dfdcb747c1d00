"""The app of field: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class FieldApp(PortalApp):
    """The field app, as Django's registry has it."""

    name = "bluezone.portal.field"
    navigation = (NavigationEntry("field_teams", "field.teams", _("Field teams"), "tally", Group.ROLLOUT),)
    audited_actions = {
        "field.link": _("made a link for a field team"),
        "field.revoke": _("revoked a link of a field team"),
        "field.see": _("looked at what a field team counted"),
        "field.show": _("showed a link of a field team"),
    }
    audited_kinds = {"team_day": _("team day")}
