"""`bluezone inspect acts` shows what acts change, and refuses those that contradict the tree."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from tests.support.commands import bluezone, refused


def test_the_bundled_acts_are_shown_with_what_stands_before_and_after() -> None:
    path = files("bluezone.portal.places").joinpath("data", "acts.csv")

    shown = bluezone("inspect", "acts", str(path)).out

    assert "2026-04-30" in shown
    assert "75     Tỉnh Đồng Nai -> Thành phố Đồng Nai  (30/2026/QH16)" in shown
    assert "before: 6 Thành phố, 28 Tỉnh, 687 Phường, 2,621 Xã, 13 Đặc khu" in shown
    assert "after:  7 Thành phố, 27 Tỉnh, 697 Phường, 2,611 Xã, 13 Đặc khu" in shown


def test_an_act_about_a_unit_that_is_called_otherwise_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(
        "act,from,level,code,old_name,new_name\n1/NQ,2026-05-01,commune,02536,Xã Tân Trào,Phường Tân Trào\n",
        encoding="utf-8",
    )

    assert "02536: it is called Xã Sơn Dương then, and not Xã Tân Trào" in refused(bluezone("inspect", "acts", path))
