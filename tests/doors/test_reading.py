"""Bytes become whole requests, however they are cut; and what two readers could understand differently is refused."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.doors.bounds import Bounds
from bluezone.doors.reading import Reader, UnacceptableError
from bluezone.doors.requests import Answer, Request, line_of, named_by_proxy

BOUNDS = Bounds(body_bytes=1_000, head_bytes=2_000, headers=20)
HOST = b"Host: x\r\n"
THREE = (
    b"GET /a?b=1 HTTP/1.1\r\n" + HOST + b"\r\n"
    b"POST /b HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nX-Y: z\r\n\r\nhello"
    b"POST /c HTTP/1.1\r\n"
    + HOST
    + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n"
)


def read(*parts: bytes) -> list[Request]:
    reader = Reader(BOUNDS)
    return [request for part in parts for request in reader.feed(part)]


def _feed_for_ever(reader: Reader) -> None:
    for _ in range(100):
        reader.feed(b"a" * 100)


def refused(*parts: bytes) -> int:
    with pytest.raises(UnacceptableError) as caught:
        read(*parts)
    return caught.value.status


@given(st.lists(st.integers(1, len(THREE) - 1), max_size=12))
def test_however_the_line_cuts_them_the_requests_are_the_same(cuts):
    edges = [0, *sorted(set(cuts)), len(THREE)]

    found = read(*(THREE[start:end] for start, end in itertools.pairwise(edges)))

    assert [("GET", b"/a?b=1", b""), ("POST", b"/b", b"hello"), ("POST", b"/c", b"abcde")] == [
        (one.method, one.target, one.body) for one in found
    ]
    assert [(b"host", b"x"), (b"content-length", b"5"), (b"x-y", b"z")] == found[1].headers
    assert [(b"host", b"x"), (b"transfer-encoding", b"chunked")] == found[2].headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /a HTTP/1.1\r\n\r\n", 400),
        (b"GET /a HTTP/1.1\r\n" + 2 * HOST + b"\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /a#b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"CONNECT a:80 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET ftp://a/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\n" + b"Host: x\n\n", 400),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1_0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999999\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1001\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + bytes(1_001), 413),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * 100_000, 413),
        (b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: y\r\n" % n for n in range(21)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 2_000, 431),
        (b"GET /" + b"a" * 3_000, 431),
        (b"\x16\x03\x01\x02\x00\x01", 400),
    ],
)
def test_what_is_no_request_or_too_much_of_one_is_refused(sent, status):
    assert status == refused(sent)


def test_a_header_that_never_ends_is_not_collected():
    reader = Reader(BOUNDS)
    reader.feed(b"GET / HTTP/1.1\r\n" + HOST + b"X: ")

    with pytest.raises(UnacceptableError):
        _feed_for_ever(reader)


def test_of_a_body_no_more_is_kept_than_anybody_wants():
    reader = Reader(Bounds(body_bytes=1_000, kept_bytes=4))

    (request,) = reader.feed(b"POST /b HTTP/1.1\r\n" + HOST + b"Content-Length: 600\r\n\r\n" + b"a" * 600)

    assert b"aaaa" == request.body


def test_an_absolute_address_is_its_path_and_an_upgrade_is_not_followed():
    (absolute,) = read(b"GET http://evil.example/v1/root?a HTTP/1.1\r\n" + HOST + b"\r\n")
    (upgrade,) = read(
        b"GET /a HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\nPRI * HTTP/2.0\r\n\r\n"
    )

    assert b"/v1/root?a" == absolute.target
    assert (b"/a", True) == (upgrade.target, upgrade.is_last)


def test_how_far_a_request_has_come_can_be_asked():
    reader = Reader(BOUNDS)
    seen = []
    for part in (
        b"POST / HT",
        b"TP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        b"he",
        b"llo",
    ):
        reader.feed(part)
        seen.append((reader.is_in_head, reader.is_in_body, reader.wants_word, reader.held))

    assert [(True, False, False, 0), (False, True, True, 0), (False, True, False, 2), (False, False, False, 0)] == seen


def test_an_answer_says_how_long_it_is_and_nothing_twice():
    answer = Answer(200, [(b"content-length", b"9"), (b"connection", b"x"), (b"a", b"b")], b"body")

    assert b"HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 4\r\n\r\nbody" == answer.packed("GET", is_last=False)
    assert b"HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 9\r\nconnection: close\r\n\r\n" == answer.packed(
        "HEAD", is_last=True
    )
    assert b"HTTP/1.1 304 Not Modified\r\n\r\n" == Answer(304, [], b"").packed("GET", is_last=False)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ([], ""),
        ([b"192.0.2.1"], "192.0.2.1"),
        ([b"192.0.2.1, 192.0.2.2"], "192.0.2.2"),
        ([b"192.0.2.1", b"2001:db8::1"], "2001:db8::1"),
        ([b"\xff"], ""),
        ([b"localhost"], ""),
    ],
)
def test_behind_a_proxy_a_caller_is_whom_the_proxy_named_last(said, named):
    assert named == named_by_proxy([(b"x-forwarded-for", one) for one in said])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc", 400),
        (b"GET http://x?a/b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET http://y@x/b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET / HTTP/0.9\r\n" + HOST + b"\r\n", 505),
        (b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 505),
    ],
)
def test_what_llhttp_takes_and_another_reader_might_read_otherwise_is_refused(sent, status):
    assert status == refused(sent)


def test_a_body_in_the_smallest_chunks_takes_the_room_of_its_bytes():
    reader = Reader(Bounds(body_bytes=1 << 20))
    reader.feed(b"POST /b HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
    tracemalloc.start()

    for _ in range(20):
        reader.feed(b"2\r\nab\r\n" * 2_000)
    taken, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert 80_000 == reader.held
    assert taken < 3 * reader.held


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\nb", b"a\0"])
def test_a_header_of_two_lines_leaves_no_door(value):
    with pytest.raises(ValueError, match="one line"):
        Answer(200, [(b"location", value)]).demand_one_line_each()


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:0:0:ffff::2", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("no:address", "no:address"),
    ],
)
def test_all_addresses_of_a_line_are_one_callers(address, line):
    assert line == line_of(address)
