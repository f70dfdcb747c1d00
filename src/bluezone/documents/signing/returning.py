"""A paper comes back from the office's own signing tool: the same file, with signatures added and nothing else.

Signing tools add their signature at the end of a file. So what came back must begin with every byte that was sent, and
what follows may be signatures, drawn where there is room for them and not over the paper's words. A tool that writes
the whole file anew cannot be believed: nobody could say what else it has changed. Files go out with empty fields:
without any, a first field would change the whole form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    SuspiciousModification,
)

from bluezone.documents.active import demand_inactive
from bluezone.documents.errors import SignatureError, SigningError, UnreadableError
from bluezone.documents.signing.comparing import first_that_shows_the_same
from bluezone.documents.signing.overlaying import lies_over_print
from bluezone.documents.signing.revisions import are_read_alike
from bluezone.documents.signing.verification import Signature, demand_valid, has_fields, open_reader, verify_pdf
from bluezone.documents.words import Reason


def check_returned(sent: bytes, returned: bytes, roots: Iterable[bytes], *, now: dt.datetime) -> tuple[Signature, ...]:
    """Finds the signatures that are new, oldest first; raises SignatureError where anything else is."""
    anchors = tuple(roots)
    if not has_fields(sent):
        raise SigningError(Reason.FIELDS_NEEDED)
    if returned == sent:
        raise SignatureError(Reason.RETURNED_UNSIGNED)
    if not returned.startswith(sent):
        raise SignatureError(Reason.WRITTEN_ANEW)
    demand_inactive(returned)
    _demand_only_signatures(sent, returned)
    if lies_over_print(sent, returned, has_places=True):
        raise SignatureError(Reason.DRAWN_OVER)
    before = len(verify_pdf(sent, anchors, now=now))
    signatures = demand_valid(returned, anchors, now=now, least=before + 1)
    return signatures[before:]


def _demand_only_signatures(sent: bytes, returned: bytes) -> None:
    """Compares the file as it was sent with every revision after it, object by object."""
    last_sent = open_reader(sent).xrefs.total_revisions - 1
    reader = open_reader(returned)
    if not are_read_alike(reader, returned, signed_revision=last_sent, signed_until=len(sent)):
        raise SignatureError(Reason.CHANGED_BEYOND)
    if first_that_shows_the_same(returned, [len(sent)]) != len(sent):
        raise SignatureError(Reason.CHANGED_BEYOND)
    try:
        outcome = DEFAULT_DIFF_POLICY.review_file(reader, last_sent)
    except Exception as error:
        # The comparison walks through what a stranger's tool wrote.
        raise UnreadableError(Reason.ADDED_UNREADABLE) from error
    if isinstance(outcome, SuspiciousModification) or outcome.modification_level > ModificationLevel.FORM_FILLING:
        raise SignatureError(Reason.CHANGED_BEYOND)
