"""What a portal writes to standard error: one JSON object a line, and only what the portal's own rooms say.

Django's lines stay unheard: they carry addresses, and an error's text may quote the row that it stumbled over.
"""

import logging
import sys

import structlog

LOGGING_CONFIG = None
logging.getLogger("django").addHandler(logging.NullHandler())
logging.getLogger("django").propagate = False

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when something is said
)
