"""Papers with which several files of tests begin, set once while the first of them is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue
from bluezone.documents.signing import issue_paper, prepare_paper, sign_pdf
from bluezone.documents.typesetting import set_stamp
from tests.support.documents.certificates import body, person, root_der, seal_image, signature_image
from tests.support.documents.elsewhere import made_elsewhere
from tests.support.documents.papers import letter, report

NOW = dt.datetime(2020, 8, 11, 17, 46, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
ISSUE = Issue(number=5, date=NOW.date())
ROOTS = [root_der()]
_WORDS = {"lines": ["không"], "width_mm": 150, "height_mm": 40}


def _set() -> Iterator[bytes]:
    signers, look = {"person": person(), "body": body()}, {"signature": signature_image(), "seal": seal_image()}
    yield (unsigned := write_pdf(letter(), ISSUE, now=NOW).pdf)
    yield sign_pdf(unsigned, person(), field="NguoiKy", now=NOW)
    yield issue_paper(letter(), ISSUE, **signers, now=NOW)
    yield issue_paper(letter(), ISSUE, **signers, now=NOW, **look)
    yield (sent := prepare_paper(letter(), ISSUE, now=NOW))
    yield sign_pdf(sent, person(), field="NguoiKy", now=NOW)
    yield sign_pdf(prepare_paper(report(), ISSUE, now=NOW), person(), field="NguoiKy", now=NOW)
    yield set_stamp(_WORDS, now=NOW)


UNSIGNED, ONCE, TWICE, SEEN, SENT, RETURNED, ANOTHER_RETURNED, OTHER_WORDS = made_elsewhere(_set)
"""Not signed; signed by a person, and by their body as well, and both with a picture of it; sent out to be signed, and
come back; another that came back; and a few words as they are drawn into a field."""
