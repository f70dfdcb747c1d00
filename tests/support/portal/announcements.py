"""The announcement of the directive's campaign, as an office may have approved it."""

from __future__ import annotations

from bluezone.rollout.announcing.facts import ApprovedFacts, Facts, Told, approve
from tests.support.rollout.reporting import SENT

FACTS = Facts(
    headline=Told("Cài Bluezone, bảo vệ cả nhà", "Install Bluezone, protect your family"),
    facts=(
        Told(
            "Bluezone ghi nhận tiếp xúc gần giữa các điện thoại có bật bluetooth",
            "Bluezone notes close contacts between phones that have Bluetooth on",
        ),
        Told(
            "Nếu bạn từng ở gần người nhiễm Covid-19, ứng dụng sẽ báo ngay",
            "If you were ever near an infected person, the app tells you at once",
        ),
    ),
    action=Told("Hãy cài ứng dụng và luôn bật bluetooth", "Install the app and keep Bluetooth on"),
    contact=Told("Cần giúp đỡ: gọi 0207 000 000", "For help call 0207 000 000"),
    issuer=Told("Ủy ban nhân dân huyện Sơn Dương", "Sơn Dương district People's Committee"),
)

IN_VIETNAMESE = Facts(
    headline=Told(FACTS.headline.vi),
    facts=tuple(Told(told.vi) for told in FACTS.facts),
    action=Told(FACTS.action.vi),
    contact=Told(FACTS.contact.vi),
    issuer=Told(FACTS.issuer.vi),
)
"""The same, as most communes write it."""


def approved(facts: Facts = FACTS) -> ApprovedFacts:
    return approve(facts, by="district-committee", at=SENT)
