"""The pages of messages: written once for every outlet, sent, listed without numbers, receipts taken, opt-outs kept."""

from __future__ import annotations

import io
import json

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, OptOut, Outlet, State
from bluezone.portal.messages.outlets.opening import outlets
from bluezone.portal.messages.services import deliver_due
from tests.support.portal.carriers import a_gateway, spoken
from tests.support.portal.offices import TAN_TRAO

WORDS = {"body": "Đeo khẩu trang nơi đông người.", "link": "https://bluezone.example.vn/tin"}


@pytest.fixture
def carrier(tmp_path, settings):
    """A portal whose outlet is a gateway on loopback."""
    with a_gateway() as running:
        for name in ("secret", "receipts"):
            (tmp_path / name).write_text(f"{name}-text")
            (tmp_path / name).chmod(0o600)
        (tmp_path / "outlets.toml").write_text(
            f'[gateway]\nurl = "{running.url}/send"\nsecret_file = "secret"\nreceipt_secret_file = "receipts"\n'
            'body = \'{"to": {phone}, "text": {text}}\'\nkey_in_answer = "id"\nwithout_marks = true\n'
            '[queue]\nfile = "queue.jsonl"\n'
        )
        settings.MESSAGE_OUTLETS = tmp_path / "outlets.toml"
        yield running


@pytest.fixture
def officer(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_words_are_ready_to_be_passed_on_without_any_outlet(office, officer):
    answer = text(office.client(officer).post(reverse("message_new"), WORDS))

    assert 'data-copy="Đeo khẩu trang nơi đông người. https://bluezone.example.vn/tin"' in answer
    assert 'href="sms:?body=%C4%90eo' in answer
    assert 'href="sms:?body=Deo' in answer
    assert "This portal has no outlet" in answer
    assert not Message.objects.exists()


def test_the_picture_shows_the_words_and_its_code_leads_on(office, officer):
    answer = office.client(officer).post(reverse("message_picture"), WORDS)

    picture = Image.open(io.BytesIO(answer.content))
    assert (1080, 1350) == picture.size
    assert [WORDS["link"]] == [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(("body", "status"), [("x" * 421, 409), ("a\x0bb", 409), ("", 409)])
def test_a_picture_that_cannot_be_drawn_is_refused(office, officer, body, status):
    assert status == office.client(officer).post(reverse("message_picture"), {"body": body}).status_code


def test_messages_are_queued_delivered_and_their_receipts_taken(office, officer, carrier):
    client = office.client(officer)
    facts = {**WORDS, "outlet": "gateway", "addresses": "0912 345 678\n\n+84 987 000 111"}
    assert "2 messages wait to be sent" in text(client.post(reverse("message_new"), facts))

    run = deliver_due(outlets=outlets(), clock=lambda: office.clock[0], most=10)

    assert 2 == run.sent
    assert {"to": "0912345678", "text": "Deo khau trang noi dong nguoi. https://bluezone.example.vn/tin"} == spoken(
        carrier.heard[0]
    )
    told = office.client().post(
        reverse("message_receipt"),
        json.dumps({"id": "carrier-7", "delivered": True}),
        content_type="application/json",
        headers={"authorization": "Bearer receipts-text"},
    )
    assert {"known": True} == told.json()
    listed = text(client.get(reverse("message_list")))
    assert "Delivered" in listed
    assert "…678" in listed
    assert "0912345678" not in listed.replace(" ", "")


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Bearer secret-text"])
def test_a_receipt_without_the_carriers_secret_is_refused(office, db, carrier, shown):
    answer = office.client().post(
        reverse("message_receipt"), "{}", content_type="application/json", headers={"authorization": shown}
    )

    assert 403 == answer.status_code


def test_a_portal_without_a_gateway_takes_no_receipts(office, db):
    assert 403 == office.client().post(reverse("message_receipt"), headers={"authorization": "Bearer "}).status_code


@pytest.mark.parametrize("body", ["", "[]", '{"id": 3}', '{"id": "", "delivered": true}', "x" * 9_000, "{" * 3_000])
def test_what_is_no_receipt_is_told_so(office, db, carrier, body):
    answer = office.client().post(
        reverse("message_receipt"),
        body,
        content_type="application/json",
        headers={"authorization": "Bearer receipts-text"},
    )

    assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"addresses": "0912 345 678\n12"}, "Line 2: A telephone number has 10 digits"),
        ({"addresses": "lan@example.vn"}, "short messages to telephone numbers"),
        ({"link": "http://x"}, "begins with https://"),
        ({"outlet": "fax"}, "one of the answers that are offered"),
        ({"body": ""}, "Please fill this in"),
    ],
)
def test_what_cannot_be_sent_is_told_and_nothing_is_queued(office, officer, carrier, change, said):
    facts = {**WORDS, "outlet": "gateway", "addresses": "0912345678", **change}

    answer = office.client(officer).post(reverse("message_new"), facts)

    assert answer.status_code in {400, 409}
    assert said in text(answer)
    assert not Message.objects.exists()


