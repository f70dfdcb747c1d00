"""The app of samples: its entry in the rail, what it does by itself, what waits in it, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp, Work


class SamplingApp(PortalApp):
    """The app of samples, as Django's registry has it."""

    name = "bluezone.portal.sampling"
    held = "bluezone.portal.sampling.held"
    waiting = "bluezone.portal.sampling.waiting"
    navigation = (NavigationEntry("sampling_round", "sampling.round", _("Samples"), "tube", Group.OUTBREAK),)
    works = (
        Work(
            "sampling.days",
            _("Computes anew when everybody's next sample is wanted, and mends what differs"),
            "bluezone.portal.sampling.works.check_days",
            dt.timedelta(hours=6),
            counts_everybody=True,
        ),
    )
    audited_actions = {
        "sampling.round": _("saw who is to be sampled"),
        "sampling.list": _("saw samples and how far they are"),
        "sampling.see": _("looked at a sample"),
        "sampling.labels": _("printed labels for samples"),
        "sampling.order": _("ordered a sample"),
        "sampling.put_aside": _("put the order of a sample aside"),
        "sampling.take": _("took samples"),
        "sampling.send": _("sent samples to a laboratory"),
        "sampling.receive": _("noted that a laboratory has samples"),
        "sampling.results": _("looked at a list of results before it was entered"),
        "sampling.result": _("entered results of samples"),
        "sampling.tell": _("noted that somebody was told that they are positive"),
    }
    audited_kinds = {"sample": _("sample"), "labels": _("sheets of labels")}
