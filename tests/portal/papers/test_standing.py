"""What a reader has before them has a name: the last file's digest, before there is one that of the words."""

from __future__ import annotations

import hashlib

from bluezone.portal.papers.standing import as_read, current_file


def test_a_draft_is_named_by_its_words_and_a_paper_with_a_file_by_that_file(papers):
    draft, out = papers.drafted(), papers.reserved()

    assert hashlib.sha256(draft.content.encode()).hexdigest() == as_read(draft)
    assert hashlib.sha256(current_file(out)).hexdigest() == as_read(out)
