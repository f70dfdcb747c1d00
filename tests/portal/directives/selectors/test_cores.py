"""What the core is given of the rows of a directive."""

from __future__ import annotations

from bluezone.portal.directives.selectors.cores import evidence_of
from bluezone.portal.directives.services.evidence import Piece, add_evidence
from bluezone.rollout.reports.evidence import Evidence
from tests.support.portal.rolling import SENT, Rollout

NEWS = "https://tuyenquang.example.vn/bluezone"


def test_a_news_item_is_evidence_by_its_link_alone(rollout: Rollout):
    office = rollout.participant("media-centre")
    add_evidence(
        actor=rollout.person("media-centre"),
        participant=office,
        piece=Piece("news-item", SENT.date(), link=NEWS),
        now=SENT,
    )

    assert (Evidence("news-item", "media-centre", SENT.date(), link=NEWS),) == evidence_of(office)
