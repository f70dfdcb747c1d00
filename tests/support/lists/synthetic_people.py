"""People who do not exist, from a seed: common syllables put together by chance."""

from __future__ import annotations

import random

_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Ma Lương Hà Nông Triệu Bàn Quan"
_MIDDLES = "Văn Thị Đức Minh Ngọc Quang Hữu Thu Thanh Xuân Đình Hồng Mạnh Kim Bích Trọng"
_GIVEN = (
    "Anh Bình Châu Cường Dũng Dung Đạt Đông Giang Hà Hải Hạnh Hiền Hiếu Hoa Hòa Hùng Hương Huyền Khánh Lan Linh Loan "
    "Long Mai Nam Nga Nhung Phúc Phượng Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Toàn Trang Tuấn Tùng Tuyết Vân Việt Yến"
)
FAMILIES, MIDDLES, GIVEN = _FAMILIES.split(), _MIDDLES.split(), _GIVEN.split()


def full_names(chance: random.Random, count: int) -> list[str]:
    """Family, one or two middle names, given name."""
    return [
        " ".join((chance.choice(FAMILIES), *chance.sample(MIDDLES, chance.choice((1, 1, 1, 2))), chance.choice(GIVEN)))
        for _ in range(count)
    ]


def mobile(chance: random.Random) -> str:
    """A number of a mobile network's form; whose it is, nobody knows."""
    return chance.choice(("09", "03", "08", "07")) + "".join(chance.choices("0123456789", k=8))
