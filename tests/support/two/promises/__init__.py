"""All promises with "two" in them: one module a room, one entry a promise, and its module's name here."""

from tests.support.two.promises import (
    accounts,
    announcing,
    certificates,
    contact_codes,
    correcting,
    desk,
    doors,
    merging,
    own_files,
    premises,
    releases,
    report_keys,
    reporting,
    scans,
    signing,
    terms,
)

PROMISES = (
    *accounts.PROMISES,
    *desk.PROMISES,
    *correcting.PROMISES,
    *merging.PROMISES,
    *releases.PROMISES,
    *report_keys.PROMISES,
    *announcing.PROMISES,
    *reporting.PROMISES,
    *scans.PROMISES,
    *certificates.PROMISES,
    *premises.PROMISES,
    *doors.PROMISES,
    *signing.PROMISES,
    *terms.PROMISES,
    *own_files.PROMISES,
    *contact_codes.PROMISES,
)
