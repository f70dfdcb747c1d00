"""What a portal was served with is noted privately, for the doctor, who looks at it without being told again."""

from __future__ import annotations

import stat

import pytest

from bluezone.joining.doctor import looking
from bluezone.joining.doctor.check import well
from bluezone.joining.portal.served_with import NOTE, ServedWith, note_served_with, served_with
from bluezone.joining.refusal import RefusedError

GIVEN = ServedWith("https://portal.example.vn", "postgresql://u@db/p", "postgresql://u:secret@standby/p", "/etc/o.toml")


def test_it_is_read_as_it_was_noted_last_and_by_nobody_else(tmp_path):
    assert served_with(tmp_path) is None

    note_served_with(tmp_path, ServedWith("http://localhost:8791"))
    note_served_with(tmp_path, GIVEN)

    assert GIVEN == served_with(tmp_path)
    assert 0o600 == stat.S_IMODE((tmp_path / NOTE).stat().st_mode)


def test_what_is_no_note_is_refused_in_one_line(tmp_path):
    (tmp_path / NOTE).write_bytes(b"\xff")

    with pytest.raises(RefusedError, match="is not as the portal wrote it"):
        served_with(tmp_path)


@pytest.mark.parametrize("named", [None, "postgresql://u@other/p"])
def test_the_doctor_looks_at_the_standby_beside_the_store_that_it_was_told_or_that_was_noted(
    tmp_path, monkeypatch, named
):
    asked = []
    monkeypatch.setattr(looking, "outlets_answer", lambda file: well("outlets", "vi", str(file)))
    monkeypatch.setattr(looking, "standby_follows", lambda *of: asked.append(of) or well("lists", "vi", "en"))
    assert () == looking.look_beside_portal(tmp_path, named)

    note_served_with(tmp_path, GIVEN)
    said = looking.look_beside_portal(tmp_path, named)

    assert ["/etc/o.toml", "en"] == [check.said.en for check in said]
    assert [(named or "postgresql://u@db/p", "postgresql://u:secret@standby/p")] == asked
