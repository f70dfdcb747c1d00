"""Addresses that open a phone's own programs."""

from __future__ import annotations

from bluezone.portal.messages.links import sms_link


def test_in_a_training_no_link_opens_a_message(settings):
    settings.TRAINING = True

    assert "#main" == sms_link("0912345678", "mã")


def test_a_link_carries_number_and_text_and_nothing_else():
    assert "sms:0912345678?body=m%C3%A3%20%26%20b%C3%AD%20m%E1%BA%ADt" == sms_link("0912345678", "mã & bí mật")
