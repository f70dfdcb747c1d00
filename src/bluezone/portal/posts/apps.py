"""The app of posts: its entry in the rail, its words in the audit."""

from django.utils.translation import gettext_lazy as _

from bluezone.portal.app import Group, NavigationEntry, PortalApp


class PostsApp(PortalApp):
    """The posts app, as Django's registry has it."""

    name = "bluezone.portal.posts"
    navigation = (NavigationEntry("posts", "posts.list", _("Door posts"), "door", Group.DIRECTORY),)
    audited_actions = {
        "posts.close": _("closed a door post"),
        "posts.code": _("made a code for a device at a door"),
        "posts.enrol": _("enrolled a device at a door, by its code"),
        "posts.keeper": _("added a shift at a door"),
        "posts.keeper_end": _("ended a shift at a door"),
        "posts.list": _("looked at a door post, its devices and shifts"),
        "posts.make": _("made a door post"),
        "posts.revoke": _("put a device at a door out of force"),
    }
    audited_kinds = {"post": _("door post")}
