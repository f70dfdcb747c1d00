"""One line on stderr, and not pyHanko's tracebacks: what it finds wrong with a signature is in our verdict."""

from __future__ import annotations

import logging

_LOGGERS = ("pyhanko", "pyhanko_certvalidator")


def silence_libraries() -> None:
    """Silences the libraries' warnings about other people's files."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
