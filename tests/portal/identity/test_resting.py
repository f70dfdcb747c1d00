"""A session is written young again once its kept age is a minute, and not before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from bluezone.portal.identity.resting import SessionStore


@pytest.mark.parametrize(("age_s", "is_written"), [(59, False), (60, True), (61, True)])
def test_a_session_is_written_anew_once_what_is_kept_of_it_is_a_minute_old(db, monkeypatch, age_s, is_written):
    ends = timezone.now() + dt.timedelta(minutes=20)
    Session.objects.create(session_key="k" * 32, session_data=SessionStore().encode({"a": 1}), expire_date=ends)
    monkeypatch.setattr(SessionStore, "get_expiry_date", lambda *_, **__: ends + dt.timedelta(seconds=age_s))

    store = SessionStore("k" * 32)

    assert 1 == store["a"]
    assert is_written == store.modified
