"""The one error of this room: a command that cannot do what was asked, in one line for the person who asked."""


class RefusedError(Exception):
    """The command did nothing, and says why."""
