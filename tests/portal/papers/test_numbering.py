"""Under whose head a number is given."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.services.numbering import give_number


def test_a_paper_whose_organisation_has_another_name_by_now_gets_no_number(papers):
    paper = papers.drafted()
    paper.organisation.name = "UBND huyện Yên Sơn"

    with pytest.raises(RefusedError, match="another body"):
        give_number(paper, papers.now.date())

    assert (None, None) == (paper.number, paper.dated_on)
