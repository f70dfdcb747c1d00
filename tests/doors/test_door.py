"""A door in use: whoever is slow loses their place, whoever is many makes room, and the others notice nothing."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvloop

from bluezone.doors import AlwaysAlike, Answer, Bounds, Lane, Request, Threads, asynchronous
from bluezone.doors.door import Door, listening_socket
from bluezone.doors.threads import environ_of

QUICK = Bounds(head_s=0.3, rest_s=0.3, body_s=0.3, answer_s=0.3, connections=40, of_one_address=20, body_bytes=200_000)
PATIENCE_S = 30
"""For what comes at once where nobody else has work."""
GET = b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def echo(request: Request) -> Answer:
    return Answer(200, [], request.path + b" %d" % len(request.body))


@contextlib.asynccontextmanager
async def a_door(answer=echo, bounds: Bounds = QUICK, ends_in_s: float = 1, **more: bool) -> AsyncIterator[Door]:
    door = Door(listening_socket("127.0.0.1", 0), answer, bounds, **more)
    try:
        yield door
    finally:
        await door.close(ends_in_s)


async def until(is_so: Callable[[], bool]) -> None:
    """Others have their turn until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - a door tells nobody of its places
            await asyncio.sleep(0.01)


async def said_to(door: Door, sent: bytes, wait_s: float = PATIENCE_S) -> bytes:
    """All that comes until the door closes the line; b"open" where it does not."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), wait_s)
    except TimeoutError:
        return b"open"
    except ConnectionError:
        return b"cut"
    finally:
        writer.close()


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def play(request) -> Callable[[Awaitable[object]], object]:
    """Both loops: what one has for a transport the other has not."""

    def played(story):
        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(story)

    return played


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"", b""),
        (b"GET / HT", b"408"),
        (b"PRI * HTTP/2.0\r\n", b"408"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab", b"408"),
        (b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n", b"/a 0"),
    ],
    ids=["nothing", "half a head", "half a preface", "half a body", "a whole request, and then nothing"],
)
def test_whoever_sends_too_slowly_is_told_so_and_the_line_is_closed(play, sent, heard):
    async def story() -> bytes:
        async with a_door() as door:
            return await said_to(door, sent)

    answer = play(story())

    assert heard in answer
    assert b"open" != answer


def test_a_body_that_drips_ends_at_its_time_however_often_a_byte_comes(play):
    async def story() -> float:
        async with a_door() as door:
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
            began = asyncio.get_running_loop().time()
            reading = asyncio.ensure_future(reader.read())
            while not reading.done():
                writer.write(b"x")
                await asyncio.sleep(0.02)
            writer.close()
            return asyncio.get_running_loop().time() - began

    assert play(story()) < 15  # with a thousand such bytes the request would be whole after twenty


def test_whoever_does_not_fetch_an_answer_keeps_nothing_but_a_place_and_not_for_long(play):
    async def large(_request: Request) -> Answer:
        return Answer(200, [], bytes(30 << 20))

    async def story() -> None:
        bounds = Bounds(answer_s=0.2, bytes_per_s=1 << 30)
        async with a_door(large, bounds) as door:
            _, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=1)
            writer.write(GET)
            await until(lambda: len(door.places) == 1)
            await until(lambda: len(door.places) == 0)
            writer.close()

    play(story())


@pytest.mark.parametrize("silent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"])
def test_a_crowd_that_asks_nothing_makes_room_for_whoever_asks(play, silent):
    async def story() -> tuple[list[bytes], int]:
        patient = Bounds(connections=40, of_one_address=40)
        async with a_door(bounds=patient) as door:
            crowd = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(120)]
            for _, writer in crowd:
                writer.write(silent)
            heard = [await said_to(door, GET) for _ in range(10)]
            standing = len(door.places)
            for _, writer in crowd:
                writer.close()
            return heard, standing

    heard, standing = play(story())

    assert all(answer.endswith(b"/a 0") for answer in heard)
    assert standing <= 40


def test_one_address_has_no_more_than_its_share(play):
    async def story() -> int:
        async with a_door(bounds=Bounds(connections=100, of_one_address=5)) as door:
            crowd = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(30)]
            await asyncio.sleep(0.2)
            standing = len(door.places)
            for _, writer in crowd:
                writer.close()
            return standing

    assert 5 == play(story())


def test_behind_a_proxy_a_share_is_that_of_whom_the_proxy_names(play):
    def half(named: bytes) -> bytes:
        return b"POST /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: evil, " + named + b"\r\nContent-Length: 9\r\n\r\n"

    async def story() -> tuple[int, int, bytes]:
        async with a_door(bounds=Bounds(connections=100, of_one_address=5), behind_proxy=True) as door:
            lines = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(20)]
            for _, writer in lines:
                writer.write(half(b"192.0.2.1"))
            await asyncio.sleep(0.2)
            own, standing = door.places.count_of("192.0.2.1"), len(door.places)
            other = await said_to(door, GET.replace(b"Host: x", b"Host: x\r\nX-Forwarded-For: 192.0.2.2"))
            for _, writer in lines:
                writer.close()
            return own, standing, other

    own, standing, other = play(story())

    assert (5, 5) == (own, standing)
    assert other.endswith(b"/a 0")


def test_descriptors_stay_for_the_rest_of_the_process(play):
    """Also where the limit is lowered under a door that stands open."""

    async def story() -> tuple[int, bytes]:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        async with a_door(bounds=Bounds(share_of_descriptors=0.1)) as door:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (300, hard))
                crowd = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(90)]
                await asyncio.sleep(0.2)
                standing, answer = len(door.places), await said_to(door, GET)
                for _, writer in crowd:
                    writer.close()
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            return standing, answer

    standing, answer = play(story())

    assert standing <= 30
    assert answer.endswith(b"/a 0")


def test_bodies_together_hold_no_more_memory_than_there_is_room_for(play):
    async def story() -> tuple[int, list[bytes]]:
        bounds = Bounds(body_bytes=1_000_000, bytes_in_all=1_500_000)
        async with a_door(bounds=bounds) as door:
            lines = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(4)]
            for _, writer in lines:
                writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + bytes(600_000))
                await asyncio.sleep(0.1)
            held = sum(one.held for one in door.places.waiting())
            answers = [asyncio.ensure_future(reader.read(12)) for reader, _ in lines]
            await until(lambda: sum(one.done() for one in answers) >= 2)
            await asyncio.sleep(0.1)  # a third would come as soon
            for one in answers:
                one.cancel()
            heard = await asyncio.gather(*answers, return_exceptions=True)
            for _, writer in lines:
                writer.close()
            return held, [one for one in heard if isinstance(one, bytes)]

    held, answers = play(story())

    assert held <= 1_500_000
    assert 2 == answers.count(b"HTTP/1.1 503")


def test_an_application_that_fails_is_an_answer_and_the_line_goes_on(play):
    async def fails(request: Request) -> Answer:
        if request.path == b"/bad":
            raise ValueError("its own affair")
        return await echo(request)

    async def story() -> bytes:
        async with a_door(fails) as door:
            return await said_to(door, b"GET /bad HTTP/1.1\r\nHost: x\r\n\r\n" + GET)

    answer = play(story())

    assert answer.startswith(b"HTTP/1.1 500")
    assert answer.endswith(b"/a 0")


def test_closing_lets_what_is_being_answered_end(play):
    async def slow(request: Request) -> Answer:
        begun.set()
        await asyncio.sleep(0.3)
        return await echo(request)

    begun = asyncio.Event()

    async def story() -> bytes:
        async with a_door(slow, ends_in_s=PATIENCE_S) as door:
            asking = asyncio.ensure_future(said_to(door, GET))
            await begun.wait()
        return await asking

    assert play(story()).endswith(b"/a 0")


def test_an_asgi_application_meets_the_whole_request(play):
    met = {}

    async def application(scope, receive, send) -> None:
        met.update(scope, body=(await receive())["body"], after=(await receive())["type"])
        await send({"type": "http.response.start", "status": 201, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})

    async def story() -> bytes:
        async with a_door(asynchronous(application)) as door:
            return await said_to(
                door, b"POST /%61%20?q=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"
            )

    answer = play(story())

    assert answer.startswith(b"HTTP/1.1 201 Created\r\na: b\r\ncontent-length: 7\r\n")
    assert answer.endswith(b"one two")
    assert ("/a ", b"/%61%20", b"q=1", b"hi", "http.disconnect") == tuple(
        met[name] for name in ("path", "raw_path", "query_string", "body", "after")
    )


def test_a_wsgi_application_meets_what_pep_3333_says_and_no_header_with_a_line_below():
    request = Request(
        method="POST",
        target=b"/%E1%BB%87?a=b",
        version="1.1",
        headers=[
            (b"host", b"x"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"content-type", b"text/plain"),
            (b"transfer-encoding", b"chunked"),
            (b"x_forwarded_proto", b"https"),
        ],
        body=b"hello",
        is_last=False,
        client=("192.0.2.1", 5),
        server=("127.0.0.1", 8791),
    )

    environ = environ_of(request)

    assert ("5", "text/plain", b"hello") == (
        environ["CONTENT_LENGTH"],
        environ["CONTENT_TYPE"],
        environ["wsgi.input"].read(),
    )
    assert ("a=1; b=2", "a=b", "192.0.2.1") == (environ["HTTP_COOKIE"], environ["QUERY_STRING"], environ["REMOTE_ADDR"])
    assert "/ệ" == environ["PATH_INFO"].encode("latin-1").decode()
    assert "HTTP_X_FORWARDED_PROTO" not in environ


def test_work_of_one_kind_never_waits_for_that_of_another(play):
    gate = threading.Event()

    def application(environ, start):
        if environ["PATH_INFO"].startswith("/slow"):
            gate.wait(PATIENCE_S)
        start("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def story() -> tuple[bytes, list[bytes]]:
        lanes = [Lane(at_once=1, waiting=4, prefixes=(b"/slow",)), Lane(at_once=1, waiting=4)]
        async with a_door(Threads(application, lanes), Bounds()) as door:
            slow = [asyncio.ensure_future(said_to(door, GET.replace(b"/a", b"/slow"))) for _ in range(6)]
            await until(lambda: any(one.done() for one in slow))  # whoever finds no place any more
            quick = await said_to(door, GET)
            gate.set()
            return quick, [await one for one in slow]

    quick, slow = play(story())

    assert quick.endswith(b"/a")
    assert {b"200", b"503"} == {one[9:12] for one in slow}


def test_in_a_lane_each_caller_has_a_turn(play):
    """Ten requests of one caller do not stand before the first of another."""
    served: list[str] = []
    gate = threading.Event()

    def application(environ, start):
        gate.wait(PATIENCE_S)
        served.append(environ["HTTP_X_FORWARDED_FOR"])
        start("200 OK", [])
        return [b""]

    def asked(named: bytes) -> bytes:
        return GET.replace(b"Host: x", b"Host: x\r\nX-Forwarded-For: " + named)

    async def story() -> None:
        threads, came = Threads(application, [Lane(at_once=1, waiting=100)], behind_proxy=True), list[Request]()

        async def counted(request: Request) -> Answer:
            came.append(request)
            return await threads(request)

        async with a_door(counted, Bounds(), behind_proxy=True) as door:
            asking = [asyncio.ensure_future(said_to(door, asked(b"192.0.2.1"))) for _ in range(10)]
            await until(lambda: len(came) == 10)
            asking.append(asyncio.ensure_future(said_to(door, asked(b"192.0.2.2"))))
            await until(lambda: len(came) == 11)
            gate.set()
            await asyncio.gather(*asking)

    play(story())

    assert 11 == len(served)
    assert served.index("192.0.2.2") <= 2


def test_a_body_for_which_there_is_no_room_is_refused_and_nothing_is_done(play):
    done: list[bytes] = []

    async def acts(request: Request) -> Answer:
        done.append(request.path)
        return await echo(request)

    async def story() -> tuple[bytes, int, int]:
        bounds = Bounds(body_bytes=1_000_000, bytes_in_all=50_000)
        async with a_door(acts, bounds) as door:
            sent = b"POST /act HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + bytes(60_000)
            answer = await said_to(door, sent)
            await asyncio.sleep(0.2)
            return answer, len(door.places), door._held

    answer, standing, held = play(story())

    assert answer.startswith(b"HTTP/1.1 503") or answer == b"cut"
    assert ([], 0, 0) == (done, standing, held)


def test_answers_that_nobody_fetches_take_no_more_memory_than_there_is_room_for(play):
    """One file that all fetch lies in memory once; what each has for itself makes the largest leave."""
    file = bytes(3 << 20)

    async def large(request: Request) -> Answer:
        return Answer(200, [], file if request.path == b"/a" else bytes(8 << 20))

    async def story() -> tuple[int, int, int]:
        async with a_door(large, Bounds(bytes_in_all=20 << 20)) as door:
            lines = [await asyncio.open_connection("127.0.0.1", door.port, limit=1) for _ in range(12)]
            for _, writer in lines[:8]:
                writer.write(GET)
            await asyncio.sleep(0.3)
            shared = door.fetching.bytes
            for _, writer in lines[8:]:
                writer.write(GET.replace(b"/a", b"/own"))
                await asyncio.sleep(0.1)
            most, standing = door.fetching.bytes, len(door.places)
            for _, writer in lines:
                writer.close()
            await asyncio.sleep(0.1)
            return shared, most, standing

    shared, most, standing = play(story())

    assert shared in {0, 3 << 20}
    assert most <= 20 << 20
    assert standing < 12


def test_a_large_answer_arrives_whole_also_for_whoever_says_no_more_and_while_the_door_closes(play):
    async def large(_request: Request) -> Answer:
        asked.set()
        return Answer(200, [], bytes(range(256)) * 80_000)

    asked = asyncio.Event()

    async def fetched(door: Door) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=4_096)
        writer.write(GET)
        writer.write_eof()
        await asyncio.sleep(0.3)
        heard = await reader.read()
        writer.close()
        return heard

    async def story() -> bytes:
        async with a_door(large, Bounds(), ends_in_s=PATIENCE_S) as door:
            fetching = asyncio.ensure_future(fetched(door))
            await asked.wait()
        return await fetching

    assert play(story()).endswith(b"\r\n\r\n" + bytes(range(256)) * 80_000)


def test_a_header_that_an_application_breaks_in_two_is_never_sent(play):
    async def splits(_request: Request) -> Answer:
        return Answer(302, [(b"location", b"/\r\nset-cookie: portal=evil")])

    async def story() -> bytes:
        async with a_door(splits) as door:
            return await said_to(door, GET)

    answer = play(story())

    assert answer.startswith(b"HTTP/1.1 500")
    assert b"evil" not in answer


def test_answers_that_are_always_alike_stand_on_the_line_as_if_each_had_been_written_anew(play):
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"7"), (b"cache-control", b"no-store")]
    alike = AlwaysAlike(200, headers)

    async def asked(answer: Callable[[bytes], Answer]) -> bytes:
        async def answers(request: Request) -> Answer:
            return answer(request.path)

        async with a_door(answers) as door:
            return await said_to(door, GET) + await said_to(door, GET.replace(b"GET", b"HEAD"))

    async def story() -> list[bytes]:
        return [await asked(alike.with_body), await asked(lambda body: Answer(200, headers, body))]

    one, other = play(story())

    assert one == other
    assert b"\r\ncache-control: no-store\r\n" in one


def test_answers_that_would_all_be_broken_in_two_are_never_made():
    with pytest.raises(ValueError, match="one line"):
        AlwaysAlike(302, [(b"location", b"/\r\nset-cookie: portal=evil")])


@pytest.mark.parametrize("target", [b"/verify", b"/%76erify", b"/verif%79/form"])
def test_however_a_path_is_written_it_takes_its_lane(target):
    lane = Lane(at_once=1, waiting=4, prefixes=(b"/verify",), only_with_body=True)

    assert lane.takes(Request("POST", target, "1.1", [], b"x", is_last=False))


def test_of_the_newer_addresses_a_line_has_no_more_places_however_many_it_names(play):
    async def story() -> int:
        async with a_door(bounds=Bounds(connections=100, of_one_address=5), behind_proxy=True) as door:
            lines = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(20)]
            for number, (_, writer) in enumerate(lines):
                head = b"POST /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 2001:db8::%x\r\nContent-Length: 9\r\n\r\n"
                writer.write(head % number)
            await asyncio.sleep(0.2)
            standing = len(door.places)
            for _, writer in lines:
                writer.close()
            return standing

    assert 5 == play(story())
