"""The app of tracing: what it does by itself, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class TracingApp(PortalApp):
    """The tracing app, as Django's registry has it."""

    name = "bluezone.portal.tracing"
    held = "bluezone.portal.tracing.held"
    waiting = "bluezone.portal.tracing.waiting"
    navigation = (
        NavigationEntry("people", "tracing.list", _("Tracing"), "share", Group.OUTBREAK),
        NavigationEntry("outbreaks", "tracing.outbreak", _("Outbreaks"), "globe", Group.OUTBREAK),
        NavigationEntry("evidence_inbox", "tracing.inbox", _("Exposure inbox"), "question", Group.OUTBREAK),
    )
    works = (
        Work(
            "tracing.levels",
            _("Computes everybody's level anew, and mends what differs"),
            "bluezone.portal.tracing.works.check_levels",
            dt.timedelta(hours=6),
            counts_everybody=True,
        ),
    )
    audited_actions = {
        "tracing.chain": _("looked at a chain of infection"),
        "tracing.chain_file": _("took a chain of infection out as a file"),
        "tracing.outbreak_begin": _("began an outbreak"),
        "tracing.outbreak_end": _("ended an outbreak"),
        "tracing.curve": _("took the curve of an outbreak out as a file"),
        "tracing.close": _("closed evidence without an exposure"),
        "tracing.evidence": _("added evidence to an exposure"),
        "tracing.evidence_ended": _("let evidence go whose thing was taken back or erased"),
        "tracing.list": _("saw a list of people in tracing"),
        "tracing.see": _("looked at somebody's contacts"),
        "tracing.inbox": _("looked at evidence that hangs on no exposure yet"),
        "tracing.note": _("noted what was told of a meeting"),
        "tracing.landmark": _("noted where a case has been"),
        "tracing.correct_landmark": _("corrected where a case has been"),
        "tracing.withdraw_landmark": _("withdrew that a case has been at a place"),
        "tracing.keep": _("kept somebody who was offered to another commune"),
        "tracing.offer": _("offered somebody to the commune in which they live"),
        "tracing.receive": _("took somebody over from another commune"),
        "tracing.return": _("sent somebody back to the commune that offered them"),
        "tracing.transfers": _("saw who is offered from commune to commune"),
        "tracing.places": _("saw where cases have been"),
        "tracing.presence": _("noted who was at a place"),
        "tracing.ask_release": _("asked for a second person, to take many names of an outbreak out"),
        "tracing.export": _("took people and exposures of an outbreak out as a file"),
        "tracing.exports": _("saw what of an outbreak can be taken out"),
        "tracing.leave_release": _("put aside that many names of an outbreak be taken out"),
        "tracing.release": _("agreed that many names of an outbreak be taken out"),
        "tracing.expose": _("noted who met whom"),
        "tracing.import": _("brought in lists of an outbreak"),
        "tracing.set_apart": _("noted when somebody was set apart"),
        "tracing.withdraw": _("withdrew an exposure"),
        "tracing.withdraw_evidence": _("withdrew a piece of evidence"),
    }
    audited_kinds = {
        "evidence": _("piece of evidence"),
        "exposure": _("exposure"),
        "outbreak": _("outbreak"),
        "landmark": _("place where a case has been"),
        "release": _("ask that many names of an outbreak be taken out"),
    }
