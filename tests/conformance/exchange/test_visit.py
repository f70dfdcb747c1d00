"""What a visitor brings to an exchange."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.door import Reply
from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError, NotTriedError
from bluezone.conformance.exchange.loose import LooseHead, LooseListed
from bluezone.conformance.exchange.rules.calls import every_answer_is_held_back
from bluezone.conformance.exchange.visit import INDEX, MOST_BYTES, MOST_LEAVES, NEWEST_KEYS, ROOT, Visit
from bluezone.protocol import proof_of_work
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import long_code, short_code
from bluezone.protocol.index import MAX_HEAD_BYTES
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    CALL_PATH,
    REQUEST_BYTES,
    Answer,
    CertificateAnswer,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    pack_answer,
)
from bluezone.protocol.signature import Kind


def test_its_seeds_are_of_three_whole_days_that_are_over() -> None:
    visit = Visit(SimpleNamespace(), bytes)
    visit.__dict__["told_s"] = 1_600_000_000

    today = Day.containing(1_600_000_000_000)
    assert [today.plus(-age) for age in (1, 2, 3)] == [seed.day for seed in visit.seeds]
    assert {(0, 95)} == {(seed.first_slot, seed.last_slot) for seed in visit.seeds}


def test_where_nobody_says_for_how_long_answers_are_held_back_that_is_not_tried() -> None:
    visit = Visit(SimpleNamespace(), bytes)

    assert (0, 0) == visit.held_ms
    with pytest.raises(NothingToTryError):
        every_answer_is_held_back(visit)


class Asked:
    """A door behind which all has so many bytes, or these; it keeps what it was asked, and for how much at most."""

    def __init__(self, told: int | bytes = 0, status: int = 200) -> None:
        self.asked: list[tuple[str, int]] = []
        self._reply = Reply(status, {}, bytes(told), 0.0)

    def ask(self, _method: str, path: str, *, most: int, **_told: object) -> Reply:
        self.asked.append((path, most))
        return self._reply


@pytest.mark.parametrize(("code", "bits"), [(short_code(bytes(16)), 3), (long_code(bytes(10)), 1)])
def test_for_a_short_code_it_does_the_work_of_short_codes_and_for_a_long_one_that_of_long_ones(code, bits) -> None:
    made: list[RedeemRequest] = []
    visit = Visit(Asked(), bytes, code=f" {code[:4]}-{code[4:]} ")
    challenge, commitment = b"\7" * 16, b"\5" * 32
    visit.opening = lambda: SimpleNamespace(challenge=challenge, work_bits=3, long_work_bits=1)
    visit.call = made.append
    assert len({proof_of_work.solve(challenge, commitment, bits) for bits in (3, 1)}) == 2

    visit.redeem(commitment)

    assert [RedeemRequest(code, commitment, challenge, proof_of_work.solve(challenge, commitment, bits))] == made


def test_without_a_code_nothing_is_redeemed() -> None:
    with pytest.raises(NothingToTryError, match="a code that the authority issued was not given"):
        Visit(Asked(), bytes).redeem(bytes(32))


def test_what_was_fetched_is_fetched_once_and_what_is_not_there_is_no_file() -> None:
    there, absent = Asked(3), Asked(0, 404)
    visit = Visit(there, bytes)

    assert [bytes(3), bytes(3)] == [visit.fetched("/v1/batch/1", 4) for _ in range(2)]
    assert [("/v1/batch/1", 4)] == there.asked
    with pytest.raises(NotTriedError, match="/v1/batch/1 was answered by 404"):
        Visit(absent, bytes).fetched("/v1/batch/1", 4)


@pytest.mark.parametrize(("size", "most"), [(0, 1), (7, 8), (-5, 1)])
def test_of_a_listed_file_a_byte_more_is_asked_for_than_it_has(size: int, most: int) -> None:
    door = Asked()
    with pytest.raises(NotTriedError):
        Visit(door, bytes, None).file(LooseListed("batch", 1, bytes(32), size))

    assert ("/v1/batch/1", most) == door.asked[0]


@pytest.mark.parametrize(("path", "most"), [(INDEX, 256 << 10), (NEWEST_KEYS, 16 << 10), (ROOT, 32)])
def test_a_file_of_a_fixed_address_is_asked_for_as_far_as_its_page_lets_it_be_long(path: str, most: int) -> None:
    door = Asked()

    Visit(door, bytes).first(path)

    assert [(path, most)] == door.asked


def test_a_visit_holds_no_more_than_a_quarter_of_a_gigabyte() -> None:
    door = Asked(3)
    visit = Visit(door, bytes)

    visit.reply("/a", MOST_BYTES)
    visit.reply("/b", MOST_BYTES - 3)
    with pytest.raises(NotTriedError, match=f"no more than {256 << 20} bytes"):
        visit.reply("/c", MOST_BYTES - 5)
    assert ["/a", "/b"] == [path for path, _ in door.asked]


@pytest.mark.parametrize("many", [31, 33])
def test_a_root_of_another_length_is_no_key(many: int) -> None:
    with pytest.raises(NotTriedError, match=f"/v1/root has {many} bytes"):
        _ = Visit(Asked(many), bytes).root


@pytest.mark.parametrize(
    ("size", "tiles", "leaves"), [(0, 0, 0), (1, 1, 1), (256, 1, 256), (257, 2, 257), (512, 2, 512)]
)
def test_the_leaves_of_a_head_stand_in_as_many_tiles_as_they_fill(size: int, tiles: int, leaves: int) -> None:
    door = Asked(256 * 32)
    visit = Visit(door, bytes)
    visit.__dict__["head"] = LooseHead(size, bytes(32), 0)

    assert [bytes(32)] * leaves == visit.leaves
    assert [(f"/v1/log/tile/{number}", 256 * 32) for number in range(tiles)] == door.asked


@pytest.mark.parametrize("size", [-1, MOST_LEAVES + 1])
def test_a_log_of_more_leaves_than_a_visit_fetches_is_not_looked_at(size: int) -> None:
    visit = Visit(Asked(), bytes)
    visit.__dict__["head"] = LooseHead(size, bytes(32), 0)

    with pytest.raises(NotTriedError, match=f"the log has {size} leaves"):
        _ = visit.leaves


def test_lines_of_the_index_are_looked_at_by_kind_and_number_and_the_newest_has_the_highest() -> None:
    def line(kind: Kind, sequence: int) -> LooseListed:
        return LooseListed(kind.value, sequence, bytes(32), 1)

    one, two, other = line(Kind.BATCH, 1), line(Kind.BATCH, 2), line(Kind.ROLLUP, 3)
    visit = Visit(Asked(), bytes)
    visit.__dict__["index"] = SimpleNamespace(files=(other, two, one))

    assert [one, two, other] == visit.listed(Kind.BATCH, Kind.ROLLUP)
    assert ([one, two], two) == (visit.listed(Kind.BATCH), visit.newest(Kind.BATCH))
    assert visit.newest(Kind.CONFIG) is None
    with pytest.raises(NothingToTryError, match="the index lists no config and no revocation"):
        visit.listed(Kind.CONFIG, Kind.REVOCATION)


def answering(answer: Answer) -> Visit:
    """A visit to an exchange that answers every call alike."""
    return Visit(Asked(pack_answer(answer)), bytes)


@pytest.mark.parametrize("many", [0, ANSWER_BYTES - 1, ANSWER_BYTES])
def test_a_call_that_is_answered_by_no_answer_is_named(many: int) -> None:
    with pytest.raises(NotMetError, match="a call was answered by what is no answer"):
        Visit(Asked(many), bytes).posted(bytes(REQUEST_BYTES))


def test_a_call_is_posted_where_calls_are_and_its_answer_given_back() -> None:
    refused = RefusedAnswer(Refusal.CODE)
    visit = answering(refused)

    assert refused == visit.posted(bytes(REQUEST_BYTES))
    assert [(CALL_PATH, ANSWER_BYTES)] == visit.door.asked


def test_where_the_time_is_not_told_nothing_begins() -> None:
    visit = answering(RefusedAnswer(Refusal.CONTENT))

    for ask in (visit.opening, lambda: visit.told_s):
        with pytest.raises(NotTriedError, match="the exchange did not tell the time"):
            ask()


def test_a_code_that_opens_nothing_gives_no_certificate() -> None:
    visit = Visit(Asked(), bytes)

    visit.__dict__["redeemed"] = RefusedAnswer(Refusal.CODE)
    with pytest.raises(NotTriedError, match="the code that was given opens nothing"):
        _ = visit.certificate
    visit.__dict__["redeemed"] = CertificateAnswer(b"certificate")
    assert b"certificate" == visit.certificate


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (lambda visit: visit.keys, "the key list cannot be read"),
        (lambda visit: visit.index_file, "the index: it ends in no signature block"),
        (lambda visit: visit.file(LooseListed("batch", 1, bytes(32), 9)), "batch 1: it ends in no signature block"),
    ],
)
def test_what_cannot_be_read_keeps_rules_from_being_tried_that_need_it(look, said: str) -> None:
    visit = Visit(Asked(b"x" * 32), bytes)

    with pytest.raises(NotTriedError, match=said):
        look(visit)


@pytest.mark.parametrize("name", ["index", "head"])
def test_a_body_that_is_no_map_and_no_list_is_not_looked_into(name: str) -> None:
    visit = Visit(Asked(), bytes)
    visit.__dict__[f"{name}_file"] = SimpleNamespace(body=memoryview(b"\xc1"))

    with pytest.raises(NotTriedError):
        getattr(visit, name)


@pytest.mark.parametrize(("many", "said"), [(MAX_HEAD_BYTES, "the head: "), (MAX_HEAD_BYTES + 1, "the head has")])
def test_a_head_that_is_longer_than_its_page_lets_it_be_is_not_cut(many: int, said: str) -> None:
    visit = Visit(Asked(1), bytes)
    visit.__dict__["index"] = SimpleNamespace(head=bytes(many))

    with pytest.raises(NotTriedError, match=said):
        _ = visit.head_file


def test_another_look_fetches_anew_by_the_same_root() -> None:
    door = Asked(3)
    visit = Visit(door, bytes, "root")  # type: ignore[arg-type]

    assert (door, "root") == (visit.anew().door, visit.anew().root)
    visit.reply("/a")
    visit.anew().reply("/a")
    assert 2 == len(door.asked)
