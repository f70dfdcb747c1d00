"""The app of posts: its entry in the rail, its words in the audit."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import EvidenceSource, Group, NavigationEntry, PortalApp, Work


class PostsApp(PortalApp):
    """The posts app, as Django's registry has it."""

    name = "bluezone.portal.posts"
    held = "bluezone.portal.posts.held"
    navigation = (NavigationEntry("posts", "posts.list", _("Door posts"), "door", Group.DIRECTORY),)
    waiting = "bluezone.portal.posts.waiting"
    evidence = (EvidenceSource("door", "door_row"),)
    works = (
        Work(
            "posts.erase",
            _("Erases rows of doors after 21 days"),
            "bluezone.portal.posts.works.erase",
            dt.timedelta(hours=1),
            erases=True,
        ),
        Work(
            "posts.tell",
            _("Tells phones whose codes were shown at a door whose rows were opened"),
            "bluezone.portal.posts.works.tell",
            dt.timedelta(minutes=5),
        ),
    )
    audited_actions = {
        "posts.ask_release": _("asked for rows of a door"),
        "posts.badges": _("made badges for staff of a door"),
        "posts.close": _("closed a door post"),
        "posts.code": _("made a code for a device at a door"),
        "posts.enrol": _("enrolled a device at a door, by its code"),
        "posts.erase": _("erased rows of a door whose days are over"),
        "posts.heard": _("brought what a radio at a door counted"),
        "posts.hours": _("said when a door is open"),
        "posts.key": _("keyed lines of a door's paper sheet"),
        "posts.keeper": _("added a shift at a door"),
        "posts.keeper_end": _("ended a shift at a door"),
        "posts.leave_release": _("put aside that rows of a door be opened"),
        "posts.list": _("looked at a door post, its devices and shifts"),
        "posts.make": _("made a door post"),
        "posts.photo": _("kept the sealed photograph of a door's paper sheet"),
        "posts.release": _("agreed that rows of a door be opened"),
        "posts.print": _("printed sheets of a door's paper register"),
        "posts.releases": _("saw which rows of doors are asked for"),
        "posts.revoke": _("put a device at a door out of force"),
        "posts.row": _("read what a visitor said at a door"),
        "posts.see_photo": _("looked at the photograph of a door's paper sheet"),
        "posts.tell": _("told phones whose codes were shown at a door"),
    }
    audited_kinds = {
        "door_row": _("row of a door"),
        "post": _("door post"),
        "row_release": _("ask for rows of a door"),
        "sheet": _("sheet of a door's paper register"),
    }
