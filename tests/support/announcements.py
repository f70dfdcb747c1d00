"""The announcement of the directive's campaign, as an office may have approved it."""

from __future__ import annotations

from bluezone.portal.rollout.announcing.facts import ApprovedFacts, Facts, approve
from bluezone.vietnam.words import Words
from tests.support.reporting import SENT

FACTS = Facts(
    headline=Words("Cài Bluezone, bảo vệ cả nhà", "Install Bluezone, protect your family"),
    facts=(
        Words(
            "Bluezone ghi nhận tiếp xúc gần giữa các điện thoại có bật bluetooth",
            "Bluezone notes close contacts between phones that have Bluetooth on",
        ),
        Words(
            "Nếu bạn từng ở gần người nhiễm Covid-19, ứng dụng sẽ báo ngay",
            "If you were ever near an infected person, the app tells you at once",
        ),
    ),
    action=Words("Hãy cài ứng dụng và luôn bật bluetooth", "Install the app and keep Bluetooth on"),
    contact=Words("Cần giúp đỡ: gọi 0207 000 000", "For help call 0207 000 000"),
    issuer=Words("Ủy ban nhân dân huyện Sơn Dương", "Sơn Dương district People's Committee"),
)


def approved(facts: Facts = FACTS) -> ApprovedFacts:
    return approve(facts, by="district-committee", at=SENT)
