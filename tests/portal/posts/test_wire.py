"""What a door's device sends: read whole, refused whole, a row that cannot be by its number; never a name in clear."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.posts.errors import DoorError, Untaken
from bluezone.portal.posts.tokens import CODE_SIGNS, digest_of_code, make_code
from bluezone.portal.posts.wire import MOST_BYTES, MOST_ROWS, Row, number_said, parse_enrolment, parse_parcel
from tests.support.portal.doorposts import b64, number_of, parcel, row, sealed
from tests.support.portal.offices import NOW

ROWS = st.builds(
    row,
    st.integers(1, 10**6),
    way=st.sampled_from(["in", "out"]),
    who=st.sampled_from(["visitor", "staff", "app"]),
    app=st.sampled_from(["live", "shown", "none", "not_running", "unasked"]),
    party=st.integers(1, 99),
    advised=st.booleans(),
    keeper=st.one_of(st.none(), st.integers(1, 2**53)),
    paper=st.one_of(st.none(), st.builds(lambda line: {"page": "TT-0001", "line": line}, st.integers(1, 200))),
    sealed=st.sampled_from([None, sealed(name="Lò Thị Vào")]),
)


@given(st.lists(ROWS, max_size=20))
def test_whatever_a_page_may_send_is_read_as_it_was_sent(rows):
    read = parse_parcel(parcel(*rows))

    assert NOW == read.clock
    assert () == read.unread
    assert [one["id"] for one in rows] == [number_said(one.number) for one in read.rows]
    assert [(one["way"], one["who"], one["app"], one["party"], one["advised"]) for one in rows] == [
        (one.way, one.who, one.app, one.party, one.advised) for one in read.rows
    ]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused(data):
    for parse in (parse_parcel, parse_enrolment):
        with contextlib.suppress(DoorError):
            assert parse(data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Nguyễn Thị Sáu"},
        {"way": "through"},
        {"who": "thief"},
        {"app": "yes"},
        {"party": 0},
        {"party": 100},
        {"at_ms": -1},
        {"at_ms": 10**15},
        {"keeper": 0},
        {"sealed": "Nguyễn Thị Sáu"},
        {"sealed": b64(b"x" * 100)},
        {"sealed": b64(b"x" * (48 + 255))},
        {"of": b64(number_of(2))},
        {"way": "out", "of": "AAAA"},
        {"paper": {"page": "Nguyễn Thị Sáu", "line": 1}},
        {"paper": {"page": "TT-1", "line": 0}},
        {"paper": {"page": "", "line": 1}},
    ],
    ids=str,
)
def test_a_row_that_cannot_be_is_named_and_those_beside_it_stand(wrong):
    bad = {**row(1), **wrong}

    read = parse_parcel(parcel(row(7), bad, row(8)))

    assert [number_of(7), number_of(8)] == [one.number for one in read.rows]
    assert (b64(number_of(1)),) == read.unread


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"v":2,"clock_ms":1,"rows":[]}',
        b'{"v":1,"clock_ms":-1,"rows":[]}',
        b'{"v":1,"clock_ms":1,"rows":[{"id":"short"}]}',
        b'{"v":1,"clock_ms":1,"rows":[7]}',
        b'{"v":1,"clock_ms":1,"rows":[],"name":"x"}',
        b'{"v":1,"clock_ms":1,"rows":[],"shift":{"keeper":1}}',
        parcel(*[row(at) for at in range(MOST_ROWS + 1)]),
        b" " * (MOST_BYTES + 1),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_parcel_is_refused_whole(body):
    with pytest.raises(DoorError) as caught:
        parse_parcel(body)

    assert Untaken.MALFORMED is caught.value.reason


def test_a_number_is_written_in_one_way_only():
    """Two ways to write one number would be two rows for whoever forgets what was kept."""
    number = b64(bytes(16))
    other = number[:-1] + "B"

    read = parse_parcel(parcel({**row(1), "id": other}))

    assert (other,) == read.unread


def test_the_largest_parcel_of_a_page_fits():
    rows = [row(at, sealed=sealed(name="Đ" * 80, note="g" * 200)) for at in range(MOST_ROWS)]

    body = parcel(*rows)

    assert len(body) < MOST_BYTES
    assert MOST_ROWS == len(parse_parcel(body).rows)


def test_a_row_is_valid_from_birth():
    with pytest.raises(ValueError, match="not a row"):
        Row(b"short", NOW, "in", "visitor", "live")
    with pytest.raises(ValueError, match="sealed"):
        Row(bytes(16), NOW, "in", "visitor", "live", sealed="Nguyễn Thị Sáu".encode())


def test_a_code_is_read_however_somebody_types_it():
    code = "0123456789ABCDEFGHJKMNPQRS"

    assert digest_of_code(code) == digest_of_code("o123 4567-89ab cdef ghjk mnpq rs")
    assert digest_of_code(code) == digest_of_code(code.replace("1", "l"))
    assert "" == digest_of_code("") == digest_of_code(code[:-1]) == digest_of_code("U" * CODE_SIGNS)


@given(st.binary(min_size=17, max_size=17))
def test_every_code_that_is_drawn_can_be_typed(drawn):
    code = make_code(lambda count: drawn[:count])

    assert CODE_SIGNS == len(code)
    assert digest_of_code(code)


def test_a_deep_or_wide_label_is_no_label():
    for label in ("x" * 201, ["x"], {"x": "y"}):
        with pytest.raises(DoorError):
            parse_enrolment(json.dumps({"code": "C", "label": label}).encode())


MANY_AT_ONCE = """
import sys, threading
from bluezone.portal.posts.wire import parse_parcel

sys.setswitchinterval(1e-6)
body, begin, read = sys.stdin.buffer.read(), threading.Barrier(8), []
def send():
    begin.wait()
    read.extend(len(parse_parcel(body).rows) for _ in range(5))
devices = [threading.Thread(target=send) for _ in range(8)]
for device in devices: device.start()
for device in devices: device.join()
print(read == [50] * 40)
"""


@pytest.mark.parametrize("attempt", range(2))
def test_the_first_devices_of_a_portals_life_may_send_in_one_moment(attempt):
    """The reader of a type that two threads meet at once, for the first time, ended the process: 22 times of 25."""
    body = parcel(
        *(row(at, paper={"page": "A", "line": at}) for at in range(1, 51)),
        shift={"keeper": 1, "began_ms": 1_606_000_000_000},
    )

    ran = subprocess.run([sys.executable, "-c", MANY_AT_ONCE], input=body, capture_output=True, check=False)

    assert (0, b"True\n") == (ran.returncode, ran.stdout), ran.stderr
