"""What the demo says of how to sign in to its office."""

from __future__ import annotations

from bluezone.joining.demo.office import how_to_sign_in
from bluezone.joining.portal.demo_logins import LOGINS_FILE

WRITTEN = "name role password secret\nmai health_officer geheim ABC\ntu reporter vorbei DEF\n"


def test_one_of_each_kind_is_told_and_where_all_others_stand(tmp_path):
    (tmp_path / LOGINS_FILE).write_text(WRITTEN, encoding="utf-8")

    said = how_to_sign_in("http://localhost:1", tmp_path)

    assert "  mai      health_officer  geheim" in said
    assert f"All others: {tmp_path / LOGINS_FILE}" in said
    assert not [line for line in said if "vorbei" in line]