def confirmed_case(office, officer):
    return office.case(officer, confirmed_by=office.staff("Hùng", Role.SUPERVISOR))


def test_a_code_is_sent_from_the_page_that_shows_it_and_kept_nowhere(office, officer, carrier):
    case, client = confirmed_case(office, officer), office.client(officer)
    shown = client.post(reverse("case_code", args=[case.number]))
    assert "Send it by message now" in text(shown)

    sent = client.post(reverse("code_send", args=[case.number]), {"code": "1234 5678 9015", "until": "Đến 10:30"})

    assert "The message is on its way" in text(sent)
    heard = spoken(carrier.heard[0])
    assert "0912345678" == heard["to"]
    assert "1234 5678 9015" in heard["text"]
    assert "1234" not in str(list(Message.objects.values()))
    assert "5678" not in str(list(Entry.objects.values()))
    assert State.ACCEPTED == Message.objects.get().state


def test_a_carrier_that_refuses_a_code_is_told_so(office, officer, carrier):
    case, carrier.status = confirmed_case(office, officer), 503

    answer = office.client(officer).post(reverse("code_send", args=[case.number]), {"code": "123456789015"})

    assert 409 == answer.status_code
    assert "The code was not sent" in text(answer)


@pytest.mark.parametrize("code", ["", "123", "<script>x</script>", "mã 1234 567"])
def test_only_codes_are_sent_as_codes(office, officer, carrier, code):
    case = confirmed_case(office, officer)

    answer = office.client(officer).post(reverse("code_send", args=[case.number]), {"code": code})

    assert 409 == answer.status_code
    assert [] == carrier.heard


def test_a_portal_without_outlets_offers_none_and_sends_none(office, officer):
    case, client = confirmed_case(office, officer), office.client(officer)

    assert "Send it by message now" not in text(client.post(reverse("case_code", args=[case.number])))
    assert 409 == client.post(reverse("code_send", args=[case.number]), {"code": "123456789015"}).status_code


def test_a_neighbour_sends_no_code(office, officer, carrier):
    case = confirmed_case(office, officer)
    neighbour = office.client(office.staff("Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    assert 404 == neighbour.post(reverse("code_send", args=[case.number]), {"code": "123456789015"}).status_code


def test_who_wants_no_messages_is_recorded_and_ended_on_a_page(office, officer):
    client, address = office.client(officer), reverse("opt_outs")

    assert "No message is sent to it any more" in text(client.post(address, {"address": "0912 345 678"}))
    assert 409 == client.post(address, {"address": "0912345678"}).status_code
    assert 1 == OptOut.objects.count()
    assert "your units had noted is taken back" in text(
        client.post(address, {"address": "0912345678", "what": "again"})
    )
    assert 400 == client.post(address, {"address": "zz"}).status_code
    assert 0 == OptOut.objects.count()


def test_the_list_is_of_ones_units(office, officer, carrier):
    client = office.client(officer)
    client.post(reverse("message_new"), {**WORDS, "outlet": "queue", "addresses": "0912345678"})
    neighbour = office.client(office.staff("Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    assert "…678" in text(client.get("/messages?state=queued"))
    assert "…678" not in text(client.get("/messages?state=sent&before=x"))
    assert "…678" not in text(neighbour.get("/messages"))
    assert Outlet.QUEUE == Message.objects.get().outlet


def test_the_list_leaves_a_line_about_who_sent_what_stands_on_it(office, officer, carrier):
    colleague = office.staff("Lý Gửi Tin", Role.SUPERVISOR)
    for one in (officer, officer, colleague):
        office.client(one).post(reverse("message_new"), {**WORDS, "outlet": "queue", "addresses": "0912345678"})

    told = text(office.client(officer).get(reverse("message_list")))

    line = Entry.objects.latest("number")
    assert "Lý Gửi Tin" in told
    assert "messages.list" == line.act
    assert {("staff", str(one.pk)) for one in (officer, colleague)} == set(line.subjects.values_list("kind", "key"))
