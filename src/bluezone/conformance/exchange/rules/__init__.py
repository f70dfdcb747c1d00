"""Every rule that an exchange is held to from outside; docs/protocol/conformance.md lists them in this order."""

from __future__ import annotations

from bluezone.conformance.exchange.rules import addresses, batches, calls, certificates, listing, log, signing

RULES = (
    *signing.RULES,
    *listing.RULES,
    *batches.RULES,
    *addresses.RULES,
    *log.RULES,
    *calls.RULES,
    *certificates.RULES,
)
