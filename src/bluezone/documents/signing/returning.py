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

from bluezone.documents.errors import SignatureError, SigningError, UnreadableError
from bluezone.documents.signing.overlaying import lies_over_print
from bluezone.documents.signing.revisions import are_read_alike, has_tail
from bluezone.documents.signing.verification import Signature, demand_valid, has_fields, open_reader, verify_pdf


def check_returned(sent: bytes, returned: bytes, roots: Iterable[bytes], *, now: dt.datetime) -> tuple[Signature, ...]:
    """The signatures that are new, oldest first; raises SignatureError where anything else is."""
    anchors = tuple(roots)
    if not has_fields(sent):
        raise SigningError("a file goes out with empty fields for its signatures (prepare_paper)")
    if returned == sent:
        raise SignatureError("the file came back without a signature")
    if not returned.startswith(sent):
        raise SignatureError(
            "the file was written anew, or is another one; sign it with a tool that adds its signature at the end"
        )
    _demand_only_signatures(sent, returned)
    if lies_over_print(sent, returned, has_places=True):
        raise SignatureError("a signature was drawn over words of the paper; its place is under the signer's post")
    before = len(verify_pdf(sent, anchors, now=now))
    signatures = demand_valid(returned, anchors, now=now, least=before + 1)
    return signatures[before:]


def _demand_only_signatures(sent: bytes, returned: bytes) -> None:
    """Compares the file as it was sent with every revision after it, object by object."""
    last_sent = open_reader(sent).xrefs.total_revisions - 1
    reader = open_reader(returned)
    if has_tail(reader, returned) or not are_read_alike(
        reader, returned, signed_revision=last_sent, signed_until=len(sent)
    ):
        raise SignatureError("the file was changed beyond its signatures")
    try:
        outcome = DEFAULT_DIFF_POLICY.review_file(reader, last_sent)
    except Exception as error:
        # The comparison walks through what a stranger's tool wrote.
        raise UnreadableError("what the signing tool added cannot be read") from error
    if isinstance(outcome, SuspiciousModification) or outcome.modification_level > ModificationLevel.FORM_FILLING:
        raise SignatureError("the file was changed beyond its signatures")
