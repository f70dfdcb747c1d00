"""Messages from writing to receipt: retried with patience, forgotten once they have left, never to who wants none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.db import IntegrityError, transaction

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages import services
from bluezone.portal.messages.addresses import Address, read_address
from bluezone.portal.messages.models import Message, OptOut, Outlet, Purpose, State
from bluezone.portal.messages.outlets.base import Letter, OutletError, Taken
from bluezone.portal.messages.services import LEASE, WAITS, Run
from bluezone.portal.operations.health import A_DAY, STUCK, health_of
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit

PHONE = "0912345678"


@dataclass
class PlayedOutlet:
    """Says what a test wants to hear."""

    refusals: list[OutletError] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    carrier_key: str = ""

    def send(self, letter: Letter) -> Taken:
        if self.refusals:
            raise self.refusals.pop(0)
        self.letters.append(letter)
        return Taken(self.carrier_key)


@pytest.fixture
def writer(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


def queued(office, writer, *addresses, outlet=Outlet.GATEWAY, body="Đeo khẩu trang"):
    return services.queue_messages(
        actor=writer,
        addresses=[read_address(text) for text in addresses or (PHONE,)],
        body=body,
        subject="Thông báo",
        outlet=outlet,
        path=the_unit(SON_DUONG).path,
        now=office.clock[0],
    )


def run(office, outlet, most=100, kind=Outlet.GATEWAY) -> Run:
    return services.deliver_due(outlets={kind: outlet}, clock=lambda: office.clock[0], most=most)


def away():
    return OutletError("the gateway does not answer", may_be_tried_again=True)


def opt_out(office, writer, act=services.record_opt_out, text=PHONE):
    act(actor=writer, address=read_address(text), path=the_unit(SON_DUONG).path, now=office.clock[0])


def test_what_is_due_is_handed_over_and_forgotten(office, writer):
    queued(office, writer, "0912 345 678", "+84 987 000 111")
    outlet = PlayedOutlet()

    assert Run(2, 0, 0, 0) == run(office, outlet)

    assert [PHONE, "0987000111"] == [letter.address for letter in outlet.letters]
    assert {("", "", "", State.SENT)} == set(Message.objects.values_list("address", "body", "subject", "state"))
    assert ["678", "111"] == list(Message.objects.order_by("pk").values_list("ending", flat=True))
    assert Run(0, 0, 0, 0) == run(office, outlet)


def test_the_same_address_hears_once(office, writer):
    assert 1 == len(queued(office, writer, PHONE, "0912.345.678", "+84912345678"))


def test_a_carrier_that_is_away_is_asked_again_later_and_later(office, writer):
    queued(office, writer)
    outlet = PlayedOutlet([away() for _ in WAITS])
    for wait in WAITS:
        assert Run(0, 1, 0, 0) == run(office, outlet)
        assert Run(0, 0, 0, 0) == run(office, outlet)
        office.clock[0] += wait

    assert Run(1, 0, 0, 0) == run(office, outlet)
    assert len(WAITS) + 1 == Message.objects.get().attempts


def test_after_the_last_try_a_message_has_failed_and_is_forgotten(office, writer):
    queued(office, writer)
    outlet = PlayedOutlet([away() for _ in range(len(WAITS) + 1)])
    for wait in WAITS:
        run(office, outlet)
        office.clock[0] += wait

    assert Run(0, 0, 1, 0) == run(office, outlet)
    message = Message.objects.get()
    assert (State.FAILED, "", "", None) == (message.state, message.address, message.body, message.next_at)
    assert "the gateway does not answer" == message.problem


def test_the_operator_is_told_when_one_last_left_which_wait_for_half_a_day_and_which_never_left(office, writer):
    def told() -> tuple[dt.datetime | None, int, int]:
        health = health_of(office.clock[0])
        return health.last_message, health.stuck_messages, health.lost_messages

    assert (None, 0, 0) == told()
    queued(office, writer)
    office.clock[0] += STUCK
    assert (None, 0, 0) == told()
    office.clock[0] += LEASE
    run(office, PlayedOutlet([OutletError("the gateway does not answer", may_be_tried_again=True)]))
    assert (None, 1, 0) == told()

    office.clock[0] += WAITS[0]
    run(office, PlayedOutlet())
    left = office.clock[0]
    queued(office, writer, "0987000111")
    run(office, PlayedOutlet([OutletError("no such number", may_be_tried_again=False)]))
    assert (left, 0, 1) == told()
    office.clock[0] += A_DAY
    assert (left, 0, 0) == told()


def test_a_refusal_for_good_is_not_tried_again(office, writer):
    queued(office, writer)

    outlet = PlayedOutlet([OutletError("the gateway refuses (400)", may_be_tried_again=False)])

    assert Run(0, 0, 1, 0) == run(office, outlet)


def test_a_run_is_bounded_and_takes_the_oldest_first(office, writer):
    queued(office, writer, *(f"09120000{at:02d}" for at in range(5)))
    outlet = PlayedOutlet()

    assert Run(3, 0, 0, 0) == run(office, outlet, most=3)

    assert ["0912000000", "0912000001", "0912000002"] == [letter.address for letter in outlet.letters]


def test_a_run_that_was_killed_leaves_its_message_to_the_next_after_the_lease(office, writer):
    queued(office, writer)

    class Killed(BaseException):
        pass

    class Dying:
        def send(self, letter):
            raise Killed

    with pytest.raises(Killed):
        run(office, Dying())

    assert Run(0, 0, 0, 0) == run(office, PlayedOutlet())
    office.clock[0] += LEASE
    outlet = PlayedOutlet()
    assert Run(1, 0, 0, 0) == run(office, outlet)
    assert outlet.letters[0].key.startswith("bz-")


def test_messages_of_an_outlet_that_this_portal_has_not_wait(office, writer):
    queued(office, writer, "lan@example.vn", outlet=Outlet.MAIL)

    assert Run(0, 0, 0, 0) == run(office, PlayedOutlet())
    assert Run(1, 0, 0, 0) == run(office, PlayedOutlet(), kind=Outlet.MAIL)


def test_a_receipt_tells_the_end(office, writer):
    for key in ("k1", "k2"):
        queued(office, writer)
        run(office, PlayedOutlet(carrier_key=key))

    def heard(key, *, arrived):
        return services.take_receipt(carrier_key=key, is_delivered=arrived, now=office.clock[0])

    assert [True, True, False, False, False] == [
        heard("k1", arrived=True),
        heard("k2", arrived=False),
        heard("k1", arrived=False),
        heard("k3", arrived=True),
        heard("", arrived=True),
    ]
    assert [State.DELIVERED, State.FAILED] == list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_whoever_wants_no_messages_gets_none(office, writer):
    queued(office, writer)
    opt_out(office, writer)
    queued(office, writer)
    outlet = PlayedOutlet()

    assert Run(0, 0, 0, 1) == run(office, outlet)

    assert [] == outlet.letters
    assert {State.OPTED_OUT} == set(Message.objects.values_list("state", flat=True))


def test_an_opt_out_is_kept_as_a_hash_that_ten_digits_do_not_open(office, writer):
    import hashlib

    opt_out(office, writer)

    kept = OptOut.objects.get().address_hash
    assert PHONE not in kept
    assert hashlib.sha256(PHONE.encode()).hexdigest() != kept


def test_what_one_unit_notes_no_other_lifts_nor_learns(office, writer):
    stranger = office.staff("Kẻ Lạ", Role.REGISTRY_CLERK, TAN_TRAO)
    theirs = {
        "actor": stranger,
        "address": read_address(PHONE),
        "path": the_unit(TAN_TRAO).path,
        "now": office.clock[0],
    }
    opt_out(office, writer)

    with pytest.raises(RefusedError, match="nothing is recorded"):
        services.end_opt_out(**theirs)
    services.record_opt_out(**theirs)  # as if nobody had noted anything
    services.end_opt_out(**theirs)

    assert [the_unit(SON_DUONG).path] == list(OptOut.objects.values_list("path", flat=True))
    queued(office, writer)
    assert 1 == run(office, PlayedOutlet()).opted_out


def test_a_message_waits_for_no_note_but_goes_while_none_stands(office, writer):
    """Two units have noted it; it goes out once both have taken it back."""
    stranger = office.staff("Kẻ Lạ", Role.REGISTRY_CLERK, TAN_TRAO)
    theirs = {
        "actor": stranger,
        "address": read_address(PHONE),
        "path": the_unit(TAN_TRAO).path,
        "now": office.clock[0],
    }
    opt_out(office, writer)
    services.record_opt_out(**theirs)

    opt_out(office, writer, services.end_opt_out)
    queued(office, writer)
    assert 1 == run(office, PlayedOutlet()).opted_out
    services.end_opt_out(**theirs)
    queued(office, writer)

    assert 1 == run(office, PlayedOutlet()).sent


def test_an_opt_out_ends_when_they_say_so(office, writer):
    with pytest.raises(RefusedError, match="nothing is recorded"):
        opt_out(office, writer, services.end_opt_out)
    opt_out(office, writer)
    with pytest.raises(RefusedError, match="already"):
        opt_out(office, writer)
    opt_out(office, writer, services.end_opt_out)
    queued(office, writer)

    assert Run(1, 0, 0, 0) == run(office, PlayedOutlet())


def sent_code(office, writer, outlet, **changes):
    facts = {
        "actor": writer,
        "address": Address(PHONE),
        "body": "mã 1234 5678 9015",
        "outlet": Outlet.GATEWAY,
        "through": outlet,
        "path": the_unit(SON_DUONG).path,
        "key": "bz-x",
        "subjects": [("case", "CA-2026-00001")],
        "now": office.clock[0],
    }
    return services.send_code(**{**facts, **changes})


def everything_kept() -> str:
    return str(list(Message.objects.values())) + str(list(Entry.objects.values()))


@pytest.mark.parametrize("refusals", [[], [away()]], ids=["sent", "refused"])
def test_a_code_is_never_in_the_table(office, writer, refusals):
    outlet = PlayedOutlet(list(refusals))
    if refusals:
        with pytest.raises(OutletError):
            sent_code(office, writer, outlet)
    else:
        sent_code(office, writer, outlet)
        assert "mã 1234 5678 9015" == outlet.letters[0].body

    assert "1234" not in everything_kept()
    assert PHONE not in everything_kept()
    assert Run(0, 0, 0, 0) == run(office, outlet)
    assert (State.FAILED if refusals else State.SENT) == Message.objects.get().state


def test_a_process_that_dies_while_sending_a_code_leaves_a_line_that_says_so(office, writer):
    class Dying:
        def send(self, letter):
            raise SystemExit

    with pytest.raises(SystemExit):
        sent_code(office, writer, Dying())

    assert (State.FAILED, "not confirmed") == Message.objects.values_list("state", "problem").get()


def test_the_database_itself_refuses_to_keep_a_code_or_what_has_left(office, writer):
    message = sent_code(office, writer, PlayedOutlet())
    (news,) = queued(office, writer)

    for pk, change in ((message.pk, {"body": "1234"}), (news.pk, {"state": State.SENT})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=pk).update(**change)


def test_an_opted_out_person_is_handed_the_code_in_another_way(office, writer):
    opt_out(office, writer)

    with pytest.raises(RefusedError, match="another way"):
        sent_code(office, writer, PlayedOutlet())
    assert not Message.objects.filter(purpose=Purpose.CODE).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outlet": Outlet.MAIL}, "telephone numbers"),
        ({"body": "  "}, "1 to 1,600"),
        ({"body": "x" * 1_601}, "1 to 1,600"),
    ],
)
def test_a_message_that_cannot_be_sent_is_refused_at_once(office, writer, changes, said):
    with pytest.raises(RefusedError, match=said):
        queued(office, writer, **changes)
    assert not Message.objects.exists()


def test_the_audit_counts_and_names_no_number(office, writer):
    queued(office, writer, PHONE, "0987000111")
    opt_out(office, writer)

    details = list(Entry.objects.filter(act__startswith="messages.").values_list("act", "detail"))
    assert ("messages.queue", {"messages": 2, "outlet": "gateway"}) in details
    assert PHONE not in str(details)


@pytest.mark.parametrize("text", ["", "x", "12", "a@b", "lan@", "0912", "x" * 130 + "@a.vn"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(RefusedError):
        read_address(text)


def test_an_address_tells_nothing_of_itself():
    assert PHONE not in repr(Address(PHONE))
    assert read_address("LAN@Example.VN ").text == "lan@example.vn"


def test_an_opt_out_while_a_message_is_tried_is_kept(office, writer):
    queued(office, writer)

    class Slow(PlayedOutlet):
        def send(self, letter: Letter) -> Taken:
            opt_out(office, writer)
            raise away()

    assert Run(0, 0, 0, 1) == run(office, Slow())
    assert ("", State.OPTED_OUT) == Message.objects.values_list("address", "state").get()
