"""Writes about papers, one file a part of their way. Every verb is atomic, leaves its line in the audit, and raises
RefusedError, or what the room `documents` raises, before anything has changed."""

from bluezone.portal.papers.services.certificates import bring_certificate, confirm_certificate, end_certificate
from bluezone.portal.papers.services.drafting import discard, draft_paper, revise, send_back, submit
from bluezone.portal.papers.services.elsewhere import release_number, reserve_number, take_returned
from bluezone.portal.papers.services.incoming import Arrival, enter_arrival
from bluezone.portal.papers.services.issuing import issue, recall
from bluezone.portal.papers.services.noting import note_differences
from bluezone.portal.papers.services.scans import confirm_scan, keep_scan, put_scan_aside
from bluezone.portal.papers.services.signing import sign_as_organisation, sign_as_person
from bluezone.portal.papers.services.turning import turn_page

__all__ = [
    "Arrival",
    "bring_certificate",
    "confirm_certificate",
    "confirm_scan",
    "discard",
    "draft_paper",
    "end_certificate",
    "enter_arrival",
    "issue",
    "keep_scan",
    "note_differences",
    "put_scan_aside",
    "recall",
    "release_number",
    "reserve_number",
    "revise",
    "send_back",
    "sign_as_organisation",
    "sign_as_person",
    "submit",
    "take_returned",
    "turn_page",
]
