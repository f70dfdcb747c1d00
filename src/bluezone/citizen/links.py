"""Where the pages may lead. Pure.

An address comes from the signed configuration and is shown only if its host is on the list that the application
carries: whoever once signs a false configuration still cannot send the owners of all phones to a site of their own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

TRUSTED_DOMAINS = ("gov.vn",)
"""Each with everything below it: under gov.vn only public authorities may register."""


def is_trusted(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return any(host == domain or host.endswith(f".{domain}") for domain in TRUSTED_DOMAINS)
