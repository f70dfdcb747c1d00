"""The one error of joining, measuring and commanding: what was asked cannot be done, in one line for whoever asked."""


class RefusedError(Exception):
    """Nothing was done; the message says why."""


class OtherVersionError(RefusedError):
    """The data are another version's: a person has to upgrade them, or to start that version; no other try helps."""


def is_on_purpose(error: Exception) -> bool:
    """Whether a room of ours raised it on purpose, and says in one line what is wrong."""
    return type(error).__module__.startswith("bluezone.")
