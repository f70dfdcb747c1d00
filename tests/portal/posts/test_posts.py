"""Posts, their shifts and devices: made, enrolled once, ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.posts.badges import badge_key
from bluezone.portal.posts.errors import DoorError, Untaken
from bluezone.portal.posts.models import Device, DeviceCode, Keeper, Post
from bluezone.portal.posts.selectors import posts_at, posts_for, told_to
from bluezone.portal.posts.services.enrolling import CODE_LASTS, digest_of_device, enrol, issue_code, revoke_device
from bluezone.portal.posts.services.keeping import (
    Door,
    add_keeper,
    close_post,
    digest_of_keeper,
    digest_of_post,
    end_keeper,
    make_post,
)
from bluezone.portal.posts.wire import Enrolment
from bluezone.portal.premises.models import Premises
from bluezone.portal.reports.models import ReportKey
from tests.support.portal.doorposts import GATE, a_gate_at
from tests.support.portal.offices import NOW
from tests.support.portal.premises import INN


def code_of(gate, at: dt.datetime = NOW) -> str:
    return issue_code(actor=gate.officer, post=gate.post, entropy=gate.office.chance.randbytes, now=at)[1]


def enrolled(gate, code: str, *, label: str = "Máy", at: dt.datetime = NOW) -> Device:
    return enrol(asked=Enrolment(code, label), entropy=gate.office.chance.randbytes, now=at).device


def refused(gate, code: str, *, at: dt.datetime = NOW) -> Untaken:
    with pytest.raises(DoorError) as caught:
        enrolled(gate, code, at=at)
    return caught.value.reason


def test_a_code_enrols_one_device_and_neither_it_nor_the_token_is_kept(gate):
    code = code_of(gate)
    made = enrol(asked=Enrolment(code, "  Máy   tính "), entropy=gate.office.chance.randbytes, now=NOW)

    assert "Máy tính" == made.device.label
    assert Untaken.REVOKED is refused(gate, code)
    kept = [*DeviceCode.objects.values_list("digest", flat=True), *Device.objects.values_list("digest", flat=True)]
    assert not {code, made.token} & set(kept)
    assert 64 == len(kept[-1])


def test_a_code_ends_after_an_hour_and_a_made_up_one_is_none(gate):
    assert Untaken.EXPIRED is refused(gate, code_of(gate), at=NOW + CODE_LASTS)
    assert Untaken.FORGED is refused(gate, "0" * 26)
    assert Untaken.FORGED is refused(gate, "")


def test_a_post_has_twenty_devices_at_most_however_many_codes_were_made_before(gate):
    codes = [code_of(gate) for _ in range(19)]

    with pytest.raises(RefusedError, match="20 devices"):
        code_of(gate)
    for code in codes:
        enrolled(gate, code)
    with pytest.raises(RefusedError, match="20 devices"):
        code_of(gate)
    assert 20 == gate.post.devices.count()


def test_a_code_that_nobody_used_makes_room_after_its_hour(gate):
    for _ in range(19):
        code_of(gate)

    assert code_of(gate, NOW + CODE_LASTS)


def test_a_place_that_waits_for_approval_may_have_a_post_but_no_device(gate):
    code = code_of(gate)
    Premises.objects.filter(pk=gate.premises.pk).update(state=Premises.State.REGISTERED)

    assert Untaken.NOT_YET is refused(gate, code)
    with pytest.raises(RefusedError, match="waits for approval"):
        code_of(gate)
    assert make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW).is_open


def test_no_device_is_enrolled_while_there_is_no_key_to_seal_to(gate):
    ReportKey.objects.all().delete()

    with pytest.raises(RefusedError, match="no report key"):
        code_of(gate)


def test_a_closed_post_has_no_code_no_shift_and_is_not_closed_twice(gate):
    code = code_of(gate)
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    gate.post.refresh_from_db()

    assert Untaken.REVOKED is refused(gate, code)
    with pytest.raises(RefusedError, match="closed"):
        code_of(gate)
    with pytest.raises(RefusedError, match="closed"):
        add_keeper(
            actor=gate.officer, post=gate.post, label="Tối", pin="1234", entropy=gate.office.chance.randbytes, now=NOW
        )
    with pytest.raises(RefusedError, match="already"):
        close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    make_post(actor=gate.officer, premises=gate.premises, door=GATE, now=NOW)  # its name is free again


@pytest.mark.parametrize(
    ("door", "why"),
    [
        (Door("cổng chính"), "a post of this name"),
        (Door("  "), "1 to 40 letters"),
        (Door("x" * 41), "1 to 40 letters"),
    ],
    ids=str,
)
def test_a_post_that_cannot_be_is_not_made(gate, door, why):
    with pytest.raises(RefusedError, match=why):
        make_post(actor=gate.officer, premises=gate.premises, door=door, now=NOW)

    assert 1 == Post.objects.count()


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "１２３４"])
def test_a_number_of_a_shift_has_four_digits(gate, pin):
    with pytest.raises(RefusedError, match="four digits"):
        add_keeper(
            actor=gate.officer, post=gate.post, label="Tối", pin=pin, entropy=gate.office.chance.randbytes, now=NOW
        )

    assert 1 == Keeper.objects.count()


def test_badges_of_either_entry_of_a_place_are_good_at_the_doors_of_both_until_they_are_taken_apart(gate):
    kept = gate.doors.approved(replace(INN, name="Nhà nghỉ Hoa Mai mới"))
    other = a_gate_at(gate.doors, kept)
    gate.doors.joined(gate.premises, kept)
    keys = [badge_key(kept), badge_key(gate.premises)]

    both = [told_to(Post.objects.get(pk=one.post.pk), NOW)["post"] for one in (gate, other)]

    assert [keys, keys] == [one["badges"] for one in both]
    assert [badge_key(gate.premises), badge_key(kept)] == [one["badge"] for one in both]
    gate.doors.parted(gate.premises)
    assert [keys[1]] == told_to(Post.objects.get(pk=gate.post.pk), NOW)["post"]["badges"]


def test_a_device_is_told_its_door_its_shifts_and_the_key(gate):
    told = told_to(gate.post, NOW)
    other = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)

    receipt, another = told["post"].pop("receipt"), told_to(other, NOW)["post"]["receipt"]
    carry, elsewhere = told["post"].pop("carry"), told_to(other, NOW)["post"]["carry"]
    key = told["post"].pop("badge")
    assert ([key], badge_key(gate.premises)) == (told["post"].pop("badges"), key)
    assert re.fullmatch("[0-9a-f]{64} [0-9a-f]{64}", f"{receipt} {carry}")
    assert 4 == len({receipt, another, carry, elsewhere})
    place = {"id": gate.post.pk, "name": "Cổng chính", "place": "Nhà nghỉ Hoa Mai", "kind": "hotel", "unit": "02545"}
    hours = {"vi": "hằng ngày 07:00–17:00", "en": "every day 07:00–17:00"}
    assert {**place, "hours": hours, "capacity": 40, "asks_phone": False} == told["post"]
    (keeper,) = told["keepers"]
    salt = bytes.fromhex(keeper["salt"])
    assert hashlib.pbkdf2_hmac("sha256", b"2580", salt, 200_000, 32).hex() == keeper["pin"]
    assert {"id": gate.keeper.pk, "label": "Ca sáng"}.items() <= keeper.items()
    assert told["seal"]["id"] == bytes(ReportKey.objects.get().public).hex()[:8]
    assert NOW.timestamp() * 1000 == told["server_ms"]


def test_a_device_out_of_force_knows_no_key_of_receipts_that_are_made_since(gate):
    gate.another_device()
    keys = [told_to(gate.post, NOW)["post"]["receipt"]]
    carry = told_to(gate.post, NOW)["post"]["carry"]
    for device in Device.objects.order_by("pk"):
        revoke_device(actor=gate.officer, device=device, read=digest_of_device(device), now=NOW)
        keys.append(told_to(gate.post, NOW)["post"]["receipt"])

    assert 3 == len(set(keys))
    assert carry == told_to(gate.post, NOW)["post"]["carry"]


def test_nor_does_one_whose_time_is_over(gate):
    over = Device.objects.get().expires_at
    before, after = (told_to(gate.post, now)["post"]["receipt"] for now in (over - dt.timedelta(seconds=1), over))
    revoke_device(actor=gate.officer, device=gate.device, read=digest_of_device(gate.device), now=NOW)

    assert before != after == told_to(gate.post, over)["post"]["receipt"]


def test_a_shift_that_ended_is_told_no_more(gate):
    end_keeper(actor=gate.officer, keeper=gate.keeper, read=digest_of_keeper(gate.keeper), now=NOW)

    assert [] == told_to(gate.post, NOW)["keepers"]
    gate.keeper.refresh_from_db()
    with pytest.raises(RefusedError, match="ended already"):
        end_keeper(actor=gate.officer, keeper=gate.keeper, read=digest_of_keeper(gate.keeper), now=NOW)


def test_who_decides_has_read_what_stands_there(gate):
    for act in (
        lambda: close_post(actor=gate.officer, post=gate.post, read="", now=NOW),
        lambda: end_keeper(actor=gate.officer, keeper=gate.keeper, read="", now=NOW),
        lambda: revoke_device(actor=gate.officer, device=gate.device, read="", now=NOW),
    ):
        with pytest.raises(ChangedError):
            act()
    assert digest_of_device(gate.device) != digest_of_post(gate.post)


def test_every_act_of_the_office_leaves_its_line(gate):
    revoke_device(actor=gate.officer, device=gate.device, read=digest_of_device(gate.device), now=NOW)
    end_keeper(actor=gate.officer, keeper=gate.keeper, read=digest_of_keeper(gate.keeper), now=NOW)
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)

    acts = list(Entry.objects.filter(subjects__kind="post").order_by("number").values_list("act", flat=True))
    assert [
        "posts.make",
        "posts.keeper",
        "posts.code",
        "posts.enrol",
        "posts.revoke",
        "posts.keeper_end",
        "posts.close",
    ] == acts


def test_a_post_is_found_by_its_place_and_where_it_is_closed(gate):
    def names(text: str = "", state: str = "", at: int | None = None) -> list[str]:
        return [one.name for one in posts_for(gate.officer, text, state=state, at=at, now=NOW)]

    assert ["Cổng chính"] == names() == names("hoa mai") == names(at=gate.premises.pk)
    assert [] == names("chợ") == names(state="closed") == names(at=gate.premises.pk + 1)
    assert [gate.post] == posts_at(gate.officer, gate.premises)
    close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    assert (["Cổng chính"], [], []) == (names(state="closed"), names(), posts_at(gate.officer, gate.premises))
