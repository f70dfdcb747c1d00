"""The app of premises: its entry in the rail, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class PremisesApp(PortalApp):
    """The premises app, as Django's registry has it."""

    name = "bluezone.portal.premises"
    held = "bluezone.portal.premises.held"
    waiting = "bluezone.portal.premises.waiting"
    navigation = (NavigationEntry("premises_list", "premises.list", _("Premises"), "qr", Group.DIRECTORY),)
    works = (
        Work(
            "premises.places",
            _("Hands the places of communes to the exchange, for codes that are typed"),
            "bluezone.portal.premises.works.hand_over",
            dt.timedelta(minutes=5),
        ),
        Work(
            "premises.told",
            _("Erases what owners told of their places and was put aside"),
            "bluezone.portal.premises.works.forget",
            dt.timedelta(days=1),
            erases=True,
        ),
        Work(
            "premises.hamlets",
            _("Has places lie in hamlets as they are called by now"),
            "bluezone.portal.premises.works.follow",
            dt.timedelta(hours=1),
        ),
    )
    audited_actions = {
        "premises.agree_change": _("agreed to what a colleague said anew of a place, and signed its code"),
        "premises.approve": _("approved a place, and signed the code of its poster"),
        "premises.change": _("said anew what a place is called, is, and where"),
        "premises.close": _("closed a place"),
        "premises.export": _("took a list of places as a file"),
        "premises.follow": _("had a place lie in what became of its hamlet"),
        "premises.join": _("said that a place was entered twice"),
        "premises.keep": _("said which organisation keeps a place"),
        "premises.leave_change": _("left a place as it is"),
        "premises.list": _("looked at a place, and who registered and approved it"),
        "premises.owner_aside": _("put aside what an owner told of a place"),
        "premises.owner_link": _("made a link for owners of places"),
        "premises.owner_link_end": _("ended a link for owners of places"),
        "premises.owners": _("saw what owners told of their places"),
        "premises.part": _("said that an organisation does not keep a place after all"),
        "premises.register": _("registered a place"),
        "premises.reopen": _("registered a closed place once more"),
        "premises.renew": _("signed another code for a place"),
        "premises.take_apart": _("said that two entries are two places after all"),
        "premises.telephone": _("saw or said which telephone stands on the posters of a commune"),
    }
    audited_kinds = {
        "owner_link": _("link for owners of places"),
        "premises": _("place"),
        "told_place": _("place that its owner told of"),
    }
