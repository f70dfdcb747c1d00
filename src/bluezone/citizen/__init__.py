"""The phone owner's pages: a web app on loopback over one Device; one file a screen.

Pages show what the device knows and carry the owner's taps to it. They decide nothing about matching or warnings,
speak to no server, and hold no state but the owner's preferences, which lie in the device's encrypted store.
"""

from bluezone.citizen.application import create_app, create_crowd_app, open_phone, pages_of
from bluezone.citizen.phone import Platform, first_run_is_over, page_key, page_path, skip_first_run
from bluezone.citizen.serving import serve
from bluezone.citizen.telling import keep_telling

__all__ = [
    "Platform",
    "create_app",
    "create_crowd_app",
    "first_run_is_over",
    "keep_telling",
    "open_phone",
    "page_key",
    "page_path",
    "pages_of",
    "serve",
    "skip_first_run",
]
