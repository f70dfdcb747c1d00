"""The one error of joining, measuring and commanding: what was asked cannot be done, in one line for whoever asked."""


class RefusedError(Exception):
    """Nothing was done; the message says why."""
